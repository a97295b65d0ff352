"""A replay of services that run and have nothing to read: they begin again within seconds."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter

from interparty_alerts.handlers.positions import (
    claim,
    claim_given_up,
    read_up_to,
    rewind,
)
from interparty_alerts.migrations import MIGRATIONS as OF_ALERTS
from interparty_api.consumer import Metrics, Reader
from interparty_api.handlers.batches import rewind as rewind_api
from interparty_api.handlers.take_in_events import take_in_events
from interparty_api.migrations import MIGRATIONS as OF_API
from interparty_api.store import positions
from interparty_shared.bus.base import Bus, Positions, TopicPartition
from interparty_shared.bus.open import open_bus
from interparty_shared.clock import SystemClock
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from interparty_shared.wire.topics import BACKFILL, EVENTS
from tests.support.builders import disclosure, engagement
from tests.support.loops import beside, context_of, post, running, until

TOPICS = (EVENTS.name, BACKFILL.name)


@pytest.fixture(params=["table", pytest.param("kafka", marks=pytest.mark.kafka)])
def log_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "kafka":
        url: str = request.getfixturevalue("empty_topics")
        return url
    return f"table:{tmp_path}/log.db"


@pytest.fixture
async def log(log_url: str) -> AsyncGenerator[Bus]:
    """An empty log of each kind, with our topics."""
    async with open_bus(log_url) as bus:
        yield bus


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path}/both.db"
    await upgrade(OF_ALERTS, url)
    await upgrade(OF_API, url)
    database = open_database(url)
    yield database
    await database.close()


def at_the_end(log: Bus, read: Callable[[], Awaitable[Positions]]) -> Callable[[], Awaitable[bool]]:
    async def holds() -> bool:
        ends, done = await log.ends(TOPICS), await read()
        return all(done.get(place, 0) == end for place, end in ends.items())

    return holds


def counted(metric: Counter, **labels: str) -> Callable[[], Awaitable[bool]]:
    """Wait for two more of what the metric counts."""
    wanted = metric.labels(**labels)._value.get() + 2

    async def holds() -> bool:
        return bool(metric.labels(**labels)._value.get() >= wanted)

    return holds


async def test_an_idle_worker_of_alerts_sees_a_replay(log: Bus, database: Database) -> None:
    context = context_of(log, database)
    read = at_the_end(log, lambda: read_up_to(database))
    async with running(context):
        await post(log, [engagement(), disclosure()])
        await until(read, seconds=40)
        again = counted(context.metrics.events, outcome="unchanged")

        await rewind(database, TOPICS)

        await until(again, seconds=40)
        await until(read)


async def test_an_idle_reader_of_the_api_sees_a_replay(log: Bus, database: Database) -> None:
    metrics = Metrics(CollectorRegistry())
    reader = Reader(
        name="events",
        topics=TOPICS,
        take_in=take_in_events,
        bus=log,
        database=database,
        clock=SystemClock(),
        metrics=metrics,
        batch_size=500,
    )

    async def saved() -> Positions:
        async with database.read() as connection:
            return await positions.saved(connection)

    async with beside(reader.run):
        await post(log, [engagement(), disclosure()])
        await until(at_the_end(log, saved), seconds=40)
        again = counted(metrics.records, reader="events", outcome="taken")

        await rewind_api(database, TOPICS)

        await until(again, seconds=40)
        await until(at_the_end(log, saved))


async def test_partitions_that_another_worker_has_are_left_to_it(database: Database) -> None:
    place = TopicPartition(EVENTS.name, 0)
    await claim(database, [place], "another")

    assert await claim_given_up(database, [place], "one") == {}

    await rewind(database, TOPICS)
    assert await claim_given_up(database, [TopicPartition(EVENTS.name, 1)], "one") == {}
    assert await claim_given_up(database, [place], "one") == {place: 0}
    assert await claim_given_up(database, [place], "another") == {}
