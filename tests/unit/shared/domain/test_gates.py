"""Who is bound, with whom, where, above what, unless what: the answers and the facts they ask for."""

from dataclasses import replace

import pytest
from hypothesis import given

from interparty_shared.domain import counterparts, exemptions, gates, holders, paying, payments
from interparty_shared.domain.facts import Actor, Arrangement, Days, Engagement
from interparty_shared.domain.regimes import Counterpart
from tests.support import shapes
from tests.unit.shared.domain import world
from tests.unit.shared.domain.world import (
    CA,
    EU,
    GB,
    PACKS,
    day,
    funder,
    member,
    money,
    record,
    visit,
)

HOME = frozenset({"BE"})
RULES = {rule.rule_id: rule for rule in shapes.rules()}


@given(world.ENGAGEMENTS)
def test_nobody_has_two_cases_and_nobody_without_one_is_named(engagement: Engagement) -> None:
    for regime in PACKS:
        found = gates.cases(engagement, regime)
        names = [case.holder.name for case in found]

        assert all(holders.bound(case.holder, regime) is not False for case in found)
        assert all(case.counterparts and case.lead == case.counterparts[0] for case in found)
        assert all(case.holder not in case.counterparts for case in found)
        assert len(found) <= len(engagement.participants)
        if not found:
            assert gates.passed_over(engagement, regime) or not any(
                holders.bound(actor, regime) is False for actor in engagement.participants
            )
        assert len(set(names)) <= len(names)


@given(world.ENGAGEMENTS)
def test_a_case_is_required_unless_a_fact_is_missing_or_a_question_is_answered_no(
    engagement: Engagement,
) -> None:
    for regime in PACKS:
        for case in gates.cases(engagement, regime):
            truths = [one.truth for one in case.findings]
            assert (case.required is True) == all(truths)
            assert (case.required is None) == (None in truths and False not in truths)
            assert bool(case.missing) == (None in truths)
            for one in case.findings:
                assert (one.fact is not None) == (one.truth is None)
                assert one.text.endswith((".", ")"))


@given(world.PERSONS)
def test_what_is_found_about_a_holder_agrees_with_whether_he_is_bound(actor: Actor) -> None:
    for regime in PACKS:
        said = holders.findings(actor, regime)
        truth = holders.bound(actor, regime)

        assert {one.truth for one in said} == {truth}
        assert all((one.fact is not None) == (truth is None) for one in said)


@pytest.mark.parametrize(
    ("holder", "truth"),
    [
        (member(), True),
        (member(kind="party"), False),
        (member(kind=None), True),
        (member(country="FR"), False),
        (member(country=None), False),
        (member(office=None), None),
        (member(office=None, kind=None), False),
        (member(office=None, ids=(("gb-mnis", "1"),)), True),
        (member(office="minister"), False),
        (member(office="minister", ids=(("gb-mnis", "1"),)), True),
        (member(office="local_official", ids=(("gb-mnis", "1"),)), None),
        (member(office="former_office_holder", ids=(("gb-mnis", "1"),)), False),
        (member(country=None, ids=(("gb-mnis", "1"),)), True),
        (member(country="IE", ids=(("gb-mnis", "1"),)), None),
        (member(chamber="lords"), False),
        (member(chamber="house_of_lords"), False),
        (member(chamber="house_of_commons"), True),
        (member(chamber="senedd"), False),
        (member("Lord Someone"), None),
        (member("Someone, Lord"), None),
        (member("The Rt Hon the Baroness Someone"), None),
        (member("Alex Lord"), True),
        (member("Alex Doe MSP"), None),
        (member("Alex Doe MS"), None),
        (member("Ms Alex Doe"), True),
        (member("Lord Someone", chamber="commons"), True),
        (member(role="host"), None),
        (member("议员甲"), None),
        (member("议员甲", aliases=("Member A",)), True),
        (member("Zoë Ünal"), True),
    ],
)
def test_who_is_bound_to_register_visits(holder: Actor, truth: bool | None) -> None:
    assert holders.bound(holder, GB) is truth


@pytest.mark.parametrize(
    ("institution", "truth"),
    [
        ("European Parliament", True),
        ("Parlement européen", True),
        ("EP", True),
        ("European Parliament, DG EXPO", None),
        ("Former Members of the European Parliament", None),
        ("European Commission", False),
        (None, None),
    ],
)
def test_which_institution_a_manager_is_of(institution: str | None, truth: bool | None) -> None:
    manager = Actor(
        "Head of Unit U",
        kind="politician",
        office="institution_manager",
        of=Actor(institution) if institution else None,
    )

    assert holders.bound(manager, EU) is truth


