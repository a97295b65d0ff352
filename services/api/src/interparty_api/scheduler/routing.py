"""Routes revisions as they come, and looks history through for who asks for it."""

import random
from dataclasses import dataclass, field
from typing import Final

import structlog

from interparty_api.handlers import routing
from interparty_api.handlers.routing import RoutedBatch
from interparty_api.scheduler.waking import POLL_S, Backoff, Metrics, Wakes, woken
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import Unavailable

log = structlog.get_logger(__name__)

BATCH: Final = 500


@dataclass(slots=True)
class Router:
    """Decides who is told of what, for as long as the process lives."""

    database: Database
    clock: Clock
    metrics: Metrics
    wakes: Wakes
    batch: int = BATCH
    poll_s: float = POLL_S
    dice: random.Random = field(default_factory=random.Random)

    async def run(self) -> None:
        """Route on from the cursor; a fault of the database costs time only."""
        backoff = Backoff("router", self.clock, self.metrics, self.dice)
        limit = self.batch
        while True:
            try:
                batch = await routing.route(self.database, now=self.clock.now(), limit=limit)
                lag = await self._lag()
            except Unavailable as error:
                await backoff.rest(error)
                continue
            backoff.over()
            self._tell(batch)
            self.metrics.routing_lag.set(lag)
            # Where many are told of each, a transaction ends after few: no more than twice as many
            # are read next, nor all that were told of their alerts.
            limit = min(self.batch, max(1, 2 * batch.revisions)) if lag else self.batch
            if not lag:
                await woken(self.wakes.advanced, self.poll_s)

    async def _lag(self) -> int:
        done, mark = await routing.standing(self.database)
        return max(0, mark - done)

    def _tell(self, batch: RoutedBatch) -> None:
        self.metrics.routed.inc(batch.revisions)
        self.metrics.made.inc(batch.made)
        self.wakes.have(batch.due)
        if batch.made:
            log.info(
                "revisions routed",
                revisions=batch.revisions,
                messages=batch.made,
                reached=batch.reached,
            )

    async def backfill(self) -> None:
        """Look history through, a bounded part for each subscription in turn."""
        backoff = Backoff("backfill", self.clock, self.metrics, self.dice)
        last = ""
        while True:
            try:
                done = await routing.backfill(
                    self.database, now=self.clock.now(), limit=self.batch, after=last
                )
            except Unavailable as error:
                await backoff.rest(error)
                continue
            backoff.over()
            if done is None:
                await self.clock.sleep(self.poll_s)
                continue
            last, batch = done
            self.metrics.made.inc(batch.made)
            self.wakes.have(batch.due)
            log.info(
                "history looked through",
                subscription=last,
                revisions=batch.revisions,
                messages=batch.made,
                again=batch.again,
            )
