"""What every page has in common: who may read, in which language, with which headers."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from typing_extensions import override

from interparty_api.i18n import LANGUAGES, negotiate
from interparty_api.pages.rendering import Frame, render
from interparty_api.routes.parameters import Sources
from interparty_shared.errors import InterpartyError
from interparty_shared.settings import Settings
from interparty_shared.web.keys import ANONYMOUS, Key
from interparty_shared.web.problems import Problem, problem_of

SCOPE: Final = "alerts:read"
KEY_COOKIE: Final = "interparty_key"
LANGUAGE_COOKIE: Final = "interparty_lang"
_YEAR_S: Final = 365 * 86_400
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "Vary": "Accept-Language, Cookie",
}
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of one deployment."""

    sources: Sources
    settings: Settings

    def reader(self, request: Request) -> Key | None:
        """Return who reads: by the key in the cookie or the header; None: nobody who may.

        A key that is not ours opens nothing, but closes nothing either that is open to everyone.
        """
        key = self.signed_in(request)
        if key is not None:
            return key
        return ANONYMOUS if self.sources.keys.public_read else None

    def signed_in(self, request: Request) -> Key | None:
        """Return the key that a reader signed in with; None: none, or it may not read any more."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            token = unquote(request.cookies.get(self.cookie(request, KEY_COOKIE), ""))
        key = self.sources.keys.find(token.strip()) if token.strip() else None
        return key if key is not None and key.may(SCOPE) else None

    def is_https(self, request: Request) -> bool:
        """Return whether readers reach us by https: then cookies never leave it."""
        return request.url.scheme == "https" or self.settings.public_url.startswith("https://")

    def cookie(self, request: Request, name: str) -> str:
        """Return the name of a cookie. With the prefix, no other host or path can set it."""
        return f"__Host-{name}" if self.is_https(request) else name

    def set_cookie(
        self, request: Request, answer: Response, name: str, value: str, *, kept: bool = False
    ) -> None:
        """Have the browser keep a value: out of reach of scripts, sent from our own pages only."""
        answer.set_cookie(
            self.cookie(request, name),
            quote(value, safe=""),
            max_age=_YEAR_S if kept else None,
            httponly=True,
            samesite="strict",
            secure=self.is_https(request),
        )

    def language(self, request: Request) -> str:
        """Return the language: as asked in the address, or kept, or as the browser prefers."""
        for given in (
            request.query_params.get("lang"),
            request.cookies.get(self.cookie(request, LANGUAGE_COOKIE)),
        ):
            if given is not None and given in LANGUAGES:
                return given
        return negotiate(request.headers.get("accept-language"))

    def frame(self, request: Request) -> Frame:
        """Return what is shown around a page."""
        pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]
        path = quote(request.url.path, safe="/:") if request.method == "GET" else "/"
        return Frame(
            language=self.language(request),
            path=path,
            pairs=pairs if request.method == "GET" else (),
            signed_in=self.signed_in(request) is not None,
            may_read=self.reader(request) is not None,
            contact=self.settings.mail_from or None,
            origin=self.settings.public_url.rstrip("/"),
        )

    def page(
        self, request: Request, template: str, *, status: int = 200, **values: Any
    ) -> Response:
        """Return a page; a language that was asked for in the address is kept."""
        frame = self.frame(request)
        answer = HTMLResponse(render(template, frame, **values), status, headers=dict(HEADERS))
        asked = request.query_params.get("lang")
        if asked is not None and asked in LANGUAGES:
            self.set_cookie(request, answer, LANGUAGE_COOKIE, asked, kept=True)
        return answer

    def problem(self, request: Request, problem: Problem) -> Response:
        """Return the page that says what went wrong; to who may not read, the one to sign in on."""
        if problem.kind == "unauthenticated":
            return self.page(request, "sign_in.html", status=401, wrong=False, back=_own(request))
        answer = self.page(request, "problem.html", status=problem.code, problem=problem)
        answer.headers.update(problem.headers)
        return answer


def require_reader(site: Site) -> Callable[[Request], Coroutine[Any, Any, None]]:
    """Return the dependency that lets in who may read.

    Raises:
        Problem: (unauthenticated) they may not.
    """

    async def check(request: Request) -> None:
        if site.reader(request) is None:
            raise Problem("unauthenticated", "sign in with a key that may read alerts")

    return check


def page_route(site: Site) -> type[APIRoute]:
    """Return the class of routes whose errors are pages, too."""

    class PageRoute(APIRoute):
        @override
        def get_route_handler(self) -> Handler:
            handle = super().get_route_handler()

            async def handled(request: Request) -> Response:
                try:
                    return await handle(request)
                except InterpartyError as error:
                    return site.problem(request, problem_of(error))
                except RequestValidationError:
                    return site.problem(request, Problem("invalid-request", "not as expected"))
                except HTTPException as error:
                    if error.status_code != 404:
                        raise
                    return site.problem(request, Problem("not-found", "nothing is here"))

            return handled

    return PageRoute


def require_same_origin(site: Site, request: Request) -> None:
    """Refuse a form that was not sent from one of our own pages.

    Browsers say whence a form comes (Fetch Metadata; `Origin`, RFC 6454); one that says nothing is refused.

    Raises:
        Problem: (forbidden) it comes from elsewhere.
    """
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        own = said == "same-origin"
    else:
        origin = _host(request.headers.get("origin", ""))
        ours = {request.headers.get("host", "").lower(), _host(site.settings.public_url)}
        own = bool(origin) and origin in ours
    if not own:
        raise Problem("forbidden", "forms are taken from our own pages only")


def _host(address: str) -> str:
    """Return host and port of an address; empty, where it is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def back_to(given: str | None) -> str:
    """Return where a form leads back to: a path of ours and nothing else."""
    if not given or not given.startswith("/") or given.startswith(("//", "/\\")):
        return "/"
    return "/" if any(ord(char) < 33 or char == "\\" for char in given) else given


def see(path: str) -> Response:
    """Return the answer that leads to another page."""
    return RedirectResponse(path, 303, headers=dict(HEADERS))


def _own(request: Request) -> str:
    if request.method != "GET":
        return "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return back_to(quote(request.url.path, safe="/:%") + query)
