"""The pages of actors, registers and regimes."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers import reference
from interparty_api.handlers.about import about
from interparty_api.i18n import translator
from interparty_api.pages import alert_view, coverage_view
from interparty_api.routes.page_support import Site
from interparty_shared.errors import NotFound
from interparty_shared.packs.explain import chosen, explained


def add_reference_pages(router: APIRouter, site: Site) -> None:
    """Add the pages of actors, registers and regimes."""
    sources = site.sources

    @router.get("/actors/{asked:path}")
    async def actor(request: Request, asked: str) -> Response:
        if "\x00" in asked or not asked.strip() or len(asked) > 300:
            raise NotFound("nobody is recorded under that name")
        t = translator(site.language(request))
        found = await about(sources.database, asked)
        return site.page(
            request,
            "actor.html",
            status=404 if found.is_empty else 200,
            about=found,
            name=(found.known_as or {}).get("name") or asked,
            rows=[alert_view.row(t, one) for one in found.alerts],
            contacts=[(one, alert_view.occurred(t, one["occurred"])) for one in found.engagements],
        )

    @router.get("/registers")
    async def registers(request: Request) -> Response:
        t = translator(site.language(request))
        today = sources.clock.now().date()
        found = await reference.list_registers(sources.database, sources.packs)
        shown = [(one, coverage_view.bar(t, one["complete"], today=today)) for one in found]
        # What we have a copy of comes first: of the others there is nothing to see but a name.
        shown.sort(key=lambda pair: (pair[1] is None, pair[0]["id"]))
        return site.page(request, "registers.html", registers=shown)

    @router.get("/registers/{id}")
    async def register(request: Request, id: str) -> Response:  # noqa: A002
        t = translator(site.language(request))
        found = await reference.get_register(sources.database, sources.packs, id)
        return site.page(
            request,
            "register.html",
            register=found,
            bar=coverage_view.bar(t, found["complete"], today=sources.clock.now().date()),
            titles={one.id: one.title for one in sources.packs},
        )

    @router.get("/regimes")
    async def regimes(request: Request) -> Response:
        today = sources.clock.now().date()
        latest: dict[str, reference.Document] = {}
        for one in reference.list_regimes(sources.packs, today):
            held = latest.get(one["rule"])
            if held is None or (held["in_force"], held["version"]) < (
                one["in_force"],
                one["version"],
            ):
                latest[one["rule"]] = one
        return site.page(request, "regimes.html", regimes=[latest[id_] for id_ in sorted(latest)])

    @router.get("/regimes/{id}")
    async def regime(request: Request, id: str) -> Response:  # noqa: A002
        today = sources.clock.now().date()
        version = request.query_params.get("version")
        rules = chosen(sources.packs, id, version=version, on=today)
        return site.page(
            request,
            "regime.html",
            id=id,
            rules=[(reference.regime_document(one, today), explained(one)) for one in rules],
        )
