"""Who leads of several reports, who is absorbed, and what changes when one comes, changes or goes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.corroboration.grouping import Report, absorbed_by, lead_of
from interparty_shared.domain.corroboration.occurrence import same_occurrence
from interparty_shared.domain.facts import Days, Ref
from tests.unit.shared.domain.corroboration import told
from tests.unit.shared.domain.corroboration.told import at, meeting
from tests.unit.shared.domain.world import day

FIRST, SECOND, THIRD = (at(meeting(f"urn:{name}"), days) for days, name in enumerate("bac"))

# Of the meeting of 2 March in Lyon, of one in a city that is not told, and of one in Paris.
LYON = at(meeting("urn:a", city="Lyon"), 0)
SOMEWHERE = at(meeting("urn:b"), 1)
PARIS = at(meeting("urn:c", city="Paris"), 2)


def leads(*reports: Report) -> dict[Ref, Ref | None]:
    return {one.ref: lead_of(one, reports) for one in reports}


def test_the_earliest_report_leads_and_absorbs_the_others() -> None:
    assert leads(FIRST, SECOND, THIRD) == {
        FIRST.ref: None,
        SECOND.ref: FIRST.ref,
        THIRD.ref: FIRST.ref,
    }
    assert absorbed_by(FIRST, [THIRD, SECOND]) == (SECOND, THIRD)


def test_of_reports_of_one_moment_the_smaller_reference_leads() -> None:
    one, other = at(meeting("urn:b")), at(meeting("urn:a"))

    assert leads(one, other) == {one.ref: other.ref, other.ref: None}


def test_a_report_alone_leads_and_absorbs_nothing() -> None:
    assert lead_of(FIRST, []) is None
    assert lead_of(FIRST, [FIRST]) is None
    assert absorbed_by(FIRST, [FIRST]) == ()


def test_a_source_that_tells_of_two_is_not_taken_for_one_by_what_another_tells() -> None:
    again = SECOND._replace(
        since=THIRD.since,
        engagement=replace(SECOND.engagement, ref=Ref(SECOND.ref.source, "again")),
    )

    assert leads(FIRST, SECOND, again) == {
        FIRST.ref: None,
        SECOND.ref: FIRST.ref,
        again.ref: None,
    }
    assert absorbed_by(FIRST, [again, SECOND]) == (SECOND,)


def test_in_a_chain_nothing_is_passed_on() -> None:
    assert leads(LYON, SOMEWHERE, PARIS) == {
        LYON.ref: None,
        SOMEWHERE.ref: LYON.ref,
        PARIS.ref: None,
    }


def test_what_may_be_of_two_engagements_is_of_neither() -> None:
    later = SOMEWHERE._replace(since=PARIS.since.replace(year=2027))

    assert leads(LYON, PARIS, later) == {LYON.ref: None, PARIS.ref: None, later.ref: None}


def test_a_report_that_is_like_an_absorbed_one_only_leads() -> None:
    assert absorbed_by(SOMEWHERE, [LYON, PARIS]) == ()
    assert lead_of(PARIS, [SOMEWHERE, LYON]) is None


def test_when_the_lead_is_taken_back_the_next_earliest_leads() -> None:
    assert leads(SECOND, THIRD) == {SECOND.ref: None, THIRD.ref: SECOND.ref}


def test_a_correction_of_the_lead_keeps_its_place() -> None:
    corrected = FIRST._replace(engagement=replace(FIRST.engagement, title="Corrected"))

    assert leads(corrected, SECOND)[SECOND.ref] == corrected.ref


def test_a_correction_that_moves_the_days_parts_them() -> None:
    days = Days(day("2026-03-09"), day("2026-03-09"))
    moved = FIRST._replace(engagement=replace(FIRST.engagement, occurred=days))

    assert leads(moved, SECOND, THIRD) == {
        moved.ref: None,
        SECOND.ref: None,
        THIRD.ref: SECOND.ref,
    }


@given(told.chained())
def test_each_report_leads_or_is_absorbed_by_one_that_leads(reports: list[Report]) -> None:
    found = leads(*reports)
    known = {one.ref: one.engagement for one in reports}

    for ref, lead in found.items():
        if lead is not None:
            assert found[lead] is None
            assert same_occurrence(known[ref], known[lead]) is not None


@given(told.chained())
def test_both_ways_of_asking_give_one_answer(reports: list[Report]) -> None:
    by_lead = {
        absorbed.ref: lead.ref for lead in reports for absorbed in absorbed_by(lead, reports)
    }

    assert by_lead == {ref: lead for ref, lead in leads(*reports).items() if lead is not None}


@given(told.chained(), st.data())
def test_the_order_in_which_reports_are_given_is_nothing(
    reports: list[Report], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(reports))

    assert leads(*shuffled) == leads(*reports)
    for one in reports:
        assert absorbed_by(one, shuffled) == absorbed_by(one, [*reports, *reports])


@given(told.chained())
def test_what_comes_later_changes_nothing_of_what_was_before(reports: list[Report]) -> None:
    in_order = sorted(reports, key=lambda one: one.order)

    for count in range(len(in_order)):
        before = leads(*in_order[:count])
        assert before.items() <= leads(*in_order).items()


@given(told.chained())
def test_neighbours_and_theirs_are_enough_to_know_who_leads(reports: list[Report]) -> None:
    for one in reports:
        assert lead_of(one, _within(2, one, reports)) == lead_of(one, reports)
        assert absorbed_by(one, _within(3, one, reports)) == absorbed_by(one, reports)


@given(told.chained(), st.data())
def test_a_change_reaches_no_further_than_said(reports: list[Report], data: st.DataObject) -> None:
    if not reports:
        return
    changed = data.draw(st.sampled_from(reports))
    after = [one for one in reports if one is not changed]
    if data.draw(st.booleans()):
        other = data.draw(told.likely(changed.ref.source[-1]))
        after.append(changed._replace(engagement=other))

    for one in reports:
        if one is not changed:
            same = (lead_of(one, reports), absorbed_by(one, reports)) == (
                lead_of(one, after),
                absorbed_by(one, after),
            )
            near = one in _within(3, changed, reports) or any(
                new.ref == changed.ref and one in _within(3, new, after) for new in after
            )
            assert same or near


def _within(steps: int, report: Report, others: list[Report]) -> list[Report]:
    """Return the reports so many steps away, each from one to another of the same engagement."""
    found = [report]
    for _ in range(steps):
        found += [
            other
            for other in others
            if other not in found
            and any(same_occurrence(one.engagement, other.engagement) for one in found)
        ]
    return found
