"""Pages for readers: rendered here, readable without a script, no request to anybody else."""

from fastapi import APIRouter, Depends

from interparty_api.handlers.subscribing import Means
from interparty_api.routes.page_alerts import add_alert_pages
from interparty_api.routes.page_reference import add_reference_pages
from interparty_api.routes.page_session import add_session_pages
from interparty_api.routes.page_subscribe import add_subscribe_pages
from interparty_api.routes.page_support import Site, page_route, require_reader
from interparty_api.routes.parameters import Sources
from interparty_shared.settings import Settings


def pages_routers(
    sources: Sources, settings: Settings, means: Means
) -> tuple[APIRouter, APIRouter]:
    """Return the routes of the pages: those open to everybody, and those for who may read."""
    site = Site(sources, settings)
    opened = APIRouter(route_class=page_route(site), include_in_schema=False)
    add_session_pages(opened, site)
    reading = APIRouter(
        route_class=page_route(site),
        include_in_schema=False,
        dependencies=[Depends(require_reader(site))],
    )
    add_alert_pages(reading, site)
    add_reference_pages(reading, site)
    add_subscribe_pages(reading, site, means)
    return opened, reading
