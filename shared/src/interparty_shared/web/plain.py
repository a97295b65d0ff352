"""Plain routes, answered before the framework is asked.

A request goes through a dozen layers of FastAPI and Starlette (errors, telemetry, limits, exit
stacks, routers) that do nothing for a route which takes the request apart by itself; they were a
third of what posting one event costs.
"""

from collections.abc import Awaitable, Callable, Iterable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from interparty_shared.errors import InterpartyError
from interparty_shared.web.problems import problem_of
from interparty_shared.web.render import problem_response

Endpoint = Callable[[Request], Awaitable[Response]]


class Plain:
    """One plain route: a function from request to answer, and what it raises on purpose."""

    def __init__(self, path: str, endpoint: Endpoint) -> None:
        self.path = path
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope["route"] = self
        try:
            answer = await self._endpoint(Request(scope, receive))
        except InterpartyError as error:
            answer = problem_response(problem_of(error))
        await answer(scope, receive, send)


class PlainFirst:
    """Asks the plain routes, then the framework, which knows what else may be done at a path."""

    def __init__(
        self,
        framework: ASGIApp,
        routers: Iterable[APIRouter],
        around: Callable[[ASGIApp], ASGIApp],
    ) -> None:
        """Take the plain routes from routers (`add_route`); each goes through `around`."""
        self._framework = framework
        self._plain = {
            (method, route.path): around(Plain(route.path, route.endpoint))
            for router in routers
            for route in router.routes
            if type(route) is Route and not route.param_convertors
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or whatever else the server has."""
        app = self._framework
        if scope["type"] == "http":
            app = self._plain.get((scope["method"], scope["path"]), app)
        await app(scope, receive, send)
