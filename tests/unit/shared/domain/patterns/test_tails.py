from math import inf, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.patterns.statistics.tails import at_least, probability, quantile

MEANS = st.floats(1e-6, 200.0)
SIZES = st.one_of(st.just(inf), st.floats(0.05, 1e4))

# By scipy 1.17.1: stats.poisson.sf and stats.nbinom.sf(count - 1, size, size / (size + mean)).
SURVIVALS = [
    (3, 0.05, inf, 2.006749362439793e-05),
    (6, 0.5, inf, 1.4164937322342495e-05),
    (12, 3.0, inf, 7.138662897420658e-05),
    (20, 40.0, inf, 0.9998236971022614),
    (1100, 1000.0, inf, 0.0009626304058665587),
    (20, 1e-4, inf, 4.10992618317368e-99),
    (3, 0.05, 0.5, 0.00024325611128491728),
    (4, 0.3, 0.2, 0.015748937783846326),
    (15, 2.0, 1.5, 0.0006897242255009996),
    (20, 50.0, 10.0, 0.9846140146449045),
    (30, 5.0, 100.0, 4.1086167431367863e-13),
]
# By the same: ppf.
QUANTILES = [
    (0.975, 0.05, inf, 1),
    (0.025, 12.0, inf, 6),
    (0.975, 12.0, inf, 19),
    (0.975, 2.0, 0.5, 11),
    (0.025, 30.0, 4.0, 7),
    (0.5, 0.1, 0.1, 0),
    (0.999, 3.0, 2.0, 17),
]


@pytest.mark.parametrize(("count", "mean", "size", "known"), SURVIVALS)
def test_upper_tails_are_those_of_scipy_to_ten_digits(
    count: int, mean: float, size: float, known: float
) -> None:
    assert isclose(at_least(count, mean, size), known, rel_tol=1e-10)


@pytest.mark.parametrize(("share", "mean", "size", "known"), QUANTILES)
def test_quantiles_are_those_of_scipy(share: float, mean: float, size: float, known: int) -> None:
    assert quantile(share, mean, size) == known


@given(count=st.integers(0, 60), mean=MEANS, size=SIZES)
def test_two_tails_differ_by_the_probability_between_them(
    count: int, mean: float, size: float
) -> None:
    between = at_least(count, mean, size) - at_least(count + 1, mean, size)

    assert isclose(between, probability(count, mean, size), rel_tol=1e-6, abs_tol=1e-13)


@given(share=st.floats(0.001, 0.999), mean=MEANS, size=SIZES)
def test_a_quantile_is_the_first_count_that_the_share_does_not_exceed(
    share: float, mean: float, size: float
) -> None:
    found = quantile(share, mean, size)

    assert at_least(found + 1, mean, size) <= 1 - share
    assert found == 0 or at_least(found, mean, size) > 1 - share


def test_a_count_that_scatters_more_is_less_surprising() -> None:
    tails = [at_least(6, 0.5, size) for size in (inf, 10.0, 1.0, 0.2)]

    assert tails == sorted(tails)
    assert tails[-1] > 100 * tails[0]


def test_without_a_mean_there_is_no_count() -> None:
    assert at_least(0, 0.0) == 1.0
    assert at_least(1, 0.0) == 0.0


@pytest.mark.parametrize(
    ("mean", "size"), [(-1.0, 1.0), (inf, 1.0), (1.0, 0.0), (float("nan"), 1.0)]
)
def test_what_is_no_distribution_is_refused(mean: float, size: float) -> None:
    with pytest.raises(ValueError, match="cannot have"):
        at_least(1, mean, size)


def test_a_quantile_of_all_or_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no share"):
        quantile(1.0, 1.0)
