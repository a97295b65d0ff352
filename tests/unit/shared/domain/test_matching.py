"""Which records may answer a duty: features, gates, doubts, order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain import blocking, matching, namesakes
from interparty_shared.domain.facts import Actor, Days, Disclosure, Ref, Stamp
from interparty_shared.domain.matching import Candidate, Sought
from interparty_shared.domain.regimes import MatchLimits
from tests.unit.shared.domain import world
from tests.unit.shared.domain.world import day, funder, member, money, record

LIMITS = MatchLimits()
REACH = blocking.Reach(LIMITS.far_days)
SOUGHT = Sought(
    holder=member(),
    occurred=Days(day("2026-02-01"), day("2026-02-04")),
    counterparts=(funder(),),
    countries=("DE",),
    value=money("900.00"),
    due=day("2026-03-04"),
)


def compared(**changes: Any) -> Candidate:
    found = matching.compare(SOUGHT, record(**changes), LIMITS)
    assert found is not None
    return found


def shifted(days: int) -> Days:
    return Days(
        SOUGHT.occurred.start + timedelta(days=days), SOUGHT.occurred.end + timedelta(days=days)
    )


def test_a_record_that_agrees_in_everything_is_certain() -> None:
    found = compared()

    assert found.score == 1.0
    assert found.certain
    assert [one.name for one in found.features] == [
        "filer",
        "dates",
        "counterpart",
        "place",
        "amount",
    ]
    assert [one.score for one in found.features] == [1.0] * 5


@pytest.mark.parametrize(
    ("days", "accepted", "doubted"),
    [
        (0, True, False),
        (6, True, False),
        (7, True, False),
        (9, True, False),
        (10, False, True),
        (13, False, True),
        (20, False, False),
        (36, False, False),
        (44, False, False),
    ],
)
def test_the_days_between_two_trips_decide(days: int, accepted: bool, doubted: bool) -> None:
    score = compared(occurred=shifted(days)).score

    assert (score >= LIMITS.accept) is accepted
    assert (LIMITS.doubt <= score < LIMITS.accept) is doubted


@given(st.integers(0, 27), st.integers(0, 27))
def test_dates_farther_off_never_count_more_unless_a_slip_explains_them(
    near: int, far: int
) -> None:
    near, far = sorted((near, far))
    later = (compared(occurred=shifted(near)).score, compared(occurred=shifted(far)).score)
    earlier = (compared(occurred=shifted(-near)).score, compared(occurred=shifted(-far)).score)

    assert later[0] >= later[1]
    assert earlier[0] >= earlier[1]


@given(world.RECORDS, world.PERSONS)
def test_a_different_member_never_matches(posted: object, holder: Actor) -> None:
    other = replace(world.record(), filer=Actor("Quite Different"))

    assert matching.compare(SOUGHT._replace(holder=holder), other, LIMITS) is None


@given(world.RECORDS, world.PERSONS, world.spans())
def test_what_matching_would_take_blocking_finds(
    posted: Disclosure, holder: Actor, occurred: Days
) -> None:
    sought = SOUGHT._replace(holder=holder, occurred=occurred)
    found = matching.compare(sought, posted, LIMITS)

    if found is not None and found.score > 0:
        assert _finds(blocking.record_searches(holder, occurred, REACH, posted.register), posted)


def _finds(searches: set[blocking.Search], posted: Disclosure) -> bool:
    return any(
        _one(search.key, key) and (not days or not search.spans or _within(search, days))
        for search in searches
        for key, days in blocking.disclosure_links(posted)
    )


def _one(ours: str, theirs: str) -> bool:
    if ours == theirs:
        return True
    if not (ours.startswith(namesakes.NAME) and theirs.startswith(namesakes.NAME)):
        return False
    shared = blocking.directory_keys(ours) & blocking.directory_keys(theirs)
    return bool(shared) and namesakes.may_be_one(ours, theirs)


def _within(search: blocking.Search, days: str) -> bool:
    first, last = days[:8], days[8:]
    return any(one.low <= first <= one.high and last >= one.ends for one in search.spans)


@given(world.RECORDS, world.PERSONS)
def test_only_a_filer_without_doubt_reaches_acceptance(posted: Disclosure, holder: Actor) -> None:
    found = matching.compare(SOUGHT._replace(holder=holder), posted, MatchLimits(0.3, 0.2))

    if found is not None and found.score >= 0.3:
        assert (found.features[0].score or 0) >= matching.FILER_FLOOR
    if found is not None and found.certain:
        assert (found.features[1].score or 0) >= matching.NEAR


@pytest.mark.parametrize(
    "doubtful",
    [
        {"filer": Actor("Member M", country="IE")},
        {"occurred": Days(day("2025-02-01"), day("2025-02-04"))},
        {"occurred": None, "filed": day("2028-02-01")},
    ],
)
def test_a_doubt_is_never_accepted_however_low_a_pack_sets_the_bar(doubtful: Any) -> None:
    low = MatchLimits(accept=0.4, doubt=0.3)

    found = matching.compare(SOUGHT, record(**doubtful), low)

    assert found is not None
    assert low.doubt <= found.score < low.accept


def test_an_identifier_that_agrees_outweighs_another_first_name() -> None:
    feature, certain = matching.same_actor(
        member(ids=(("gb-mnis", "1"),)), Actor("Members M", ids=(("gb-mnis", "1"),))
    )

    assert (feature.score, certain) == (1.0, True)
    assert (feature.query, feature.candidate) == ("gb-mnis:1", "gb-mnis:1")


@pytest.mark.parametrize(
    ("ours", "theirs", "score", "certain"),
    [
        ((("epid", "1"), ("gb-mnis", "1")), (("epid", "1"), ("gb-mnis", "1")), 1.0, True),
        ((("epid", "1"), ("gb-mnis", "1")), (("epid", "2"), ("gb-mnis", "1")), 0.65, False),
        ((("gb-mnis", "1"),), (("gb-mnis", "2"),), 0.65, False),
        ((("gb-mnis", "1"),), (("epid", "2"),), 1.0, True),
        ((("gb-mnis", "1"),), (), 1.0, True),
    ],
)
def test_identifiers_that_contradict_each_other_are_a_doubt(
    ours: tuple[tuple[str, str], ...],
    theirs: tuple[tuple[str, str], ...],
    score: float,
    certain: bool,
) -> None:
    feature, sure = matching.same_actor(member(ids=ours), Actor("Member M", ids=theirs))

    assert (feature.score, sure) == (score, certain)


@pytest.mark.parametrize(
    ("filer", "score"),
    [
        (Actor("Member M", country="GB"), 1.0),
        (Actor("Member M", country="IE"), 0.65),
        (Actor("Memberr M"), 0.98),
        (Actor("Member N"), 0.0),
        (Actor("Somebody Else"), 0.0),
    ],
)
def test_a_filer_without_identifiers_is_known_by_name(filer: Actor, score: float) -> None:
    feature, _ = matching.same_actor(member(), filer)

    assert feature.score == pytest.approx(score, abs=0.02)


@pytest.mark.parametrize(
    ("filed", "score"),
    [
        ("2025-12-31", 0.0),
        ("2026-01-01", None),
        ("2026-03-04", None),
        ("2026-04-04", None),
        ("2026-04-05", matching.SLIP),
        ("2029-04-05", matching.SLIP),
    ],
)
def test_a_filing_date_alone_is_no_proof_of_days(filed: str, score: float | None) -> None:
    found = compared(occurred=None, filed=day(filed))

    assert found.features[1].score == score
    assert not found.certain
    assert (found.score >= LIMITS.accept) is (score is None)


def test_a_record_that_gives_neither_days_nor_filing_is_silent_on_both() -> None:
    found = compared(occurred=None, filed=None)

    assert found.features[1].score is None
    assert LIMITS.accept <= found.score < 1.0


@pytest.mark.parametrize(
    ("span", "score"),
    [
        (("2025-02-01", "2025-02-04"), matching.SLIP),
        (("2027-02-01", "2027-02-04"), matching.SLIP),
        (("2024-02-01", "2024-02-04"), 0.0),
        (("2026-01-02", "2026-01-02"), matching.SLIP),
        (("2026-03-01", "2026-03-04"), matching.SLIP),
        (("2026-01-04", "2026-01-04"), 0.11),
        (("2026-05-01", "2026-05-04"), 0.0),
    ],
)
def test_a_slip_of_the_year_the_month_or_both_is_a_doubt(
    span: tuple[str, str], score: float
) -> None:
    found = compared(occurred=Days(day(span[0]), day(span[1])))

    assert found.features[1].score == pytest.approx(score, abs=0.01)
    assert found.score < LIMITS.accept


def test_what_one_side_leaves_out_speaks_neither_way() -> None:
    found = compared(counterparts=(), countries=(), value=None)

    assert [one.score for one in found.features[2:]] == [None, None, None]
    assert found.score >= LIMITS.accept


def test_another_counterpart_on_the_same_days_is_a_doubt_and_on_other_days_nothing() -> None:
    same_days = compared(counterparts=(Actor("Club X"),))
    other_days = compared(counterparts=(Actor("Club X"),), occurred=shifted(7))

    assert LIMITS.doubt <= same_days.score < LIMITS.accept
    assert other_days.score < LIMITS.doubt


def test_a_shared_kind_of_body_is_no_shared_body() -> None:
    sought = SOUGHT._replace(counterparts=(funder("Konrad-Adenauer-Stiftung"),))

    found = matching.compare(
        sought, record(counterparts=(Actor("Friedrich-Ebert-Stiftung"),)), LIMITS
    )

    assert found is not None
    assert found.score < LIMITS.accept


def test_a_counterpart_is_found_by_identifier_and_by_purpose() -> None:
    by_id = SOUGHT._replace(counterparts=(funder("Foundation F", ids=(("lei", "1"),)),))

    named = matching.compare(by_id, record(counterparts=(Actor("X", ids=(("lei", "1"),)),)), LIMITS)
    told = compared(counterparts=(), purpose="A visit to the Foundation F in Berlin")

    assert named is not None
    assert named.features[2].score == 1.0
    assert told.features[2] == matching.Feature("counterpart", 1.0, "Foundation F", "purpose")


def test_amounts_in_two_currencies_are_not_compared() -> None:
    assert compared(value=money("900.00", "EUR")).features[4].score is None
    assert compared(value=money("450.00")).features[4].score == 0.5
    assert compared(value=money("0")).features[4].score == 0.0


def test_a_withdrawn_record_counts_for_nothing_and_is_shown() -> None:
    found = compared(withdrawn=True)

    assert found.score == 0.0
    assert found.why == "the record was withdrawn from the register"


@given(st.lists(world.RECORDS, max_size=6), st.randoms(use_true_random=False))
def test_ranking_is_the_same_in_every_order_of_arrival(
    posted: list[Disclosure], chance: object
) -> None:
    known = world.unique(posted)
    turned = list(known)
    chance.shuffle(turned)  # type: ignore[attr-defined]

    assert matching.rank(SOUGHT, known, LIMITS) == matching.rank(SOUGHT, turned, LIMITS)


def test_equal_scores_stand_by_filing_date_and_then_by_number() -> None:
    posted = [
        record("3", filed=day("2026-02-20")),
        record("2", filed=day("2026-02-20")),
        record("1", filed=day("2026-02-21")),
        record("0", filed=None),
    ]

    ranked = matching.rank(SOUGHT, posted, LIMITS)

    assert [one.disclosure.record_id for one in ranked] == ["2", "3", "1", "0"]


def test_of_two_postings_of_a_record_the_later_stands_with_the_earlier_filing_date() -> None:
    early = record(ref=Ref("urn:a", "1"), stamp=Stamp(world.NOON, "x"), filed=day("2026-02-20"))
    late = record(
        ref=Ref("urn:b", "1"),
        stamp=Stamp(world.NOON + timedelta(days=1), "x"),
        filed=day("2026-03-20"),
        value=money("700.00"),
    )

    ranked = matching.rank(SOUGHT, [late, early], LIMITS)

    assert [(one.disclosure.filed, one.disclosure.value) for one in ranked] == [
        (day("2026-02-20"), money("700.00"))
    ]
    assert ranked == matching.rank(SOUGHT, [early, late], LIMITS)


def test_a_comparison_says_both_sides_in_one_line() -> None:
    why = compared(countries=()).why

    assert why.startswith("filer 1.00 (Member M / Member M); dates 1.00 (2026-02-01..2026-02-04 /")
    assert "place unknown (DE / -)" in why
