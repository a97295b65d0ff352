"""Bus in: dead letters of every service become the list of rejections."""

from typing import Final

import structlog
from prometheus_client import Counter

from interparty_ingest.handlers import dead
from interparty_shared.bus.base import Bus, Positions, Record, TopicPartition
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import Unavailable
from interparty_shared.wire.topics import DEAD

log = structlog.get_logger(__name__)

GROUP: Final = "interparty-ingest"
LIMIT: Final = 200
"""Letters in one transaction; each may have 64 KiB of what was refused."""

POLL_SECONDS: Final = 1.0
LONGEST_WAIT: Final = 10.0


async def consume_dead(bus: Bus, database: Database, clock: Clock, taken: Counter) -> None:
    """Take in dead letters for as long as the process lives.

    While the log or the database does not answer, this waits: nothing is lost, the list is late.
    """

    async def on_assigned(partitions: frozenset[TopicPartition]) -> Positions:
        wait = 0.0
        while True:
            try:
                return await dead.begin_at(database, partitions)
            except Unavailable as error:
                wait = await _waited(clock, error, wait)

    async with bus.subscribe([DEAD.name], group=GROUP, on_assigned=on_assigned) as subscription:
        wait = 0.0
        while True:
            try:
                records = await subscription.poll(limit=LIMIT, timeout=POLL_SECONDS)
            except Unavailable as error:
                wait = await _waited(clock, error, wait)
                continue
            wait = 0.0
            if records:
                await subscription.report(await _taken(database, clock, records, taken))


async def _taken(
    database: Database, clock: Clock, records: list[Record], taken: Counter
) -> Positions:
    wait = 0.0
    while True:
        try:
            return await dead.take_in(database, records, taken)
        except Unavailable as error:
            wait = await _waited(clock, error, wait)


async def _waited(clock: Clock, error: Unavailable, before: float) -> float:
    wait = min(2 * before or 0.5, LONGEST_WAIT)
    log.warning("waiting to take in dead letters", error=str(error), seconds=wait)
    await clock.sleep(wait)
    return wait
