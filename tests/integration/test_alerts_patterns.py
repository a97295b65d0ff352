"""Patterns obey law 1: however facts arrive, streaming ends in what a backtest says."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_alerts.migrations import MIGRATIONS
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from tests.fixtures.alerts import empty
from tests.support.builders import Event
from tests.support.loose import loose_rules
from tests.support.meetings import WORLDS, some
from tests.support.patterned import patterned, published
from tests.support.worker import Worker

NOW = datetime(2026, 3, 4, tzinfo=UTC)
RULES = loose_rules()
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('patterns')}/alerts.db"
    asyncio.run(upgrade(MIGRATIONS, url))
    return url


def on_empty(url: str, act: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = open_database(url)
        try:
            await empty(database)
            await act(database)
        finally:
            await database.close()

    asyncio.run(run())


async def streamed(
    database: Database, world: list[Event], chance: random.Random
) -> tuple[dict[str, Any], Worker]:
    arriving = world + chance.sample(world, chance.randint(0, len(world)))
    chance.shuffle(arriving)
    worker = Worker(
        database, packs=(), patterns=RULES, now=NOW - timedelta(days=chance.randint(0, 400))
    )
    await worker.start()
    # What comes late, one by one, when all else is decided: nothing but its own weeks may be decided anew.
    late = [arriving.pop() for _ in range(min(len(arriving), chance.randint(0, 4)))]
    while arriving:
        size = chance.randint(1, 12)
        batch, arriving = arriving[:size], arriving[size:]
        await worker.feed(batch)
        if chance.random() < 0.3:
            await worker.settle_what_can()
        worker.now = min(NOW, worker.now + timedelta(days=chance.randint(0, 60)))
    worker.now = NOW
    await worker.settle()
    for one in late:
        await worker.feed([one])
        await worker.settle()
    return published(await worker.revisions()), worker


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=WORLDS, seed=st.integers(0, 2**16))
def test_any_order_duplication_and_batching_ends_in_what_a_backtest_finds(
    sqlite_url: str, world: list[Event], seed: int
) -> None:
    async def act(database: Database) -> None:
        said, _ = await streamed(database, world, random.Random(seed))
        assert said == patterned(world, RULES, NOW)

    on_empty(sqlite_url, act)


def test_in_such_worlds_there_is_something_to_find_for_every_kind() -> None:
    found: set[str] = set()
    for seed in range(8):
        told = patterned(some(random.Random(seed), 80), RULES, NOW)
        found |= {one["rule"]["kind"] for one in told.values()}

    assert found == {one.kind for one in RULES}
