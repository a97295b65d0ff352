"""Two packs are compared over what each view of a merged engagement falls under."""

from interparty_shared import packs
from tests.support import backtests, builders
from tests.support.builders import Event, at

PACKS = [one for one in packs.load() if one.id == "GB-MP-VISITS"]
NOW = at(200)


def events() -> list[Event]:
    """Return a visit of which a program alone says that a member of parliament took part."""
    party = {"name": "Party H", "kind": "party", "country": "GB", "role": "guest"}
    named = [{"url": "https://a.example/1", "publisher": "Daily A"}]
    machine = [{"url": "https://b.example/1", "coding": "machine"}]
    both = [party, builders.funder()]
    return [
        builders.engagement(source="urn:a", participants=both, sources=named),
        builders.engagement(
            source="urn:b",
            time=at(1),
            participants=[*both, builders.member()],
            sources=machine,
        ),
        builders.coverage(last="2026-07-01"),
    ]


def test_what_appears_with_a_pack_is_what_a_backtest_under_it_says() -> None:
    _, told = backtests.verdicts(events(), PACKS, NOW)

    appearing = backtests.changes(events(), [], PACKS, NOW)

    assert [len(one["evidence"]["engagements"]) for one in told.values()] == [2]
    assert {id_: one["after"]["alert"] for id_, one in appearing.items()} == told


def test_nothing_changes_under_the_same_packs() -> None:
    assert backtests.changes(events(), PACKS, PACKS, NOW) == {}
