"""Subscriptions and what is sent to them: a test names only what it is about."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CollectorRegistry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import dispatch
from interparty_api.handlers.dispatch import Result, Settled
from interparty_api.handlers.filters import parse
from interparty_api.handlers.projection import revision_of
from interparty_api.handlers.slots import Slots
from interparty_api.notify.base import Outcome, Outgoing, Sender
from interparty_api.scheduler.dispatch import Dispatcher
from interparty_api.scheduler.waking import Metrics, Wakes
from interparty_api.store import alerts, watermark
from interparty_api.tables_watch import (
    Anchor,
    Attempt,
    Delivery,
    DeliveryItem,
    Subscription,
    Told,
)
from interparty_shared.clock import Clock
from interparty_shared.db import bulk
from interparty_shared.db.engine import Database
from interparty_shared.wire.published import Published

CHANNELS = ("webhook", "email")
NOW = datetime(2026, 6, 3, 12, 20, tzinfo=UTC)
"""A Wednesday."""
DELIVERIES = Delivery.__table__  # type: ignore[attr-defined]
ITEMS = DeliveryItem.__table__  # type: ignore[attr-defined]
ATTEMPTS = Attempt.__table__  # type: ignore[attr-defined]
SUBSCRIPTIONS = Subscription.__table__  # type: ignore[attr-defined]


def a_subscription(id_: str = "sub_1", **said: Any) -> dict[str, Any]:
    """Return the row of a subscription to alerts of high severity, by webhook, at once."""
    return {
        "id": id_,
        "owner": "key",
        "name": "Watch",
        "filter": {"severity": "high"},
        "channel": "webhook",
        "target": f"https://{id_.replace('_', '-')}.example",
        "contact": None,
        "pace": "immediate",
        "group_by": [],
        "language": "en",
        "muted_until": None,
        "state": "active",
        "why": None,
        "created": NOW,
        "changed": NOW,
        "after": 0,
        "from_sequence": None,
        "backfilled": None,
        "backfill_through": None,
        "failing_since": None,
        "secrets": [],
        "link_key": "k",
        "confirm_until": None,
        **said,
    }


async def subscribe(database: Database, *rows: dict[str, Any]) -> None:
    """Keep subscriptions, with the anchors by which they are found."""
    async with database.begin() as connection:
        await insert(connection, *rows)


async def insert(connection: AsyncConnection, *rows: dict[str, Any]) -> None:
    """Keep subscriptions, with their anchors, in a transaction of the test's own."""
    await bulk.insert(connection, SUBSCRIPTIONS, rows)
    anchors = [
        {"term": term, "subscription": row["id"]}
        for row in rows
        for term in sorted(parse(row["filter"]).anchors())
    ]
    await bulk.insert(connection, Anchor.__table__, anchors)  # type: ignore[attr-defined]


async def changed(database: Database, id_: str, **values: Any) -> None:
    """Change a subscription."""
    async with database.begin() as connection:
        statement = SUBSCRIPTIONS.update().where(SUBSCRIPTIONS.c.id == id_).values(**values)
        await connection.execute(statement)


async def publish(database: Database, *said: Published) -> None:
    """Keep revisions of alerts, as the reader of the log does."""
    async with database.begin() as connection:
        await alerts.save(connection, [revision_of(one) for one in said])
        await watermark.advance(connection)


async def table(database: Database, model: Any) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    async with database.read() as connection:
        found = await connection.execute(select(model.__table__))
        return [dict(row) for row in found.mappings()]


async def deliveries(database: Database) -> list[dict[str, Any]]:
    """Return all messages with the sequences that they tell of, by the first of those."""
    rows = await table(database, Delivery)
    items = await table(database, DeliveryItem)
    for row in rows:
        row["items"] = sorted(one["sequence"] for one in items if one["delivery"] == row["id"])
    return sorted(rows, key=lambda row: (row["items"], row["subscription"], row["due"]))


async def told(database: Database) -> set[tuple[str, str, int]]:
    """Return who was told of what first."""
    rows = await table(database, Told)
    return {(row["subscription"], row["alert"], row["sequence"]) for row in rows}


async def one(database: Database, id_: str = "sub_1") -> dict[str, Any]:
    """Return a subscription."""
    return next(row for row in await table(database, Subscription) if row["id"] == id_)


Answer = Callable[[Outgoing], Awaitable[Outcome]]
DELIVERED = Outcome("delivered", "204 No Content.", 204)
FAILED = Outcome("retry", "500 Internal Server Error.", 500)


async def takes(_: Outgoing) -> Outcome:
    """Answer that it was taken."""
    return DELIVERED


class Counting:
    """A sender that counts what is in flight, of whom, and what was sent."""

    def __init__(self, answer: Answer = takes) -> None:
        self.answer = answer
        self.sent: list[Outgoing] = []
        self.flying: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.most_together = 0
        self.heard = asyncio.Condition()

    async def send(self, message: Outgoing) -> Outcome:
        """Count, and answer as the test has it."""
        who = message.to.id
        self.flying[who] += 1
        self.most[who] = max(self.most[who], self.flying[who])
        self.most_together = max(self.most_together, self.flying.total())
        try:
            outcome = await self.answer(message)
        finally:
            self.flying[who] -= 1
        async with self.heard:
            self.sent.append(message)
            self.heard.notify_all()
        return outcome

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until what was sent fulfils a condition."""
        async with asyncio.timeout(30), self.heard:
            await self.heard.wait_for(holds)

    @property
    def ids(self) -> list[str]:
        """Return the ids of what was sent."""
        return [message.id for message in self.sent]


@contextlib.asynccontextmanager
async def dispatching(
    database: Database,
    clock: Clock,
    sender: Sender,
    *,
    slots: Slots | None = None,
    channels: tuple[str, ...] = CHANNELS,
    longest_send_s: float = 45.0,
) -> AsyncGenerator[Dispatcher]:
    """Have a dispatcher run; at the end it is cancelled at whatever it does."""
    dispatcher = Dispatcher(
        database,
        clock,
        Metrics(CollectorRegistry()),
        Wakes(),
        dict.fromkeys(channels, sender),
        slots=slots or Slots(),
        longest_send_s=longest_send_s,
        dice=random.Random(1),
    )
    task = asyncio.ensure_future(dispatcher.run())
    try:
        yield dispatcher
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def send_due(database: Database, clock: Clock, sender: Sender) -> list[Settled]:
    """Send what is due now, once, without a loop; return what became of it."""
    wanted = await dispatch.ready(database, channels=CHANNELS, now=clock.now())
    tickets = await dispatch.claim(
        database,
        dict.fromkeys(wanted, 4),
        per_subscription=4,
        channels=CHANNELS,
        name="test",
        now=clock.now(),
    )
    results = [
        Result(ticket, await sender.send(ticket.outgoing), clock.now(), 1) for ticket in tickets
    ]
    return await dispatch.settle(database, results, now=clock.now(), dice=random.Random(1))


async def settled(
    database: Database, holds: Callable[[list[dict[str, Any]]], bool]
) -> list[dict[str, Any]]:
    """Wait until all messages together fulfil a condition; return them."""
    async with asyncio.timeout(30):
        while True:
            rows = await deliveries(database)
            if holds(rows):
                return rows
            await asyncio.sleep(0.01)
