"""Bus in: two readers build the read model, one of alerts and one of events."""

import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog
from prometheus_client import CollectorRegistry

from interparty_api.handlers.batches import (
    TakeIn,
    Taken,
    claim,
    claim_given_up,
    in_halves,
    next_positions,
)
from interparty_api.handlers.changes import standing
from interparty_shared.bus.base import Bus, Positions, Record, Subscription, TopicPartition
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import Fenced, Unavailable
from interparty_shared.observability import counter, gauge, trace_id
from interparty_shared.wire.codec import TRACE

log = structlog.get_logger(__name__)

POLL_S: Final = 1.0
LAG_S: Final = 5.0
SMALL_BATCH: Final = 0.25
"""A batch with less than this part of the most records: the reader has caught up."""
LONGEST_BACKOFF_S: Final = 10.0


class Metrics:
    """The figures that this service shows."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.records = counter(registry, "interparty_api_records_total")
        self.lag = gauge(registry, "interparty_api_lag_records")
        self.watermark = gauge(registry, "interparty_api_watermark")
        self.last_sequence = gauge(registry, "interparty_api_last_sequence")
        self.retries = counter(registry, "interparty_api_retries_total")


@dataclass(slots=True)
class Reader:
    """Takes the records of some topics in for as long as the process lives."""

    name: str
    topics: Sequence[str]
    take_in: TakeIn
    bus: Bus
    database: Database
    clock: Clock
    metrics: Metrics
    batch_size: int
    pause_s: float = 0.0
    """How long it rests after a small batch: what comes meanwhile is one batch, and a batch of ten
    costs little more than one of one."""
    has_sequence: bool = False
    """Whether what it reads moves the watermark."""
    advanced: Sequence[Callable[[], None]] = ()
    """Told when the watermark may have moved."""
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    positions: dict[TopicPartition, int] = field(default_factory=dict)
    measured: float = 0.0

    async def run(self) -> None:
        """Read on from where the read model stands; a fault of log or database costs time only."""
        group = f"interparty-api-{self.name}"
        async with self.bus.subscribe(
            self.topics, group=group, on_assigned=self._claim
        ) as subscription:
            attempt = 0
            while True:
                try:
                    records = await subscription.poll(limit=self.batch_size, timeout=POLL_S)
                    attempt = 0
                except Unavailable as error:
                    attempt += 1
                    await self._backoff("log", error, attempt)
                    continue
                if records:
                    await self._batch(subscription, records)
                    if self.pause_s and len(records) < self.batch_size * SMALL_BATCH:
                        await self.clock.sleep(self.pause_s)
                else:
                    await self._begin_again(subscription)
                await self._measure(subscription)

    async def _claim(self, partitions: frozenset[TopicPartition]) -> Positions:
        attempt = 0
        while True:
            try:
                self.positions = dict(await claim(self.database, partitions, self.owner))
                return self.positions
            except Unavailable as error:
                attempt += 1
                await self._backoff("database", error, attempt)

    async def _begin_again(self, subscription: Subscription) -> None:
        """Read from the beginning where a replay was asked for while there was nothing to read."""
        try:
            positions = await claim_given_up(self.database, subscription.assigned, self.owner)
        except Unavailable:
            return  # asked again at the next turn; a batch would say so
        if positions:
            log.info("partitions are to be read again", reader=self.name)
            self.positions = dict(positions)
            await subscription.seek(positions)

    async def _batch(self, subscription: Subscription, records: Sequence[Record]) -> None:
        attempt = 0
        while True:
            try:
                taken = await in_halves(self.take_in, self.database, records, self.owner)
            except Fenced:
                # Another reader has them now, or all is to be read anew: what was polled is not
                # ours to take in.
                log.info("partitions taken over", reader=self.name)
                await subscription.seek(await self._claim(subscription.assigned))
                return
            except Unavailable as error:
                attempt += 1
                await self._backoff("database", error, attempt)
                continue
            break
        done = next_positions(records)
        self.positions |= done
        await subscription.report(done)
        self._tell(taken)

    def _tell(self, taken: Taken) -> None:
        unreadable = len(taken.unreadable)
        self.metrics.records.labels(self.name, "taken").inc(taken.records - unreadable)
        if taken.watermark is not None:
            self.metrics.watermark.set(taken.watermark)
            for tell in self.advanced:
                tell()
        for alert, revision, sequence, trace in taken.revisions:
            log.info(
                "alert visible",
                alert=alert,
                revision=revision,
                sequence=sequence,
                trace_id=trace_id(trace),
            )
        for one in taken.unreadable:
            self.metrics.records.labels(self.name, "unreadable").inc()
            log.error(
                "record cannot be read",
                reader=self.name,
                topic=one.record.topic,
                partition=one.record.partition,
                offset=one.record.offset,
                reason=one.reason,
                trace_id=trace_id(one.record.header(TRACE) or ""),
            )

    async def _measure(self, subscription: Subscription) -> None:
        now = self.clock.now().timestamp()
        if now - self.measured < LAG_S:
            return
        self.measured = now
        try:
            ends = await self.bus.ends(self.topics)
            if self.has_sequence:
                mark, last = await standing(self.database)
                self.metrics.watermark.set(mark)
                self.metrics.last_sequence.set(last)
        except Unavailable:
            return  # the next poll or batch says so
        mine = subscription.assigned
        for topic in self.topics:
            behind = (
                max(0, end - self.positions.get(place, 0))
                for place, end in ends.items()
                if place.topic == topic and place in mine
            )
            self.metrics.lag.labels(topic).set(sum(behind))

    async def _backoff(self, part: str, error: Exception, attempt: int) -> None:
        self.metrics.retries.labels(self.name, part).inc()
        longest = min(LONGEST_BACKOFF_S, 0.2 * 2 ** min(attempt, 10))
        pause = random.uniform(longest / 2, longest)  # noqa: S311 - jitter, no secret
        log.warning("trying again", reader=self.name, part=part, error=str(error), pause_s=pause)
        await self.clock.sleep(pause)
