"""Live, on both databases: under writers that race, every reader hears every revision once."""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from interparty_api.handlers.filters import AlertFilter
from interparty_api.handlers.live import Live
from interparty_api.handlers.projection import revision_of
from interparty_api.store import alerts, watermark
from interparty_api.stream.hub import Hub
from interparty_api.stream.reader import Reader
from interparty_shared.db.engine import Database
from interparty_shared.wire.published import Published
from tests.support.api import SetClock
from tests.support.published import an_alert
from tests.support.streaming import sequences_in

PATIENCE_S = 40
COUNT = 120


@contextlib.asynccontextmanager
async def following(database: Database) -> AsyncGenerator[Live]:
    clock = SetClock(datetime(2026, 6, 1, tzinfo=UTC))
    live = Live(database, Hub(1000), clock, asyncio.Event())
    running = asyncio.ensure_future(live.run())
    try:
        yield live
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def write(database: Database, said: list[Published]) -> None:
    """Keep revisions as a reader of the log would, which tells no other process of it."""
    async with database.begin() as connection:
        await alerts.save(connection, [revision_of(one) for one in said])
        await watermark.advance(connection)


def told(sequence: int) -> Published:
    severity = "high" if sequence % 3 else "low"
    return an_alert(sequence, id_=f"al_{sequence}", severity=severity)


async def heard(
    live: Live, wanted: AlertFilter, last: int, *, chance: random.Random, after: int | None = 0
) -> list[int]:
    """Return what one reader heard until `last`; now and then it loses its connection, and resumes."""
    found: list[int] = []
    while not found or found[-1] < last:
        reader = Reader(wanted)
        live.hub.enter(reader)
        stays = chance.randint(1, 30)
        begin = await live.now() if after is None else after
        try:
            async with contextlib.aclosing(live.follow(reader, wanted, begin)) as chunks:
                async for chunk in chunks:
                    found += sequences_in(chunk)
                    after = found[-1] if found else after
                    stays -= 1
                    if not stays or (found and found[-1] >= last):
                        break
        finally:
            live.hub.leave(reader)
        await asyncio.sleep(chance.random() * 0.02)
    return found


async def test_no_reader_misses_or_doubles_anything_whoever_writes_in_whatever_order(
    database: Database,
) -> None:
    chance = random.Random(7)
    everything, some = AlertFilter(), AlertFilter(severity=("high",))
    sequences = list(range(1, COUNT + 1))
    chance.shuffle(sequences)

    async def writer(mine: list[int]) -> None:
        while mine:
            batch, mine = mine[:4], mine[4:]
            await write(database, [told(n) for n in batch])
            await asyncio.sleep(chance.random() * 0.02)

    async with following(database) as live:
        readers = [
            asyncio.ensure_future(heard(live, wanted, last, chance=random.Random(seed)))
            for seed in range(6)
            for wanted, last in ((everything, COUNT), (some, COUNT - 1))
        ]
        await asyncio.gather(
            writer(sequences[0::3]), writer(sequences[1::3]), writer(sequences[2::3])
        )
        found = await asyncio.wait_for(asyncio.gather(*readers), PATIENCE_S)

    assert all(one == list(range(1, COUNT + 1)) for one in found[0::2])
    wanted_ones = [n for n in range(1, COUNT + 1) if n % 3]
    assert all(one == wanted_ones for one in found[1::2])


async def test_who_begins_now_hears_nothing_of_before(database: Database) -> None:
    await write(database, [told(1), told(2)])
    async with following(database) as live:
        await asyncio.sleep(0)
        listening = asyncio.ensure_future(
            heard(live, AlertFilter(), 3, chance=random.Random(1), after=None)
        )
        while not live.hub.has_live:
            await asyncio.sleep(0.01)
        await write(database, [told(3)])
        found = await asyncio.wait_for(listening, PATIENCE_S)

    assert found == [3]
