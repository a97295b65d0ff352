"""The migrations of all services."""

from collections.abc import Mapping
from typing import Final

from interparty_alerts.migrations import MIGRATIONS as ALERTS
from interparty_api.migrations import MIGRATIONS as API
from interparty_ingest.migrations import MIGRATIONS as INGEST
from interparty_shared.db.migrate import Migrations

MIGRATIONS: Final[Mapping[str, Migrations]] = {one.service: one for one in (INGEST, ALERTS, API)}
