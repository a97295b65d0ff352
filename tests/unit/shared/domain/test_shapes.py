"""Rules of every shape, on made-up rules: what each asks, and what may be said of the answer."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from interparty_shared import packs
from interparty_shared.domain import words
from interparty_shared.domain.conditions import ElectionWindow, Threshold
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.facts import Actor, Arrangement, Days, Engagement, Held
from interparty_shared.domain.obligations import assess
from interparty_shared.domain.regimes import Control, Counterpart, Limb, Specified
from tests.support import shapes
from tests.unit.shared.domain.judged import gift, judged
from tests.unit.shared.domain.world import TODAY, day, funder, member, record, sync, visit

RULES = {rule.rule_id: rule for rule in shapes.rules()}
GIFTS, AGENTS, BAN = RULES["XX-GIFTS"], RULES["XX-AGENTS"], RULES["XX-BAN"]
BEFORE, STATEMENT = RULES["XX-TRIPS-BEFORE"], RULES["XX-TRIPS-STATEMENT"]
OFTEN = RULES["XX-LOBBY"]


def agency(principal: Actor | None = None, **known: Any) -> Engagement:
    party = Actor("Party P", "party", "DE", role="principal", governing=((None, None),))
    return visit(
        Actor("Agency A", "company", "GB", role="agent"),
        principal or party,
        channel="representation",
        arrangement=Arrangement(**{"directed": True, "agreed": day("2026-02-02"), **known}),
    )


def test_an_act_that_a_rule_does_not_allow_is_prohibited_and_no_record_changes_that() -> None:
    found = judged(gift("g1", "2026-02-01", "900.00"), BAN, records=[record()])

    assert (found.verdict, found.due, found.alert_date) == ("prohibited", None, None)
    assert "not judged here" in found.reason[-1].text


def test_what_was_due_before_the_trip_and_is_published_nowhere_is_of_unknown_permission() -> None:
    found = judged(visit(), BEFORE)

    assert (found.verdict, found.due) == ("permission_unknown", day("2026-01-18"))
    assert found.alert_date == day("2026-02-04")  # not before the trip is over


def test_a_permission_that_was_asked_for_too_late_is_late() -> None:
    public = replace(BEFORE, register=GIFTS.register)

    in_time = judged(
        visit(), public, records=[record(register="xx-gifts", filed=day("2026-01-18"))]
    )
    late = judged(visit(), public, records=[record(register="xx-gifts", filed=day("2026-01-19"))])

    assert (in_time.verdict, late.verdict) == ("disclosed", "late")


def test_a_statement_is_due_after_the_period_in_which_the_contact_fell() -> None:
    found = judged(visit(), STATEMENT)

    assert (found.verdict, found.due) == ("missing", day("2026-04-30"))


def test_a_statement_of_the_period_answers_for_what_falls_into_it() -> None:
    quarter = record(
        register="xx-trips",
        occurred=Days(day("2026-01-01"), day("2026-03-31")),
        filed=day("2026-04-20"),
        countries=(),
        value=None,
    )

    assert judged(visit(), STATEMENT, records=[quarter]).verdict == "disclosed"


def test_deadlines_in_a_chain_run_one_from_the_end_of_the_other() -> None:
    assert judged(gift("g1", "2026-02-01", "900.00"), GIFTS).due == day("2026-04-02")


def test_in_an_election_window_threshold_and_deadline_are_others() -> None:
    window = ElectionWindow(
        (Days(day("2026-02-01"), day("2026-05-06")),), no_threshold=True, deadline=Deadline(7)
    )
    rule = replace(GIFTS, elections=window, chain=())

    inside = judged(gift("g1", "2026-02-01", "10.00"), rule)
    outside = judged(gift("g1", "2026-01-31", "10.00"), rule)

    assert (inside.verdict, inside.due) == ("missing", day("2026-02-08"))
    assert outside.verdict == "not_required"


def test_a_threshold_is_that_of_the_day() -> None:
    old = Threshold(Decimal(100), "GBP", False, since=date.min)
    new = Threshold(Decimal(1000), "GBP", False, since=day("2026-02-01"))
    rule = replace(GIFTS, thresholds=(new, old))

    assert judged(gift("g1", "2026-01-31", "900.00"), rule, syncs=()).verdict == "not_assessable"
    assert judged(gift("g1", "2026-02-01", "900.00"), rule).verdict == "not_required"


def test_working_days_leave_out_weekends_and_the_countrys_holidays() -> None:
    # Ten working days from Monday 23 March 2026: Good Friday and Easter Monday lie between.
    assert judged(agency(agreed=day("2026-03-23")), AGENTS).due == day("2026-04-08")


def test_a_registration_that_stood_at_the_time_answers_and_one_of_another_principal_does_not() -> (
    None
):
    stood = record(
        register="xx-agents",
        filer=Actor("Agency A"),
        counterparts=(Actor("Party P"),),
        occurred=Days(day("2019-05-01"), day("2019-05-01")),
        open_end=True,
        filed=day("2019-05-01"),
        countries=(),
        value=None,
    )
    other = replace(stood, counterparts=(Actor("Ministry M"),))
    ended = replace(stood, occurred=Days(day("2019-05-01"), day("2021-05-01")), open_end=False)

    assert judged(agency(), AGENTS, records=[stood]).verdict == "disclosed"
    assert judged(agency(), AGENTS, records=[other]).verdict == "missing"
    assert judged(agency(), AGENTS, records=[ended]).verdict == "missing"


def test_a_registration_long_after_the_arrangement_is_late() -> None:
    filed = record(
        register="xx-agents",
        filer=Actor("Agency A"),
        counterparts=(Actor("Party P"),),
        occurred=None,
        filed=day("2026-04-01"),
        countries=(),
        value=None,
    )

    assert judged(agency(), AGENTS, records=[filed]).verdict == "late"


@pytest.mark.parametrize(
    ("directed", "verdict", "missing"),
    [
        (True, "missing", ()),
        (False, "not_required", ()),
        (None, "undetermined", ("arrangement.directed",)),
    ],
)
def test_who_acts_at_nobodys_direction_owes_nothing_and_where_it_is_unknown_it_is_asked(
    directed: bool | None, verdict: str, missing: tuple[str, ...]
) -> None:
    found = judged(agency(directed=directed), AGENTS)

    assert (found.verdict, found.missing_facts) == (verdict, missing)


@pytest.mark.parametrize(
    ("spans", "verdict"),
    [
        (((day("2020-01-01"), None),), "missing"),
        (((None, day("2026-02-01")),), "missing"),
        (((None, day("2026-01-31")),), None),
        (((day("2026-02-04"), None),), "missing"),
        (((day("2026-02-05"), None),), None),
        ((), None),
        (None, "undetermined"),
    ],
)
def test_whether_a_party_governed_is_looked_up_on_the_days_of_the_contact(
    spans: Any, verdict: str | None
) -> None:
    party = Actor("Party P", "party", "DE", role="principal", governing=spans)
    found = assess(agency(party), AGENTS, records=(), syncs=SYNCS, today=TODAY)

    assert [one.verdict for one in found] == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (None, None),
        (((None, day("2026-02-04")),), None),
        (((None, day("2025-12-31")), (day("2026-02-01"), None)), None),
        (((None, day("2026-02-03")),), "undetermined"),
        (((day("2026-02-02"), None),), "undetermined"),
        ((), "undetermined"),
    ],
)
def test_a_party_did_not_govern_only_on_days_for_which_that_is_known(
    known: Any, verdict: str | None
) -> None:
    past = ((day("2020-01-01"), day("2020-12-31")),)
    party = Actor("Party P", "party", "DE", role="principal", governing=past, governing_known=known)
    found = assess(agency(party), AGENTS, records=(), syncs=SYNCS, today=TODAY)

    assert [one.verdict for one in found] == ([verdict] if verdict else [])


def test_that_a_party_governed_needs_no_word_on_other_days() -> None:
    days = ((day("2026-01-01"), None),)
    party = Actor("Party P", "party", "DE", role="principal", governing=days, governing_known=())
    found = assess(agency(party), AGENTS, records=(), syncs=SYNCS, today=TODAY)

    assert [one.verdict for one in found] == ["missing"]


SYNCS = [sync("2020-01-01", "2026-06-01", register="xx-agents")]


def test_an_organ_of_a_party_that_is_the_state_is_caught_by_the_limb_for_authorities() -> None:
    organ = Actor(
        "Department D", "party_organ", "CN", role="principal", state_linked=((None, None),)
    )

    found = judged(agency(organ), AGENTS)

    assert [step.inputs["limb"] for step in found.reason if "limb" in step.inputs] == ["1(b)"]
    assert "an organ of its state" in " ".join(step.text for step in found.reason)


def caught(limb: Limb, actor: Actor) -> str | None:
    rule = replace(AGENTS, counterpart=Counterpart("foreign", (limb,)))
    found = assess(agency(actor), rule, records=(), syncs=SYNCS, today=TODAY)
    return found[0].verdict if found else None


def test_a_list_that_was_not_seen_whole_does_not_say_who_is_not_on_it() -> None:
    named = Specified("United Russia", country="RU")
    whole = Limb("s", "a specified party", frozenset({"party"}), specified=(named,))
    part = replace(whole, specified_complete=False, countries=frozenset({"RU"}))
    listed = Actor("United Russia", "party", "RU", role="principal")
    other = Actor("Party R", "party", "RU", role="principal")

    assert [caught(whole, one) for one in (listed, other)] == ["missing", None]
    assert [caught(part, one) for one in (listed, other)] == ["missing", "undetermined"]
    assert caught(part, replace(other, country="DE")) is None


@pytest.mark.parametrize(
    ("percent", "verdict"), [("14.9", None), ("15", "missing"), (None, "undetermined")]
)
def test_a_body_counts_from_the_share_on_that_the_limb_names(
    percent: str | None, verdict: str | None
) -> None:
    control = Control(frozenset({"government"}), (("shares", Decimal(15), True),))
    limb = Limb("r", "a related entity", frozenset({"company"}), control=control)
    share = Decimal(percent) if percent else None
    held = (Held("government", "DE", "shares", share, (None, None)),)

    assert caught(limb, Actor("Firm F", "company", "DE", role="principal", held_by=held)) == verdict


@pytest.mark.parametrize(
    ("country", "verdict"), [("DE", "missing"), ("FR", None), (None, "undetermined")]
)
def test_of_which_country_the_holder_of_a_body_is_counts_where_the_limb_names_one(
    country: str | None, verdict: str | None
) -> None:
    control = Control(
        frozenset({"party"}), (("direction", Decimal(0), True),), by_countries=frozenset({"DE"})
    )
    limb = Limb("r", "a related entity", frozenset({"company"}), control=control)
    held = (Held("party", country, "direction", None, (None, None)),)

    assert caught(limb, Actor("Firm F", "company", "DE", role="principal", held_by=held)) == verdict


def test_in_whose_hand_a_company_is_is_asked_where_nobody_says() -> None:
    control = Control(frozenset({"government"}), (("shares", Decimal(15), True),))
    limb = Limb("r", "a related entity", frozenset({"company"}), control=control)

    assert caught(limb, Actor("Firm F", "company", "DE", role="principal")) == "undetermined"


def test_an_absence_from_a_register_that_is_put_in_anew_is_not_judged() -> None:
    rule = replace(GIFTS, register=replace(GIFTS.register, absence="Entries are put in anew."))

    found = judged(gift("g1", "2026-02-01", "900.00"), rule)

    assert (found.verdict, found.reason[-1].basis) == ("not_assessable", "not_assessable")


def test_facts_that_settle_several_questions_are_asked_for_first() -> None:
    unknown = visit(member(), funder(country="GB"), countries=(), end_known=False)
    rule = replace(BEFORE, outside=frozenset({"GB"}), trigger="trip_end", directed="direction")

    found = judged(unknown, rule)

    # Where it was says whom the member met and whether the place counts.
    assert found.missing_facts == ("place.country", "arrangement.directed", "occurred.to")


@pytest.mark.parametrize(
    ("recorded", "verdict"),
    [
        (["lobbying"], "missing"),
        (["regular_lobbying", "translation"], "missing"),
        (["translation"], "not_required"),
        (["translation", "influencing"], "undetermined"),
        (None, "undetermined"),
    ],
)
def test_a_word_for_what_was_done_that_nobody_knows_is_no_no(
    recorded: list[str] | None, verdict: str
) -> None:
    rule = replace(AGENTS, activities=frozenset({"communicate_office_holder"}))
    done = frozenset(recorded) if recorded else None

    assert judged(agency(activities=done), rule).verdict == verdict


def test_the_words_of_our_own_packs_are_words_that_are_known() -> None:
    for rule in packs.load():
        assert rule.activities <= words.ACTIVITIES
        assert rule.purposes <= words.PURPOSES
        for one in rule.exemptions:
            assert one.when != "activity" or one.words <= words.ACTIVITIES


def test_where_the_day_of_acceptance_is_not_recorded_no_deadline_of_a_donation_runs_from_it() -> (
    None
):
    accepted = Arrangement(accepted=day("2026-03-20"))
    rule = replace(GIFTS, trigger="donation_accepted", chain=())

    dated = judged(gift("g1", "2026-02-01", "900.00", arrangement=accepted), rule)
    undated = judged(gift("g1", "2026-02-01", "900.00"), rule)

    assert (dated.verdict, dated.due) == ("missing", day("2026-04-19"))
    assert (undated.verdict, undated.due) == ("undetermined", None)
    assert undated.missing_facts == ("arrangement.accepted",)


@pytest.mark.parametrize("trigger", ["alteration", "event_end", "trip_end"])
def test_what_lasts_and_has_no_last_day_on_record_has_no_day_to_reckon_from(trigger: Any) -> None:
    rule = replace(BEFORE, trigger=trigger, deadline=Deadline(28), shape="post_hoc")

    found = judged(visit(end_known=False), rule)

    assert (found.verdict, found.due, found.missing_facts) == (
        "undetermined",
        None,
        ("occurred.to",),
    )


def test_what_is_not_known_is_said_to_be_so_and_not_inferred() -> None:
    found = judged(agency(directed=None), AGENTS)

    unknown = [step for step in found.reason if "not recorded" in step.text]
    assert {step.basis for step in unknown} == {"not_assessable"}


def test_a_record_settles_whom_it_was_with_only_where_the_place_is_all_that_was_asked() -> None:
    late = record(register="xx-gifts", filed=day("2026-05-20"))
    unknown = visit(member(), funder(country=None))
    crossing = replace(GIFTS, channels=frozenset({"visit"}), chain=(), thresholds=())

    met_abroad = replace(crossing, counterpart=Counterpart("cross_border"))
    foreign = replace(crossing, counterpart=Counterpart("foreign"))

    assert judged(unknown, met_abroad, records=[late]).verdict == "late"
    assert judged(unknown, foreign, records=[late]).verdict == "disclosed"
