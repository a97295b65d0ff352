"""Conditions of rules, on made-up rules: with whom, which holder, and registers of filers."""

from dataclasses import replace

import pytest

from interparty_shared.domain import blocking, words
from interparty_shared.domain.conditions import Exemption
from interparty_shared.domain.facts import Actor, Days, Disclosure, Engagement, Ref
from interparty_shared.domain.obligations import Obligation, assess
from interparty_shared.domain.regimes import Counterpart, Limb, Regime
from tests.support import shapes
from tests.unit.shared.domain.world import TODAY, day, funder, member, record, sync, visit

RULES = {rule.rule_id: rule for rule in shapes.rules()}
OFTEN, BAN = RULES["XX-LOBBY"], RULES["XX-BAN"]

PARTIES = Exemption("parties", "counterpart_kinds", "Parties.", words=frozenset({"party"}))
STATES = Exemption(
    "states", "counterpart_kinds", "States.", words=frozenset({"government", "embassy"})
)
MEETINGS = replace(
    BAN,
    channels=frozenset({"meeting"}),
    counterpart=Counterpart("any"),
    exemptions=(PARTIES, STATES),
)


def judged(
    one: Engagement, rule: Regime, *records: Disclosure, beside: tuple[Engagement, ...] = ()
) -> Obligation:
    (found,) = assess(
        one,
        rule,
        records=records,
        syncs=[sync("2020-01-01", "2026-06-01", register=rule.register.id)],
        today=TODAY,
        beside=beside,
    )
    return found


def met(*others: Actor) -> Engagement:
    return visit(member(role=None), *others, channel="meeting")


PARTY = Actor("Party P", "party", "DE")
EMBASSY = Actor("Embassy E", "embassy", "DE")
FOUNDATION = Actor("Foundation F", "party_foundation", "DE")


@pytest.mark.parametrize(
    ("others", "exemption"),
    [
        ((PARTY,), "parties"),
        ((PARTY, EMBASSY), "parties+states"),
        ((PARTY, Actor("Lea Leader", "politician", "DE", of=Actor("P", "party"))), "parties"),
        ((Actor("Lea Leader", "politician", "DE", office="party_leader"),), "parties"),
        # For the party or for the state: exempt either way.
        ((Actor("Max Minister", "politician", "DE", office="minister"),), "parties+states"),
    ],
)
def test_a_contact_is_exempt_where_everyone_met_is_of_an_exempt_kind(
    others: tuple[Actor, ...], exemption: str
) -> None:
    found = judged(met(*others), MEETINGS)

    assert (found.verdict, found.exemption) == ("exempt", exemption)


@pytest.mark.parametrize("others", [(FOUNDATION,), (PARTY, FOUNDATION)])
def test_one_counterpart_of_another_kind_defeats_the_exemption(others: tuple[Actor, ...]) -> None:
    found = judged(met(*others), MEETINGS)

    assert (found.verdict, found.exemption) == ("prohibited", None)


@pytest.mark.parametrize(
    ("other", "fact"),
    [
        (Actor("Somebody S", None, "DE"), "participants[Somebody S].kind"),
        (Actor("Pat P", "politician", "DE"), "participants[Pat P].of"),
        # Of a parliament, or of a party: only the latter is exempt.
        (
            Actor("Pat P", "politician", "DE", office="member_of_parliament"),
            "participants[Pat P].of",
        ),
    ],
)
def test_whether_a_contact_is_exempt_is_asked_where_it_is_not_known_what_somebody_is(
    other: Actor, fact: str
) -> None:
    found = judged(met(other), MEETINGS)

    assert (found.verdict, found.missing_facts) == ("undetermined", (fact,))


def test_a_holder_who_is_listed_is_exempt() -> None:
    listed = Exemption("of_a_minority", "holder_listed", "The list.", names=("Party of Members",))
    rule = replace(BAN, binds=replace(BAN.binds, kinds=frozenset({"party"})), exemptions=(listed,))

    def given_to(name: str) -> Engagement:
        return visit(
            Actor(name, "party", "GB"), funder("Party X", kind="party"), channel="donation"
        )

    said = {name: judged(given_to(name), rule).verdict for name in ("Party of Members", "Party B")}

    assert said == {"Party of Members": "exempt", "Party B": "prohibited"}


