"""`/s/{id}/…`: what readers do by the links in their mails. No key is needed: the address is one.

Programs that scan mail follow links, so nothing is done by GET.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from interparty_api.handlers import self_service
from interparty_api.handlers.self_service import PACES, View
from interparty_api.handlers.subscribing import Means
from interparty_api.i18n import negotiate
from interparty_api.pages.subscription_pages import CSP, PageName, render
from interparty_api.routes.parameters import Text
from interparty_shared.errors import InterpartyError, Invalid, NotFound
from interparty_shared.web.problems import Problem, problem_of

HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""The address opens the subscription: it goes into no cache, no index and to no other server."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a form of ours says, or a mail program."""

    page: bool
    """Whether it is ours, so that a page is the answer."""
    action: str
    value: str


def self_service_router(means: Means) -> APIRouter:
    """Return the routes that links in mails lead to."""
    router = APIRouter(tags=["links"], include_in_schema=False)
    _add_confirm(router, means)
    _add_unsubscribe(router, means)
    _add_manage(router, means)
    return router


def _add_confirm(router: APIRouter, means: Means) -> None:
    @router.get("/s/{id}/confirm/{token}")
    async def get_confirm(request: Request, id: Text, token: Text) -> Response:  # noqa: A002
        try:
            one = await self_service.look(means, id, "confirm", token)
        except InterpartyError as error:
            return _refusal(request, error)
        if one.state == "disabled":
            return _refusal(request, Problem("gone", "It has ended since."))
        return _page("confirm" if one.state == "unconfirmed" else "confirmed", one)

    @router.post("/s/{id}/confirm/{token}")
    async def post_confirm(request: Request, id: Text, token: Text) -> Response:  # noqa: A002
        try:
            return _page("confirmed", await self_service.confirm(means, id, token))
        except InterpartyError as error:
            return _refusal(request, error)


def _add_unsubscribe(router: APIRouter, means: Means) -> None:
    @router.get("/s/{id}/unsubscribe/{token}")
    async def get_unsubscribe(request: Request, id: Text, token: Text) -> Response:  # noqa: A002
        try:
            one = await self_service.look(means, id, "unsubscribe", token)
        except InterpartyError as error:
            return _refusal(request, error)
        return _page("unsubscribed" if one.state == "disabled" else "unsubscribe", one)

    @router.post("/s/{id}/unsubscribe/{token}")
    async def post_unsubscribe(request: Request, id: Text, token: Text) -> Response:  # noqa: A002
        form = await _form(request)
        try:
            one = await self_service.unsubscribe(means, id, token)
        except InterpartyError as error:
            return _refusal(request, error)
        if form.page:
            return _page("unsubscribed", one)
        return PlainTextResponse("Unsubscribed.\n", headers=HEADERS)


def _add_manage(router: APIRouter, means: Means) -> None:
    @router.get("/s/{id}/manage/{token}")
    async def get_manage(request: Request, id: Text, token: Text) -> Response:  # noqa: A002
        try:
            one = await self_service.look(means, id, "manage", token, with_deliveries=True)
        except InterpartyError as error:
            return _refusal(request, error)
        return _page("manage", one)

    @router.post("/s/{id}/manage/{token}")
    async def post_manage(request: Request, id: Text, token: Text) -> Response:  # noqa: A002
        form = await _form(request)
        try:
            one = await self_service.manage(means, id, token, action=form.action, value=form.value)
        except InterpartyError as error:
            return _refusal(request, error)
        if one is None:
            return _html(render("deleted", language=_preferred(request)))
        # Seen again by GET, so that reloading the page repeats nothing.
        return RedirectResponse(one.manage, 303, headers=HEADERS)


async def _form(request: Request) -> Form:
    """Return what was sent.

    A mail program may send `List-Unsubscribe=One-Click` as either kind of form (RFC 8058, 3.1); what
    it sends says nothing that the address does not.
    """
    try:
        said = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20)
    except ValueError:
        said = {}
    return Form("page" in said, said.get("action", [""])[-1], said.get("value", [""])[-1])


def _page(name: PageName, one: View) -> Response:
    return _html(
        render(
            name,
            language=one.language,
            one=one,
            manage=one.manage,
            paces=PACES,
            deliveries=one.deliveries,
        )
    )


def _refusal(request: Request, error: InterpartyError) -> Response:
    """Return the page that says that a link does not work, or cannot be followed now."""
    if not isinstance(error, NotFound | Invalid | Problem):
        raise error
    said = problem_of(error)
    why = "It is not complete, or what it led to is gone." if said.code == 404 else said.detail
    return _html(render("no_link", language=_preferred(request), why=why), said.code)


def _preferred(request: Request) -> str:
    return negotiate(request.headers.get("accept-language"))


def _html(text: str, status: int = 200) -> Response:
    return Response(text, status, headers=HEADERS, media_type="text/html")
