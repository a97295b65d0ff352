"""From the outbox to alerts.v1: one contiguous sequence, whatever crashes."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from interparty_alerts.handlers.publish import relay_once, take_up
from interparty_alerts.migrations import MIGRATIONS
from interparty_shared.bus.base import Bus, Message, Record
from interparty_shared.bus.open import open_bus
from interparty_shared.db.engine import open_database
from interparty_shared.db.migrate import upgrade
from interparty_shared.errors import LogUnavailable
from interparty_shared.wire.published import Published, published
from interparty_shared.wire.topics import ALERTS
from tests.support import builders
from tests.support.builders import at, coverage, disclosure, engagement
from tests.support.worker import Worker


class Failing:
    """A log that takes everything, or nothing, and says that it took nothing."""

    def __init__(self, bus: Bus, *, takes: bool) -> None:
        self.bus, self.takes = bus, takes

    async def publish(self, messages: object) -> None:
        if self.takes:
            await self.bus.publish(messages)  # type: ignore[arg-type]
        raise LogUnavailable("not answering")


async def said(bus: Bus) -> list[Published]:
    return [published(one) for one in await bus.read(ALERTS.name, {}, limit=1_000)]


async def sequences(bus: Bus) -> list[int]:
    return sorted({one.sequence for one in await said(bus) if one.sequence is not None})


def as_message(record: Record) -> Message:
    return Message(record.topic, record.key, record.value, record.headers)


async def alerting(worker: Worker, count: int, first: int = 0) -> None:
    await worker.feed(
        engagement(
            f"e{number}", participants=[builders.member(f"Member {number}"), builders.funder()]
        )
        for number in range(first, first + count)
    )
    await worker.settle()


@pytest.fixture
async def told(worker: Worker) -> Worker:
    await worker.feed([coverage(last="2026-05-30")])
    await alerting(worker, 5)
    return worker


async def test_revisions_are_published_with_a_contiguous_sequence(
    told: Worker, tmp_path: Path
) -> None:
    async with open_bus(f"table:{tmp_path}/log.db") as bus:
        while await relay_once(told.database, bus, relay="r", limit=3, now=told.now):
            pass
        await alerting(told, 4, first=5)
        while await relay_once(told.database, bus, relay="r", limit=3, now=told.now):
            pass

        assert await sequences(bus) == list(range(1, 10))
        assert await told.outbox() == []


@pytest.mark.parametrize("takes", [True, False])
async def test_a_crash_around_publishing_gives_no_second_sequence(
    told: Worker, tmp_path: Path, takes: bool
) -> None:
    async with open_bus(f"table:{tmp_path}/log.db") as bus:
        failing = Failing(bus, takes=takes)
        with pytest.raises(LogUnavailable):
            await relay_once(told.database, failing, relay="r", limit=50, now=told.now)  # type: ignore[arg-type]
        await relay_once(told.database, bus, relay="r", limit=50, now=told.now)

        by_alert: dict[str, set[int]] = {}
        for one in await said(bus):
            if one.sequence is not None:
                by_alert.setdefault(one.document["id"], set()).add(one.sequence)
        assert all(len(given) == 1 for given in by_alert.values())
        assert await sequences(bus) == [1, 2, 3, 4, 5]


async def test_one_relay_leads_until_its_lease_ends(told: Worker, tmp_path: Path) -> None:
    async with open_bus(f"table:{tmp_path}/log.db") as bus:
        assert await relay_once(told.database, bus, relay="a", limit=1, now=told.now) == 1
        assert await relay_once(told.database, bus, relay="b", limit=1, now=told.now) is None
        later = told.now + timedelta(minutes=1)
        assert await relay_once(told.database, bus, relay="b", limit=1, now=later) == 1
        assert await relay_once(told.database, bus, relay="a", limit=1, now=later) is None


async def test_a_new_database_reads_all_before_it_decides_and_goes_on_counting(
    told: Worker, tmp_path: Path
) -> None:
    async with open_bus(f"table:{tmp_path}/log.db") as bus:
        while await relay_once(told.database, bus, relay="r", limit=50, now=told.now):
            pass
        url = f"sqlite+aiosqlite:///{tmp_path}/new.db"
        await upgrade(MIGRATIONS, url)
        fresh = Worker(open_database(url), now=told.now)
        await bus.publish([as_message(one) for one in told.log])
        assert await take_up(fresh.database, bus, now=fresh.now) == 5
        await fresh.start()
        for record in told.log:
            await fresh.take([record])
        fresh.offset = told.offset
        await fresh.settle()
        assert await fresh.revisions() == []

        filed = disclosure("9", filer={"name": "Member 3"}, filed="2026-02-20", time=at(1))
        await fresh.feed([filed])
        while await relay_once(fresh.database, bus, relay="r", limit=50, now=fresh.now):
            pass
        last = max(
            (one for one in await said(bus) if one.sequence), key=lambda one: one.sequence or 0
        )
        assert (last.sequence, last.document["revision"], last.document["status"]) == (
            6,
            2,
            "resolved",
        )
        await fresh.database.close()


async def test_the_sequence_is_taken_up_once_only(told: Worker, tmp_path: Path) -> None:
    async with open_bus(f"table:{tmp_path}/log.db") as bus:
        await take_up(told.database, bus, now=told.now)
        async with told.database.begin() as connection:
            await connection.execute(text("UPDATE alerts_sequence SET last = 41"))
        assert await take_up(told.database, bus, now=told.now) == 41
