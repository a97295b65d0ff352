"""Engagements of a person, found by the days; and people completed by reference data."""

from datetime import date

from interparty_shared.domain.facts import Actor, Days
from tests.support import backtests, builders
from tests.support.builders import Event

FEBRUARY = Days(date(2026, 2, 1), date(2026, 2, 28))


def found(who: Actor, days: Days, *events: Event) -> list[str]:
    evaluator = backtests.evaluator(events, builders.at(200))
    return sorted(one.ref.id for one in evaluator.of_person(who, days))


def test_a_person_s_engagements_are_those_whose_days_touch_the_span() -> None:
    assert found(
        Actor("Member M"),
        FEBRUARY,
        builders.engagement("before", first="2026-01-01", last="2026-01-31"),
        builders.engagement("into", first="2026-01-30", last="2026-02-01"),
        builders.engagement("within", first="2026-02-10", last="2026-02-12"),
        builders.engagement("over", first="2026-01-01", last="2026-03-10"),
        builders.engagement("out of", first="2026-02-28", last="2026-03-03"),
        builders.engagement("after", first="2026-03-01", last="2026-03-03"),
        builders.engagement("a year before", first="2025-02-10", last="2025-02-12"),
    ) == ["into", "out of", "over", "within"]


def test_they_are_found_by_an_identifier_and_under_a_name_that_may_be_the_same() -> None:
    by_id = builders.engagement(
        "by id", participants=[builders.member("M.", ids={"gb-mnis": "7"}), builders.funder()]
    )
    by_name = builders.engagement(
        "by name", participants=[builders.member("Membre M"), builders.funder()]
    )
    other = builders.engagement(
        "other", participants=[builders.member("Somebody Else"), builders.funder()]
    )

    who = Actor("Member M", ids=(("gb-mnis", "7"),))

    assert found(who, FEBRUARY, by_id, by_name, other) == ["by id", "by name"]


def test_what_was_taken_back_is_nobody_s() -> None:
    retraction = builders.retraction(time=builders.at(1))

    assert found(Actor("Member M"), FEBRUARY, builders.engagement(), retraction) == []


def test_engagements_come_completed_by_reference_data_and_person_by_person() -> None:
    def visit(id_: str, name: str, first: str) -> Event:
        body = builders.funder(country=None)
        del body["country"]
        people = [body, builders.member(name)]
        return builders.engagement(id_, first=first, last=first, participants=people)

    evaluator = backtests.evaluator(
        [
            visit("1", "Member B", "2026-02-02"),
            visit("2", "Member A", "2026-03-02"),
            visit("3", "Member B", "2026-01-02"),
            visit("4", "Member A", "2026-02-01"),
            builders.actor(country="DE"),
        ],
        builders.at(200),
    )

    engagements = list(evaluator.engagements())

    assert [one.ref.id for one in engagements] == ["4", "2", "3", "1"]
    assert len(evaluator) == 4
    assert {one.participants[0].country for one in engagements} == {"DE"}
