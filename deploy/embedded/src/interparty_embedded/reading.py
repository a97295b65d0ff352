"""How far the services have read the log, and what waits in them: looked at, never changed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from interparty_alerts.store import judging, rechecks, syncs
from interparty_alerts.store.outbox import OUTBOX
from interparty_alerts.store.positions import saved as saved_by_alerts
from interparty_api.store.positions import saved as saved_by_api
from interparty_ingest.store.dead import REJECTION
from interparty_ingest.store.dead import positions as saved_by_ingest
from interparty_shared.bus.base import Positions, TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.wire.topics import ALERTS, BACKFILL, DEAD, EVENTS

READS: Final[Mapping[str, Sequence[str]]] = {
    "ingest": (DEAD.name,),
    "alerts": (EVENTS.name, BACKFILL.name),
    "api": (EVENTS.name, BACKFILL.name, ALERTS.name),
}
"""Which topics each service reads."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the alerts service has still to do."""

    outbox: int
    oldest: datetime | None
    """When the oldest row of the outbox was written."""
    syncs: Sequence[str]
    """The registers whose syncs are not believed yet."""
    rechecks: int
    rejudging: bool = False
    """Whether engagements are still to be asked for again, because rule packs changed."""

    @property
    def nothing(self) -> bool:
        """Whether it has nothing to do."""
        return not (self.outbox or self.syncs or self.rechecks or self.rejudging)


async def ingest_positions(database: Database) -> Positions:
    """Return how far ingest has read the dead letters."""
    async with database.read() as connection:
        found = await saved_by_ingest(connection)
    return {TopicPartition(DEAD.name, part): offset for part, offset in found.items()}


async def alerts_positions(database: Database) -> Positions:
    """Return how far the alerts service has read events."""
    async with database.read() as connection:
        return await saved_by_alerts(connection)


async def api_positions(database: Database) -> Positions:
    """Return how far the api has read events and alerts."""
    async with database.read() as connection:
        return await saved_by_api(connection)


POSITIONS: Final[Mapping[str, Callable[[Database], Awaitable[Positions]]]] = {
    "ingest": ingest_positions,
    "alerts": alerts_positions,
    "api": api_positions,
}


async def waiting(database: Database) -> Waiting:
    """Return what waits in the alerts service's database."""
    async with database.read() as connection:
        count, oldest = (
            await connection.execute(select(func.count(), func.min(OUTBOX.c.at)))
        ).one()
        in_force = await judging.current(connection)
        return Waiting(
            outbox=count,
            oldest=oldest,
            syncs=sorted({one.coverage.register for one in await syncs.waiting(connection)}),
            rechecks=await rechecks.waiting(connection),
            rejudging=in_force is not None and in_force.asking,
        )


async def put_aside(database: Database, *, now: datetime) -> dict[tuple[str, str], int]:
    """Return how many dead letters of the last day there are, by service and step."""
    since = now - timedelta(days=1)
    by, step = REJECTION.c.by, REJECTION.c.step
    query = (
        select(by, step, func.count())
        .where(REJECTION.c.at >= since, REJECTION.c.replayed.is_(None))
        .group_by(by, step)
    )
    async with database.read() as connection:
        rows = await connection.execute(query)
        return {(row[0], row[1]): row[2] for row in rows}


def behind(service: str, ends: Positions, positions: Positions) -> int:
    """Return how many records a service has still to read."""
    return sum(
        max(0, end - positions.get(place, 0))
        for place, end in ends.items()
        if place.topic in READS[service]
    )
