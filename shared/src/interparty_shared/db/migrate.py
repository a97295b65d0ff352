"""Migrations: bring one service's tables to the shape that its code expects.

A service keeps `migrations/versions/0001_*.py` (plain Alembic revisions) and exports one value from
`migrations/__init__.py`:

    MIGRATIONS = Migrations("ingest", metadata, Path(__file__).parent / "versions")

Everything else is here. Services may share a database: each has its own version table and looks
only at tables whose names begin with its own.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_shared.db.engine import Database, open_database
from interparty_shared.errors import Unavailable

ENVIRONMENT = Path(__file__).parent / "alembic"

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""Alembic keeps its `op` and `context` in module globals, so one run at a time per process."""


@dataclass(frozen=True, slots=True)
class Migrations:
    """What a service says of its tables."""

    service: str
    metadata: MetaData
    versions: Path

    @property
    def version_table(self) -> str:
        """Return the table that says which revision the database is at."""
        return f"alembic_version_{self.service}"

    @property
    def head(self) -> str:
        """Return the newest revision."""
        return ScriptDirectory.from_config(self.config()).get_current_head() or ""

    def owns(self, table: str) -> bool:
        """Return whether a table of that name belongs to this service."""
        return table.startswith(f"{self.service}_")

    def config(self, connection: Connection | None = None) -> Config:
        """Return Alembic's configuration; `db/alembic/env.py` reads the attributes."""
        config = Config(attributes={"connection": connection, "migrations": self})
        config.set_main_option("script_location", _escaped(ENVIRONMENT))
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", _escaped(self.versions))
        return config


async def upgrade(migrations: Migrations, url: str) -> tuple[str | None, str]:
    """Bring the database to the newest revision; return (revision before, revision now).

    All in one transaction: it happens as a whole or not at all. Runs at the same time, in one
    process or several, wait for one another and the later ones find nothing to do.

    Raises:
        Unavailable: the database does not answer; nothing was changed.
    """
    async with _turn():
        database = open_database(url)
        try:
            async with database.begin() as connection:
                await _alone(connection, database, migrations)
                return await connection.run_sync(_upgrade, migrations)
        finally:
            await database.close()


async def current(migrations: Migrations, url: str) -> str | None:
    """Return the revision that the database is at; None where nothing was ever run.

    Raises:
        Unavailable: the database does not answer.
    """
    database = open_database(url)
    try:
        async with database.read() as connection:
            return await connection.run_sync(_revision, migrations)
    finally:
        await database.close()


async def differences(migrations: Migrations, url: str) -> list[str]:
    """Return how the database's tables differ from what the code declares (none: `[]`).

    Raises:
        Unavailable: the database does not answer.
    """
    database = open_database(url)
    try:
        async with database.read() as connection:
            return await connection.run_sync(_compare, migrations)
    finally:
        await database.close()


async def require_newest(migrations: Migrations, database: Database) -> None:
    """Return if the database is at the newest revision: a check for `/readyz`.

    A database that is *ahead* passes: during a rolling update the new migrations run before the
    last old process has ended.

    Raises:
        Unavailable: it is behind, or does not answer.
    """
    async with database.read() as connection:
        at = await connection.run_sync(_revision, migrations)
    known = {
        script.revision
        for script in ScriptDirectory.from_config(migrations.config()).walk_revisions()
    }
    if at is None or (at in known and at != migrations.head):
        raise Unavailable(
            f"the database of {migrations.service} is at revision {at or 'none'}, the code needs"
            f" {migrations.head}: run `interparty db upgrade`"
        )


def options(migrations: Migrations) -> dict[str, Any]:
    """Return what every look at the database must be configured with."""

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or (name is not None and migrations.owns(name))

    return {
        "target_metadata": migrations.metadata,
        "version_table": migrations.version_table,
        "include_name": ours,
        "compare_type": True,
        "transactional_ddl": True,  # on SQLite too: we say BEGIN ourselves (db/engine.py)
        "render_as_batch": True,
    }


def _upgrade(connection: Connection, migrations: Migrations) -> tuple[str | None, str]:
    before = _revision(connection, migrations)
    command.upgrade(migrations.config(connection), "head")
    return before, migrations.head


def _revision(connection: Connection, migrations: Migrations) -> str | None:
    context = MigrationContext.configure(connection, opts=options(migrations))
    return context.get_current_revision()


def _compare(connection: Connection, migrations: Migrations) -> list[str]:
    context = MigrationContext.configure(connection, opts=options(migrations))
    return [str(difference) for difference in compare_metadata(context, migrations.metadata)]


async def _alone(connection: AsyncConnection, database: Database, migrations: Migrations) -> None:
    # SQLite has one writer anyway. The lock is released when the transaction ends, however it does.
    if database.is_postgres:
        name = hashlib.sha256(f"interparty migrations {migrations.service}".encode()).digest()
        key = int.from_bytes(name[:8], "big", signed=True)
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _turn() -> asyncio.Lock:
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