OFFICE = Limb("o", "an office holder", countries=frozenset({"GB"}), offices=frozenset({"minister"}))
IN_OFFICE = replace(OFTEN, counterpart=Counterpart("any", (OFFICE,)), frequency=None)


@pytest.mark.parametrize(
    ("office", "verdict"),
    [("minister", "missing"), ("member_of_parliament", None), (None, "undetermined")],
)
def test_a_limb_for_people_in_an_office_asks_which_they_hold(
    office: str | None, verdict: str | None
) -> None:
    found = assess(
        visit(FOUNDATION, member(office=office), channel="meeting"),
        IN_OFFICE,
        records=(),
        syncs=[sync("2020-01-01", "2026-06-01", register=IN_OFFICE.register.id)],
        today=TODAY,
    )

    assert [one.verdict for one in found] == ([verdict] if verdict else [])


def test_a_body_holds_no_office_and_is_not_asked_for_one() -> None:
    found = assess(
        visit(FOUNDATION, Actor("Party B", "party", "GB"), channel="meeting"),
        IN_OFFICE,
        records=(),
        syncs=(),
        today=TODAY,
    )

    assert found == []


def test_only_those_whom_the_rule_speaks_of_are_counted_as_contacts() -> None:
    rule = replace(IN_OFFICE, frequency=OFTEN.frequency)
    before = visit(
        FOUNDATION,
        member("Ada Minister", office="minister"),
        member("Bo Member"),
        member("Cy Member"),
        ref=Ref("urn:test", "before"),
        channel="meeting",
    )
    asked = visit(
        FOUNDATION,
        member("Di Minister", office="minister"),
        ref=Ref("urn:test", "now"),
        channel="meeting",
        occurred=Days(day("2026-02-10"), day("2026-02-10")),
    )

    found = judged(asked, rule, beside=(before,))

    assert found.verdict == "undetermined"
    assert any(step.inputs.get("contacts") == 2 for step in found.reason)


FILERS = replace(IN_OFFICE, register=replace(IN_OFFICE.register, records="filers"))


def registered(**changes: object) -> Disclosure:
    since = day("2025-01-01")
    standing = record(
        register=FILERS.register.id,
        filer=FOUNDATION,
        counterparts=(),
        occurred=Days(since, since),
        open_end=True,
        filed=since,
        countries=("BE",),
    )
    return replace(standing, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("rule", "verdict"), [(FILERS, "disclosed"), (IN_OFFICE, "ambiguous")])
def test_a_registration_answers_without_a_counterpart_where_the_register_names_none(
    rule: Regime, verdict: str
) -> None:
    meeting = visit(FOUNDATION, member(office="minister"), channel="meeting")

    found = judged(meeting, rule, registered())

    assert found.verdict == verdict


def test_a_registration_that_had_ended_does_not_answer() -> None:
    meeting = visit(FOUNDATION, member(office="minister"), channel="meeting")
    ended = registered(occurred=Days(day("2025-01-01"), day("2025-06-30")), open_end=False)

    found = judged(meeting, FILERS, ended)

    assert found.verdict == "missing"


def test_registrations_are_looked_for_whenever_and_bodies_that_met_somebody_are_found() -> None:
    meeting = visit(FOUNDATION, member(office="minister"), channel="meeting")
    reach = blocking.reach_of([FILERS])

    searches = blocking.record_searches(FOUNDATION, meeting.occurred, reach, FILERS.register.id)
    back = blocking.engagement_searches(registered(), reach)

    assert all(one.spans == () for one in searches | back)
    assert {one.key for one in back} <= {key for key, _ in blocking.engagement_links(meeting)}


@pytest.mark.parametrize("channel", sorted(words.CHANNELS))
def test_whoever_takes_part_is_found_by_a_record_that_he_files(channel: str) -> None:
    roles = (None, *sorted(words.ROLES))
    everybody = [
        Actor(f"Body {number}", kind=kind, role=roles[number % len(roles)])
        for number, kind in enumerate(sorted(words.ACTOR_KINDS) * 2)
    ]
    links = {key for key, _ in blocking.engagement_links(visit(*everybody, channel=channel))}

    for actor in everybody:
        filed = registered(filer=Actor(actor.name))
        searches = blocking.engagement_searches(filed, blocking.reach_of([FILERS]))
        assert {one.key for one in searches} <= links
