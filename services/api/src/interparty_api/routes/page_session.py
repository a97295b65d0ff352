"""Signing in and out, and the files that pages load.

The key itself is the session: the browser keeps it in a cookie that no script can read and that is
sent from our own pages only. Nothing is kept here, a key that is revoked is out at the next request,
and several servers need to agree on nothing. The cookie ends with the browser. Only pages take it: the
API under /v1 does not, so no form of another site can use it. Whoever copies the cookie out of the browser
has the key, though, with all that it may do: readers get one that may read alerts and nothing else.
"""

from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.pages import assets
from interparty_api.routes.page_support import (
    KEY_COOKIE,
    SCOPE,
    Site,
    back_to,
    require_same_origin,
    see,
)
from interparty_shared.errors import NotFound
from interparty_shared.web.problems import Problem

LARGEST_FORM = 64 * 1024


async def form(request: Request) -> dict[str, list[str]]:
    """Return the fields of a form (application/x-www-form-urlencoded).

    Raises:
        Problem: (too-large, bad-request) it is none that we have.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise Problem("too-large", f"a form may have {LARGEST_FORM} bytes")
    try:
        return parse_qs(body.decode(), keep_blank_values=False, max_num_fields=200)
    except ValueError:
        raise Problem("bad-request", "not a form") from None


def add_session_pages(router: APIRouter, site: Site) -> None:
    """Add what is open to everybody: to sign in, to sign out, static files."""

    @router.get("/sign-in")
    async def sign_in(request: Request) -> Response:
        back = back_to(request.query_params.get("back"))
        return site.page(request, "sign_in.html", wrong=False, back=back)

    @router.post("/sign-in")
    async def signed(request: Request) -> Response:
        require_same_origin(site, request)
        given = await form(request)
        token = given.get("key", [""])[0].strip()
        back = back_to(given.get("back", ["/"])[0])
        key = site.sources.keys.find(token) if token else None
        if key is None or not key.may(SCOPE):
            return site.page(request, "sign_in.html", status=401, wrong=True, back=back)
        answer = see(back)
        site.set_cookie(request, answer, KEY_COOKIE, token)
        return answer

    @router.post("/sign-out")
    async def signed_out(request: Request) -> Response:
        require_same_origin(site, request)
        answer = see("/")
        answer.delete_cookie(
            site.cookie(request, KEY_COOKIE),
            secure=site.is_https(request),
            httponly=True,
            samesite="strict",
        )
        return answer

    @router.get("/static/{name}")
    async def static(request: Request, name: str) -> Response:
        found = assets.by_served_name().get(name)
        if found is None:
            raise NotFound("no such file")
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "ETag": f'"{name}"',
            "X-Content-Type-Options": "nosniff",
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(found.content, media_type=found.media_type, headers=headers)
