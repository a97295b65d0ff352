"""Many keys in one statement: whatever they are, each is found again as it is."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from interparty_shared.db import bulk
from interparty_shared.db.engine import Database, open_database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Database]:
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        database = open_database(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    else:
        database = open_database(f"sqlite+aiosqlite:///{tmp_path}/keys.db")
    yield database
    await database.close()


# What no database takes (NUL, half a surrogate) is refused where it is posted.
TEXTS = st.text(
    st.sampled_from(["a", "'", '"', "\\", "{", "}", ",", "é", "\n", bulk.SEPARATOR, " "])
)
ROWS = st.lists(st.tuples(TEXTS, TEXTS), max_size=6)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
async def test_keys_arrive_as_they_were_given(
    database: Database, rows: list[tuple[str, str]]
) -> None:
    async with database.read() as connection:
        table, parameters = bulk.keyed(connection, ("first", "second"), rows)
        found = await connection.execute(text(f"SELECT k.first, k.second FROM {table}"), parameters)
        assert sorted(tuple(row) for row in found) == sorted(rows)
