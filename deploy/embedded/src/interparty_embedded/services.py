"""All services, as one process runs them."""

from collections.abc import Mapping
from typing import Final

from interparty_alerts import app as alerts
from interparty_api import app as api
from interparty_ingest import app as ingest
from interparty_shared.runtime import Build

BUILDERS: Final[Mapping[str, Build]] = {
    "ingest": ingest.build,
    "alerts": alerts.build,
    "api": api.build,
}
