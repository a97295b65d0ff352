"""On how much one event may bear: it is found whatever it came with, and looked at in parts."""

import pytest

from interparty_alerts.handlers import causes, look_again
from interparty_alerts.store import rechecks
from interparty_shared import packs
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.regimes import Regime
from tests.support import builders, shapes
from tests.support.builders import Event, actor, at, coverage, disclosure, engagement, member
from tests.support.worker import Worker

GIFTS = [one for one in shapes.rules() if one.rule_id == "XX-GIFTS"]


async def test_records_of_two_registers_that_came_together_both_find_what_they_answer(
    worker: Worker,
) -> None:
    for registers in (("gb-commons", "eu-ep-meetings"), ("eu-ep-meetings", "gb-commons")):
        name = f"Member {registers[0]}"
        of_him = [member(name), builders.funder()]
        told = engagement(f"e-{name}", participants=of_him)
        await worker.feed([told, coverage(last="2026-05-30")])
        await worker.settle()

        # Filed by one person on the same days: found by one search.
        await worker.feed(
            disclosure(name, id_=f"{name} {register}", register=register, filer={"name": name})
            for register in registers
        )

    await worker.settle()
    assert await worker.verdicts() == ["disclosed", "disclosed"]


async def by(worker: Worker, rules: list[Regime]) -> Worker:
    """Return a worker on the same database that judges by these rules."""
    other = Worker(worker.database, packs=rules)
    await other.start()
    return other


def gifts(count: int) -> list[Event]:
    return [
        engagement(
            f"g{number:02}",
            channel="donation",
            first=f"2026-01-{number + 10}",
            last=f"2026-01-{number + 10}",
            value="100.00",
            time=at(0),
        )
        for number in range(count)
    ]


async def test_what_one_search_finds_is_looked_at_in_parts_and_all_of_it(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rechecks, "CHUNK", 3)
    monkeypatch.setattr(causes, "AT_ONCE", 2)
    worker = await by(worker, [*packs.load(), *GIFTS])
    await worker.feed(gifts(11))
    await worker.settle()

    await worker.feed(
        [
            engagement(
                "first",
                channel="donation",
                first="2026-01-02",
                last="2026-01-02",
                value="450.00",
                time=at(0),
            )
        ]
    )
    looked_at = []
    while tally := await look_again.requested(worker.database, worker.rules, now=worker.now):
        looked_at.append(tally.engagements)
    await worker.settle()

    assert max(looked_at) == 3
    owed = [one for one in (await worker.obligations()).values() if one["regime"] == "XX-GIFTS"]
    required = {one["engagement"]["id"] for one in owed if one["verdict"] != "not_required"}
    assert required == {f"g{number:02}" for number in range(11)}


@pytest.mark.parametrize("moved", [True, False])
async def test_what_hangs_on_those_that_are_other_than_before_is_asked_for_after_them(
    worker: Worker, moved: bool
) -> None:
    worker = await by(worker, GIFTS)
    await worker.feed(gifts(2))
    await worker.settle()

    async with worker.database.begin() as connection:
        await rechecks.add(connection, [Ref(builders.SOURCE, "g00")], moved=moved)
    await look_again.requested(worker.database, worker.rules, now=worker.now)

    async with worker.database.read() as connection:
        assert await rechecks.waiting(connection) == int(moved)


async def test_a_reference_record_of_whom_much_is_known_is_looked_at_in_parts(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(causes, "AT_ONCE", 2)
    worker = await by(worker, GIFTS)
    unplaced = {"name": "Member M", "kind": "politician", "office": "member_of_parliament"}
    posted = gifts(9)
    for one in posted:
        one["data"]["participants"][0] = unplaced | {"ids": {"test": "m"}}
    await worker.feed(posted)
    await worker.settle()
    assert await worker.verdicts() == []

    who = actor("test:m", name="Member M", kind="politician", country="GB")
    taken = await worker.feed([who])
    await worker.settle()

    assert taken.tally.engagements == 2
    assert len(await worker.verdicts()) == 9
