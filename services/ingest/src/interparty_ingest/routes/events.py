"""`POST /v1/events`."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from interparty_ingest.body import Inflater, encoding_of, form_of
from interparty_ingest.handlers.intake import Intake
from interparty_ingest.outcomes import Sender
from interparty_ingest.routes.examples import ANSWERS, BODY, DESCRIPTION
from interparty_shared.clock import Clock
from interparty_shared.web.auth import require
from interparty_shared.web.keys import Key, KeyRing
from interparty_shared.web.middleware import TRACE
from interparty_shared.web.openapi import problems
from interparty_shared.web.render import json_response

Lane = Annotated[
    Literal["live", "backfill"],
    Query(description="`backfill` for history: never ahead of live events, and nobody is notified"),
]


def events_router(intake: Intake, keys: KeyRing, clock: Clock, *, max_body_bytes: int) -> APIRouter:
    """Return the route that takes events."""
    router = APIRouter(tags=["events"])
    writer = require(keys, "events:write")

    @router.post(
        "/v1/events",
        summary="Post events",
        description=DESCRIPTION,
        openapi_extra={"requestBody": BODY},
        status_code=202,
        response_class=Response,
        responses=ANSWERS
        | problems(
            "unauthenticated",
            "forbidden",
            "too-large",
            "unsupported-media-type",
            "invalid-event",
            "too-many-requests",
            "unavailable",
        ),
    )
    async def post_events(
        request: Request, key: Annotated[Key, Depends(writer)], lane: Lane = "live"
    ) -> Response:
        now = clock.now()
        content_type = request.headers.get("content-type")
        form = form_of(content_type)
        sender = Sender(key.name, key.quota_per_minute, lane, request.scope[TRACE])
        body, broken = await _read(request, max_body_bytes)
        if broken:
            answer = await intake.refuse_body(body, broken, sender, now=now)
        else:
            answer = await intake.accept(
                form,
                body,
                headers=request.scope["headers"] if form == "binary" else (),
                content_type=content_type or "",
                sender=sender,
                now=now,
            )
        return json_response(answer.document, answer.status)

    return router


async def _read(request: Request, limit: int) -> tuple[bytes, str | None]:
    """Return the unpacked body, and why it breaks off where it does."""
    if encoding_of(request.headers.get("content-encoding")) == "identity":
        return await request.body(), None  # its size is limited by web/middleware.py
    inflater, made = Inflater(limit), bytearray()
    try:
        async for chunk in request.stream():
            made += inflater.feed(chunk)
        inflater.close()
    except ValueError as error:
        return bytes(made), str(error)
    return bytes(made), None
