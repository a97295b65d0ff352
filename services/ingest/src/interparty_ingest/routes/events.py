"""`POST /v1/events`."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from interparty_ingest.body import Encoding, Inflater, encoding_of, form_of
from interparty_ingest.handlers.intake import Intake
from interparty_ingest.outcomes import Sender
from interparty_ingest.routes.examples import ANSWERS, BODY, DESCRIPTION
from interparty_shared.clock import Clock
from interparty_shared.errors import Invalid
from interparty_shared.web.auth import require
from interparty_shared.web.keys import KeyRing
from interparty_shared.web.middleware import TRACE
from interparty_shared.web.openapi import problems
from interparty_shared.web.render import json_response
from interparty_shared.wire.topics import LANES

LANE: Final = {
    "name": "lane",
    "in": "query",
    "description": "`backfill` for history: never ahead of live events, and nobody is notified",
    "schema": {"type": "string", "enum": list(LANES), "default": "live"},
}


def events_router(intake: Intake, keys: KeyRing, clock: Clock, *, max_body_bytes: int) -> APIRouter:
    """Return the route that takes events."""
    router = APIRouter(tags=["events"])
    writer = require(keys, "events:write")

    async def post_events(request: Request) -> Response:
        key = await writer(request)
        now, headers = clock.now(), dict(request.scope["headers"])
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        form = form_of(content_type)
        sender = Sender(key.name, key.quota_per_minute, _lane(request), request.scope[TRACE])
        encoding = encoding_of(headers.get(b"content-encoding", b"").decode("latin-1"))
        body, broken = await _read(request, encoding, max_body_bytes)
        if broken:
            answer = await intake.refuse_body(body, broken, sender, now=now)
        else:
            answer = await intake.accept(
                form,
                body,
                headers=request.scope["headers"] if form == "binary" else (),
                content_type=content_type,
                sender=sender,
                now=now,
            )
        return json_response(answer.document, answer.status)

    # A plain route answers; FastAPI's, which is found second, is there for /openapi.json. To take a
    # request apart and put dependencies together would cost as much as all that is done here.
    router.add_route("/v1/events", post_events, methods=["POST"])
    router.post(
        "/v1/events",
        summary="Post events",
        description=DESCRIPTION,
        openapi_extra={
            "requestBody": BODY,
            "parameters": [LANE],
            "security": [{writer.scheme_name: []}],
        },
        status_code=202,
        response_class=Response,
        responses=ANSWERS
        | problems(
            "unauthenticated",
            "forbidden",
            "too-large",
            "unsupported-media-type",
            "invalid-event",
            "invalid-request",
            "too-many-requests",
            "unavailable",
        ),
    )(post_events)
    return router


def _lane(request: Request) -> str:
    if not request.scope["query_string"]:
        return "live"
    lane = request.query_params.get("lane", "live")
    if lane not in LANES:
        raise Invalid(f"there is no lane {lane[:40]!r}; one of {', '.join(LANES)}", pointer="/lane")
    return lane


async def _read(request: Request, encoding: Encoding, limit: int) -> tuple[bytes, str | None]:
    """Return the unpacked body, and why it breaks off where it does."""
    if encoding == "identity":
        return await request.body(), None  # its size is limited by web/middleware.py
    inflater, made = Inflater(limit), bytearray()
    try:
        async for chunk in request.stream():
            made += inflater.feed(chunk)
        inflater.close()
    except ValueError as error:
        return bytes(made), str(error)
    return bytes(made), None
