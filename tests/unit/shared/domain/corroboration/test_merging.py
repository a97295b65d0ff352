"""What several reports of one engagement say together, and who says what."""

from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from interparty_shared.domain import identity
from interparty_shared.domain.corroboration import sources
from interparty_shared.domain.corroboration.agreeing import alike
from interparty_shared.domain.corroboration.grouping import Report, absorbed_by
from interparty_shared.domain.corroboration.merging import Merged, merged
from interparty_shared.domain.facts import Arrangement, Days, Engagement, Ref
from tests.unit.shared.domain.corroboration import told
from tests.unit.shared.domain.corroboration.told import at, meeting, source
from tests.unit.shared.domain.world import day, money

NAMED = (source("Daily D", url="https://d.example/1"),)
MACHINE = (source(url="https://w.example/1", coding="machine"),)


def together(*reports: Engagement) -> Merged:
    """Return reports merged, the first of which was posted first."""
    lead, *others = [at(one, days) for days, one in enumerate(reports)]
    return merged(lead, others)


def named(source: str = "urn:n", *who: str, **changes: Any) -> Engagement:
    return meeting(source, *who, **{"sources": NAMED, **changes})


def machine(source: str = "urn:m", *who: str, **changes: Any) -> Engagement:
    return meeting(source, *who, **{"sources": MACHINE, **changes})


def test_a_report_alone_is_what_it_was() -> None:
    report = named(value=money("10"))

    found = together(report)

    assert found.engagement is report
    assert (found.filled, found.contradictions) == (None, ())
    assert found.provenance["value"] == (report.ref,)


def test_it_stays_under_the_reference_of_the_lead() -> None:
    found = together(machine(), named())

    assert found.engagement.ref == Ref("urn:m", "1")
    assert [one.ref.source for one in found.reports] == ["urn:m", "urn:n"]


def test_what_one_report_leaves_out_is_taken_from_another() -> None:
    first = named("urn:a", city="Lyon", arrangement=Arrangement(directed=False))
    second = named(
        "urn:b", value=money("10"), countries=("FR",), arrangement=Arrangement(remunerated=True)
    )

    found = together(first, second)

    assert found.engagement.city == "Lyon"
    assert found.engagement.value == money("10")
    assert found.engagement.countries == ("FR",)
    assert found.engagement.arrangement == Arrangement(directed=False, remunerated=True)
    assert found.provenance["place.city"] == (first.ref,)
    assert found.provenance["value"] == (second.ref,)
    assert found.provenance["arrangement.remunerated"] == (second.ref,)
    assert found.provenance["channel"] == (first.ref, second.ref)
    assert found.filled is None


def test_of_two_values_the_named_report_is_believed_though_it_came_later() -> None:
    found = together(machine(value=money("1000")), named(value=money("990")))

    assert found.engagement.value == money("990")
    (one,) = found.contradictions
    assert (one.fact, one.rule) == ("value", "standing")
    assert (one.taken, one.other) == ("990 GBP", "1,000 GBP")
    assert (one.by, one.said_by) == ((Ref("urn:n", "1"),), (Ref("urn:m", "1"),))


def test_of_two_values_of_equal_standing_the_earlier_is_taken() -> None:
    found = together(named("urn:b", value=money("1000")), named("urn:a", value=money("990")))

    assert found.engagement.value == money("1000")
    assert [(one.taken, one.other, one.rule) for one in found.contradictions] == [
        ("1,000 GBP", "990 GBP", "earliest")
    ]


def test_the_end_is_filled_by_a_report_that_begins_on_the_day() -> None:
    starts = replace(named("urn:a"), channel="visit", end_known=False)
    lasts = replace(
        named("urn:b"), channel="visit", occurred=Days(day("2026-03-02"), day("2026-03-05"))
    )

    found = together(starts, lasts)

    assert (found.engagement.occurred, found.engagement.end_known) == (lasts.occurred, True)
    assert found.provenance["occurred"] == (lasts.ref,)


def test_days_are_never_put_together_of_two_reports() -> None:
    one = replace(named("urn:a"), occurred=Days(day("2026-03-02"), day("2026-03-05")))
    other = replace(named("urn:b"), occurred=Days(day("2026-03-01"), day("2026-03-06")))

    found = together(one, other)

    assert found.engagement.occurred == one.occurred
    assert [one.other for one in found.contradictions] == ["2026-03-01..2026-03-06"]


def test_each_participant_bears_who_named_it() -> None:
    first = named("urn:a", "Member M, politician, GB", "Party P, party, FR")
    second = named(
        "urn:b", "M Member, politician, GB, gb-mnis:7", "Party P, party,", "Guest G, other, IT"
    )

    found = together(first, second)

    assert [one.name for one in found.engagement.participants] == ["Member M", "Party P", "Guest G"]
    assert found.engagement.participants[0].ids == (("gb-mnis", "7"),)
    assert found.engagement.participants[0].aliases == ("M Member",)
    assert found.provenance["participants[Member M]"] == (first.ref, second.ref)
    assert found.provenance["participants[Guest G]"] == (second.ref,)


