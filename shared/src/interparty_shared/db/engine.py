"""Opening databases: PostgreSQL through asyncpg, SQLite for the embedded mode.

SQLite: WAL, synchronous=FULL (a commit is on disk before it is believed), one writer at a time by
BEGIN IMMEDIATE: a transaction that reads first and writes later would otherwise fail with "database
is locked" at the write, however long the busy timeout is.
"""

import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from typing_extensions import override

from interparty_shared.errors import Unavailable

BUSY_MS = 30_000


class Database:
    """One database and how to hold a transaction on it.

    `reading`: PostgreSQL's connections for reading only, of which every transaction is one consistent
    view. A pool of its own, because such transactions are set up once for each connection: said for
    each transaction, that costs a round trip more, and another for the way of planning.
    """

    def __init__(self, engine: AsyncEngine, reading: AsyncEngine | None = None) -> None:
        self.engine = engine
        self._reading = reading or engine

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
        async with _answering(), self._reading.connect() as connection:
            if not self.is_postgres:
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
        await self._reading.dispose()


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
    except NoneFree as error:
        raise Unavailable("all connections to the database are in use") from error


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
        engine = create_async_engine(
            parsed, pool_size=pool_size, connect_args={"factory": _Ending}, hide_parameters=True
        )
        event.listen(engine.sync_engine, "connect", _sqlite_connect)
        event.listen(engine.sync_engine, "begin", _sqlite_begin)
        return Database(engine)
    return Database(
        _postgres(parsed, pool_size, _for_writing), _postgres(parsed, pool_size, _for_reading)
    )


def _postgres(url: URL, pool_size: int, set_up: Callable[..., None]) -> AsyncEngine:
    # Values are in no error: errors are logged, and who watches whom is confidential.
    engine = create_async_engine(
        url, pool_size=pool_size, max_overflow=5, pool_timeout=10, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", set_up)
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _for_writing(connection: Any, _record: Any) -> None:
    """Have documents compressed by LZ4 where the server has it: pglz takes several times as long.

    What is asked beside writing are a few thousand keys, each looked up by an index. PostgreSQL takes
    that for much more than it is, and compiled it, or had it done by three processes, for longer than
    it took to answer: 40 ms became 230.
    """
    _execute(
        connection,
        "SET jit = off; SET max_parallel_workers_per_gather = 0;"
        "SELECT set_config(name, 'lz4', false) FROM pg_settings"
        " WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)",
    )


def _for_reading(connection: Any, _record: Any) -> None:
    """Set a connection up for transactions that are one consistent view for reading only.

    Their statements are planned for the values that they are given: after five runs, a prepared one
    would be planned once for all values; but a term that a third of all rows have and one that two
    rows have are looked up in different ways: 7 ms became 240 ms.
    """
    _execute(
        connection,
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
        "SET plan_cache_mode = force_custom_plan; SET jit = off",
    )


def _execute(connection: Any, statements: str) -> None:
    connection.run_async(lambda driver: driver.execute(statements))


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Have the pool open another connection where the server has closed this one.

    That is known without asking: the server's end of it arrives by itself. `pool_pre_ping` asks in
    three round trips, more than half of what a list takes.
    """
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


class _Ending(sqlite3.Connection):
    """A connection that ends its transaction before it is closed.

    Whoever is cancelled within one has its connection closed, in the driver's thread, once the
    statement is done that it waited for. SQLite closes no connection whose statements somebody holds
    yet, as a traceback does: its lock then kept all other writers waiting until that was collected.
    """

    @override
    def close(self) -> None:
        try:
            if self.in_transaction:
                self.rollback()
        finally:
            super().close()


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
