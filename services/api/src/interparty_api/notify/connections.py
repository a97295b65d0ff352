"""HTTP/1.1 to receivers that nobody vouches for: bounded in time, in bytes and in idle connections.

There is no queue in which one receiver waits for another: each request takes an idle connection to its
origin, or a new one. How many run at a time, the caller decides.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from ssl import SSLContext
from typing import Final

import httpcore

from interparty_api.notify.pinned import PinnedBackend, Resolver, route
from interparty_api.notify.ssrf import Policy, Target

BODY_BYTES: Final = 16 * 1024
HEAD_BYTES: Final = 64 * 1024

_Origin = tuple[str, str, int]
_NETWORK: Final = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException)
_STALE: Final = (
    httpcore.ReadError,
    httpcore.WriteError,
    httpcore.RemoteProtocolError,
    httpcore.ConnectionNotAvailable,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long things may take, in seconds, and how many connections stay open without use."""

    connect_s: float = 5.0
    """Looking the name up and connecting; a TLS handshake has as long again."""
    answer_s: float = 14.0
    """All until the status and the headers are there."""
    body_s: float = 1.0
    """The body after that: it decides nothing."""
    idle_s: float = 20.0
    idle: int = 64


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case; of one that is repeated, the first."""
    beginning: bytes
    """Of the body, at most `BODY_BYTES`; empty where reading it failed."""


class _Line:
    """A connection and its meter."""

    def __init__(
        self, origin: _Origin, meter: PinnedBackend, ssl: SSLContext, idle_s: float
    ) -> None:
        scheme, host, port = origin
        self.origin = origin
        self.used = False
        self.meter = meter
        self.connection = httpcore.AsyncHTTPConnection(
            httpcore.Origin(scheme.encode(), host.encode(), port),
            ssl_context=ssl,
            keepalive_expiry=idle_s,
            network_backend=meter,
        )

    @property
    def read_nothing(self) -> bool:
        """Whether no byte of the answer came."""
        return self.meter.granted == BODY_BYTES + HEAD_BYTES


class Connections:
    """Sends requests, and keeps connections of which more use is likely."""

    def __init__(
        self,
        policy: Policy,
        resolve: Resolver,
        ssl_context: SSLContext,
        limits: Limits,
    ) -> None:
        self._routes = {scheme: route(policy, scheme, resolve) for scheme in ("https", "http")}
        self._ssl = ssl_context
        self._limits = limits
        self._beneath = httpcore.AnyIOBackend()
        self._idle: OrderedDict[_Line, None] = OrderedDict()  # the longest idle first
        self._idle_of: dict[_Origin, list[_Line]] = {}
        self._closed = False

    async def post(self, target: Target, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
        """Post once, and return what was answered; a redirect is an answer like any other.

        On a connection that the receiver closed while it was idle, it is posted again on a new one.

        Raises:
            Refused, Unresolved: see `pinned.route`.
            TimeoutError: there was no answer in time.
            httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException: it failed.
        """
        origin = (target.scheme, str(target.host), target.port)
        request = httpcore.Request(
            "POST",
            httpcore.URL(
                scheme=origin[0].encode(),
                host=origin[1].encode(),
                port=target.port,
                target=target.path.encode(),
            ),
            headers=[("host", target.authority), *headers, ("content-length", str(len(body)))],
            content=body,
            extensions={"timeout": {"connect": self._limits.connect_s}},
        )
        async with asyncio.timeout(self._limits.answer_s):
            line, response = await self._answered(origin, request)
        try:
            beginning = await self._beginning(response)
        finally:
            await self._put_back(line)
        return Answer(response.status, _first_of_each(response.headers), beginning)

    async def _answered(
        self, origin: _Origin, request: httpcore.Request
    ) -> tuple[_Line, httpcore.Response]:
        while True:
            line = await self._take(origin)
            try:
                return line, await line.connection.handle_async_request(request)
            except BaseException as error:
                await _close(line)
                stale = line.used and line.read_nothing and isinstance(error, _STALE)
                if not stale:
                    raise

    async def _beginning(self, response: httpcore.Response) -> bytes:
        """Read the body as far as is bearable; one read to its end leaves the connection usable."""
        beginning = bytearray()
        with suppress(OSError, *_NETWORK):  # an OSError are also TimeoutError and ssl.SSLError
            async with (
                asyncio.timeout(self._limits.body_s),
                aclosing(response.aiter_stream()) as parts,  # type: ignore[type-var]
            ):
                async for part in parts:
                    beginning += part
                    if len(beginning) > BODY_BYTES:
                        break
        with suppress(OSError, *_NETWORK):
            await response.aclose()
        return bytes(beginning[:BODY_BYTES])

    async def _take(self, origin: _Origin) -> _Line:
        idle = self._idle_of.get(origin, [])
        while idle:
            line = idle[-1]
            self._forget(line)
            if not line.connection.has_expired() and line.connection.is_available():
                line.used = True
                line.meter.granted = BODY_BYTES + HEAD_BYTES
                return line
            await _close(line)
        meter = PinnedBackend(self._routes[origin[0]], self._beneath)
        meter.granted = BODY_BYTES + HEAD_BYTES
        return _Line(origin, meter, self._ssl, self._limits.idle_s)

    async def _put_back(self, line: _Line) -> None:
        if self._closed or not line.connection.is_idle():
            await _close(line)
            return
        self._idle[line] = None
        self._idle_of.setdefault(line.origin, []).append(line)
        oldest = next(iter(self._idle))
        if len(self._idle) > self._limits.idle or oldest.connection.has_expired():
            self._forget(oldest)
            await _close(oldest)

    def _forget(self, line: _Line) -> None:
        del self._idle[line]
        same = self._idle_of[line.origin]
        same.remove(line)
        if not same:
            del self._idle_of[line.origin]

    async def close(self) -> None:
        """Close the connections that are idle, and keep none any more."""
        self._closed = True
        while self._idle:
            line = next(iter(self._idle))
            self._forget(line)
            await _close(line)


async def _close(line: _Line) -> None:
    with suppress(*_NETWORK, OSError):
        await line.connection.aclose()


def _first_of_each(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return found