def test_an_identifier_that_a_later_report_knows_changes_no_obligations_id() -> None:
    first = named("urn:a", "Member M, politician, GB", "Party P, party, FR")
    second = named("urn:b", "Member M, politician, GB, gb-mnis:7", "Party P, party, FR")

    found = together(first, second)

    known, before = found.engagement.participants[0], first.participants[0]
    assert (known.ids, before.ids) == ((("gb-mnis", "7"),), ())
    assert identity.obligation_id("X", found.engagement.ref, known) == identity.obligation_id(
        "X", first.ref, before
    )


def test_what_a_program_alone_says_is_kept_apart() -> None:
    first = named("urn:n", "Member M, politician,", "Party P, party, FR")
    second = machine(
        "urn:m", "Member M, politician, GB", "Party P, party, FR", "Guest G, other, IT", city="Lyon"
    )

    found = together(first, second)

    assert found.engagement.city is None
    assert [one.country for one in found.engagement.participants] == [None, "FR"]
    assert found.filled is not None
    assert found.filled.city == "Lyon"
    assert [one.country for one in found.filled.participants] == ["GB", "FR", "IT"]
    assert found.only_machine == (
        "place.city",
        "participants[Member M].country",
        "participants[Guest G]",
    )


def test_where_only_programs_report_their_word_is_all_there_is() -> None:
    found = together(machine("urn:a", city="Lyon"), machine("urn:b", value=money("10")))

    assert (found.engagement.city, found.engagement.value) == ("Lyon", money("10"))
    assert found.filled is None


def test_sources_are_all_kept_once_and_counted_by_what_is_independent() -> None:
    found = together(named("urn:a"), named("urn:b"), machine("urn:c"))

    assert found.engagement.sources == (*NAMED, *MACHINE)
    assert found.independent == 2


def test_history_that_is_reported_anew_is_news() -> None:
    old = named("urn:a", lane="backfill")

    assert together(old, named("urn:b")).engagement.lane == "live"
    assert together(old, named("urn:b", lane="backfill")).engagement.lane == "backfill"


def test_of_the_others_the_earlier_is_believed_whichever_is_given_first() -> None:
    lead, second, third = at(named("urn:c")), at(named("urn:b"), 1), at(named("urn:a"), 2)
    second = second._replace(engagement=replace(second.engagement, value=money("1000")))
    third = third._replace(engagement=replace(third.engagement, value=money("990")))

    assert merged(lead, [third, second]) == merged(lead, [second, third])
    assert merged(lead, [third, second]).engagement.value == money("1000")


@st.composite
def groups(draw: st.DrawFn) -> tuple[Report, list[Report]]:
    """Return a lead and the reports that it absorbs."""
    reports = draw(st.one_of(told.posted(most=4), told.chained()))
    found = [(one, list(absorbed_by(one, reports))) for one in reports]
    assume(found)
    return max(found, key=lambda pair: len(pair[1]))


@given(groups(), st.data())
def test_the_order_and_the_number_of_times_are_nothing(
    group: tuple[Report, list[Report]], data: st.DataObject
) -> None:
    lead, others = group
    shuffled = data.draw(st.permutations([*others, *others, lead]))

    assert merged(lead, shuffled) == merged(lead, others)


def names_twice(report: Report) -> bool:
    people = report.engagement.participants
    return any(alike(one, other, whole=True) for one, other in combinations(people, 2))


@given(groups())
def test_merging_again_changes_nothing(group: tuple[Report, list[Report]]) -> None:
    lead, others = group
    once = merged(lead, others).engagement

    assert merged(lead._replace(engagement=once), []).engagement == once
    # Where a report names somebody twice, it hangs on what else is known which of the two he is.
    once_each = not any(map(names_twice, (lead, *others)))
    vouched = all(sources.standing(one.engagement) != "machine" for one in (lead, *others))
    if once_each and vouched:
        assert merged(lead._replace(engagement=once), others).engagement == once


@given(groups())
def test_everybody_and_every_fact_is_of_some_report(group: tuple[Report, list[Report]]) -> None:
    lead, others = group
    found = merged(lead, others)
    whole = found.filled or found.engagement
    told_ = [lead.engagement, *(one.engagement for one in others)]

    assert whole.occurred in {one.occurred for one in told_}
    assert whole.value in {one.value for one in told_}
    names = {name for one in told_ for actor_ in one.participants for name in actor_.names}
    assert {name for one in whole.participants for name in one.names} == names
    assert len(whole.participants) >= max(len(one.participants) for one in told_)
    assert all(
        refs and set(refs) <= {one.ref for one in told_} for refs in found.provenance.values()
    )


@given(groups())
def test_the_leads_people_stay_who_they_were(group: tuple[Report, list[Report]]) -> None:
    lead, others = group
    found = merged(lead, others)
    whole = found.filled or found.engagement

    before = [identity.actor_key(one) for one in lead.engagement.participants]
    assert [identity.actor_key(one) for one in whole.participants][: len(before)] == before
