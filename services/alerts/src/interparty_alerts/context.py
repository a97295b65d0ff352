"""What the loops of this service share: resources, packs, and what they tell of themselves."""

import asyncio
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from prometheus_client import CollectorRegistry

from interparty_alerts.evaluation import Tally
from interparty_alerts.handlers.bearing import nothing
from interparty_alerts.handlers.patterns import Decided
from interparty_alerts.handlers.take_in import Taken
from interparty_alerts.questions import Rules
from interparty_shared.bus.base import Bus
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.domain.alerts import Known
from interparty_shared.observability import counter, gauge
from interparty_shared.settings import Settings
from interparty_shared.wire.codec import Received

log = structlog.get_logger(__name__)
LONGEST_BACKOFF_S = 10.0


class Metrics:
    """The figures that this service shows."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.events = counter(registry, "interparty_alerts_events_total")
        self.revisions = counter(registry, "interparty_alerts_revisions_total")
        self.published = counter(registry, "interparty_alerts_published_total")
        self.retries = counter(registry, "interparty_alerts_retries_total")
        self.evaluated = counter(registry, "interparty_alerts_evaluated_total")
        self.contacts = counter(registry, "interparty_alerts_contacts_total")
        self.found = counter(registry, "interparty_alerts_pattern_weeks_total")
        self.turned = gauge(registry, "interparty_alerts_loop_turned_seconds")


@dataclass(slots=True)
class Context:
    """Everything that a loop of this service needs."""

    settings: Settings
    clock: Clock
    bus: Bus
    database: Database
    rules: Rules
    metrics: Metrics
    worker: str = field(default_factory=lambda: uuid.uuid4().hex)
    check: Callable[[Received], None] = nothing
    """May refuse an event; how tests plant one that our own code fails on."""
    scheduler_wakes: asyncio.Event = field(default_factory=asyncio.Event)
    relay_wakes: asyncio.Event = field(default_factory=asyncio.Event)
    deciding: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by what decides: two transactions of one process would have to look again at what the other
    may not have seen, and be no faster."""
    taken_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once alerts that were published before are known again; nothing is decided before."""
    halted: str | None = None
    """Why nothing is read any more."""
    judges: bool = True
    """Whether verdicts are given by our packs; not while a worker that started later has others."""

    def judging(self, judges: bool) -> None:
        """Note whether verdicts are given by our packs; say so when that changes."""
        if self.judges and not judges:
            log.warning("a worker that started later has other rule packs: verdicts are left to it")
        elif judges and not self.judges:
            log.warning("nobody works by other rule packs any more: verdicts are given by ours")
        self.judges = judges

    def turned(self, loop: str) -> None:
        """Note that a loop came round."""
        self.metrics.turned.labels(loop).set(self.clock.now().timestamp())

    def counted(self, taken: Taken) -> None:
        """Count what became of a batch, log its alerts, and have the outbox emptied."""
        count = self.metrics.events.labels
        count("new").inc(taken.events - taken.unchanged - taken.put_aside)
        count("unchanged").inc(taken.unchanged)
        count("conflict").inc(taken.conflicts)
        count("put_aside").inc(taken.put_aside)
        self.looked("event", taken.tally)

    def looked(self, why: str, tally: Tally) -> None:
        """Count and log what an evaluation did, and have the outbox emptied."""
        self.metrics.evaluated.labels(why).inc(tally.engagements)
        self.metrics.contacts.labels("kept").inc(tally.contacts)
        self.metrics.contacts.labels("left_out").inc(tally.contacts_left_out)
        self.metrics.contacts.labels("without_country").inc(tally.placeless)
        self._revised(tally.revisions)

    def decided(self, decided: Decided) -> None:
        """Count and log what rules of patterns found, and have the outbox emptied."""
        for (rule, mode), count in sorted(decided.found.items()):
            self.metrics.found.labels(rule, mode).inc(count)
            log.info("pattern found", rule=rule, mode=mode, weeks=count)
        self._revised(decided.revisions)

    def _revised(self, revisions: Sequence[tuple[Known, str]]) -> None:
        for revision, trace in revisions:
            self.metrics.revisions.labels(revision.status).inc()
            log.info(
                "alert revised",
                alert=revision.id,
                revision=revision.revision,
                status=revision.status,
                verdict=revision.document["verdict"],
                trace_id=trace.split("-")[1] if trace.count("-") == 3 else trace,
            )
        self.relay_wakes.set()

    def overtaken(self) -> None:
        """Count a batch that another worker overtook."""
        self.metrics.retries.labels("overtaken").inc()

    async def backoff(self, part: str, error: Exception, attempt: int) -> None:
        """Wait before trying again, longer each time, not all workers at once."""
        self.metrics.retries.labels(part).inc()
        longest = min(LONGEST_BACKOFF_S, 0.2 * 2 ** min(attempt, 10))
        pause = random.uniform(longest / 2, longest)  # noqa: S311 - jitter, no secret
        log.warning("trying again", part=part, error=str(error), pause_s=round(pause, 2))
        await self.clock.sleep(pause)
