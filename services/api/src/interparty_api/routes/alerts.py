"""`/v1/alerts` and `/v1/changes`."""

from datetime import date, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers.alerts import SORTS, AlertQuery, get_alert, get_history, list_alerts
from interparty_api.handlers.changes import list_changes
from interparty_api.handlers.pages import Place
from interparty_api.routes import schemas
from interparty_api.routes.parameters import (
    AsOf,
    Limit,
    Many,
    Sources,
    Text,
    at_moment,
    country_codes,
    document_of,
    filtered,
    from_moment,
    next_cursor,
    one_of,
    page_of,
    place_in,
    reading_router,
    several,
    severities,
    to_moment,
)
from interparty_shared.domain import words
from interparty_shared.errors import Invalid
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor, bad_cursor, page
from interparty_shared.web.render import json_response

STATUSES = ("open", "resolved", "withdrawn")
When = Annotated[
    str | None,
    Query(description="By the time of the last revision: RFC 3339, or a date (all of it, UTC)"),
]
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
        rule: Annotated[Many, filtered("Rule", "GB-MP-VISITS")] = None,
        regime: Annotated[Many, filtered("Regime", "GB-MP-VISITS")] = None,
        verdict: Annotated[Many, filtered("Verdict", "missing")] = None,
        severity: Annotated[Many, filtered("Severity", "high")] = None,
        status: Annotated[Many, filtered("Status", "open")] = None,
        country: Annotated[Many, filtered("Country of either side", "GB")] = None,
        channel: Annotated[Many, filtered("Channel", "visit")] = None,
        actor: Annotated[
            Many,
            Query(description="Either side by name or `scheme:value`; repeated: one of them"),
        ] = None,
        since: When = None,
        until: When = None,
        q: Annotated[
            str | None,
            Query(max_length=300, description="Words of the summary, the names or the titles"),
        ] = None,
        sort: Annotated[str, Query(description=_SORTED)] = "-updated",
        as_of: AsOf = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        if sort not in SORTS:
            raise Invalid(f"must be one of {', '.join(SORTS)}", pointer="/sort")
        query = AlertQuery(
            rule=several(rule, "rule"),
            regime=several(regime, "regime"),
            verdict=one_of(verdict, "verdict", words.VERDICTS),
            severity=severities(severity),
            status=one_of(status, "status", STATUSES),
            channel=one_of(channel, "channel", words.CHANNELS),
            country=country_codes(country),
            actor=several(actor, "actor", commas=False),
            q=q,
            since=from_moment(since, "since"),
            before=to_moment(until, "until"),
            as_of=at_moment(as_of, now=sources.clock.now()),
            sort=sort,
            limit=limit,
            after=alert_place(sort, place_in(request, cursor, int, str, int)),
        )
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


def alert_place(sort: str, place: Place | None) -> Place | None:
    """Return the place in a list of alerts: level, value, sequence.

    Raises:
        Problem: (invalid-cursor) it has another value than this order has.
    """
    if place is None:
        return None
    level, text, sequence = place
    try:
        value: Any = date.fromisoformat(text) if "due" in sort else datetime.fromisoformat(text)
        if not 0 <= level < len(words.SEVERITIES) or getattr(value, "tzinfo", True) is None:
            raise ValueError
    except ValueError:
        raise bad_cursor() from None
    return level, value, sequence
