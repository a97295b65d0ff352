"""The page on which a reader subscribes by e-mail, having seen how much it would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers import subscriptions, volume
from interparty_api.handlers.filters import AlertFilter
from interparty_api.handlers.subscribing import Language, Means, Pace
from interparty_api.handlers.subscriptions import Wanted
from interparty_api.i18n import LANGUAGES, translator
from interparty_api.pages import alert_view, links
from interparty_api.routes.page_filters import Pairs, choices, filter_of
from interparty_api.routes.page_session import form
from interparty_api.routes.page_support import Site, require_same_origin, see
from interparty_shared.errors import Invalid

PACES: tuple[Pace, ...] = get_args(Pace)
LONGEST_NAME = 200
_OURS = frozenset({"pace", "to", "language", "lang"})


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form holds."""

    pairs: Pairs
    """The filter."""
    to: str = ""
    pace: str = "daily"
    language: str = "en"


def add_subscribe_pages(router: APIRouter, site: Site, means: Means) -> None:
    """Add the page to subscribe on and the one that says how it goes on."""

    @router.get("/subscribe")
    async def subscribe(request: Request) -> Response:
        pairs = [
            (name, value.strip())
            for name, value in request.query_params.multi_items()
            if name not in _OURS and value.strip()
        ]
        pace = request.query_params.get("pace", "daily")
        kept = [*pairs, ("pace", pace)] if "pace" in request.query_params else pairs
        given = [one for one in request.query_params.multi_items() if one[0] != "lang"]
        if any(not value.strip() for _, value in given):
            return see(links.query("/subscribe", kept))
        language = site.language(request)
        return await _shown(request, Filled(pairs, pace=pace, language=language))

    @router.post("/subscribe")
    async def subscribed(request: Request) -> Response:
        require_same_origin(site, request)
        filled = _filled(await form(request))
        try:
            await subscriptions.create(means, "", _wanted(filled))
        except Invalid as error:
            return await _shown(request, filled, wrong=error)
        return see("/subscribe/sent")

    @router.get("/subscribe/sent")
    async def sent(request: Request) -> Response:
        return site.page(request, "subscribed.html")

    async def _shown(request: Request, filled: Filled, *, wrong: Invalid | None = None) -> Response:
        t = translator(site.language(request))
        found: volume.Volume | None = None
        try:
            one = filter_of(filled.pairs)
            found = await _volume(one)
        except Invalid as error:
            wrong = wrong or error
        return site.page(
            request,
            "subscribe.html",
            status=200 if wrong is None else 422,
            filled=filled,
            wrong=wrong,
            volume=found,
            examples=[alert_view.row(t, orjson.loads(text)) for text in found.examples]
            if found
            else [],
            paces=PACES,
            all_languages=LANGUAGES,
            choices=choices(),
            has_mail=means.has_mail,
            change=links.query("/alerts", filled.pairs),
        )

    async def _volume(one: AlertFilter) -> volume.Volume:
        return await volume.preview(
            means.database, one, channel="email", group_by=(), now=means.clock.now()
        )


def _filled(given: Mapping[str, list[str]]) -> Filled:
    pairs = [
        (name, value) for name, values in given.items() if name not in _OURS for value in values
    ]
    said: dict[str, Any] = {
        name: given[name][0].strip() for name in ("to", "pace", "language") if name in given
    }
    return Filled(pairs, **said)


def _wanted(filled: Filled) -> Wanted:
    if filled.pace not in PACES:
        raise Invalid("is none of ours", pointer="/pace")
    if filled.language not in LANGUAGES:
        raise Invalid("is none of ours", pointer="/language")
    name = "; ".join(f"{name}: {value}" for name, value in filled.pairs)
    name = name or translator(filled.language).gettext("Alerts")
    return Wanted(
        name=name[:LONGEST_NAME],
        filter=filter_of(filled.pairs),
        channel="email",
        to=filled.to,
        pace=filled.pace,
        language=cast("Language", filled.language),
    )
