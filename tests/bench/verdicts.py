"""From Kafka to verdicts in PostgreSQL, against a loop that writes the same rows undecided."""

import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts import consumer
from interparty_alerts.context import Context, Metrics
from interparty_alerts.handlers import positions as claims
from interparty_alerts.handlers.take_in import next_positions
from interparty_alerts.store import positions
from interparty_shared import packs
from interparty_shared.bus.base import Bus, Positions, Subscription, TopicPartition
from interparty_shared.bus.open import open_bus
from interparty_shared.bus.topics import create_topics
from interparty_shared.clock import SystemClock
from interparty_shared.db import bulk
from interparty_shared.db.engine import Database, open_database
from interparty_shared.settings import Settings
from interparty_shared.wire.topics import EVENTS, Topic
from tests.bench.figures import Figure
from tests.bench.servers import Servers
from tests.bench.world import World, message

Written = tuple[Table, list[bulk.Row], str]
BATCH = 500
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
    rows = sum(len(rows) for _, batch in recording.batches for _, rows, _ in batch)
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
    """Let the service's own consumer work through the topic; return events per second."""
    url = await servers.database()
    database = open_database(url)
    context = Context(
        settings=Settings(batch_size=BATCH),
        clock=SystemClock(),
        bus=bus,
        database=database,
        packs=packs.load(),
        metrics=Metrics(CollectorRegistry()),
    )

    async def act(subscription: Subscription, limit: int) -> int:
        records = await subscription.poll(limit=limit, timeout=1.0)
        if records:
            await consumer._batch(context, subscription, records)
        return len(records)

    try:
        return await _timed(bus, topic, count, database, context.worker, act)
    finally:
        await database.close()
        servers.drop(url)


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
                    for table, rows, conflict in batch[1]:
                        await bulk.insert(connection, table, rows, conflict=conflict)
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
    insert, batch = bulk.insert, consumer._batch

    async def noted(
        connection: AsyncConnection, table: Table, rows: Sequence[bulk.Row], *, conflict: str = ""
    ) -> int:
        if rows and table is not positions.POSITIONS:
            recording.note((table, list(rows), conflict))
        return await insert(connection, table, rows, conflict=conflict)

    async def begun(context: Context, subscription: Subscription, records: Any) -> None:
        recording.batches.append((len(records), []))
        await batch(context, subscription, records)

    bulk.insert, consumer._batch = noted, begun
    try:
        yield
    finally:
        bulk.insert, consumer._batch = insert, batch
