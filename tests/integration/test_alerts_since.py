"""Since when a report is known: by that reports of one engagement are ordered."""

from datetime import datetime

from sqlalchemy import select

from interparty_alerts.store.facts import FACTS
from tests.support.builders import at, engagement
from tests.support.worker import Worker


async def known_since(worker: Worker) -> list[datetime]:
    async with worker.database.read() as connection:
        return list((await connection.execute(select(FACTS.c.since))).scalars())


async def test_a_correction_keeps_since_when_a_report_is_known(worker: Worker) -> None:
    await worker.feed([engagement(time=at(1))])
    await worker.feed([engagement(value="120.00", time=at(2))])

    assert await known_since(worker) == [at(1)]


async def test_what_is_older_and_comes_late_says_since_when_and_nothing_else(
    worker: Worker,
) -> None:
    await worker.feed([engagement(value="120.00", time=at(2))])
    before = await worker.obligations()
    await worker.feed([engagement(time=at(0))])

    assert await known_since(worker) == [at(0)]
    assert await worker.obligations() == before


async def test_of_versions_in_one_batch_the_earliest_says_since_when(worker: Worker) -> None:
    await worker.feed([engagement(time=at(2)), engagement(value="120.00", time=at(1))])

    assert await known_since(worker) == [at(1)]
