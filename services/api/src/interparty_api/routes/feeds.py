"""`/v1/alerts.atom` and `/v1/alerts.json`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers.alerts import AlertQuery
from interparty_api.handlers.feeds import FeedPage, feed_page
from interparty_api.routes.asked_alerts import alert_place, asked_alerts
from interparty_api.routes.forms import atom, json_feed
from interparty_api.routes.forms.conditional import conditional
from interparty_api.routes.forms.feed import Feed
from interparty_api.routes.parameters import Limit, Sources, next_cursor, place_in, reading_router
from interparty_shared.settings import Settings
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor

_TOLD: Final = "An alert keeps its id through all revisions, and says what the last one changed."


@dataclass(frozen=True, slots=True)
class Site:
    """Under which address this deployment is reached, and who passes its feeds on."""

    public_url: str
    hub: str

    @classmethod
    def of(cls, settings: Settings) -> "Site":
        """Return what the settings say."""
        return cls(settings.public_url.rstrip("/"), settings.websub_hub)

    def base(self, request: Request) -> str:
        """Return the address, by the settings or else by the request, without a slash at its end."""
        return self.public_url or str(request.base_url).rstrip("/")


def feeds_router(sources: Sources, site: Site) -> APIRouter:
    """Return the routes of feeds."""
    router = reading_router(sources, "feeds")
    asked_by = asked_alerts(sources)

    async def answer(
        request: Request,
        asked: AlertQuery,
        limit: int,
        cursor: str | None,
        render: Callable[[Feed], bytes],
        media_type: str,
    ) -> Response:
        after = alert_place(asked.sort, place_in(request, cursor, int, str, int))
        found = await feed_page(sources.database, replace(asked, limit=limit, after=after))
        body = render(_feed(request, site, found, next_cursor(request, found.end)))
        now = sources.clock.now()
        return conditional(request, body, media_type, changed=found.newest, now=now)

    @router.get(
        "/v1/alerts.atom",
        summary="Alerts as Atom, those revised last first, with tombstones of what was withdrawn",
        description=_TOLD
        + " One that was withdrawn is a tombstone (RFC 6721), and an entry of its own"
        " that says what was withdrawn and why. In a feed of open alerts (`status=open`) one that"
        " was resolved is a tombstone, too. `next` leads to the page after (RFC 5005).",
        response_class=Response,
        responses={**_documented(atom.MEDIA_TYPE), **problems("invalid-cursor")},
    )
    async def get_atom(
        request: Request,
        asked: Annotated[AlertQuery, Depends(asked_by)],
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        return await answer(request, asked, limit, cursor, atom.atom, atom.MEDIA_TYPE)

    @router.get(
        "/v1/alerts.json",
        summary="Alerts as JSON Feed 1.1, those revised last first",
        description=_TOLD
        + " This form has no tombstones: leave `status` out to be told what was resolved or withdrawn.",
        response_class=Response,
        responses={**_documented(json_feed.MEDIA_TYPE), **problems("invalid-cursor")},
    )
    async def get_json_feed(
        request: Request,
        asked: Annotated[AlertQuery, Depends(asked_by)],
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        return await answer(
            request, asked, limit, cursor, json_feed.json_feed, json_feed.MEDIA_TYPE
        )

    return router


def _documented(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string"}}}
    return {
        200: {"description": "A page of the feed", "content": content},
        304: {"description": "What the reader has by `If-None-Match` or `If-Modified-Since`"},
    }


def _feed(request: Request, site: Site, found: FeedPage, following: str | None) -> Feed:
    base = site.base(request)
    pairs = request.query_params.multi_items()
    kept = [pair for pair in pairs if pair[0] != "cursor"]
    shown = [pair for pair in kept if pair[0] != "limit"]

    def address(query: list[tuple[str, str]], path: str = request.url.path) -> str:
        return f"{base}{path}?{urlencode(query)}" if query else f"{base}{path}"

    return Feed(
        base=base,
        address=address(pairs),
        first=address(kept),
        next=address([*kept, ("cursor", following)]) if following else None,
        alternate=address(shown, "/alerts"),
        hub=site.hub,
        told=found.told,
    )
