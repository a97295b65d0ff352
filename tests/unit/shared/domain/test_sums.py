"""Duties that hang on several engagements: what adds up, and how many there were."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.conditions import ElectionWindow, Threshold
from interparty_shared.domain.facts import Actor, Days, Engagement, Ref
from interparty_shared.domain.obligations import assess
from tests.support import shapes
from tests.unit.shared.domain.judged import gift, judged
from tests.unit.shared.domain.world import TODAY, day, funder, member, money, visit

RULES = {rule.rule_id: rule for rule in shapes.rules()}
GIFTS, AGENTS, BAN = RULES["XX-GIFTS"], RULES["XX-AGENTS"], RULES["XX-BAN"]
BEFORE, STATEMENT = RULES["XX-TRIPS-BEFORE"], RULES["XX-TRIPS-STATEMENT"]
OFTEN = RULES["XX-LOBBY"]


def test_the_value_from_one_source_in_a_year_is_added_up_to_this_gift_and_not_beyond() -> None:
    gifts = [
        gift("g1", "2026-01-10", "300.00"),
        gift("g2", "2026-02-10", "300.00"),
        gift("g3", "2026-03-10", "1.00"),
        gift("g0", "2025-12-31", "400.00"),
        gift("g4", "2026-02-01", "400.00", giver="Party Y"),
    ]

    said = {one.ref.id: judged(one, GIFTS, beside=gifts, syncs=()).verdict for one in gifts}

    assert said == {
        "g0": "not_required",
        "g1": "not_required",
        "g2": "not_assessable",
        "g3": "not_assessable",
        "g4": "not_required",
    }


@given(
    amounts=st.lists(st.integers(1, 400), min_size=1, max_size=6),
    days=st.lists(st.integers(1, 28), min_size=6, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_sums_do_not_depend_on_the_order_in_which_gifts_are_known(
    amounts: list[int], days: list[int], order: Any
) -> None:
    gifts = [
        gift(f"g{at}", f"2026-02-{days[at]:02}", f"{amount}.00")
        for at, amount in enumerate(amounts)
    ]
    shuffled = order.sample(gifts, len(gifts))
    one = gifts[0]

    before = judged(one, GIFTS, beside=gifts)
    after = judged(one, GIFTS, beside=shuffled)

    assert before == after
    earlier = [
        gift.value.amount
        for gift in gifts
        if gift.value and (gift.occurred.end, gift.ref) <= (one.occurred.end, one.ref)
    ]
    assert (before.verdict != "not_required") is (sum(earlier) > 500)


def test_a_gift_of_unknown_value_leaves_the_sum_unknown_unless_the_rest_is_enough() -> None:
    small, unknown = gift("g2", "2026-02-10", "300.00"), gift("g1", "2026-01-10", None)

    asked = judged(small, GIFTS, beside=[unknown])
    enough = judged(gift("g2", "2026-02-10", "501.00"), GIFTS, beside=[unknown], syncs=())

    assert (asked.verdict, asked.missing_facts) == ("undetermined", ("participants[Party X].pays",))
    assert enough.verdict == "not_assessable"


def test_each_further_multiple_of_a_threshold_gives_rise_to_the_duty_anew() -> None:
    limit = Threshold(Decimal(500), "GBP", True, per="source_year", multiples=True)
    rule = replace(GIFTS, thresholds=(limit,))
    gifts = [gift(f"g{at}", f"2026-02-{at + 1:02}", "300.00") for at in range(4)]

    said = [judged(one, rule, beside=gifts, syncs=()).verdict for one in gifts]

    assert said == ["not_required", "not_assessable", "not_required", "not_assessable"]


def meeting(id_: str, on: str, who: str) -> Engagement:
    return visit(
        Actor("Foundation F", "party_foundation", "DE"),
        member(who),
        ref=Ref("urn:test", id_),
        channel="meeting",
        occurred=Days(day(on), day(on)),
    )


def test_the_contact_by_which_there_were_more_than_so_many_different_ones_opens_the_duty() -> None:
    meetings = [
        meeting("m0", "2025-10-20", "Member Z"),
        meeting("m1", "2026-01-10", "Member A"),
        meeting("m2", "2026-01-20", "Member B"),
        meeting("m3", "2026-01-25", "Member B"),
        meeting("m4", "2026-02-01", "Member C"),
    ]

    said = {one.ref.id: judged(one, OFTEN, beside=meetings).verdict for one in meetings}

    # Too few are known to say that there were too few.
    assert said == dict.fromkeys(("m0", "m1", "m2", "m3"), "undetermined") | {"m4": "missing"}


def shared(id_: str, on: str, amount: str) -> Engagement:
    """Return a gift to two members together."""
    alone = gift(id_, on, amount)
    return replace(alone, participants=(*alone.participants, member("Member N", role=None)))


@pytest.mark.parametrize(
    ("amount", "verdict"), [("900.00", "undetermined"), ("500.00", "not_required")]
)
def test_of_what_was_given_to_several_the_share_of_one_is_not_known(
    amount: str, verdict: str
) -> None:
    found = assess(shared("g1", "2026-02-01", amount), GIFTS, records=(), syncs=(), today=TODAY)

    assert [one.verdict for one in found] == [verdict] * 2
    asked = ("participants[Party X].pays",) if verdict == "undetermined" else ()
    assert {one.missing_facts for one in found} == {asked}


def test_what_was_given_to_several_before_adds_at_most_the_whole_of_it() -> None:
    earlier = shared("g1", "2026-01-10", "300.00")

    said = {
        amount: judged(gift("g2", "2026-02-10", amount), GIFTS, beside=[earlier], syncs=()).verdict
        for amount in ("200.00", "201.00", "501.00")
    }

    assert said == {
        "200.00": "not_required",
        "201.00": "undetermined",
        "501.00": "not_assessable",
    }


def test_what_a_holder_paid_himself_is_from_no_source() -> None:
    holder = member(role=None, pays=money("900.00"))
    alone = visit(holder, funder(role="host"), channel="donation", value=None)
    both = visit(holder, funder(pays=money("10.00")), channel="donation", value=None)

    assert judged(alone, GIFTS).verdict == "not_required"
    assert judged(both, GIFTS).verdict == "not_required"


def test_a_sum_that_only_an_election_window_asks_for_is_of_other_gifts_too() -> None:
    yearly = Threshold(Decimal(500), "GBP", False, per="source_year")
    window = ElectionWindow((Days(day("2026-01-01"), day("2026-05-06")),), threshold=yearly)
    rule = replace(GIFTS, thresholds=(), elections=window)
    gifts = [gift("g1", "2026-01-10", "300.00"), gift("g2", "2026-02-10", "300.00")]

    assert rule.aggregates
    assert judged(gifts[1], rule, beside=gifts, syncs=()).verdict == "not_assessable"


def test_the_days_on_which_a_contact_bears_end_with_the_last_of_days() -> None:
    assert OFTEN.bears_on(day("9999-12-30")) == Days(day("9999-12-30"), day("9999-12-31"))


@pytest.mark.parametrize(
    ("holder", "verdict"),
    [
        ({}, "not_assessable"),
        ({"office": "local_official"}, "not_required"),
        ({"office": None}, "undetermined"),
        ({"country": "FR"}, "not_required"),
    ],
)
def test_what_somebody_was_given_adds_up_where_the_rule_binds_him_there_too(
    holder: dict[str, Any], verdict: str
) -> None:
    earlier = gift("g1", "2026-01-10", "300.00")
    earlier = replace(
        earlier, participants=(replace(earlier.participants[0], **holder), earlier.participants[1])
    )

    found = judged(gift("g2", "2026-02-10", "300.00"), GIFTS, beside=[earlier], syncs=())

    assert found.verdict == verdict


def test_what_was_given_through_a_channel_of_which_the_rule_does_not_speak_does_not_add_up() -> (
    None
):
    earlier = replace(gift("g1", "2026-01-10", "900.00"), channel="visit")

    assert judged(gift("g2", "2026-02-10", "300.00"), GIFTS, beside=[earlier]).verdict == (
        "not_required"
    )
