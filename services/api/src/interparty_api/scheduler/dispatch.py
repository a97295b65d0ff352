"""Sends what is due: claims, hands to the channel's sender, settles what comes of it."""

import asyncio
import random
import traceback
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import structlog

from interparty_api.handlers import dispatch
from interparty_api.handlers.dispatch import Result, Settled, Ticket
from interparty_api.handlers.slots import Slots
from interparty_api.notify.base import Outcome, Sender
from interparty_api.scheduler.waking import POLL_S, Backoff, Metrics, Wakes, woken
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import Unavailable
from interparty_shared.observability import trace_id

log = structlog.get_logger(__name__)

LONGEST_SEND_S: Final = 45.0
"""A sender has a limit of its own, 30 s; where it fails to keep it, this is within the lease."""
MEASURE_S: Final = 5.0
LOOKING_PART: Final = 10
"""Looking for who has something due takes at most a tenth of the time, however much waits."""


@dataclass(slots=True)
class Dispatcher:
    """Sends messages for as long as the process lives."""

    database: Database
    clock: Clock
    metrics: Metrics
    wakes: Wakes
    senders: Mapping[str, Sender]
    slots: Slots = field(default_factory=Slots)
    longest_send_s: float = LONGEST_SEND_S
    poll_s: float = POLL_S
    dice: random.Random = field(default_factory=random.Random)
    _results: asyncio.Queue[Result] = field(default_factory=asyncio.Queue)
    _look_at: float = 0.0
    _measure_at: float = 0.0

    async def run(self) -> None:
        """Send what is due; a fault of the database costs time only, and may send twice."""
        backoff = Backoff("dispatch", self.clock, self.metrics, self.dice)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._settling(), name="settling")
            while True:
                try:
                    await self._look()
                    tickets = await self._claim()
                except Unavailable as error:
                    self._look_at = 0.0
                    await backoff.rest(error)
                    continue
                backoff.over()
                for one in tickets:
                    group.create_task(self._send(one), name=one.claimed.id)
                if not tickets:
                    await woken(self.wakes.due, self._pause())

    def _pause(self) -> float:
        at = _seconds()
        pause = min(max(0.001, self._look_at - at), self.poll_s)
        rate = self.slots.wait(at)
        return pause if rate is None else min(pause, rate)

    async def _look(self) -> None:
        """Have those stand in line who have something due: as told, and once a second as it is."""
        self.slots.ready(*self.wakes.take())
        at = _seconds()
        if at >= self._measure_at:
            self._measure_at = at + MEASURE_S
            await self._measure()
        if at < self._look_at:
            return
        now = self.clock.now()
        self.slots.ready(
            *await dispatch.ready(self.database, channels=self.senders.keys(), now=now)
        )
        self.slots.forget(at)
        self._look_at = at + max(self.poll_s, LOOKING_PART * (_seconds() - at))

    async def _claim(self) -> list[Ticket]:
        at = _seconds()
        wanted = self.slots.turn(at)
        if not wanted:
            return []
        try:
            tickets = await dispatch.claim(
                self.database,
                wanted,
                per_subscription=self.slots.per_subscription,
                channels=self.senders.keys(),
                name=uuid.uuid4().hex,
                now=self.clock.now(),
            )
        except Unavailable:
            self.slots.ready(*wanted)
            raise
        got = Counter(one.claimed.subscription for one in tickets)
        for subscription, count in got.items():
            self.slots.took(subscription, at, count)
        # Who got all that it may have has more, perhaps; who did not stands in line again when
        # something is due.
        self.slots.ready(*(one for one in wanted if got[one] >= wanted[one]))
        return tickets

    async def _send(self, ticket: Ticket) -> None:
        now, began = self.clock.now(), _seconds()
        sender = self.senders[ticket.claimed.channel]
        try:
            async with asyncio.timeout(self.longest_send_s):
                outcome = await sender.send(ticket.outgoing)
        except TimeoutError:
            outcome = Outcome("retry", f"No answer within {self.longest_send_s:g} seconds.")
        except Exception as error:  # noqa: BLE001 - a defect in one message stops no other
            # Its own words may have an address in them.
            frame = traceback.extract_tb(error.__traceback__)[-1]
            log.error(  # noqa: TRY400
                "a sender failed",
                delivery=ticket.claimed.id,
                error=type(error).__name__,
                where=f"{frame.filename}:{frame.lineno}",
            )
            outcome = Outcome("retry", "It could not be sent because of a fault on our side.")
        took = round((_seconds() - began) * 1_000)
        await self._results.put(Result(ticket, outcome, now, took))

    async def _settling(self) -> None:
        backoff = Backoff("settling", self.clock, self.metrics, self.dice)
        while True:
            results = [await self._results.get()]
            while not self._results.empty():
                results.append(self._results.get_nowait())
            while True:
                try:
                    settled = await dispatch.settle(
                        self.database, results, now=self.clock.now(), dice=self.dice
                    )
                except Unavailable as error:
                    await backoff.rest(error)
                    continue
                backoff.over()
                break
            at = _seconds()
            for one in results:
                self.slots.gave(one.ticket.claimed.subscription, at)
            self._tell(settled)
            self.wakes.due.set()

    def _tell(self, settled: list[Settled]) -> None:
        disabled = {one.result.ticket.claimed.subscription for one in settled if one.disabled}
        for subscription in sorted(disabled):
            self.metrics.disabled.inc()
            self._look_at = 0.0  # a notice may be due by now
            log.warning("subscription disabled", subscription=subscription)
        for one in settled:
            claimed, outcome = one.result.ticket.claimed, one.result.outcome
            became = {"pending": "retried", None: "overtaken"}.get(one.state, one.state)
            self.metrics.attempts.labels(claimed.channel, became).inc()
            log.info(
                "message sent" if outcome.outcome == "delivered" else "message not delivered",
                delivery=claimed.id,
                kind=claimed.kind,
                channel=claimed.channel,
                outcome=outcome.outcome,
                status=outcome.status,
                became=became,
                took_ms=one.result.took_ms,
                trace_id=trace_id(one.result.ticket.trace),
            )

    async def _measure(self) -> None:
        now = self.clock.now()
        waiting = await dispatch.waiting(self.database, channels=self.senders.keys(), now=now)
        for channel in ("email", "webhook"):
            due = waiting.due.get(channel, 0)
            self.metrics.due.labels(channel).set(due)
            self.metrics.unsendable.labels(channel).set(0 if channel in self.senders else due)
        since = waiting.oldest
        self.metrics.lag.set((now - since).total_seconds() if since is not None else 0.0)


def _seconds() -> float:
    return asyncio.get_running_loop().time()
