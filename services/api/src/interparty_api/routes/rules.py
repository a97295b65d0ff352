"""`/v1/regimes`, `/v1/rules` and `/v1/registers`."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers import reference
from interparty_api.routes import schemas
from interparty_api.routes.parameters import Limit, Sources, Text, reading_router, short_page
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor
from interparty_shared.web.render import json_response

Version = Annotated[
    str | None, Query(max_length=20, description="By default the one in force, or else the latest")
]


def rules_router(sources: Sources) -> APIRouter:
    """Return the routes of the laws and of what of them raises alerts."""
    router = reading_router(sources, "rules")

    @router.get(
        "/v1/regimes",
        summary="Every version of every transparency law that is known here",
        response_model=schemas.RegimePage,
        responses=problems("invalid-cursor"),
    )
    async def get_regimes(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Response:
        found = reference.list_regimes(sources.packs, sources.clock.now().date())
        return short_page(request, found, cursor, limit)

    @router.get(
        "/v1/regimes/{id}",
        summary="A transparency law as its rule pack states it",
        response_model=schemas.Regime,
        responses=problems("not-found"),
    )
    async def get_regime(id: Text, version: Version = None) -> Response:  # noqa: A002
        today = sources.clock.now().date()
        return json_response(reference.get_regime(sources.packs, id, version=version, today=today))

    @router.get(
        "/v1/rules",
        summary="What raises alerts: verdicts under each regime, how grave they are, and patterns",
        response_model=schemas.RulePage,
        responses=problems("invalid-cursor"),
    )
    async def get_rules(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Response:
        today = sources.clock.now().date()
        found = reference.list_rules(sources.packs, today, sources.patterns)
        return short_page(request, found, cursor, limit)

    @router.get(
        "/v1/rules/{id}",
        summary="A rule",
        response_model=schemas.Rule,
        responses=problems("not-found"),
    )
    async def get_rule(id: Text, version: Version = None) -> Response:  # noqa: A002
        today = sources.clock.now().date()
        return json_response(
            reference.get_rule(
                sources.packs, id, version=version, today=today, patterns=sources.patterns
            )
        )

    return router


def registers_router(sources: Sources) -> APIRouter:
    """Return the routes of registers."""
    router = reading_router(sources, "registers")

    @router.get(
        "/v1/registers",
        summary="Registers: what they show, and which days our copy is known complete for",
        response_model=schemas.RegisterPage,
        responses=problems("invalid-cursor"),
    )
    async def get_registers(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Response:
        found = await reference.list_registers(sources.database, sources.packs)
        return short_page(request, found, cursor, limit)

    @router.get(
        "/v1/registers/{id}",
        summary="A register",
        response_model=schemas.Register,
        responses=problems("not-found"),
    )
    async def get_register(id: Text) -> Response:  # noqa: A002
        return json_response(await reference.get_register(sources.database, sources.packs, id))

    return router
