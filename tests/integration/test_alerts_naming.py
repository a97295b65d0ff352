"""Reference data that comes later is found by what names mean, and a person's word goes before it."""

from collections.abc import Iterable

import pytest

from interparty_shared.domain import actors
from interparty_shared.domain.actors import Known, Meaning
from interparty_shared.domain.facts import Actor
from interparty_shared.domain.resolving.comparing import Matcher
from tests.support import shapes
from tests.support.builders import Event, actor, at, coverage, engagement, judgement
from tests.support.worker import Worker

AGENTS = [one for one in shapes.rules() if one.register.id == "xx-agents"]
PARTY = "Partido Popular P"


def agency(name: str, id_: str = "a1") -> Event:
    """Return an agency for a body of which the report says nothing but the name and the country."""
    agent = {"name": "Agency Alpha", "kind": "company", "role": "agent"}
    return engagement(
        id_,
        last=None,
        channel="representation",
        participants=[agent, {"name": name, "country": "DE", "role": "principal"}],
        value=None,
        arrangement={"directed": True, "agreed": "2026-01-20"},
    )


def party(*names: str, governing: bool = True) -> Event:
    since = [{"from": "2026-01-01"}] if governing else []
    said = [{"name": name} for name in names]
    return actor("test:9", kind="party", country="DE", names=said, governing=since)


async def judging(worker: Worker) -> Worker:
    other = Worker(worker.database, packs=AGENTS)
    await other.start()
    await other.feed([coverage(last="2026-05-20", register="xx-agents")])
    return other


async def verdicts(worker: Worker) -> list[str]:
    await worker.settle()
    return await worker.verdicts()


async def test_a_record_in_another_language_and_script_completes_what_was_posted_before_it(
    worker: Worker,
) -> None:
    worker = await judging(worker)
    await worker.feed(
        [agency(PARTY), agency("德国人民党", "a2"), agency("Partido Socialista", "a3")]
    )
    before = await verdicts(worker)

    await worker.feed([party("Popular Party P", "People's Party P", "Deutsche Volkspartei")])

    after = await verdicts(worker)
    assert before == ["undetermined"] * 3
    assert sorted(set(after)) == ["missing", "undetermined"]
    assert after.count("undetermined") == 1


async def test_a_judgement_revises_what_was_said_and_taking_it_back_revises_it_again(
    worker: Worker,
) -> None:
    worker = await judging(worker)
    await worker.feed([party("Popular Party P"), agency(PARTY)])
    assert await verdicts(worker) == ["missing"]

    await worker.feed([judgement(PARTY, None, time=at(1))])
    assert await verdicts(worker) == ["undetermined"]

    await worker.feed([judgement(PARTY, None, time=at(2), withdrawn=True)])
    assert await verdicts(worker) == ["missing"]

    statuses = [one["status"] for one in await worker.revisions()]
    assert statuses == ["open", "withdrawn", "open"]


async def test_a_judgement_is_reused_for_whatever_is_posted_under_the_name_later(
    worker: Worker,
) -> None:
    worker = await judging(worker)
    await worker.feed([party("Popular Party P"), judgement("The Ring", "test:9", country="DE")])
    await verdicts(worker)

    await worker.feed([agency("THE RING")])

    assert await verdicts(worker) == ["missing"]


async def test_a_judgement_may_come_before_the_record_it_names(worker: Worker) -> None:
    worker = await judging(worker)
    await worker.feed([agency("The Ring"), judgement("The Ring", "test:9")])
    assert await verdicts(worker) == ["undetermined"]

    await worker.feed([party("Popular Party P")])

    assert await verdicts(worker) == ["missing"]


async def test_a_record_that_says_the_same_again_has_nothing_looked_at(worker: Worker) -> None:
    worker = await judging(worker)
    await worker.feed([party("Popular Party P"), agency(PARTY)])
    await worker.settle()
    said_again = party("Popular Party P") | {"time": at(3).isoformat()}

    taken = await worker.feed([said_again])

    assert taken.tally.engagements == 0


async def test_after_a_change_names_are_compared_again_only_with_what_is_found_anew(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = await judging(worker)
    await worker.feed([party("Popular Party P"), agency(PARTY)])
    compared: list[str] = []
    meaning = actors.meaning

    def noted(one: Actor, known: Iterable[Known], matcher: Matcher) -> Meaning:
        compared.append(one.name)
        return meaning(one, known, matcher)

    monkeypatch.setattr(actors, "meaning", noted)

    other = actor("test:8", kind="company", country="DE", names=[{"name": "Alpha Works"}])
    await worker.feed([other, agency(PARTY, "a2"), agency("Partido Socialista", "a3")])
    assert "Partido Socialista" in compared
    assert PARTY not in compared

    compared.clear()
    names = [{"name": "Popular Party P"}, {"name": "Volkspartei P"}]
    more = actor("test:9", kind="party", country="DE", names=names, time=at(1))
    await worker.feed([more, agency(PARTY, "a4")])
    assert PARTY in compared
