"""The history of this service's tables."""

from pathlib import Path

from interparty_api import tables_as_of  # noqa: F401 - what it declares is in the same metadata
from interparty_api.tables import ApiTable
from interparty_shared.db.migrate import Migrations

MIGRATIONS = Migrations("api", ApiTable.metadata, Path(__file__).parent / "versions")
