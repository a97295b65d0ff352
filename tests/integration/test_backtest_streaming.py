"""Law 1: what streaming says equals what a backtest says over the same facts."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interparty_alerts.migrations import MIGRATIONS
from interparty_shared import packs
from interparty_shared.db.engine import open_database
from interparty_shared.db.migrate import upgrade
from tests.bench.world import World
from tests.support import backtests, builders
from tests.support.builders import Event
from tests.support.worker import Worker
from tests.support.worlds import crowded

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOUSES = [*World(seed=4, days=60).events(400), builders.coverage("2025-01-01", "2026-10-31")]


@pytest.mark.parametrize(
    "world", [HOUSES, crowded(random.Random(1))], ids=["whole houses", "like names"]
)
async def test_streaming_and_backtest_say_the_same(tmp_path: Path, world: list[Event]) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/alerts.db"
    await upgrade(MIGRATIONS, url)
    database = open_database(url)
    try:
        worker = Worker(database, now=NOW)
        await worker.start()
        for at in range(0, len(world), 50):
            await worker.feed(world[at : at + 50])
        await worker.settle()
        streamed = await worker.obligations(), await worker.open_alerts()
    finally:
        await database.close()

    said = backtests.verdicts(reversed(world), packs.load(), NOW)

    assert said == streamed
    assert {"late", "disclosed"} <= {one["verdict"] for one in said[0].values()}
