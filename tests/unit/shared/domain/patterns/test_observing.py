"""When somebody looked is known by silences that the counts do not explain."""

import itertools
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.patterns.statistics.exposure import exposures
from interparty_shared.domain.patterns.statistics.observing import (
    LEAST_GAP,
    both,
    observed,
    observed_by_group,
)
from interparty_shared.domain.patterns.statistics.series import Settings, aggregated

FIRST, LAST = 1_000, 1_107
COUNTS = st.dictionaries(st.integers(FIRST - 20, LAST + 20), st.integers(0, 9), max_size=80)


def every(step: int, first: int, last: int) -> dict[int, int]:
    return dict.fromkeys(range(first, last + 1, step), 1)


def test_what_is_seen_every_week_and_then_not_for_eight_months_was_not_looked_for() -> None:
    counts = every(1, FIRST, FIRST + 59) | every(1, FIRST + 95, LAST)

    assert observed(counts, FIRST, LAST) == ((FIRST, FIRST + 59), (FIRST + 95, LAST))


def test_a_list_that_begins_late_says_nothing_of_the_weeks_before() -> None:
    assert observed(every(1, LAST - 21, LAST), FIRST, LAST) == ((LAST - 21, LAST),)


def test_the_silences_of_what_is_seen_seldom_are_silences() -> None:
    assert observed(every(20, FIRST, LAST), FIRST, LAST) == ((FIRST, LAST),)


def test_one_contact_alone_does_not_say_that_nobody_looked_before() -> None:
    assert observed({LAST - 2: 4}, FIRST, LAST) == ((FIRST, LAST),)


def test_where_nothing_was_seen_nobody_looked() -> None:
    assert observed({}, FIRST, LAST) == ()
    assert observed({FIRST - 1: 3, FIRST + 4: 0}, FIRST, LAST) == ()


@given(COUNTS)
def test_every_contact_lies_in_a_span_and_spans_are_a_gap_apart(counts: dict[int, int]) -> None:
    spans = observed(counts, FIRST, LAST)

    seen = {at for at, n in counts.items() if n and FIRST <= at <= LAST}
    assert all(any(first <= at <= last for first, last in spans) for at in seen)
    assert all(FIRST <= first <= last <= LAST for first, last in spans)
    for (_, before), (after, _) in itertools.pairwise(spans):
        assert after - before - 1 > LEAST_GAP


@given(COUNTS, st.integers(-30, -1))
def test_nothing_outside_the_weeks_asked_about_counts(counts: dict[int, int], by: int) -> None:
    more: Mapping[int, int] = counts | {FIRST + by: 5}

    assert observed(more, FIRST, LAST) == observed(
        {at: n for at, n in counts.items() if FIRST <= at <= LAST}, FIRST, LAST
    )


def test_spans_that_lie_in_both() -> None:
    assert both([(1, 5), (9, 12)], [(4, 10), (12, 20)]) == ((4, 5), (9, 10), (12, 12))


def test_weeks_in_which_nobody_of_a_country_was_recorded_are_exposure_of_nobody_there() -> None:
    settings = Settings()
    week = LAST
    steady, late = every(1, week - 107, week), every(1, week - 39, week)
    totals = {"DE": steady, "FR": late}

    spans = observed_by_group(totals, settings.before(week).start, week)
    pairs = [("DE", steady), ("FR", late)]
    exposed, _ = exposures(aggregated(pairs, week, settings, observed=spans), week, settings)

    assert exposed["DE"].history == 104
    assert exposed["FR"].history == 36
