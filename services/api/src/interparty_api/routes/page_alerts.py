"""The pages of alerts: the list, one of them, corrections."""

from collections import Counter
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers import facts, reference
from interparty_api.handlers.alerts import get_alert, get_history, list_alerts
from interparty_api.handlers.corrections import list_corrections
from interparty_api.i18n import translator
from interparty_api.pages import alert_view, links
from interparty_api.routes.page_filters import Pairs, asked, choices, has_empty
from interparty_api.routes.page_support import Site, see
from interparty_api.routes.parameters import next_cursor, place_in
from interparty_shared.errors import NotFound
from interparty_shared.web.problems import Problem

FEEDS = {
    "Atom": "/v1/alerts.atom",
    "JSON Feed": "/v1/alerts.json",
    "CSV": "/v1/alerts.csv",
    "NDJSON": "/v1/alerts.ndjson",
}
STREAM = "/v1/alerts/stream"
MOST_REVISIONS = 100
CORRECTIONS_PER_PAGE = 25


def add_alert_pages(router: APIRouter, site: Site) -> None:
    """Add the pages of alerts."""
    sources = site.sources

    @router.get("/")
    @router.get("/alerts")
    async def alerts(request: Request) -> Response:
        said = asked(request)
        if has_empty(request):
            return see(links.query(request.url.path, said.pairs))
        t = translator(site.language(request))
        rows: list[alert_view.Row] = []
        end = None
        if said.query is not None:
            found = await list_alerts(sources.database, said.query)
            rows = [alert_view.row(t, orjson.loads(text)) for text in found.items]
            end = next_cursor(request, found.end)
        without = [pair for pair in said.pairs if pair[0] != "cursor"]
        is_first = len(without) == len(said.pairs)
        return site.page(
            request,
            "alerts.html",
            status=200 if said.wrong is None else 422,
            asked=said,
            rows=rows,
            counts=_counts(rows),
            choices=choices(),
            titles=_titles(site),
            regimes=sorted({regime.id for regime in sources.packs}),
            next=links.query(request.url.path, [*without, ("cursor", end)]) if end else None,
            first=None if is_first else links.query(request.url.path, without),
            feeds=_feeds(site, said.filters),
            subscribe=links.query("/subscribe", said.saved),
            stream=_stream(site, said.filters) if is_first else None,
            here=links.query(request.url.path, without),
        )

    @router.get("/alerts/{id}")
    async def alert(request: Request, id: str) -> Response:  # noqa: A002 - the path's own name
        _no_nul(id)
        document = orjson.loads(await get_alert(sources.database, id, as_of=None))
        history, more = await get_history(sources.database, id, after=0, limit=MOST_REVISIONS)
        t = translator(site.language(request))
        today = sources.clock.now().date()
        return site.page(
            request,
            "alert.html",
            view=alert_view.view(t, document, today=today),
            history=list(reversed(history)),
            more=more is not None,
            regime=_regime(site, document),
            register=await _register(site, document),
            engagements=[
                (one, alert_view.occurred(t, one.get("occurred") or document["occurred"]))
                for one in [await _engagement(site, one) for one in _engagements(document)]
            ],
        )

    @router.get("/corrections")
    async def corrections(request: Request) -> Response:
        place = place_in(request, request.query_params.get("cursor"), int)
        found, end = await list_corrections(
            sources.database, before=place[0] if place else None, limit=CORRECTIONS_PER_PAGE
        )
        t = translator(site.language(request))
        today = sources.clock.now().date()
        cursor = next_cursor(request, (end,) if end else None)
        return site.page(
            request,
            "corrections.html",
            entries=[(one, alert_view.view(t, one.alert, today=today)) for one in found],
            next=links.query("/corrections", [("cursor", cursor)]) if cursor else None,
        )


def _counts(rows: list[alert_view.Row]) -> dict[str, list[tuple[str, int]]]:
    """Return of what is shown how many are of each verdict, severity and status."""
    return {
        name: Counter(found for one in rows if (found := one.document[name])).most_common()
        for name in ("verdict", "severity", "status")
    }


def _titles(site: Site) -> dict[str, str]:
    return {regime.rule_id: regime.title for regime in site.sources.packs}


def _feeds(site: Site, pairs: Pairs) -> dict[str, str]:
    """Return the feeds of a filter: where everybody may read, since no feed reader has a cookie."""
    if not site.sources.keys.public_read:
        return {}
    return {name: links.query(path, pairs) for name, path in FEEDS.items()}


def _stream(site: Site, pairs: Pairs) -> str | None:
    """Return the live stream of a filter: it takes keys in the header alone, which no page sends."""
    if not site.sources.keys.public_read:
        return None
    return links.query(STREAM, [pair for pair in pairs if pair[0] not in {"since", "until"}])


def _regime(site: Site, document: dict[str, Any]) -> dict[str, Any] | None:
    """Return the rule in the version that the alert speaks of, or else in the one that holds."""
    rule, today = document["rule"], site.sources.clock.now().date()
    for version in (rule["version"], None):
        try:
            return reference.get_regime(
                site.sources.packs, rule["id"], version=version, today=today
            )
        except NotFound:
            continue
    return None


async def _register(site: Site, document: dict[str, Any]) -> dict[str, Any] | None:
    id_ = document["evidence"]["register"].get("id")
    if not id_:
        return None
    try:
        return await reference.get_register(site.sources.database, site.sources.packs, id_)
    except NotFound:
        return None


def _engagements(document: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["evidence"]["engagements"]
    return found


async def _engagement(site: Site, said: dict[str, Any]) -> dict[str, Any]:
    """Return an engagement as it was posted last, under what the alert says of it."""
    try:
        posted = await facts.get_engagement(
            site.sources.database, said["id"], source=said["source"]
        )
    except (NotFound, Problem):
        posted = {}
    return {**posted, **{key: value for key, value in said.items() if value}}


def _no_nul(value: str) -> None:
    if "\x00" in value:
        raise NotFound("nothing here has a NUL character in its name")
