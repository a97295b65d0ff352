"""Connections to PostgreSQL: what they are set up for, and what becomes of those that broke."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from interparty_shared.db import plain
from interparty_shared.db.engine import Database, open_database
from interparty_shared.errors import Unavailable
from tests.parts.postgres import Postgres


@pytest.fixture
async def database(postgres_url: str) -> AsyncGenerator[Database]:
    """An empty database."""
    database = open_database(postgres_url.replace("postgresql://", "postgresql+asyncpg://", 1))
    async with database.begin() as connection:
        await connection.execute(text("CREATE TABLE said (word TEXT)"))
    yield database
    await database.close()


async def words(database: Database) -> list[str]:
    async with database.read() as connection:
        return list((await connection.execute(text("SELECT word FROM said"))).scalars())


async def say(database: Database, word: str) -> None:
    async with database.begin() as connection:
        await connection.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})


async def test_a_reader_sees_one_state_from_its_first_statement_to_its_last(
    database: Database,
) -> None:
    async with database.read() as connection:
        first = (await connection.execute(text("SELECT count(*) FROM said"))).scalar_one()
        await say(database, "meanwhile")
        last = (await connection.execute(text("SELECT count(*) FROM said"))).scalar_one()

    assert (first, last) == (0, 0)
    assert await words(database) == ["meanwhile"]


async def test_a_reader_cannot_write(database: Database) -> None:
    async with database.read() as connection:
        with pytest.raises(DBAPIError, match="read-only"):
            await connection.execute(text("INSERT INTO said VALUES ('no')"))


async def test_statements_of_a_reader_are_planned_for_their_values(database: Database) -> None:
    async with database.read() as connection:
        mode = (await connection.execute(text("SHOW plan_cache_mode"))).scalar_one()

    assert mode == "force_custom_plan"


async def test_a_writer_compresses_by_lz4_where_the_server_has_it(database: Database) -> None:
    can = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    async with database.begin() as connection:
        has_lz4 = (await connection.execute(text(can))).scalar_one_or_none()
        if not has_lz4:
            pytest.skip("this PostgreSQL was built without LZ4")
        method = (await connection.execute(text("SHOW default_toast_compression"))).scalar_one()

    assert method == "lz4"


async def test_a_parameter_may_be_written_twice_and_a_cast_is_none(database: Database) -> None:
    statement = "SELECT :word::text || :other || :word"
    async with database.read() as connection:
        rows = await plain.rows(connection, statement, {"other": "b", "word": "a"})

    assert rows[0][0] == "aba"


async def test_connections_that_the_server_closed_are_not_used_again(
    database: Database, stoppable_postgres: Postgres
) -> None:
    await say(database, "before")
    assert await words(database) == ["before"]

    await asyncio.to_thread(stoppable_postgres.restart)

    await say(database, "after")
    assert await words(database) == ["before", "after"]


async def test_where_no_connection_becomes_free_it_says_so_as_of_any_fault(
    postgres_url: str,
) -> None:
    url = postgres_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    database = Database(engine)
    async with database.begin():
        with pytest.raises(Unavailable, match="in use"):
            await database.check()
    await database.check()
    await database.close()