def test_the_foreign_side_and_the_one_who_pays_come_first() -> None:
    at_home = Actor("Company C", kind="company", country="GB", role="funder")
    unknown = Actor("Body B", role="host")
    host = Actor("Party B", kind="party", country="DE", role="host")
    (case,) = gates.cases(visit(member(), at_home, unknown, host, funder()), GB)

    assert [one.name for one in case.counterparts] == [
        "Foundation F",
        "Party B",
        "Body B",
        "Company C",
    ]


def test_a_share_is_counted_and_a_share_of_nothing_is_not() -> None:
    assert paying.pays(funder())
    assert paying.pays(funder(role="host", pays=money("1")))
    assert not paying.pays(funder(pays=money("0.00")))
    assert not paying.pays(funder(role="host"))


@pytest.mark.parametrize(
    ("shares", "value", "truth", "fact"),
    [
        ((), "300.01", True, None),
        ((), "300", False, None),
        ((), None, None, "value"),
        (("200", "100.01"), None, True, None),
        (("200", "100"), None, False, None),
        (("400", None), None, True, None),
        (("200", None), None, None, "value"),
        (("400",), "100", False, None),
    ],
)
def test_what_it_was_worth(
    shares: tuple[str | None, ...], value: str | None, truth: bool | None, fact: str | None
) -> None:
    payers = [
        funder(f"Foundation {number}", pays=money(share) if share else None)
        for number, share in enumerate(shares)
    ]
    one = visit(member(), *payers, value=money(value) if value else None)

    said = payments.worth(one, paying.payers_of(one), GB, member())

    assert said is not None
    assert (said.truth, said.fact) == (truth, fact)


def test_a_value_in_another_currency_gives_way_to_shares_in_the_right_one() -> None:
    holder = member()
    one = visit(holder, funder(pays=money("400.00")), value=money("500.00", "EUR"))

    said = payments.worth(one, paying.payers_of(one), GB, holder)

    assert said is not None
    assert said.truth is True
    assert payments.worth(one, [], EU, holder) is None


@pytest.mark.parametrize(
    ("payer", "truth"),
    [
        (Actor("Party A", kind="party", country="GB"), True),
        (Actor("Party A"), True),
        (Actor("Party B", kind="party", country="GB"), False),
        (Actor("Party A", kind="party", country="DE"), None),
        (Actor("Party A Youth", kind="youth_wing", country="GB"), None),
        (Actor("Friends of Party A", kind="other"), False),
        (Actor("Foundation F", kind="party_foundation"), False),
        (Actor("Member M", kind="politician"), True),
        (Actor("Rt Hon Member M MP"), True),
        (Actor("Member M", kind="politician", country="FR"), False),
        (Actor("Member M", kind="party_foundation"), False),
        (Actor("Ministry", kind="government", country="GB"), True),
        (Actor("Ministry", kind="government", country="FR"), False),
        (Actor("Ministry", kind="government"), None),
        (Actor("House of Commons"), True),
        (Actor("Council of Europe"), True),
        (Actor("Somebody", country="GB"), None),
        (Actor("Somebody"), False),
    ],
)
def test_whose_payment_is_exempt(payer: Actor, truth: bool | None) -> None:
    assert exemptions.exempts(GB, payer, member()) is truth


def test_a_payer_of_the_holders_name_with_another_id_is_somebody_else() -> None:
    holder = member(ids=(("gb-mnis", "1"),))

    assert exemptions.exempts(GB, Actor("Member M", ids=(("gb-mnis", "2"),)), holder) is False
    assert exemptions.exempts(GB, Actor("Member M"), holder) is True
    assert exemptions.exempts(GB, Actor("M. Member"), member("Mary Member")) is None


def test_without_payers_no_exemption_and_a_question() -> None:
    one = visit(member(), funder(role="host"))

    exemption, doubt = exemptions.exempted(one, paying.payers_of(one), GB, member(), [funder()])

    assert exemption is None
    assert doubt is not None
    assert doubt.fact == "payer"
    assert exemptions.exempted(one, [], EU, member(), [funder()]) == (None, None)


