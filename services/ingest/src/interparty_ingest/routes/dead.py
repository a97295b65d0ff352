"""`GET /v1/rejections` for who sent them; `/v1/dead` for who runs the place."""

import base64
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from interparty_ingest.handlers import dead
from interparty_ingest.handlers.intake import Intake
from interparty_ingest.outcomes import Place, Rejected, Wanted
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import NotFound
from interparty_shared.web.auth import require
from interparty_shared.web.keys import Key, KeyRing
from interparty_shared.web.middleware import TRACE
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import (
    Cursor,
    Limit,
    bad_cursor,
    decode_cursor,
    encode_cursor,
    page,
)
from interparty_shared.web.problems import Problem
from interparty_shared.web.render import json_response

Step = Annotated[
    Literal["parse", "validate", "publish", "process", "conflict"] | None,
    Query(description="Where it was put aside"),
]
_LISTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A page of dead letters",
        "content": {
            "application/json": {
                "example": page(
                    [
                        {
                            "dead_id": "0-17",
                            "at": "2026-11-22T09:30:00Z",
                            "by": "ingest",
                            "producer": "collector-gb",
                            "step": "validate",
                            "reason": "/data/channel: required, but absent",
                            "problem": {"type": "/problems/invalid-event", "status": 422},
                            "source": "https://collector.example/gb",
                            "id": "idu-forum-2025",
                            "lane": "live",
                            "origin": "http",
                            "trace": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                            "replayed": None,
                            "raw": "{…}",
                            "raw_encoding": "utf-8",
                        }
                    ],
                    None,
                )
            }
        },
    }
}


def dead_router(database: Database, intake: Intake, keys: KeyRing, clock: Clock) -> APIRouter:
    """Return the routes of what was put aside."""
    router = APIRouter(tags=["rejections"])
    writer, admin = require(keys, "events:write"), require(keys, "admin")
    refusals = problems("unauthenticated", "forbidden", "invalid-cursor", "unavailable")

    @router.get(
        "/v1/rejections",
        summary="What you sent that was not accepted, newest first",
        response_class=Response,
        responses=_LISTED | refusals,
    )
    async def get_rejections(
        key: Annotated[Key, Depends(writer)],
        producer: Annotated[
            str | None, Query(max_length=100, description="Another key's: for `admin` only")
        ] = None,
        step: Step = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> Response:
        if producer not in {None, key.name} and not key.may("admin"):
            raise Problem("forbidden", "another key's rejections need the scope 'admin'")
        own = None if key.may("admin") else key.name
        wanted = Wanted(
            producer=own or (producer and producer.replace("\x00", "\ufffd")), step=step
        )
        return await _page(database, wanted, limit, cursor)

    @router.get(
        "/v1/dead",
        summary="Everything that was put aside, by every service, newest first",
        response_class=Response,
        responses=_LISTED | refusals,
    )
    async def get_dead(
        _key: Annotated[Key, Depends(admin)],
        step: Step = None,
        by: Annotated[Literal["ingest", "alerts", "api"] | None, Query()] = None,
        lane: Annotated[Literal["live", "backfill"] | None, Query()] = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> Response:
        return await _page(database, Wanted(step=step, by=by, lane=lane), limit, cursor)

    @router.post(
        "/v1/dead/{dead_id}/replay",
        summary="Validate again what was put aside and send it back to its lane",
        status_code=202,
        response_class=Response,
        responses=refusals | problems("not-found", "conflict", "invalid-event"),
    )
    async def post_replay(
        request: Request,
        _key: Annotated[Key, Depends(admin)],
        dead_id: Annotated[str, Path(max_length=40)],
    ) -> Response:
        place = Place.of(dead_id)
        if place is None:
            raise NotFound(f"no dead letter {dead_id}")
        trace: str = request.scope[TRACE]
        answer = await dead.replay_letter(database, intake, place, trace=trace, now=clock.now())
        return json_response(answer.document, answer.status)

    return router


async def _page(database: Database, wanted: Wanted, limit: int, cursor: str | None) -> Response:
    before = _before(decode_cursor(cursor, str, str))
    found = await dead.list_letters(database, wanted, before=before, limit=limit + 1)
    shown = found[:limit]
    following = None
    if len(found) > limit:
        last = shown[-1]
        following = encode_cursor(last.letter.at.isoformat(), str(last.place))
    return json_response(page([_document(one) for one in shown], following))


def _before(after: tuple[Any, ...] | None) -> tuple[datetime, Place] | None:
    if after is None:
        return None
    place = Place.of(after[1])
    if place is None:
        raise bad_cursor()
    try:
        return datetime.fromisoformat(after[0]).astimezone(UTC), place
    except (ValueError, OverflowError):
        raise bad_cursor() from None


def _document(rejected: Rejected) -> dict[str, Any]:
    letter = rejected.letter
    document: dict[str, Any] = {
        "dead_id": str(rejected.place),
        "at": letter.at,
        "by": letter.by,
        "producer": letter.producer,
        "step": letter.step,
        "reason": letter.reason,
        "problem": letter.problem,
        "source": letter.source,
        "id": letter.id,
        "lane": letter.lane,
        "origin": letter.origin,
        "trace": letter.trace,
        "replayed": rejected.replayed,
    }
    return document | _raw(letter.raw)


def _raw(raw: bytes) -> dict[str, str]:
    try:
        return {"raw": raw.decode("utf-8"), "raw_encoding": "utf-8"}
    except UnicodeDecodeError:
        return {"raw": base64.b64encode(raw).decode(), "raw_encoding": "base64"}
