"""The history of this service's tables."""

from pathlib import Path

from interparty_alerts.tables import AlertsTable
from interparty_shared.db.migrate import Migrations

MIGRATIONS = Migrations("alerts", AlertsTable.metadata, Path(__file__).parent / "versions")
