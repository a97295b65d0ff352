"""What an engagement would oblige to, and which facts to ask for first."""

from datetime import date
from typing import Any

from interparty_shared import packs
from interparty_shared.domain import actors
from interparty_shared.domain.checking import Wanted, owed, posed, wanted
from interparty_shared.domain.facts import Engagement, Ref
from interparty_shared.domain.posted import actor_record_of
from interparty_shared.domain.regimes import Regime
from tests.support.builders import engagement, funder, member
from tests.support.rulebook import pack

TODAY = date(2026, 1, 15)
LIMIT = {"amount": "1000", "currency": "GBP", "above": "exclusive", "per": "source_year"}


def rule(name: str, **changes: Any) -> Regime:
    """Return a rule on members who travel, off the small pack."""
    binds = {"offices": ["member_of_parliament"], "countries": ["GB"]}
    given = {"channels": ["visit"], "binds": binds, "counterpart": {"origin": "foreign"}}
    return packs.parse(pack(id=name, **{**given, **changes}), name=name)


def visit(**changes: Any) -> Engagement:
    (asked,) = posed(Ref("urn:check", "asked"), engagement(**changes)["data"], ())
    return asked


def test_what_lies_ahead_is_judged_by_the_rules_of_its_day() -> None:
    later = rule("XX-LATER", valid={"from": "2027-01-01"})
    now = rule("XX-NOW")
    asked = visit(first="2027-03-01", last="2027-03-04")
    sooner = visit(first="2026-03-01", last="2026-03-04")

    found = owed(asked, [later, now], today=TODAY)

    assert [(one.regime.id, one.due) for one in found] == [
        ("XX-LATER", date(2027, 3, 15)),
        ("XX-NOW", date(2027, 3, 15)),
    ]
    assert [one.regime.id for one in owed(sooner, [later, now], today=TODAY)] == ["XX-NOW"]


def test_a_public_register_has_time_until_after_the_event() -> None:
    register = {
        "id": "x",
        "name": "X",
        "public": True,
        "shows_filing_date": True,
        "shows_amount": True,
    }

    (found,) = owed(visit(), [rule("XX", register=register)], today=TODAY)

    assert found.verdict == "pending"


def test_engagements_beside_count_towards_a_sum_those_of_the_same_day_too() -> None:
    yearly = rule("XX", threshold=LIMIT)
    data = engagement(value="600.00")["data"]
    ref = Ref("urn:check", "0")

    (alone,) = owed(posed(ref, data, ())[0], [yearly], today=TODAY)
    asked, *beside = posed(ref, data, [data])
    (together,) = owed(asked, [yearly], beside=beside, today=TODAY)

    assert (alone.verdict, together.verdict) == ("not_required", "not_computable")


def test_facts_are_asked_for_in_the_order_of_what_hangs_on_them() -> None:
    limit = {"amount": "100", "currency": "GBP", "above": "exclusive"}
    rules = [
        rule("XX-A", threshold=limit, remunerated=True),
        rule("XX-B", threshold=limit),
        rule("XX-C", remunerated=True, directed="direction"),
        rule("XX-D"),
    ]

    found = wanted(owed(visit(value=None), rules, today=TODAY))

    assert found == [
        Wanted("value", 2, ("XX-A", "XX-B")),
        Wanted("arrangement.remunerated", 2, ("XX-A", "XX-C")),
        Wanted("arrangement.directed", 1, ("XX-C",)),
    ]


def test_two_holders_under_one_regime_are_two_obligations() -> None:
    guests = [member("Member M"), member("Member N"), funder()]
    limit = {"amount": "100", "currency": "GBP", "above": "exclusive"}

    found = wanted(
        owed(visit(participants=guests, value=None), [rule("XX", threshold=limit)], today=TODAY)
    )

    assert found == [Wanted("value", 2, ("XX",))]


def test_nothing_is_asked_for_where_all_is_known() -> None:
    assert wanted(owed(visit(), [rule("XX")], today=TODAY)) == []


def test_what_a_question_brings_goes_before_what_is_known_of_the_same_actor() -> None:
    def known(id_: str, country: str) -> list[actors.Known]:
        data = {"id": id_, "kind": "party", "country": country, "names": [{"name": "Party P"}]}
        return [actor_record_of(data)]

    both = actors.preferring(known("x:1", "FR"), known("x:1", "NO"))
    other = actors.preferring(known("x:1", "FR"), known("x:2", "NO"))
    none = actors.preferring([], known("x:2", "NO"))

    assert [one.country for one in both] == ["FR"]
    assert [one.country for one in other] == ["FR", "NO"]
    assert [one.country for one in none] == ["NO"]
