"""A worker of the alerts service on a real database, driven by hand instead of by its loops."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import text

from interparty_alerts.handlers import look_again, patterns, rejudge
from interparty_alerts.handlers.bearing import read
from interparty_alerts.handlers.patterns import Decided
from interparty_alerts.handlers.positions import claim
from interparty_alerts.handlers.take_in import Taken, take_in
from interparty_alerts.outcomes import Overtaken
from interparty_alerts.questions import Rules
from interparty_alerts.store import outbox
from interparty_alerts.store.outbox import Entry
from interparty_shared import packs
from interparty_shared.bus.base import Positions, Record, TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.domain.regimes import Regime
from interparty_shared.reference import naming
from interparty_shared.wire.topics import BACKFILL, EVENTS
from tests.support.builders import Event, record

PLACES = [TopicPartition(EVENTS.name, 0), TopicPartition(BACKFILL.name, 0)]


@dataclass
class Worker:
    """Feeds events as records of one partition, in the order given."""

    database: Database
    now: datetime = datetime(2026, 6, 1, tzinfo=UTC)
    name: str = "worker"
    offset: int = 0
    log: list[Record] = field(default_factory=list)
    packs: Sequence[Regime] = field(default_factory=packs.load)
    patterns: Sequence[Rule] = ()

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.packs, naming.matcher(), self.patterns)

    async def start(self) -> bool:
        """Start, and return whether all was asked for again."""
        asked = await rejudge.begin(self.database, self.rules, now=self.now)
        await claim(self.database, PLACES, self.name)
        return asked

    async def feed(self, events: Iterable[Event], *, lane: str = "live") -> Taken:
        """Take events in as one batch."""
        records = []
        for posted in events:
            records.append(record(posted, offset=self.offset, lane=lane))
            self.offset += 1
        self.log += records
        return await self.take(records)

    async def take(self, records: Sequence[Record], *, ends: Positions | None = None) -> Taken:
        return await take_in(
            self.database,
            [read(record) for record in records],
            self.rules,
            owner=self.name,
            ends={PLACES[0]: self.offset} if ends is None else ends,
            now=self.now,
        )

    async def settle_what_can(self) -> None:
        """Do all that is due and need not wait for others."""
        await self.settle(waiting=True)

    async def settle(self, *, waiting: bool = False) -> None:
        """Do all that is due, until nothing is left to do (or, if allowed, only waits)."""
        for _ in range(1_000):
            believed, _ = await look_again.believe_syncs(self.database, limit=100, now=self.now)
            due = await look_again.deadlines(
                self.database, self.rules, trace="", limit=500, now=self.now
            )
            asked = await look_again.requested(self.database, self.rules, now=self.now)
            more = await rejudge.ask_on(self.database, self.rules, trace="")
            if believed or due.engagements or asked is not None or more:
                continue
            if await self.decide_patterns() is not None:
                continue
            if waiting or not await look_again.anything_waits(self.database):
                return
            await asyncio.sleep(0.01)  # a transaction of others is under way yet
        raise AssertionError("the worker does not come to rest")

    async def decide_patterns(self) -> Decided | None:
        """Decide some weeks of patterns, however lately they changed."""
        none = timedelta(0)
        try:
            return await patterns.decide(
                self.database, self.rules, now=self.now, trace="", quiet=none, longest=none
            )
        except Overtaken:
            return Decided()

    async def obligations(self) -> dict[str, dict[str, Any]]:
        """Return the obligations in force as last written to the outbox, by id."""
        found: dict[str, dict[str, Any]] = {}
        for entry in await self.outbox():
            document = orjson.loads(entry.body)
            if entry.kind == "obligation":
                if entry.gone:
                    found.pop(document["id"], None)
                else:
                    found[document["id"]] = document
        return found

    async def verdicts(self) -> list[str]:
        return sorted(one["verdict"] for one in (await self.obligations()).values())

    async def revisions(self) -> list[dict[str, Any]]:
        """Return every alert revision, in the order in which they were decided."""
        return [orjson.loads(one.body) for one in await self.outbox() if one.kind == "alert"]

    async def open_alerts(self) -> dict[str, dict[str, Any]]:
        """Return the open alerts without what is history (revision, times)."""
        newest = {one["id"]: one for one in await self.revisions()}
        return {
            id_: {k: v for k, v in one.items() if k not in {"revision", "opened", "updated"}}
            for id_, one in newest.items()
            if one["status"] == "open"
        }

    async def alerts_and_obligations(self) -> list[tuple[str, bytes]]:
        """Return what was published of alerts and obligations, in order."""
        return [(one.kind, one.body) for one in await self.outbox() if one.kind != "dead"]

    async def outbox(self) -> list[Entry]:
        async with self.database.read() as connection:
            rows = await connection.execute(
                text("SELECT * FROM alerts_outbox ORDER BY number").columns(*outbox.OUTBOX.c)
            )
            return [
                Entry(r.kind, r.key, r.body, r.at, r.trace, r.notify, r.gone, r.number, r.sequence)
                for r in rows
            ]
