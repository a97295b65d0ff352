"""Whom a rule leaves out, what a sum or a statement leaves out, and what stood before a rule did."""

from dataclasses import replace
from decimal import Decimal

import pytest

from interparty_shared.domain.conditions import Threshold
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.facts import (
    Actor,
    Arrangement,
    Days,
    Engagement,
    OpenDays,
    Ref,
    SpecifiedIn,
)
from interparty_shared.domain.obligations import Obligation, assess
from interparty_shared.domain.regimes import Counterpart, Limb, Regime, Specified
from tests.support import shapes
from tests.unit.shared.domain.world import TODAY, day, funder, member, money, record, sync, visit

RULES = {rule.rule_id: rule for rule in shapes.rules()}
GIFTS, AGENTS = RULES["XX-GIFTS"], RULES["XX-AGENTS"]
PARTIES = frozenset({"party"})
NAMED = Limb("listed", "a party on the list", PARTIES, specified=(Specified("Party Listed"),))


def judged(one: Engagement, rule: Regime, *beside: Engagement) -> Obligation:
    (found,) = assess(one, rule, records=(), syncs=(), today=TODAY, beside=beside)
    return found


def agency(principal: str = "Party P", agreed: str | None = "2026-02-02") -> Engagement:
    party = Actor(principal, "party", "DE", role="principal", governing=((None, None),))
    return visit(
        Actor("Agency A", "company", "GB", role="agent"),
        party,
        channel="representation",
        arrangement=Arrangement(directed=True, agreed=day(agreed) if agreed else None),
    )


def leaving_out(limb: Limb) -> Regime:
    limbs = Limb("party", "a party", PARTIES)
    return replace(AGENTS, counterpart=Counterpart("foreign", (limbs,), (limb,)))


def test_whom_a_rule_leaves_out_is_no_counterpart_though_a_limb_catches_him() -> None:
    rule = leaving_out(NAMED)

    assert assess(agency("Party Listed"), rule, records=(), syncs=(), today=TODAY) == []
    assert judged(agency("Party P"), rule).verdict == "not_assessable"


def test_where_the_list_of_those_left_out_was_not_seen_whole_the_duty_is_open() -> None:
    rule = leaving_out(replace(NAMED, specified_complete=False))
    found = judged(agency("Party P"), rule)

    assert found.verdict == "undetermined"
    assert found.missing_facts == ("participants[Party P].specified",)


def test_whom_no_limb_catches_is_not_asked_for_the_list() -> None:
    rule = leaving_out(replace(NAMED, specified_complete=False))
    governing = replace(rule.counterpart.limbs[0], governing=True)
    rule = replace(
        rule, counterpart=replace(rule.counterpart, limbs=(governing,), origin="foreign")
    )
    never: tuple[OpenDays, ...] = ()
    one = agency()
    agent, party = one.participants
    opposition = replace(one, participants=(agent, replace(party, governing=never)))

    assert assess(opposition, rule, records=(), syncs=(), today=TODAY) == []


def test_whom_reference_data_names_under_another_regime_is_left_out_by_that_name() -> None:
    rule = leaving_out(replace(NAMED, specified_complete=False, specified_under="XX-OTHER"))
    one = agency()
    agent, party = one.participants
    named = (SpecifiedIn("XX-OTHER", (None, None)),)
    listed = replace(one, participants=(agent, replace(party, specified=named)))
    elsewhere = replace(one, participants=(agent, replace(party, specified=())))

    assert assess(listed, rule, records=(), syncs=(), today=TODAY) == []
    assert judged(elsewhere, rule).verdict == "not_assessable"


def test_without_limbs_only_those_left_out_are_no_counterparts() -> None:
    rule = replace(AGENTS, counterpart=Counterpart("foreign", (), (NAMED,)))

    assert assess(agency("Party Listed"), rule, records=(), syncs=(), today=TODAY) == []
    assert judged(agency("Party P"), rule).foreign.name == "Party P"


def gift(id_: str, on: str, amount: str | None) -> Engagement:
    return visit(
        member(role=None),
        funder("Party X", kind="party"),
        ref=Ref("urn:test", id_),
        channel="donation",
        occurred=Days(day(on), day(on)),
        value=money(amount) if amount else None,
    )


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ("500.00", "1500.00", "not_required"),
        ("500.01", "1500.00", "not_assessable"),
        ("1600.00", "500.00", "not_required"),
        ("1600.00", "500.01", "not_assessable"),
        (None, "500.00", "not_required"),
        (None, "600.00", "undetermined"),
        ("1400.00", None, "undetermined"),
    ],
)
def test_small_amounts_add_nothing_to_a_sum(
    before: str | None, now: str | None, verdict: str
) -> None:
    limit = Threshold(Decimal(1500), "GBP", False, per="source_year", counts_above=Decimal(500))
    rule = replace(GIFTS, thresholds=(limit,))

    found = judged(gift("g2", "2026-03-01", now), rule, gift("g1", "2026-02-01", before))

    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("agreed", "due", "said"),
    [
        ("2025-03-01", "2026-04-30", "for what stood then already"),
        ("2026-02-02", "2026-02-12", "after the day"),
        (None, "2026-04-30", "for what may have stood then already"),
    ],
)
def test_what_stood_before_a_rule_came_into_force_has_a_deadline_from_that_day(
    agreed: str | None, due: str, said: str
) -> None:
    within = Deadline(3, "month", inclusive=True)
    rule = replace(
        AGENTS, valid_from=day("2026-02-01"), deadline=Deadline(10), chain=(), transition=within
    )

    found = judged(agency(agreed=agreed), rule)

    assert found.due == day(due)
    assert any(said in step.text for step in found.reason if step.step == "deadline")


def test_long_after_a_rule_came_into_force_its_transition_is_of_no_account() -> None:
    within = Deadline(3, "month", inclusive=True)
    rule = replace(
        AGENTS, valid_from=day("2020-01-01"), deadline=Deadline(10), chain=(), transition=within
    )

    assert judged(agency(agreed=None), rule).due == day("2026-02-11")


@pytest.mark.parametrize(
    ("period", "open_end", "verdict"),
    [
        (("2026-01-01", "2026-03-31"), False, "disclosed"),
        (("2026-04-01", "2026-06-30"), False, "missing"),
        (("2025-10-01", "2025-12-31"), False, "missing"),
        (("2026-02-06", "2026-06-30"), False, "disclosed"),
        (("2026-04-20", "2026-04-20"), True, "disclosed"),
    ],
)
def test_a_statement_answers_for_its_own_period_and_not_for_the_one_before(
    period: tuple[str, str], open_end: bool, verdict: str
) -> None:
    statement = record(
        register="xx-trips", occurred=Days(*map(day, period)), open_end=open_end, filed=None
    )
    register = RULES["XX-TRIPS-STATEMENT"].register

    (found,) = assess(
        visit(),
        RULES["XX-TRIPS-STATEMENT"],
        records=[statement],
        syncs=[sync("2020-01-01", "2026-06-01", register=register.id)],
        today=TODAY,
    )

    assert found.verdict == verdict
