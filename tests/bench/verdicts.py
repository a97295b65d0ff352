"""From Kafka to verdicts in PostgreSQL, against a loop that writes the same rows undecided."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection
from typing_extensions import override

from interparty_alerts import consumer
from interparty_alerts.context import Context, Metrics
from interparty_alerts.handlers import positions as claims
from interparty_alerts.handlers.bearing import Arrived
from interparty_alerts.handlers.take_in import Taken, next_positions
from interparty_alerts.questions import Rules
from interparty_alerts.store import positions
from interparty_alerts.store.facts import VALUES
from interparty_shared import garbage, packs
from interparty_shared.bus.base import Bus, Positions, Subscription, TopicPartition
from interparty_shared.bus.open import open_bus
from interparty_shared.bus.topics import create_topics
from interparty_shared.clock import SystemClock
from interparty_shared.db import bulk
from interparty_shared.db.engine import Database, open_database
from interparty_shared.reference import naming
from interparty_shared.settings import Settings
from interparty_shared.wire.topics import EVENTS, Topic
from tests.bench.figures import Figure
from tests.bench.servers import Servers
from tests.bench.world import World, message

Written = tuple[Table, bulk.Columns, str]
BATCH = Settings().batch_size
Act = Callable[[Subscription, int], Awaitable[int]]
"""Take in up to so many records; return how many."""


@dataclass
class Recording:
    """What was written for each batch: (records in it, rows by table)."""

    batches: list[tuple[int, list[Written]]] = field(default_factory=list)

    def note(self, written: Written) -> None:
        """Note rows of the batch that is under way."""
        self.batches[-1][1].append(written)


async def verdicts(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return how many events a second become verdicts."""
    garbage.settle()  # as each service does, for both
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    count, rounds = (3_000, 1) if quick else (12_000, 3)
    ours: list[float] = []
    peer: list[float] = []
    async with open_bus(await servers.bus()) as bus:
        topic = await _filled(bus, f"kafka://{servers.kafka.bootstrap}", count)
        recording = Recording()
        with _recorded(recording):
            await _decided(servers, bus, topic, count)
        for _ in range(rounds):
            ours.append(await _decided(servers, bus, topic, count))
            peer.append(await _copied(servers, bus, topic, count, recording))
    written = (columns for _, batch in recording.batches for _, columns, _ in batch)
    rows = sum(len(next(iter(columns.values()))) for columns in written)
    note = (
        f"{count} events from the beginning of an empty database: 11 of 20 engagements, 7 disclosures,"
        " the rest corrections, retractions, reference data and syncs, by 650 members of one house,"
        f" 338 of another, 150 managers and 1,500 others; {rows} rows. The peer reads the same topic and"
        " writes the same rows with the positions, by the same statements, in batches of the same size."
    )
    return [
        Figure(
            "Kafka to verdicts in PostgreSQL",
            "events/s",
            tuple(ours),
            tuple(peer),
            "copying rows without deciding",
            goal=0.5,
            notes=(note,),
        )
    ]


async def _filled(bus: Bus, url: str, count: int) -> str:
    topic = Topic(f"bench.{uuid.uuid4().hex[:8]}", EVENTS.partitions, None, "", "")
    await create_topics(url, topics=[topic])
    messages = [message(event)._replace(topic=topic.name) for event in World().events(count)]
    for at in range(0, count, 1_000):
        await bus.publish(messages[at : at + 1_000])
    return topic.name


async def _decided(servers: Servers, bus: Bus, topic: str, count: int) -> float:
    """Let the service's own consumer work through the topic; return events per second.

    Nothing is remembered of the same events from the round before.
    """
    VALUES.forget()
    url = await servers.database()
    database = open_database(url)
    context = _Counting(
        settings=Settings(batch_size=BATCH),
        clock=SystemClock(),
        bus=bus,
        database=database,
        rules=Rules(packs.load(), naming.matcher()),
        metrics=Metrics(CollectorRegistry()),
        wanted=count,
    )
    context.taken_up.set()
    group = f"bench-{uuid.uuid4().hex[:8]}"
    working = asyncio.ensure_future(consumer.consume_events(context, [topic], group))
    try:
        await context.done.wait()
        return context.rate
    finally:
        working.cancel()
        await asyncio.wait({working})
        await database.close()
        servers.drop(url)


@dataclass(slots=True)
class _Counting(Context):
    """Notes when how many events were taken in."""

    wanted: int = 0
    taken: list[tuple[float, int]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @override
    def counted(self, taken: Taken) -> None:
        Context.counted(self, taken)
        self.taken.append((time.perf_counter(), taken.events))
        if sum(events for _, events in self.taken) >= self.wanted:
            self.done.set()

    @property
    def rate(self) -> float:
        """Events per second after the first batch: joining the group is no part of it."""
        return sum(events for _, events in self.taken[1:]) / (self.taken[-1][0] - self.taken[0][0])


async def _copied(
    servers: Servers, bus: Bus, topic: str, count: int, recording: Recording
) -> float:
    """Read the topic and write what was recorded, a batch with its positions in one transaction."""
    url = await servers.database()
    database = open_database(url)
    waiting = iter(recording.batches)
    ahead = 0

    async def act(subscription: Subscription, limit: int) -> int:
        nonlocal ahead
        records = await subscription.poll(limit=limit, timeout=1.0)
        if records:
            async with database.begin() as connection:
                ahead -= len(records)
                while ahead < 0 and (batch := next(waiting, None)):
                    ahead += batch[0]
                    for table, columns, conflict in batch[1]:
                        await bulk.insert_columns(connection, table, columns, conflict=conflict)
                await positions.advance(connection, next_positions(records), "copier")
            await subscription.report(next_positions(records))
        return len(records)

    try:
        return await _timed(bus, topic, count, database, "copier", act)
    finally:
        await database.close()
        servers.drop(url)


async def _timed(
    bus: Bus, topic: str, count: int, database: Database, owner: str, act: Act
) -> float:
    async def on_assigned(partitions: frozenset[TopicPartition]) -> Positions:
        return await claims.claim(database, partitions, owner)

    group = f"bench-{uuid.uuid4().hex[:8]}"
    async with bus.subscribe([topic], group=group, on_assigned=on_assigned) as subscription:
        done = 0
        while not done:  # joining the group is no part of it: the clock starts after a first batch
            done = await act(subscription, BATCH)
        first, began = done, time.perf_counter()
        while done < count:
            done += await act(subscription, BATCH)
        return (count - first) / (time.perf_counter() - began)


@contextmanager
def _recorded(recording: Recording) -> Iterator[None]:
    """Note every row that is written meanwhile, by batch."""
    insert, batch = bulk.insert_columns, consumer._batch

    async def noted(
        connection: AsyncConnection, table: Table, columns: bulk.Columns, *, conflict: str = ""
    ) -> int:
        if columns and table is not positions.POSITIONS:
            recording.note((table, columns, conflict))
        return await insert(connection, table, columns, conflict=conflict)

    async def begun(
        context: Context, subscription: Subscription, arrived: Sequence[Arrived]
    ) -> Positions:
        recording.batches.append((len(arrived), []))
        return await batch(context, subscription, arrived)

    bulk.insert_columns, consumer._batch = noted, begun
    try:
        yield
    finally:
        bulk.insert_columns, consumer._batch = insert, batch
