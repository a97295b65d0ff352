"""The HTTP side of one service, or of three on one port."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp
from typing_extensions import override

from interparty_shared.errors import InterpartyError
from interparty_shared.settings import Settings
from interparty_shared.web import openapi
from interparty_shared.web.health import Check, health_router
from interparty_shared.web.middleware import Around
from interparty_shared.web.plain import PlainFirst
from interparty_shared.web.render import (
    on_http_exception,
    on_interparty_error,
    on_request_validation,
)


class App(FastAPI):
    """A FastAPI app whose plain routes are answered before all else; see `web/plain.py`."""

    around: Callable[[ASGIApp], ASGIApp]
    plain: Sequence[APIRouter] = ()

    @override
    def build_middleware_stack(self) -> ASGIApp:
        """Return what answers requests."""
        return PlainFirst(super().build_middleware_stack(), self.plain, self.around)


def create_app(
    *,
    services: Sequence[tuple[str, Sequence[APIRouter], Mapping[str, Check]]],
    settings: Settings,
    metrics: CollectorRegistry,
) -> FastAPI:
    """Return the app that serves these services: their routes, health, metrics and OpenAPI.

    Routers carry their whole paths. Opens nothing: services get what they need from `Resources`.
    """
    app = App(
        title="Interparty",
        summary="Party diplomacy against the registers that should show it",
        version=version("interparty-shared"),
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        # The pages of FastAPI load scripts from elsewhere; /openapi.json is enough for tools.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Spans and metrics are our own (web/middleware.py); FastAPI's would be made for nobody.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        middleware=[
            Middleware(Around, max_body_bytes=settings.max_body_bytes, metrics=metrics),
        ],
        exception_handlers={
            InterpartyError: on_interparty_error,
            HTTPException: on_http_exception,
            RequestValidationError: on_request_validation,
        },
    )
    app.around = partial(Around, max_body_bytes=settings.max_body_bytes, metrics=metrics)
    app.plain = [router for _, routers, _ in services for router in routers]
    checks: dict[str, Check] = {}
    for name, routers, own in services:
        for router in routers:
            app.include_router(router)
        checks |= {f"{name}.{part}": check for part, check in own.items()}
    app.include_router(health_router(checks, metrics))
    openapi.install(app)
    return app
