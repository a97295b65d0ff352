"""The history of this service's tables."""

from pathlib import Path

from interparty_ingest.tables import IngestTable
from interparty_shared.db.migrate import Migrations

MIGRATIONS = Migrations("ingest", IngestTable.metadata, Path(__file__).parent / "versions")
