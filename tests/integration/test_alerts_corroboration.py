"""Several reports of one engagement are one: who leads is asked, who is absorbed is not."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_alerts.migrations import MIGRATIONS
from interparty_shared import packs
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from tests.fixtures.alerts import empty
from tests.support import backtests, builders, shapes
from tests.support.builders import Event, at, coverage, disclosure, engagement, retraction
from tests.support.oracle import truth
from tests.support.worker import Worker

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OURS = [*packs.load(), *shapes.rules()]
pytestmark = pytest.mark.timeout(600)


def report(source: str, time: float, **changes: object) -> Event:
    return engagement(source=f"urn:{source}", time=at(time), **changes)  # type: ignore[arg-type]


def taken_back(one: Event, time: float) -> Event:
    event = retraction(one["id"], time=at(time))
    event["data"]["engagement"]["source"] = one["source"]
    return event


async def alerts(worker: Worker) -> set[tuple[str, str]]:
    last = {one["id"]: one for one in await worker.revisions()}
    return {(one["evidence"]["engagements"][0]["source"], one["status"]) for one in last.values()}


async def test_two_reports_of_one_engagement_raise_one_alert_under_the_first(
    worker: Worker,
) -> None:
    await worker.feed([report("b", 1), report("a", 2), coverage(last="2026-05-30")])
    await worker.settle()

    told = (await worker.open_alerts()).values()
    assert [one["evidence"]["corroboration"]["reports"] for one in told] == [2]
    assert [[one["source"] for one in alert["evidence"]["engagements"]] for alert in told] == [
        ["urn:b", "urn:a"]
    ]


async def test_an_alert_of_a_report_that_an_earlier_one_absorbs_is_withdrawn_and_says_into_which(
    worker: Worker,
) -> None:
    await worker.feed([report("a", 2), coverage(last="2026-05-30")])
    await worker.settle()
    await worker.feed([report("b", 1)])
    await worker.settle()

    assert await alerts(worker) == {("urn:a", "withdrawn"), ("urn:b", "open")}
    gone = next(one for one in await worker.revisions() if one["status"] == "withdrawn")
    assert "source urn:b, id e1" in gone["reason"][-1]["text"]


async def test_when_the_lead_is_taken_back_the_next_opens_its_own(worker: Worker) -> None:
    lead = report("b", 1)
    await worker.feed([lead, report("a", 2), coverage(last="2026-05-30")])
    await worker.settle()
    await worker.feed([taken_back(lead, 3)])
    await worker.settle()

    assert await alerts(worker) == {("urn:a", "open"), ("urn:b", "withdrawn")}


async def test_a_lead_that_is_corrected_to_other_days_lets_go_of_what_it_absorbed(
    worker: Worker,
) -> None:
    await worker.feed([report("b", 1), report("a", 2), coverage(last="2026-05-30")])
    await worker.settle()
    await worker.feed([report("b", 3, first="2026-03-10", last="2026-03-12")])
    await worker.settle()

    assert await alerts(worker) == {("urn:a", "open"), ("urn:b", "open")}


@st.composite
def told(draw: st.DrawFn) -> Event:
    machine = [{"url": "https://example.org/1", "coding": "machine"}]
    named = [{"url": f"https://example.org/{draw(st.integers(2, 3))}", "publisher": "P"}]
    return engagement(
        draw(st.sampled_from(["e1", "e2"])),
        source=f"urn:{draw(st.sampled_from('abcd'))}",
        first=f"2026-02-0{draw(st.integers(1, 3))}",
        last=draw(st.sampled_from([None, "2026-02-04"])),
        participants=[
            builders.member(draw(st.sampled_from(["Member Alpha", "Member Alpha", "Member Beta"]))),
            builders.funder(draw(st.sampled_from(["Foundation F", "Foundation F", "Party P"]))),
        ],
        channel=draw(st.sampled_from(["visit", "visit", "visit", "donation"])),
        value=draw(st.sampled_from([None, "200.00", "900.00"])),
        place=draw(st.sampled_from([None, "DE", "FR"])),
        time=at(draw(st.integers(0, 3))),
        sources=draw(st.sampled_from([[], machine, named, named])),
    )


@st.composite
def gone(draw: st.DrawFn) -> Event:
    event = retraction(
        draw(st.sampled_from(["e1", "e2"])),
        id_=draw(st.sampled_from(["r1", "r2"])),
        time=at(draw(st.integers(0, 3))),
    )
    event["data"]["engagement"]["source"] = f"urn:{draw(st.sampled_from('abcd'))}"
    return event


FILED = st.builds(
    lambda who, day, id_: disclosure(
        id_, id_=id_, filer={"name": who}, first=f"2026-02-0{day}", last=None
    ),
    st.sampled_from(["Member Alpha", "Member Beta"]),
    st.integers(1, 4),
    st.sampled_from(["100", "101"]),
)
SYNCED = st.just(coverage("2026-01-01", "2026-05-30"))
REPORTED = st.lists(told(), min_size=2, max_size=8).flatmap(
    lambda reports: st.lists(gone() | FILED | SYNCED, max_size=4).map(lambda more: reports + more)
)


@pytest.fixture(scope="module")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('corroboration')}/alerts.db"
    asyncio.run(upgrade(MIGRATIONS, url))
    return url


def on_empty(url: str, act: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = open_database(url)
        try:
            await empty(database)
            await act(database)
        finally:
            await database.close()

    asyncio.run(run())


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=REPORTED, seed=st.integers(0, 2**16))
def test_reports_that_overlap_end_in_the_truth_of_one_pass_in_whatever_order_they_come(
    sqlite_url: str, world: list[Event], seed: int
) -> None:
    chance = random.Random(seed)

    async def streamed(database: Database) -> None:
        arriving = world + chance.sample(world, chance.randint(0, len(world)))
        chance.shuffle(arriving)
        worker = Worker(database, packs=OURS, now=NOW - timedelta(days=chance.randint(0, 90)))
        await worker.start()
        while arriving:
            size = chance.randint(1, 4)
            batch, arriving = arriving[:size], arriving[size:]
            await worker.feed(batch)
            if chance.random() < 0.5:
                await worker.settle_what_can()
        worker.now = NOW
        await worker.settle()
        held, told = truth(world, worker.packs, NOW)
        assert await worker.obligations() == held
        assert await worker.open_alerts() == told
        assert backtests.verdicts(world, OURS, NOW) == (held, told)

    on_empty(sqlite_url, streamed)
