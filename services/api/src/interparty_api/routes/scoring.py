"""`/v1/scorecards`: how rules fare by what people do with their alerts."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers import scoring
from interparty_api.routes.parameters import (
    AsOf,
    Limit,
    Sources,
    Text,
    at_moment,
    from_moment,
    reading_router,
    short_page,
)
from interparty_api.routes.schemas import Page, Shape
from interparty_shared.errors import NotFound
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor
from interparty_shared.web.render import json_response

Since = Annotated[
    str | None,
    Query(
        description="Of alerts opened since then alone, such as when a rule was changed: an RFC 3339"
        " time, or a date",
        examples=["2026-01-01"],
    ),
]
_EXAMPLE: Final[dict[str, Any]] = {
    "rule": "GB-MP-VISITS",
    "alerts": 130,
    "open": 12,
    "resolved": 98,
    "withdrawn": 20,
    "acknowledged": 8,
    "dismissed": 2,
    "unjudged": 120,
    "kept": {"share": 0.8, "low": 0.4902, "high": 0.9433, "confidence": 0.95},
    "advice": "too_few",
    "text": "8 of 10 alerts judged by people were acknowledged: 49% to 94% would be (95% interval after"
    " Wilson); 120 not judged, 20 withdrawn since.",
}


class Kept(Shape):
    """The share of the judged alerts that people kept, and between what it surely lies."""

    share: float | None
    low: float
    high: float
    confidence: float


class Scorecard(Shape):
    """The alerts of a rule, and what people did with them."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    rule: str
    alerts: int
    open: int
    resolved: int
    withdrawn: int
    acknowledged: int
    dismissed: int
    unjudged: int
    kept: Kept
    advice: Literal["keep", "tune", "retire", "too_few"]
    text: str


ScorecardPage = Page[Scorecard]


def scoring_router(sources: Sources) -> APIRouter:
    """Return the routes of scorecards."""
    router = reading_router(sources, "rules")

    @router.get(
        "/v1/scorecards",
        summary="Of each rule that raised an alert: what people made of its alerts, and how sure that is",
        response_model=ScorecardPage,
        responses=problems("invalid-cursor"),
    )
    async def get_scorecards(
        request: Request,
        since: Since = None,
        as_of: AsOf = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        found = await scoring.scorecards(
            sources.database,
            since=from_moment(since, "since"),
            as_of=at_moment(as_of, now=sources.clock.now()),
        )
        return short_page(request, found, cursor, limit)

    @router.get(
        "/v1/scorecards/{rule}",
        summary="What people made of the alerts of one rule",
        response_model=Scorecard,
        responses=problems("not-found"),
    )
    async def get_scorecard(rule: Text, since: Since = None, as_of: AsOf = None) -> Response:
        found = await scoring.scorecards(
            sources.database,
            since=from_moment(since, "since"),
            as_of=at_moment(as_of, now=sources.clock.now()),
        )
        own = [one for one in found if one["rule"] == rule]
        if not own and rule not in {one.rule_id for one in sources.packs}:
            raise NotFound(f"no rule {rule!r}")
        return json_response(own[0] if own else scoring.empty(rule))

    return router
