"""The history of this service's tables."""

from pathlib import Path

from interparty_api import (  # noqa: F401 - what they declare is in the same metadata
    tables_as_of,
    tables_watch,
)
from interparty_api.tables import ApiTable
from interparty_shared.db.migrate import Migrations

MIGRATIONS = Migrations("api", ApiTable.metadata, Path(__file__).parent / "versions")
