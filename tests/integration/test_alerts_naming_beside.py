"""Reference data and the names it means, committed side by side: whoever is last sees both."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from sqlalchemy import text

from interparty_alerts.migrations import MIGRATIONS
from interparty_alerts.store import meant, positions
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from tests.fixtures.alerts import asyncpg
from tests.integration.test_alerts_naming import AGENTS, PARTY, agency, judging, party, verdicts
from tests.support.builders import Event, at, engagement, judgement
from tests.support.worker import Worker


@pytest.fixture
async def database(postgres_url: str) -> AsyncGenerator[Database]:
    url = asyncpg(postgres_url)
    await upgrade(MIGRATIONS, url)
    database = open_database(url)
    yield database
    await database.close()


@pytest.fixture
async def ours(database: Database) -> Worker:
    worker = Worker(database, packs=AGENTS)
    await worker.start()
    worker = await judging(worker)
    await worker.settle()  # believe the sync: nothing else is to be looked at again
    return worker


async def side_by_side(
    ours: Worker, slow: Event, fast: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Take both events in at once; the first is committed after the second, and neither saw the other."""
    decided, may_end = asyncio.Event(), asyncio.Event()
    advance = positions.advance

    async def advanced(connection: Any, places: Any, owner: str) -> None:
        if owner == "slow":
            decided.set()
            await may_end.wait()
        else:
            await advance(connection, places, owner)

    monkeypatch.setattr(positions, "advance", advanced)
    other = Worker(ours.database, packs=AGENTS, name="slow", offset=1_000)
    writing = asyncio.ensure_future(other.feed([slow]))
    await decided.wait()
    await ours.feed([fast])
    may_end.set()
    await writing


async def test_a_record_finds_the_name_that_another_worker_was_still_taking_in(
    ours: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await side_by_side(ours, agency(PARTY), party("Popular Party P"), monkeypatch)

    assert await verdicts(ours) == ["missing"]


async def test_a_judgement_finds_the_name_that_another_worker_was_still_taking_in(
    ours: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ours.feed([party("Popular Party P")])

    await side_by_side(ours, agency("The Ring"), judgement("The Ring", "test:9"), monkeypatch)

    assert await verdicts(ours) == ["missing"]


async def test_a_record_that_means_a_name_no_more_finds_who_was_taken_in_under_it_meanwhile(
    ours: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ours.feed([party("Popular Party P")])
    renamed = party("Agrarian Union Q") | {"time": at(2).isoformat()}

    await side_by_side(ours, agency(PARTY), renamed, monkeypatch)

    assert await verdicts(ours) == ["undetermined"]


async def test_what_is_reference_data_no_more_is_remembered_by_nobody(worker: Worker) -> None:
    worker = await judging(worker)
    known = party("Popular Party P")
    await worker.feed([known, agency(PARTY)])
    assert await verdicts(worker) == ["missing"]

    other = engagement("e7", channel="training", time=at(3))
    await worker.feed([other | {"source": known["source"], "id": known["id"]}])

    assert await verdicts(worker) == ["undetermined"]


async def test_changes_of_reference_data_are_counted_in_few_rows(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meant, "MOST_CHANGES", 3)
    worker = await judging(worker)
    await worker.feed([agency(PARTY)])
    for number in range(9):
        governing = [{"from": "2026-01-01"}] if number % 2 else []
        changed = party("Popular Party P")
        changed["data"]["governing"] = governing
        await worker.feed([changed | {"time": at(number).isoformat()}])
        assert await verdicts(worker) == (["missing"] if governing else [])

    async with worker.database.read() as connection:
        rows = await connection.execute(
            text("SELECT count(*), sum(number) FROM alerts_reference_change")
        )
    assert tuple(map(int, rows.one())) == (rows_left(9), 9)


def rows_left(changes: int) -> int:
    """Return how many rows are left of so many changes where more than three are made one."""
    left = 0
    for _ in range(changes):
        left = 1 if left + 1 > 3 else left + 1
    return left
