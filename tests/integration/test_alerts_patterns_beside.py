"""Patterns on PostgreSQL, decided by workers that race: the end is what a backtest says."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from interparty_alerts.handlers.bearing import read
from interparty_alerts.handlers.positions import claim
from interparty_alerts.handlers.take_in import next_positions, take_in
from interparty_alerts.migrations import MIGRATIONS
from interparty_alerts.outcomes import Overtaken
from interparty_shared.bus.base import Record, TopicPartition
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from interparty_shared.errors import Unavailable
from interparty_shared.wire.topics import EVENTS
from tests.fixtures.alerts import asyncpg, empty
from tests.support import builders
from tests.support.builders import Event
from tests.support.loose import loose_rules
from tests.support.meetings import some, told_again
from tests.support.patterned import patterned, published
from tests.support.worker import Worker

NOW = datetime(2026, 3, 4, tzinfo=UTC)
RULES = loose_rules()
PLACES: Final = [TopicPartition(EVENTS.name, number) for number in range(2)]
pytestmark = pytest.mark.timeout(600)


def a_world(chance: random.Random) -> list[Event]:
    """Return meetings, of which some are told by two sources, corrected or taken back."""
    world = some(chance, 50)
    met = [one for one in world if one["type"].endswith("engagement.v1")]
    again = [told_again(one, "As told again", chance.randint(0, 2)) for one in met[:12]]
    moved = [
        {
            **one,
            "time": builders.at(1).isoformat(),
            "data": {**one["data"], "occurred": {"from": "2025-03-04"}},
        }
        for one in met[6:20]
    ]
    gone = [
        builders.retraction(one["id"], id_=f"r-{one['id']}", time=builders.at(2))
        for one in met[16:24]
    ]
    return [*world, *again, *moved, *gone]


async def on_postgres(url: str, act: Callable[[Database], Awaitable[None]]) -> None:
    url = asyncpg(url)
    await upgrade(MIGRATIONS, url)
    # Opened anew for each world: a worker remembers which bodies are written, and these are emptied.
    database = open_database(url, pool_size=10)
    try:
        await empty(database)
        await act(database)
    finally:
        await database.close()


async def raced(database: Database, world: list[Event], chance: random.Random) -> None:
    """Take events in by two workers that race, while two decide patterns, each day later than the other."""
    arriving = world + chance.sample(world, len(world) // 3)
    chance.shuffle(arriving)
    lanes: list[list[Record]] = [[], []]
    for posted in arriving:
        number = chance.randrange(2)
        one = builders.record(posted, offset=len(lanes[number]))
        lanes[number].append(replace(one, partition=number))
    ends = {PLACES[number]: len(lane) for number, lane in enumerate(lanes)}
    deciding = [
        Worker(database, NOW - timedelta(days=days), packs=(), patterns=RULES) for days in (0, 60)
    ]

    async def work(number: int) -> None:
        owner, queue, at = f"worker{number}", lanes[number], 0
        await claim(database, [PLACES[number]], owner)
        while at < len(queue):
            batch = queue[at : at + chance.randint(1, 9)]
            try:
                await take_in(
                    database,
                    list(map(read, batch)),
                    deciding[0].rules,
                    owner=owner,
                    ends=ends,
                    now=NOW,
                )
            except (Overtaken, Unavailable):
                continue
            at = next_positions(batch)[PLACES[number]]

    async def decide(worker: Worker) -> None:
        while True:
            with suppress(Overtaken, Unavailable):
                await worker.settle_what_can()
            await asyncio.sleep(0)

    meanwhile = [asyncio.ensure_future(decide(one)) for one in deciding]
    async with asyncio.TaskGroup() as group:
        for number in range(2):
            group.create_task(work(number))
    for task in meanwhile:
        task.cancel()
    await asyncio.wait(meanwhile)


@pytest.mark.parametrize("seed", range(4))
async def test_two_workers_that_race_end_in_what_a_backtest_finds(
    postgres_url: str, seed: int
) -> None:
    chance = random.Random(seed)
    world = a_world(chance)
    expected = patterned(world, RULES, NOW)

    async def act(database: Database) -> None:
        await Worker(database, NOW, packs=(), patterns=RULES).start()
        await raced(database, world, chance)
        last = Worker(database, NOW, packs=(), patterns=RULES)
        await last.settle()
        assert published(await last.revisions()) == expected

    await on_postgres(postgres_url, act)


def test_in_these_worlds_there_is_something_to_find_for_every_kind() -> None:
    found = set()
    for seed in range(4):
        told = patterned(a_world(random.Random(seed)), RULES, NOW)
        found |= {one["rule"]["kind"] for one in told.values()}

    assert found == {one.kind for one in RULES}


async def test_of_two_that_settle_at_once_each_week_is_decided_by_one(postgres_url: str) -> None:
    async def act(database: Database) -> None:
        chance = random.Random(11)
        world = a_world(chance)
        workers = [Worker(database, NOW, packs=(), patterns=RULES) for _ in range(2)]
        await workers[0].start()
        await workers[0].feed(world)

        await asyncio.gather(*(one.settle() for one in workers))

        revisions = await workers[0].revisions()
        assert published(revisions) == patterned(world, RULES, NOW)
        told = [(one["id"], one["revision"]) for one in revisions]
        assert len(told) == len(set(told))

    await on_postgres(postgres_url, act)
