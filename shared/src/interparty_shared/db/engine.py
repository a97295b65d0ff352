"""Opening databases: PostgreSQL through asyncpg, SQLite for the embedded mode.

SQLite: WAL, synchronous=FULL (a commit is on disk before it is believed), one writer at a time by
BEGIN IMMEDIATE: a transaction that reads first and writes later would otherwise fail with "database
is locked" at the write, however long the busy timeout is.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from interparty_shared.errors import Unavailable

BUSY_MS = 30_000


class Database:
    """One database and how to hold a transaction on it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    @property
    def is_postgres(self) -> bool:
        """Whether this is PostgreSQL (otherwise SQLite)."""
        return self.engine.dialect.name == "postgresql"

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[AsyncConnection]:
        """Hold a transaction that writes: committed on exit, rolled back on any error.

        Raises:
            Unavailable: the database does not answer, or broke off; nothing was written.
        """
        async with _answering(), self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """Hold one consistent view for reading only."""
        async with _answering(), self.engine.connect() as connection:
            if self.is_postgres:
                await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            else:
                await connection.execution_options(interparty_reads=True)
            async with connection.begin():
                yield connection

    async def check(self) -> None:
        """Return if the database answers.

        Raises:
            Unavailable: it does not.
        """
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Let go of all connections."""
        await self.engine.dispose()


@asynccontextmanager
async def _answering() -> AsyncGenerator[None]:
    try:
        yield
    except DBAPIError as error:
        if is_transient(error):
            raise Unavailable(f"the database does not answer: {error.orig}") from error
        raise
    except OSError as error:
        raise Unavailable(f"the database does not answer: {error}") from error


_TRANSIENT_SQLSTATES = ("08", "40", "53", "55", "57", "58")
"""Connection, rollback (serialization, deadlock), resources, lock, operator intervention, system."""


def is_transient(error: DBAPIError) -> bool:
    """Return whether trying again can help: the fault lies with the database, not the statement."""
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    if isinstance(state, str):
        return state.startswith(_TRANSIENT_SQLSTATES)
    name = type(error.orig.__cause__ or error.orig).__name__ if error.orig else ""
    return isinstance(error, OperationalError) or "Connection" in name or "Interface" in name


def open_database(url: str, *, pool_size: int = 5) -> Database:
    """Return a database, connecting only when first used; makes a SQLite file's folder."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(parsed, pool_size=pool_size)
        event.listen(engine.sync_engine, "connect", _sqlite_connect)
        event.listen(engine.sync_engine, "begin", _sqlite_begin)
        return Database(engine)
    engine = create_async_engine(
        parsed, pool_size=pool_size, max_overflow=5, pool_pre_ping=True, pool_timeout=10
    )
    return Database(engine)


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "temp_store=MEMORY",
        "cache_size=-32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Any) -> None:
    reads = connection.get_execution_options().get("interparty_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
