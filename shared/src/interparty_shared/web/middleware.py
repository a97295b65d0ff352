"""Around every request: trace id, size limit, log line, metrics, and the last resort for errors.

Plain ASGI: Starlette's BaseHTTPMiddleware starts a task and two streams per request.
"""

from time import perf_counter
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Histogram
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interparty_shared.observability import (
    bind_trace,
    gauge,
    histogram,
    new_traceparent,
    next_traceparent,
    parse_traceparent,
)
from interparty_shared.web.problems import Problem
from interparty_shared.web.render import problem_response

log = structlog.get_logger(__name__)

TRACE: Final = "interparty.traceparent"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
WATCHING: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked for all day long by machines: logged only on level DEBUG."""

DRAIN: Final = 4
"""A body up to this many times too large is read and thrown away before it is refused: closing the
connection on a client that is still sending makes it see a broken pipe instead of the answer."""


class Around:
    """The only middleware."""

    def __init__(self, app: ASGIApp, *, max_body_bytes: int, metrics: CollectorRegistry) -> None:
        self._app = app
        self._limit = max_body_bytes
        self._seconds = histogram(metrics, "interparty_http_request_seconds")
        self._open = gauge(metrics, "interparty_http_requests_in_progress")
        self._children: dict[tuple[str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        headers = _headers(scope)
        given = parse_traceparent(headers.get(b"traceparent", b"").decode("latin-1"))
        trace = next_traceparent(given) if given else new_traceparent()
        scope[TRACE] = trace
        answer = _Answer(send, trace)
        self._open.inc()
        with bind_trace(trace):
            try:
                await self._guarded(scope, headers, receive, answer)
            finally:
                self._open.dec()
                self._tell(scope, answer.status, perf_counter() - began)

    async def _guarded(
        self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, answer: "_Answer"
    ) -> None:
        try:
            try:
                body = await _limited(headers, receive, self._limit)
                await self._app(scope, body, answer)
            except Problem as problem:  # the limit, met where nothing else rendered it
                if answer.status:
                    raise
                await problem_response(problem)(scope, receive, answer)
        except ClientDisconnect:
            answer.status = answer.status or 499
        except Exception:
            # Not the path itself: links in mails bear what opens them.
            log.exception("request failed", method=scope["method"], route=_route(scope))
            if answer.status:
                raise  # half an answer is out; the server breaks the connection off
            internal = Problem("internal", "See the log under the trace id of this answer.")
            await problem_response(internal)(scope, receive, answer)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = _route(scope)
        labels = (method, route, status)
        child = self._children.get(labels)
        if child is None:
            child = self._children[labels] = self._seconds.labels(method, route, str(status))
        child.observe(seconds)
        (log.debug if route in WATCHING else log.info)(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            client=scope["client"][0] if scope.get("client") else None,
        )


class _Answer:
    """Sends on, with the trace in the head, and remembers the status."""

    def __init__(self, send: Send, trace: str) -> None:
        self._send = send
        self._trace = trace.encode()
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], (b"traceparent", self._trace)]
        await self._send(message)


def _route(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", None) or "unmatched"


def _headers(scope: Scope) -> dict[bytes, bytes]:
    # Names are in lower case; of a header that is there twice, none of those asked for, the last.
    return dict(scope["headers"])


async def _limited(headers: dict[bytes, bytes], receive: Receive, limit: int) -> Receive:
    """Return a `receive` that gives at most `limit` bytes.

    Raises:
        Problem: (too-large) the request says itself that it has more.
    """
    stated = headers.get(b"content-length", b"")
    if stated.isdigit():
        if int(stated) > limit:
            if int(stated) > DRAIN * limit or b"expect" in headers:
                raise _too_large(limit, close=True)
            await _drain(receive)
            raise _too_large(limit)
        return receive  # the server itself holds the client to what it stated
    if b"transfer-encoding" not in headers:
        return receive
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise _too_large(limit, close=True)
        return message

    return counted


def _too_large(limit: int, *, close: bool = False) -> Problem:
    return Problem(
        "too-large",
        f"a body may have {limit} bytes; send it in several requests",
        # Or the server would go on reading, and throwing away, for as long as the client sends.
        headers={"Connection": "close"} if close else {},
        limit=limit,
    )


async def _drain(receive: Receive) -> None:
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass
