"""Patterns obey law 1: however facts arrive, streaming ends in what a backtest says."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_alerts.migrations import MIGRATIONS
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from tests.fixtures.alerts import empty
from tests.support import builders
from tests.support.builders import Event
from tests.support.loose import loose_rules
from tests.support.meetings import FOREIGN, WORLDS, some, told_again
from tests.support.patterned import patterned, published
from tests.support.worker import Worker

NOW = datetime(2026, 3, 4, tzinfo=UTC)
RULES = loose_rules()
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('patterns')}/alerts.db"
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


async def streamed(
    database: Database, world: list[Event], chance: random.Random
) -> tuple[dict[str, Any], Worker]:
    arriving = world + chance.sample(world, chance.randint(0, len(world)))
    chance.shuffle(arriving)
    worker = Worker(
        database, packs=(), patterns=RULES, now=NOW - timedelta(days=chance.randint(0, 400))
    )
    await worker.start()
    # What comes late, one by one, when all else is decided: nothing but its own weeks may be decided anew.
    late = [arriving.pop() for _ in range(min(len(arriving), chance.randint(0, 4)))]
    while arriving:
        size = chance.randint(1, 12)
        batch, arriving = arriving[:size], arriving[size:]
        await worker.feed(batch)
        if chance.random() < 0.3:
            await worker.settle_what_can()
        worker.now = min(NOW, worker.now + timedelta(days=chance.randint(0, 60)))
    worker.now = NOW
    await worker.settle()
    for one in late:
        await worker.feed([one])
        await worker.settle()
    return published(await worker.revisions()), worker


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=WORLDS, seed=st.integers(0, 2**16))
def test_any_order_duplication_and_batching_ends_in_what_a_backtest_finds(
    sqlite_url: str, world: list[Event], seed: int
) -> None:
    async def act(database: Database) -> None:
        said, _ = await streamed(database, world, random.Random(seed))
        assert said == patterned(world, RULES, NOW)

    on_empty(sqlite_url, act)


def test_an_alert_shows_all_reports_of_an_engagement_and_counts_it_once(sqlite_url: str) -> None:
    world = some(random.Random(1), 80)
    again = [
        told_again(one, "As another source has it", 1)
        for one in world
        if one["type"].endswith("engagement.v1")
    ]

    async def act(database: Database) -> None:
        once = patterned(world, RULES, NOW)
        twice = patterned(world + again, RULES, NOW)
        said, _ = await streamed(database, world + again, random.Random(2))

        assert said == twice
        assert {one: alert["evidence"]["total"] for one, alert in once.items()} == {
            one: alert["evidence"]["total"] for one, alert in twice.items()
        }
        evidence = next(
            alert["evidence"]
            for alert in twice.values()
            if "corroboration" in alert["evidence"] and alert["evidence"]["total"] < 10
        )
        reports = evidence["engagements"]
        assert len(reports) == 2 * evidence["total"] == evidence["corroboration"]["reports"]
        for lead, other in zip(reports[::2], reports[1::2], strict=True):
            assert "report_of" not in lead
            assert other["report_of"] == {"source": lead["source"], "id": lead["id"]}
            assert other["title"] == "As another source has it"

    on_empty(sqlite_url, act)


def test_in_such_worlds_there_is_something_to_find_for_every_kind() -> None:
    found: set[str] = set()
    for seed in range(8):
        told = patterned(some(random.Random(seed), 80), RULES, NOW)
        found |= {one["rule"]["kind"] for one in told.values()}

    assert found == {one.kind for one in RULES}


def test_an_alert_follows_its_subject_to_another_country_and_goes_on_being_revised(
    sqlite_url: str,
) -> None:
    """Who met is known by an identifier; of what country he is was corrected, after the alert."""
    foundation = {"name": "Foundation F", "kind": "party_foundation", "country": "US"}
    world = [met(f"n{number}", "DE", f"Party {number}") for number in range(3)]
    world.append(met("q", "DE", "Party Q", away=foundation))
    world.append(met("first", "DE", "Party Q", "2025-03-20"))
    moved = {**met("first", "FR", "Party Q", "2025-03-20"), "time": builders.at(2).isoformat()}
    again = {**moved, "time": builders.at(3).isoformat(), "id": "second"}

    async def act(database: Database) -> None:
        worker = Worker(database, packs=(), patterns=RULES, now=NOW)
        await worker.start()
        groups = []
        for count, batch in enumerate((world, [moved], [again]), 1):
            await worker.feed(batch)
            await worker.settle()
            arrived = [world, [moved], [again]][:count]
            said = published(await worker.revisions())
            assert said == patterned([one for some in arrived for one in some], RULES, NOW)
            groups.append(
                {
                    (id_, one["subject"]["foreign"]["country"])
                    for id_, one in said.items()
                    if one["rule"]["id"] == "LOOSE-FIRST-CONTACT"
                }
            )
        ((before, _),), ((after, _),) = groups[0], groups[1]
        assert before == after

    on_empty(sqlite_url, act)


def met(
    id_: str,
    country: str,
    party: str,
    day: str = "2025-01-08",
    away: Event = FOREIGN[0],
) -> Event:
    return builders.engagement(
        id_,
        first=day,
        last=None,
        participants=[
            {**away, "role": "guest"},
            {
                "name": party,
                "kind": "party",
                "country": country,
                "role": "host",
                "ids": {"test": party},
            },
        ],
        value=None,
        place=None,
    )
