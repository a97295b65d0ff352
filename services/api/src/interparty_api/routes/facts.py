"""`/v1/obligations`, `/v1/engagements` and `/v1/disclosures`."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers.facts import (
    FactQuery,
    disclosure_query,
    engagement_query,
    get_disclosure,
    get_engagement,
    list_facts,
)
from interparty_api.handlers.obligations import (
    ObligationQuery,
    get_obligation,
    list_obligations,
)
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
    on_day,
    one_of,
    page_of,
    parsed_day,
    place_in,
    reading_router,
    several,
)
from interparty_shared.domain import words
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor
from interparty_shared.web.render import json_response

ActorAsked = Annotated[
    Many, Query(description="By name or `scheme:value`; repeated: one of them holds")
]
Source = Annotated[
    str | None, Query(max_length=512, description="`source` of the engagement's event")
]
BeganOn = Annotated[str | None, Query(description="By the first day: a date, itself included")]
FiledOn = Annotated[str | None, Query(description="By the filing: a date, itself included")]


def obligations_router(sources: Sources) -> APIRouter:
    """Return the routes of obligations."""
    router = reading_router(sources, "obligations")

    @router.get(
        "/v1/obligations",
        summary="Obligations with their verdicts, those of the latest engagements first",
        response_model=schemas.ObligationPage,
        responses=problems("invalid-cursor"),
    )
    async def get_obligations(
        request: Request,
        source: Source = None,
        id: Annotated[  # noqa: A002 - the contract's own name
            str | None, Query(max_length=256, description="`id` of the engagement's event")
        ] = None,
        regime: Annotated[Many, filtered("Regime", "GB-MP-VISITS")] = None,
        verdict: Annotated[Many, filtered("Verdict", "missing")] = None,
        country: Annotated[Many, filtered("Country of either side", "GB")] = None,
        actor: ActorAsked = None,
        as_of: AsOf = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        query = ObligationQuery(
            source=source,
            id=id,
            regime=several(regime, "regime"),
            verdict=one_of(verdict, "verdict", words.VERDICTS),
            country=country_codes(country),
            actor=several(actor, "actor", commas=False),
            as_of=at_moment(as_of, now=sources.clock.now()),
            limit=limit,
            after=parsed_day(place_in(request, cursor, str, str)),
        )
        return page_of(request, await list_obligations(sources.database, query))

    @router.get(
        "/v1/obligations/{id}",
        summary="An obligation",
        response_model=schemas.Obligation,
        responses=problems("not-found"),
    )
    async def get_one(id: Text, as_of: AsOf = None) -> Response:  # noqa: A002
        then = at_moment(as_of, now=sources.clock.now())
        return document_of(await get_obligation(sources.database, id, as_of=then))

    return router


def facts_router(sources: Sources) -> APIRouter:
    """Return the routes of what was posted."""
    router = reading_router(sources, "facts")
    _add_engagements(router, sources)
    _add_disclosures(router, sources)
    return router


async def listed(
    request: Request, sources: Sources, query: FactQuery, limit: int, cursor: str | None
) -> Response:
    """Answer with a page of facts."""
    place = parsed_day(place_in(request, cursor, str, str))
    found = await list_facts(sources.database, replace(query, limit=limit, after=place))
    return page_of(request, found)


def _add_engagements(router: APIRouter, sources: Sources) -> None:
    @router.get(
        "/v1/engagements",
        summary="Engagements, the latest first; retracted ones are flagged",
        response_model=schemas.EngagementPage,
        responses=problems("invalid-cursor"),
    )
    async def get_engagements(
        request: Request,
        source: Annotated[Many, Query(description="Who posted it; repeated: one of them")] = None,
        country: Annotated[
            Many, filtered("Country of a participant, or where it took place", "GB")
        ] = None,
        actor: ActorAsked = None,
        channel: Annotated[Many, filtered("Channel", "visit")] = None,
        retracted: Annotated[bool | None, Query(description="Only those that are, or not")] = None,
        since: BeganOn = None,
        until: BeganOn = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        query = engagement_query(
            source=several(source, "source", commas=False),
            country=country_codes(country),
            actor=several(actor, "actor", commas=False),
            channel=one_of(channel, "channel", words.CHANNELS),
            retracted=retracted,
            since=on_day(since, "since"),
            until=on_day(until, "until"),
        )
        return await listed(request, sources, query, limit, cursor)

    @router.get(
        "/v1/engagements/{id:path}",
        summary="An engagement by the id of its event",
        description="Give `source` too where several sources use the same id.",
        response_model=schemas.Engagement,
        responses=problems("not-found"),
    )
    async def get_one(id: Text, source: Source = None) -> Response:  # noqa: A002
        return json_response(await get_engagement(sources.database, id, source=source))


def _add_disclosures(router: APIRouter, sources: Sources) -> None:
    @router.get(
        "/v1/disclosures",
        summary="Records of public registers, the last filed first",
        response_model=schemas.DisclosurePage,
        responses=problems("invalid-cursor"),
    )
    async def get_disclosures(
        request: Request,
        register: Annotated[Many, filtered("Register", "gb-commons")] = None,
        filer: ActorAsked = None,
        since: FiledOn = None,
        until: FiledOn = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        query = disclosure_query(
            register=several(register, "register"),
            filer=several(filer, "filer", commas=False),
            since=on_day(since, "since"),
            until=on_day(until, "until"),
        )
        return await listed(request, sources, query, limit, cursor)

    @router.get(
        "/v1/disclosures/{id:path}",
        summary="A record by `register:record_id`",
        response_model=schemas.Disclosure,
        responses=problems("not-found"),
    )
    async def get_one(id: Text) -> Response:  # noqa: A002
        return json_response(await get_disclosure(sources.database, id))