def test_the_record_settles_what_it_says_and_nothing_else() -> None:
    open_case = visit(member(), funder(role="host"), countries=(), value=None, end_known=False)
    (case,) = gates.cases(open_case, GB)

    assert case.missing == ("place.country", "occurred.to", "value", "payer")
    assert gates.owed_given(case, record(), GB) is True
    assert gates.owed_given(case, record(countries=()), GB) is None
    assert gates.owed_given(case, record(countries=("GB",)), GB) is None
    assert gates.owed_given(case, record(counterparts=()), GB) is None
    assert gates.owed_given(case, record(counterparts=(Actor("Party A"),)), GB) is None
    assert gates.owed_given(case, record(value=None), GB) is None
    assert gates.owed_given(case, record(value=money("300")), GB) is False
    assert gates.owed_given(case, record(value=money("900", "EUR")), GB) is None
    assert gates.owed_given(case, record(occurred=None), GB) is None


def test_a_register_without_amounts_lists_what_is_above_its_threshold() -> None:
    (case,) = gates.cases(visit(member(country="CA"), funder(), value=None), CA)

    assert gates.owed_given(case, record(register="ca-mp-travel", value=None), CA) is True


def test_filing_does_not_settle_that_somebody_held_the_office_then() -> None:
    (case,) = gates.cases(visit(member(office=None), funder()), GB)

    assert case.missing == ("participants[Member M].office",)
    assert gates.owed_given(case, record(), GB) is None


def test_filing_settles_that_somebody_travelled_and_in_which_house_he_sits() -> None:
    (host,) = gates.cases(visit(member(role="host"), funder()), GB)
    (titled,) = gates.cases(visit(member("Lady M"), funder()), GB)

    assert gates.owed_given(host, record(), GB) is True
    assert gates.owed_given(titled, record(), GB) is True


def test_only_kinds_that_a_regime_speaks_of_are_counterparts() -> None:
    meeting = visit(channel="meeting", occurred=Days(day("2026-02-04"), day("2026-02-04")))

    assert counterparts.met([funder()], meeting, EU, HOME) is None
    met = counterparts.met([funder(), Actor("E", kind="embassy", country="CN")], meeting, EU, HOME)
    assert met is not None
    assert [one.name for one in met.accepted] == ["E"]
    assert [one.name for one in met.all] == ["Foundation F", "E"]


@pytest.mark.parametrize(
    ("shares", "accepted", "fact"),
    [
        ({}, ["Party X", "Party Y"], "payer"),
        ({"Party X": "50.00"}, ["Party X"], None),
        ({"Party X": "50.00", "Party Y": "0.00"}, ["Party X"], None),
        ({"Member M": "50.00"}, None, None),
    ],
)
def test_where_a_rule_is_about_who_paid_the_others_are_no_counterparts(
    shares: dict[str, str], accepted: list[str] | None, fact: str | None
) -> None:
    rule = replace(RULES["XX-BAN"], counterpart=Counterpart("foreign", pays=True))
    who = [member(role=None), Actor("Party X", "party", "DE"), Actor("Party Y", "party", "DE")]
    paid = [
        replace(one, pays=money(shares[one.name])) if one.name in shares else one for one in who
    ]

    met = counterparts.met(paid[1:], visit(*paid, channel="donation"), rule, HOME)

    assert (met and [one.name for one in met.accepted]) == accepted
    assert met is None or met.said.fact == fact


@pytest.mark.parametrize(
    ("roles", "unknown"),
    [
        (("agent", "principal"), set()),
        (("agent", None), set()),
        ((None, "principal"), {"participants[Agency A].role"}),
        ((None, None), {"participants[Agency A].role"}),
    ],
)
def test_a_representation_in_which_a_role_is_not_recorded_has_two_sides_all_the_same(
    roles: tuple[str | None, str | None], unknown: set[str]
) -> None:
    agent = Actor("Agency A", "company", "GB", role=roles[0])
    party = Actor("Party P", "party", "DE", role=roles[1], governing=((None, None),))
    one = visit(agent, party, channel="representation", arrangement=Arrangement(directed=True))

    (case,) = gates.cases(one, RULES["XX-AGENTS"])

    assert (case.holder, case.lead) == (agent, party)
    assert set(case.missing) == unknown


@given(world.ENGAGEMENTS)
def test_the_quick_no_is_said_of_nobody_whom_a_regime_could_bind(one: Engagement) -> None:
    who = holders.present(one)

    for regime in (*PACKS, *shapes.rules()):
        bound = [holders.bound(actor, regime, one.channel) for actor in one.participants]
        if any(truth is not False for truth in bound):
            assert holders.could_bind(regime, who, one.channel)
