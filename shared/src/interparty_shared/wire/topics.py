"""The topics: names, what their keys are, how long they keep, how many partitions at first.

`interparty topics create` makes them so and `interparty topics check` compares; the AsyncAPI
document (`wire/asyncapi.py`) is written from the same table.
"""

from dataclasses import dataclass
from typing import Final

DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `retention_days` None keeps for ever."""

    name: str
    partitions: int
    retention_days: int | None
    key: str
    carries: str

    @property
    def retention_ms(self) -> int:
        """Return the retention as Kafka's `retention.ms` (-1: for ever)."""
        return -1 if self.retention_days is None else self.retention_days * DAY_MS


EVENTS: Final = Topic(
    "events.v1",
    partitions=12,
    retention_days=None,
    key="the thing spoken of: an engagement's (source, id), a register's record, a register,"
    " an actor",
    carries="CloudEvents as accepted by ingest; kept for ever, because a replay rebuilds everything"
    " from them",
)
BACKFILL: Final = Topic(
    "events.backfill.v1",
    partitions=12,
    retention_days=None,
    key="as events.v1",
    carries="history loaded with ?lane=backfill: read only when events.v1 is read to its end",
)
ALERTS: Final = Topic(
    "alerts.v1",
    partitions=6,
    retention_days=None,
    key="the engagement's (source, id)",
    carries="alert revisions with their sequence, and the state of obligations",
)
DEAD: Final = Topic(
    "dead.v1",
    partitions=3,
    retention_days=90,
    key="the key of the producer that sent it, or the reader that put it aside",
    carries="what can never be processed, with the reason, the step and the original bytes",
)
TOPICS: Final = (EVENTS, BACKFILL, ALERTS, DEAD)
LANES: Final = {"live": EVENTS, "backfill": BACKFILL}
