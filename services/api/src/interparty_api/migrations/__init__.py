"""The history of this service's tables."""

from pathlib import Path

from interparty_api.tables import ApiTable
from interparty_shared.db.migrate import Migrations

MIGRATIONS = Migrations("api", ApiTable.metadata, Path(__file__).parent / "versions")
