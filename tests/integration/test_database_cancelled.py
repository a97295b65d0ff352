"""Who is cancelled within a transaction leaves nothing behind: no row, and no lock."""

import asyncio
import random
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy import text

from interparty_shared.db.engine import Database, open_database


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Database]:
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        database = open_database(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    else:
        database = open_database(f"sqlite+aiosqlite:///{tmp_path}/said.db")
    async with database.begin() as connection:
        await connection.execute(text("CREATE TABLE said (word TEXT)"))
    yield database
    await database.close()


async def test_after_writers_were_cancelled_the_next_one_need_not_wait(database: Database) -> None:
    chance = random.Random(1)

    async def write_on() -> None:
        while True:
            async with database.begin() as connection:
                await connection.execute(text("INSERT INTO said VALUES ('half')"))
                await connection.execute(text("SELECT count(*) FROM said"))
                await connection.execute(text("DELETE FROM said"))

    for _ in range(40):
        writers = [asyncio.ensure_future(write_on()) for _ in range(2)]
        await asyncio.sleep(chance.uniform(0, 0.02))
        for one in writers:
            one.cancel()
        await asyncio.wait(writers)

        async with asyncio.timeout(5), database.begin() as connection:
            rows = (await connection.execute(text("SELECT word FROM said"))).all()
        assert rows == []
