"""Of which party somebody is, by reference data: whenever it comes, what it changes is judged anew."""

import asyncio
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from interparty_alerts.migrations import MIGRATIONS
from interparty_shared.db.engine import open_database
from interparty_shared.db.migrate import upgrade
from tests.support import builders, shapes
from tests.support.builders import Event
from tests.support.oracle import truth
from tests.support.worker import Worker

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RULES = shapes.rules()
TOLD = builders.engagement(
    "a5",
    first="2026-02-01",
    last=None,
    channel="representation",
    participants=[
        {"name": "Agency Alpha", "kind": "company", "role": "agent"},
        {
            "name": "Leader L",
            "kind": "politician",
            "country": "DE",
            "office": "party_leader",
            "role": "principal",
        },
    ],
    value=None,
    arrangement={"directed": True, "agreed": "2026-01-20"},
)
PARTY = builders.actor("test:9", name="Party P", kind="party", country="DE", governing=[])


def person(of: list[Event], *, id_: str = "test:8", name: str = "Leader L", hour: int = 0) -> Event:
    return builders.actor(
        id_, name=name, kind="politician", country="DE", member_of=of, time=builders.at(hour)
    )


def asked_for(held: dict[str, Event]) -> list[str]:
    return sorted(fact for one in held.values() for fact in one.get("missing_facts", ()))


def judged_one_by_one(url: str, events: list[Event]) -> list[list[str]]:
    """Return what was missing after each of these came; at the end it is the truth of one pass."""

    async def run() -> list[list[str]]:
        await upgrade(MIGRATIONS, url)
        database = open_database(url)
        try:
            worker = Worker(database, packs=RULES, now=NOW)
            await worker.start()
            found = []
            for one in events:
                await worker.feed([one])
                await worker.settle()
                found.append(asked_for(await worker.obligations()))
            held, told = truth(events, RULES, NOW)
            assert await worker.obligations() == held
            assert await worker.open_alerts() == told
            return found
        finally:
            await database.close()

    return asyncio.run(run())


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_for_whom_somebody_speaks_is_known_once_person_and_party_are_there(
    order: tuple[int, ...], tmp_path: Path
) -> None:
    events = [(TOLD, person([{"party": "test:9"}]), PARTY)[at] for at in order]

    found = judged_one_by_one(f"sqlite+aiosqlite:///{tmp_path}/alerts.db", events)

    assert "participants[Leader L].of" not in found[-1]
    if events[0] is TOLD:
        assert found[:2] == [["participants[Leader L].of"]] * 2


def test_a_corrected_membership_takes_back_what_it_said(tmp_path: Path) -> None:
    ended = person([{"party": "test:9", "to": "2026-01-31"}], hour=1)
    events = [TOLD, PARTY, person([{"party": "test:9"}]), ended]

    found = judged_one_by_one(f"sqlite+aiosqlite:///{tmp_path}/alerts.db", events)

    assert ["participants[Leader L].of" in one for one in found] == [True, True, False, True]


def test_a_judgement_brings_the_party_of_whom_it_names_though_that_comes_last(
    tmp_path: Path,
) -> None:
    other = person([{"party": "test:9"}], name="Somebody Else")
    judged = builders.judgement("Leader L", "test:8")

    found = judged_one_by_one(
        f"sqlite+aiosqlite:///{tmp_path}/alerts.db", [TOLD, judged, other, PARTY]
    )

    assert ["participants[Leader L].of" in one for one in found] == [True, True, True, False]
