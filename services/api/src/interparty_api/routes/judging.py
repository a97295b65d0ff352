"""`/v1/alerts/{id}/triage`, `/v1/alerts/{id}/answers` and `/v1/corrections`."""

import uuid
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers.corrections import list_corrections
from interparty_api.handlers.judgements import Answered, Triaged, answer, triage
from interparty_api.routes import schemas
from interparty_api.routes.judgement_schemas import AnswerPosted, TriagePosted, ValueChanged
from interparty_api.routes.parameters import (
    Limit,
    Sources,
    Text,
    document_of,
    known_parameters,
    next_cursor,
    place_in,
    reading_router,
)
from interparty_shared.web.auth import require
from interparty_shared.web.keys import Key
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor, page
from interparty_shared.web.render import json_response


class Correction(schemas.Change):
    """What a revision after the first changed."""

    changed: list[str]
    changes: list[ValueChanged]
    sentence: str
    at: str


CorrectionPage = schemas.Page[Correction]


def judging_router(sources: Sources) -> APIRouter:
    """Return the routes by which people say something of alerts."""
    may_judge = require(sources.keys, "alerts:triage")
    router = APIRouter(
        tags=["alerts"],
        dependencies=[Depends(known_parameters)],
        responses=problems(
            "unauthenticated",
            "forbidden",
            "not-found",
            "conflict",
            "invalid-request",
            "unavailable",
        ),
    )

    @router.post(
        "/v1/alerts/{id}/triage",
        summary="Acknowledge, dismiss or reopen an alert; nothing is deleted, what was done is kept",
        response_model=schemas.Alert,
    )
    async def post_triage(
        id: Text,  # noqa: A002 - the path's own name
        posted: TriagePosted,
        key: Annotated[Key, Depends(may_judge)],
    ) -> Response:
        posted.checked()
        said = Triaged(
            id=f"tr_{uuid.uuid4().hex}",
            alert=id,
            action=posted.action,
            note=posted.note,
            by=key.name,
            at=sources.clock.now(),
        )
        return document_of(await triage(sources.database, said))

    @router.post(
        "/v1/alerts/{id}/answers",
        summary="A reply by someone named in an alert, shown with it from then on",
        status_code=201,
        response_model=schemas.Alert,
    )
    async def post_answer(
        id: Text,  # noqa: A002
        posted: AnswerPosted,
        key: Annotated[Key, Depends(may_judge)],
    ) -> Response:
        posted.checked()
        said = Answered(
            id=f"an_{uuid.uuid4().hex}",
            alert=id,
            by=posted.by,
            capacity=posted.capacity or None,
            text=posted.text,
            url=posted.url,
            posted_by=key.name,
            at=sources.clock.now(),
        )
        shown = document_of(await answer(sources.database, said))
        shown.status_code = 201
        return shown

    return router


def corrections_router(sources: Sources) -> APIRouter:
    """Return the list of what was corrected."""
    router = reading_router(sources, "alerts")

    @router.get(
        "/v1/corrections",
        summary="Alerts that were revised, resolved or withdrawn after they were published, newest first",
        response_model=CorrectionPage,
        responses=problems("invalid-cursor"),
    )
    async def get_corrections(
        request: Request,
        type: Annotated[  # noqa: A002 - the contract's own name
            list[Literal["alert.revised", "alert.resolved", "alert.withdrawn"]] | None,
            Query(description="Only these; repeated: one of them", max_length=3),
        ] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        place = place_in(request, cursor, int)
        found, end = await list_corrections(
            sources.database,
            types=tuple(dict.fromkeys(type or ())),
            before=place[0] if place else None,
            limit=limit,
        )
        items = [
            {
                "sequence": one.sequence,
                "type": one.type,
                "at": one.alert["updated"],
                "changed": one.changed,
                "changes": one.changes,
                "sentence": one.sentence,
                "alert": one.alert,
            }
            for one in found
        ]
        return json_response(page(items, next_cursor(request, (end,) if end else None)))

    return router
