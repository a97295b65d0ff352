"""`/v1/alerts` and `/v1/changes`."""

from dataclasses import replace
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers.alerts import SORTS, AlertQuery, get_alert, get_history, list_alerts
from interparty_api.handlers.changes import list_changes
from interparty_api.i18n import translator
from interparty_api.pages import series
from interparty_api.routes import schemas
from interparty_api.routes.asked_alerts import alert_place, asked_alerts
from interparty_api.routes.parameters import (
    AsOf,
    Limit,
    Sources,
    Text,
    at_moment,
    document_of,
    next_cursor,
    page_of,
    place_in,
    reading_router,
)
from interparty_shared.errors import Invalid, NotFound
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor, bad_cursor, page
from interparty_shared.web.render import json_response

LAST = 2**63 - 1
_SORTED = (
    f"One of {', '.join(SORTS)}. Alerts without a due date are the last by `due`; of one severity,"
    " those revised last come first."
)


def alerts_router(sources: Sources) -> APIRouter:
    """Return the routes of alerts."""
    router = reading_router(sources, "alerts")

    @router.get(
        "/v1/alerts",
        summary="Alerts, those revised last first",
        response_model=schemas.AlertPage,
        responses=problems("invalid-cursor"),
    )
    async def get_alerts(
        request: Request,
        asked: Annotated[AlertQuery, Depends(asked_alerts(sources))],
        sort: Annotated[str, Query(description=_SORTED)] = "-updated",
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        if sort not in SORTS:
            raise Invalid(f"must be one of {', '.join(SORTS)}", pointer="/sort")
        after = alert_place(sort, place_in(request, cursor, int, str, int))
        query = replace(asked, sort=sort, limit=limit, after=after)
        return page_of(request, await list_alerts(sources.database, query))

    @router.get(
        "/v1/alerts/{id}",
        summary="An alert with its explanation and evidence",
        response_model=schemas.Alert,
        responses=problems("not-found"),
    )
    async def get_one(id: Text, as_of: AsOf = None) -> Response:  # noqa: A002 - the path's own name
        then = at_moment(as_of, now=sources.clock.now())
        return document_of(await get_alert(sources.database, id, as_of=then))

    @router.get(
        "/v1/alerts/{id}/series.svg",
        summary="The series behind an alert of a pattern, drawn",
        response_class=Response,
        responses={
            200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}},
            **problems("not-found"),
        },
    )
    async def get_series(id: Text) -> Response:  # noqa: A002 - the path's own name
        document = orjson.loads(await get_alert(sources.database, id, as_of=None))
        drawn = series.svg(translator("en"), document)
        if not drawn:
            raise NotFound(f"alert {id} is of no pattern: there is no series behind it")
        return Response(drawn, media_type="image/svg+xml")

    @router.get(
        "/v1/alerts/{id}/history",
        summary="Every revision of an alert, oldest first, with what changed",
        response_model=schemas.HistoryPage,
        responses=problems("not-found", "invalid-cursor"),
    )
    async def get_revisions(
        request: Request,
        id: Text,  # noqa: A002
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        place = place_in(request, cursor, int)
        shown, end = await get_history(
            sources.database, id, after=place[0] if place else 0, limit=limit
        )
        items = [
            {
                "sequence": one.sequence,
                "revision": one.document["revision"],
                "type": one.type,
                "changed": one.changed,
                "alert": one.document,
            }
            for one in shown
        ]
        return json_response(page(items, next_cursor(request, (end,) if end else None)))

    _add_changes(router, sources)
    return router


def _add_changes(router: APIRouter, sources: Sources) -> None:
    @router.get(
        "/v1/changes",
        summary="Every revision of every alert in order, without a gap",
        response_model=schemas.ChangePage,
        responses=problems("invalid-cursor"),
    )
    async def get_changes(
        after: Annotated[
            int, Query(ge=0, le=LAST, description="Sequence of the last change already seen")
        ] = 0,
        limit: Limit = 50,
        cursor: Annotated[
            str | None, Query(max_length=20, description="`next` of the page before; as `after`")
        ] = None,
    ) -> Response:
        if cursor is not None:
            if not (cursor.isascii() and cursor.isdigit()) or int(cursor) > LAST:
                raise bad_cursor()
            after = int(cursor)
        found = await list_changes(sources.database, after=after, limit=limit)
        items = [
            {"sequence": one.sequence, "type": one.type, "alert": orjson.Fragment(one.alert)}
            for one in found.items
        ]
        following = None if found.next is None else str(found.next)
        return json_response(page(items, following) | {"watermark": found.watermark})
