"""`/v1/alerts/stream`: server-sent events (HTML Standard, section 9.2)."""

import asyncio
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from interparty_api.handlers.filters import AlertFilter
from interparty_api.handlers.live import Live
from interparty_api.routes.asked_alerts import Filtered
from interparty_api.routes.parameters import Sources, reading_router
from interparty_api.stream.reader import Reader
from interparty_shared.errors import Invalid, Unavailable
from interparty_shared.web.http import ABORT
from interparty_shared.web.openapi import problems
from interparty_shared.web.problems import Problem

log = structlog.get_logger(__name__)

MEDIA_TYPE: Final = "text/event-stream"
LAST: Final = 2**63 - 1
LINGER_S: Final = 2.0
"""Asked to stop, a process gives a reader so long to take what waits for it."""
_SUMMARY: Final = "Every revision of every alert as it is published: server-sent events"
_DESCRIPTION: Final = (
    "Events are `alert.opened`, `alert.revised`, `alert.resolved` and `alert.withdrawn`, their `id` is"
    " the sequence, their `data` the alert on one line. Without `Last-Event-ID` it begins with what is"
    " published next; with it, or with `after`, with what came after that sequence, without a gap."
    " A filter lets through all revisions of an alert from the one on that fulfils it. Every 15"
    " seconds a comment says that the connection lives. A reader that is too slow is cut off: it"
    " resumes by the last `id` that it has."
)


class EventStream(Response):
    """Sends a reader what there is for it, until either side ends it."""

    media_type = MEDIA_TYPE

    def __init__(self, live: Live, wanted: AlertFilter, after: int | None) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._live = live
        self._wanted = wanted
        self._after = after

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the reader leaves, is cut off, or the process stops."""
        hub = self._live.hub
        reader = Reader(self._wanted)
        hub.enter(reader)
        writing = asyncio.ensure_future(self._write(reader, send))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            ends: set[asyncio.Future[Any]] = {writing, leaving, reader.over}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if reader.over.done() and reader.over.result() == "stopping":
                await asyncio.wait({writing, leaving}, timeout=LINGER_S)
            if not writing.done() and not leaving.done():
                _abort(scope)
        finally:
            hub.leave(reader)
            for task in (writing, leaving):
                task.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)
        _raise(writing, scope)

    async def _write(self, reader: Reader, send: Send) -> None:
        # From now on means from before the head: what is published once a reader has it is not missed.
        after = await self._live.now() if self._after is None else self._after
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async for chunk in self._live.follow(reader, self._wanted, after):
            reader.begun += 1
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            reader.sent = reader.begun
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _abort(scope: Scope) -> None:
    """End the connection at once: closing it would wait for a reader that does not read."""
    extension: dict[str, Any] | None = scope.get("extensions", {}).get(ABORT)
    if extension:
        extension["abort"]()


def _raise(writing: "asyncio.Future[None]", scope: Scope) -> None:
    if writing.cancelled():
        return
    error = writing.exception()
    if isinstance(error, Unavailable):
        # The head is out: all that can be said is that it ends here. Who resumes loses nothing.
        log.warning("a reader of the stream was let go", error=str(error))
        _abort(scope)
    elif error is not None:
        raise error


def stream_router(sources: Sources, live: Live) -> APIRouter:
    """Return the route of the live stream."""
    router = reading_router(sources, "alerts")

    @router.get(
        "/v1/alerts/stream",
        summary=_SUMMARY,
        description=_DESCRIPTION,
        response_class=Response,
        responses={
            200: {
                "description": "Events, until either side ends it",
                "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
            },
            **problems("unavailable"),
        },
    )
    async def get_stream(
        request: Request,
        wanted: Filtered,
        last_event_id: Annotated[
            str | None, Header(description="`id` of the last event that was received")
        ] = None,
        last_event_id_: Annotated[
            str | None, Query(alias="last_event_id", description="As the header `Last-Event-ID`")
        ] = None,
        after: Annotated[
            str | None, Query(description="As `last_event_id`; 0: from the beginning")
        ] = None,
    ) -> Response:
        resumed = _sequence(
            {"/Last-Event-ID": last_event_id, "/last_event_id": last_event_id_, "/after": after}
        )
        if not live.hub.has_room:
            raise Problem(
                "unavailable",
                "this process has as many readers of the stream as it takes; poll /v1/changes, or"
                " try again",
                headers={"Retry-After": "30"},
            )
        return EventStream(live, wanted, resumed)

    return router


def _sequence(given: dict[str, str | None]) -> int | None:
    """Return the sequence that is resumed after: the header, which browsers send, counts first.

    Raises:
        Invalid: it is none.
    """
    for pointer, said in given.items():
        if said:
            if not (said.isascii() and said.isdigit()) or int(said) > LAST:
                raise Invalid("is no sequence", pointer=pointer)
            return int(said)
    return None
