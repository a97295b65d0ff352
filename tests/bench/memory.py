"""The memory of a worker that has taken in a hundred thousand events, and a million."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice

import asyncpg

from interparty_shared.bus.base import Bus, Message
from interparty_shared.bus.open import open_bus
from tests.bench.figures import Figure
from tests.bench.servers import Servers, resident_mib, service
from tests.bench.world import World, message

AHEAD = 20_000
"""Events in the topic that the worker has not taken in yet."""
CHUNK = 1_000
YEARS = 10
"""Over which a million events are spread: some 270 a day, of 2,600 people."""
LONGEST_S = 3 * 3_600


async def memory(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return how much memory the worker has at the end, and had after a tenth."""
    most = 10_000 if quick else 1_000_000
    marks = [most // 10, *range(most // 5, most + 1, most // 5)]
    bus_url, database = await servers.bus(empty=True), await servers.database()
    found: dict[int, float] = {}
    began = time.monotonic()
    async with open_bus(bus_url) as bus, _positions(database) as positions:
        start = sum((await bus.ends(["events.v1"])).values())
        with service("alerts", bus=bus_url, database=database, log_level="WARNING") as (_, worker):
            messages = _messages(most)
            sent = 0
            while len(found) < len(marks) and time.monotonic() - began < LONGEST_S:
                done = await _done(positions) - start
                for mark in marks:
                    if mark not in found and done >= mark:
                        found[mark] = resident_mib(worker.pid)
                        # It takes long: what is known by then is seen, should it be ended before.
                        print(f"{mark:,}: {found[mark]:.0f} MiB", file=sys.stderr, flush=True)
                if sent < most and sent - done < AHEAD:
                    sent += await _send(bus, messages)
                else:
                    await asyncio.sleep(0.2)
    servers.drop(database)
    reached = max(found)
    along = ", ".join(f"{mark:,}: {mib:.0f}" for mark, mib in sorted(found.items()))
    note = (
        f"Resident MiB of one process of the alerts service (consumer, scheduler and relay) by events"
        f" taken in: {along}. {reached / (time.monotonic() - began):,.0f} events/s on the way, as the"
        " tables grow."
    )
    return [
        Figure(
            f"worker memory at {reached:,} events",
            "MiB",
            (found[reached],),
            (found[marks[0]],),
            f"at {marks[0]:,}",
            goal=1.1,
            at_most=True,
            notes=(note,),
        )
    ]


def _messages(count: int) -> Iterator[Message]:
    world = World(years=YEARS * count / 1_000_000, of=count)
    return (message(event) for event in world.events(count))


async def _send(bus: Bus, messages: Iterator[Message]) -> int:
    some: Sequence[Message] = list(islice(messages, CHUNK))
    if some:
        await bus.publish(some)
    return len(some)


@asynccontextmanager
async def _positions(database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()


async def _done(connection: asyncpg.Connection) -> int:
    return int(
        await connection.fetchval("SELECT coalesce(sum(next_offset), 0) FROM alerts_position")
    )
