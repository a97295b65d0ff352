"""Migrations make the tables that the code declares, on both kinds of database, whoever runs them."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy import text

from interparty_alerts.migrations import MIGRATIONS as ALERTS
from interparty_api.migrations import MIGRATIONS as API
from interparty_ingest.migrations import MIGRATIONS as INGEST
from interparty_shared.db.engine import open_database
from interparty_shared.db.migrate import Migrations, current, differences, require_newest, upgrade
from interparty_shared.errors import Unavailable

SERVICES = pytest.mark.parametrize(
    "migrations", [INGEST, ALERTS, API], ids=["ingest", "alerts", "api"]
)


@pytest.fixture(params=["sqlite", "postgres"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[str]:
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/new/service.db"
    else:
        given: str = request.getfixturevalue("postgres_url")
        yield given.replace("postgresql://", "postgresql+asyncpg://", 1)


@SERVICES
async def test_migrations_make_the_tables_that_the_code_declares(
    migrations: Migrations, url: str
) -> None:
    assert await current(migrations, url) is None
    assert await differences(migrations, url) != []

    assert await upgrade(migrations, url) == (None, migrations.head)

    assert await current(migrations, url) == migrations.head
    assert await differences(migrations, url) == []
    assert await upgrade(migrations, url) == (migrations.head, migrations.head)


@SERVICES
def test_every_table_bears_its_services_name(migrations: Migrations) -> None:
    assert migrations.metadata.tables
    assert [name for name in migrations.metadata.tables if not migrations.owns(name)] == []


async def test_services_may_share_a_database(url: str) -> None:
    for migrations in (INGEST, ALERTS, API):
        await upgrade(migrations, url)

    for migrations in (INGEST, ALERTS, API):
        assert await differences(migrations, url) == []


async def test_runs_at_the_same_time_wait_for_one_another(url: str) -> None:
    outcomes = await asyncio.gather(*(upgrade(INGEST, url) for _ in range(4)))

    assert sorted(before or "" for before, _ in outcomes) == ["", *[INGEST.head] * 3]


async def test_processes_at_the_same_time_wait_for_one_another(url: str) -> None:
    code = (
        "import asyncio, sys; from interparty_shared.db.migrate import upgrade;"
        "from interparty_ingest.migrations import MIGRATIONS;"
        "print(asyncio.run(upgrade(MIGRATIONS, sys.argv[1])))"
    )
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, url, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]

    said = [(await one.communicate())[0].decode().strip() for one in running]

    head = INGEST.head
    assert sorted(said) == sorted([f"(None, '{head}')", *[f"('{head}', '{head}')"] * 2])


async def test_a_database_that_is_behind_is_not_ready(url: str) -> None:
    database = open_database(url)
    with pytest.raises(Unavailable, match="db upgrade"):
        await require_newest(INGEST, database)

    await upgrade(INGEST, url)
    await require_newest(INGEST, database)

    async with database.begin() as connection:
        await connection.execute(
            text(f"UPDATE {INGEST.version_table} SET version_num = 'of the future'")
        )
    await require_newest(INGEST, database)
    await database.close()


async def test_a_migration_that_fails_leaves_nothing_behind(url: str, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "0001_fails.py").write_text(
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        "revision, down_revision = '0001', None\n"
        "def upgrade():\n"
        "    op.create_table('ingest_half', sa.Column('id', sa.Integer, primary_key=True))\n"
        "    op.execute('nonsense')\n"
    )
    broken = Migrations("ingest", INGEST.metadata, versions)

    with pytest.raises(Exception, match="nonsense"):
        await upgrade(broken, url)

    database = open_database(url)
    with pytest.raises(Exception, match="ingest_half"):
        async with database.begin() as connection:
            await connection.execute(text("SELECT * FROM ingest_half"))
    await database.close()
    assert await current(broken, url) is None


async def test_a_database_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await upgrade(INGEST, "postgresql+asyncpg://nobody@127.0.0.1:1/none")
