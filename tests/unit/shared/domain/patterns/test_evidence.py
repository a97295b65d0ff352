"""The ratio by which findings are ranked: fair where nothing goes on, and it hears weeks one by one."""

from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_shared.domain.patterns.statistics.companies import MOST, RARE, of_pair, sizes
from interparty_shared.domain.patterns.statistics.evidence import Week, compound, factors, ratio

NOW_AND_THEN = sizes({1: 900, 2: 80, 3: 20})
ALONE = (0.0, 1.0)


def weeks(*counts: int, mean: float = 0.1) -> list[Week]:
    return [Week(count, mean, 0.25) for count in counts]


def likely(count: int, mean: float, doubt: float) -> float:
    """Return the probability of a week's count if nothing goes on."""
    together = sum(size * share for size, share in enumerate(NOW_AND_THEN))
    return sum(
        weight * compound(factor * mean / together, NOW_AND_THEN, count)[count]
        for factor, weight in factors(doubt)
    )


@settings(max_examples=20, deadline=None)
@given(mean=st.floats(0.01, 1.5), doubt=st.floats(0.001, 2.0))
def test_if_nothing_goes_on_the_mean_of_the_ratio_is_one_at_most(mean: float, doubt: float) -> None:
    held = sum(
        likely(count, mean, doubt) * exp(ratio(weeks(count, mean=mean), doubt, NOW_AND_THEN))
        for count in range(60)
    )

    assert held <= 1.0 + 1e-9


def test_of_new_pairs_the_mean_over_windows_with_a_contact_is_one_at_most() -> None:
    window = {n: [Week(n, 0.1, 1.0)] for n in range(1, 80)}
    there = 1.0 - likely(0, 0.1, 3.0)

    held = sum(
        likely(n, 0.1, 3.0) / there * exp(ratio(own, 3.0, NOW_AND_THEN, is_new=True))
        for n, own in window.items()
    )

    assert 0.5 < held <= 1.0
    assert held < sum(
        likely(n, 0.1, 3.0) / there * exp(ratio(own, 3.0, NOW_AND_THEN))
        for n, own in window.items()
    )


def test_three_visits_in_three_weeks_say_more_than_one_company_of_three() -> None:
    apart = ratio(weeks(1, 1, 1, 0), 0.2, NOW_AND_THEN)
    together = ratio(weeks(0, 3, 0, 0), 0.2, NOW_AND_THEN)

    assert apart > together + 1.0


def test_the_more_often_contacts_come_in_company_the_less_a_company_says() -> None:
    seldom, often = sizes({1: 990, 3: 10}), sizes({1: 700, 3: 300})

    assert ratio(weeks(3, 0), 0.2, often) < ratio(weeks(3, 0), 0.2, seldom)


def test_doubt_of_what_is_expected_makes_the_same_weeks_less_unusual() -> None:
    assert ratio(weeks(1, 1, 2, 1), 2.0, ALONE) < ratio(weeks(1, 1, 2, 1), 0.01, ALONE)


@pytest.mark.parametrize("mean", [0.01, 0.4, 3.0])
def test_arrivals_in_company_have_probabilities_that_sum_to_one_and_the_mean_told(
    mean: float,
) -> None:
    together = sum(size * share for size, share in enumerate(NOW_AND_THEN))
    law = compound(mean / together, NOW_AND_THEN, 400)

    assert sum(law) == pytest.approx(1.0)
    assert sum(n * p for n, p in enumerate(law)) == pytest.approx(mean)


@given(st.dictionaries(st.integers(1, 20), st.integers(0, 10_000)))
def test_sizes_of_companies_are_probabilities(table: dict[int, int]) -> None:
    of = sizes(table)

    assert len(of) == MOST + 1
    assert sum(of) == pytest.approx(1.0)
    assert of[0] == 0.0
    assert all(0.0 < one <= 1.0 for one in of[1:])


def test_only_rare_pairs_tell_of_companies() -> None:
    assert list(of_pair([1, 2, 0, 1])) == [1, 2, 1]
    assert list(of_pair([1] * (RARE + 1))) == []
