"""Who wakes whom, how loops rest, and the figures that they show."""

import asyncio
import random
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

import structlog
from prometheus_client import CollectorRegistry

from interparty_shared.clock import Clock
from interparty_shared.observability import counter, gauge

log = structlog.get_logger(__name__)

POLL_S: Final = 1.0
"""What other processes do is seen after so long."""
LONGEST_BACKOFF_S: Final = 10.0


@dataclass(slots=True)
class Wakes:
    """What loops of one process tell each other, so that none waits for its next look."""

    advanced: asyncio.Event = field(default_factory=asyncio.Event)
    """The watermark moved: there is something to route."""
    due: asyncio.Event = field(default_factory=asyncio.Event)
    """There is something to send, or a slot to send it in."""
    _ready: set[str] = field(default_factory=set)

    def have(self, subscriptions: Collection[str]) -> None:
        """Say that these subscriptions have a message which is due."""
        if subscriptions:
            self._ready |= set(subscriptions)
            self.due.set()

    def take(self) -> list[str]:
        """Return who was said to have a message since this was last asked."""
        taken = sorted(self._ready)
        self._ready.clear()
        return taken


class Metrics:
    """The figures of routing and delivery; no label says whom anything is sent to."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.routed = counter(registry, "interparty_api_routed_total")
        self.made = counter(registry, "interparty_api_messages_total")
        self.routing_lag = gauge(registry, "interparty_api_routing_lag_revisions")
        self.attempts = counter(registry, "interparty_api_deliveries_total")
        self.due = gauge(registry, "interparty_api_deliveries_due")
        self.unsendable = gauge(registry, "interparty_api_deliveries_unsendable")
        self.lag = gauge(registry, "interparty_api_delivery_lag_seconds")
        self.disabled = counter(registry, "interparty_api_subscriptions_disabled_total")
        self.retries = counter(registry, "interparty_api_retries_total")


async def woken(event: asyncio.Event, seconds: float) -> None:
    """Wait until an event is set, but no longer than so many seconds; it is cleared."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
    event.clear()


@dataclass(slots=True)
class Backoff:
    """Rests after faults of the database, each time for longer."""

    loop: str
    clock: Clock
    metrics: Metrics
    dice: random.Random
    attempt: int = 0

    def over(self) -> None:
        """Say that it works again."""
        self.attempt = 0

    async def rest(self, error: Exception) -> None:
        """Wait before trying again."""
        self.attempt += 1
        self.metrics.retries.labels(self.loop, "database").inc()
        longest = min(LONGEST_BACKOFF_S, 0.2 * 2 ** min(self.attempt, 10))
        pause = self.dice.uniform(longest / 2, longest)
        log.warning("trying again", loop=self.loop, error=str(error), pause_s=pause)
        await self.clock.sleep(pause)
