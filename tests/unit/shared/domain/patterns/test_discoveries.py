import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.patterns.statistics.discoveries import benjamini_hochberg

# Benjamini and Hochberg 1995, section 3.2: the p values of 15 tests of a trial of thrombolysis.
PUBLISHED = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
)
# By scipy 1.17.1: stats.false_discovery_control of the same.
ADJUSTED = (
    *(0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765),
    *(0.486, 0.58118182, 0.714875, 0.75323077, 0.81321429, 1.0),
)


def test_the_published_example_keeps_its_four_hypotheses() -> None:
    found = benjamini_hochberg(dict(enumerate(PUBLISHED)), tests=15, level=0.05)

    assert found.kept == (0, 1, 2, 3)
    assert found.threshold == 0.0095
    assert [found.q_values[key] for key in range(15)] == pytest.approx(ADJUSTED)


def test_tests_that_are_only_counted_are_the_same_as_p_values_of_one() -> None:
    given_all = benjamini_hochberg(
        {**dict(enumerate(PUBLISHED)), **dict.fromkeys(range(15, 40), 1.0)}, tests=40, level=0.2
    )
    counted = benjamini_hochberg(dict(enumerate(PUBLISHED)), tests=40, level=0.2)

    assert counted.kept == given_all.kept != ()


@given(
    p_values=st.lists(st.sampled_from([0.001, 0.01, 0.02, 0.3]), min_size=2, max_size=12),
)
def test_the_order_of_the_pairs_decides_nothing(p_values: list[float]) -> None:
    items = list(enumerate(p_values))
    turned = items[::-1]

    one = benjamini_hochberg(dict(items), tests=20, level=0.1)
    other = benjamini_hochberg(dict(turned), tests=20, level=0.1)

    assert set(one.kept) == set(other.kept)
    assert dict(one.q_values) == dict(other.q_values)


@given(st.dictionaries(st.integers(), st.floats(0.0, 1.0), max_size=30))
def test_what_is_kept_at_a_level_is_kept_at_a_greater_one(p_values: dict[int, float]) -> None:
    strict = benjamini_hochberg(p_values, tests=50, level=0.05)
    lax = benjamini_hochberg(p_values, tests=50, level=0.2)

    assert set(strict.kept) <= set(lax.kept)
    assert set(lax.kept) == {key for key, p in p_values.items() if p <= lax.threshold and lax.kept}


@pytest.mark.parametrize(
    ("p_values", "tests", "level"),
    [
        ({1: 0.5, 2: 0.5}, 1, 0.1),
        ({1: 0.5}, 1, 0.0),
        ({1: 1.5}, 1, 0.1),
        ({1: float("nan")}, 1, 0.1),
    ],
)
def test_what_is_no_set_of_tests_is_refused(
    p_values: dict[int, float], tests: int, level: float
) -> None:
    with pytest.raises(ValueError, match=r"p value|rate"):
        benjamini_hochberg(p_values, tests=tests, level=level)
