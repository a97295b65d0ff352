"""Whom a transaction that decides must reckon with, and what it has looked at again for that."""

from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import text

from interparty_alerts.handlers import look_again
from interparty_alerts.migrations import MIGRATIONS
from interparty_alerts.store import rechecks
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from interparty_shared.domain.facts import Ref
from tests.fixtures.alerts import asyncpg
from tests.support import shapes
from tests.support.builders import disclosure, engagement
from tests.support.worker import Worker


@pytest.fixture
async def database(postgres_url: str) -> AsyncGenerator[Database]:
    url = asyncpg(postgres_url)
    await upgrade(MIGRATIONS, url)
    database = open_database(url)
    yield database
    await database.close()


async def requests(database: Database) -> int:
    async with database.read() as connection:
        return await rechecks.waiting(connection)


async def test_who_writes_but_does_not_decide_is_not_waited_for(database: Database) -> None:
    async with database.begin() as other, database.begin() as ours:
        await other.execute(text("DELETE FROM alerts_outbox"))
        await other.execute(text("SELECT pg_current_xact_id()"))

        assert await rechecks.under_way(ours) is None


async def test_who_decides_is_waited_for_until_that_is_over(database: Database) -> None:
    async with database.begin() as other:
        await rechecks.under_way(other)
        async with database.begin() as ours:
            beside = await rechecks.under_way(ours)
    async with database.begin() as ours:
        afterwards = await rechecks.under_way(ours)

    assert beside is not None
    assert afterwards is None


async def test_facts_that_came_beside_a_decision_are_looked_at_again(database: Database) -> None:
    worker = Worker(database)
    await worker.start()
    async with database.begin() as other:
        await rechecks.under_way(other)
        await worker.feed([engagement(), disclosure(filed="2026-03-20")])

    assert await requests(database) > 0


async def test_a_look_beside_a_decision_that_changes_nothing_asks_for_no_other(
    database: Database,
) -> None:
    worker = Worker(database)
    await worker.start()
    await worker.feed([engagement(), disclosure(filed="2026-03-20")])
    await worker.settle()
    async with database.begin() as connection:
        stored = await connection.execute(text("SELECT source, engagement FROM alerts_obligation"))
        await rechecks.add(connection, [Ref(row[0], row[1]) for row in stored])
    async with database.begin() as other:
        await rechecks.under_way(other)

        tally = await look_again.requested(database, worker.rules, now=worker.now)

    assert tally is not None
    assert (tally.engagements, tally.revisions) == (1, [])
    assert await requests(database) == 0


async def test_what_hangs_on_an_engagement_is_looked_for_once_those_beside_it_are_over(
    database: Database,
) -> None:
    worker = Worker(database, packs=shapes.rules())
    await worker.start()
    gift = engagement(channel="donation", first="2026-01-10", last="2026-01-10", value="400.00")
    async with database.begin() as other:
        await rechecks.under_way(other)
        await worker.feed([gift])

        async with database.begin() as connection:
            meanwhile = await rechecks.claim(connection, unread=False)
    async with database.begin() as connection:
        afterwards = await rechecks.claim(connection, unread=False)

    assert meanwhile is None
    assert afterwards is not None
    assert afterwards.keys != ()


async def test_an_engagement_left_to_a_worker_with_other_packs_is_said_to_be_other_than_before(
    database: Database,
) -> None:
    ours, theirs = Worker(database), Worker(database, packs=shapes.rules())
    await ours.start()
    await theirs.start()

    await ours.feed([engagement()])

    async with database.begin() as connection:
        request = await rechecks.claim(connection, unread=False)
    assert request is not None
    assert [ref.id for ref in request.refs] == ["e1"]
    assert request.moved
