"""`/v1/actors`, whom a name means, and `/v1/judgements`."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers.facts import actor_query, get_actor, judgement_query
from interparty_api.handlers.resolving import resolve
from interparty_api.routes import actor_schemas as schemas
from interparty_api.routes.facts import ActorAsked, listed
from interparty_api.routes.parameters import (
    Limit,
    Many,
    Sources,
    Text,
    country_codes,
    filtered,
    one_of,
    reading_router,
    several,
)
from interparty_shared.domain import words
from interparty_shared.domain.facts import Actor
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor
from interparty_shared.web.render import json_response


def actors_router(sources: Sources) -> APIRouter:
    """Return the routes of reference data."""
    router = reading_router(sources, "actors")
    _add_actors(router, sources)
    _add_judgements(router, sources)
    return router


def _add_judgements(router: APIRouter, sources: Sources) -> None:
    @router.get(
        "/v1/judgements",
        summary="What people judged of whom a name means, the latest first",
        response_model=schemas.JudgementPage,
        responses=problems("invalid-cursor"),
    )
    async def get_judgements(
        request: Request,
        name: Annotated[Many, filtered("Name", "Beispielpartei")] = None,
        actor: Annotated[Many, filtered("Id of a reference record", "partyfacts:1234")] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        query = judgement_query(
            name=several(name, "name", commas=False), actor=several(actor, "actor", commas=False)
        )
        return await listed(request, sources, query, limit, cursor)


def _add_actors(router: APIRouter, sources: Sources) -> None:
    @router.get(
        "/v1/actors",
        summary="Reference records about actors, those stated last first",
        response_model=schemas.ActorPage,
        responses=problems("invalid-cursor"),
    )
    async def get_actors(
        request: Request,
        country: Annotated[Many, filtered("Country", "AT")] = None,
        kind: Annotated[Many, filtered("Kind", "party")] = None,
        name: ActorAsked = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        query = actor_query(
            country=country_codes(country),
            kind=one_of(kind, "kind", words.ACTOR_KINDS),
            name=several(name, "name", commas=False),
        )
        return await listed(request, sources, query, limit, cursor)

    @router.get(
        "/v1/actors/resolve",
        summary="Whom a name means: a match, candidates that fit alike, or nobody known",
        response_model=schemas.Meaning,
        responses=problems("invalid-request"),
    )
    async def resolve_name(
        name: Annotated[str, Query(min_length=1, max_length=500)],
        country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", examples=["GB"])] = None,
        kind: words.ActorKind | None = None,
    ) -> Response:
        found = await resolve(sources.database, Actor(name, kind, country))
        return json_response(found)

    @router.get(
        "/v1/actors/{id:path}",
        summary="A reference record by its id",
        response_model=schemas.ActorRecord,
        responses=problems("not-found"),
    )
    async def get_one(id: Text) -> Response:  # noqa: A002
        return json_response(await get_actor(sources.database, id))
