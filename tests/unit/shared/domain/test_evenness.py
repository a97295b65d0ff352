"""Whether alerts fall evenly on groups of unequal exposure."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.evenness import Seen, byar, rates

COUNTS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 500), st.floats(0, 1)),
    max_size=20,
)


def test_a_group_in_a_stratum_of_many_alerts_is_compared_with_others_there() -> None:
    # By contact, X has five times the alerts of Y: only because its contacts fall under the stricter law.
    found = rates(
        [
            Seen("strict", "X", 90, 45),
            Seen("strict", "Y", 10, 5),
            Seen("lax", "X", 10, 0),
            Seen("lax", "Y", 90, 0),
        ]
    )

    x, y = found
    assert (x.share, y.share) == (0.45, 0.05)
    assert (x.ratio, y.ratio) == (1, 1)
    assert not x.apart
    assert not y.apart


def test_a_group_that_is_told_of_more_than_its_contacts_bring_stands_apart() -> None:
    found = rates([Seen(1, "X", 100, 60), Seen(1, "Y", 900, 40)])

    of = {one.group: one for one in found}
    assert of["X"].expected == pytest.approx(10)
    assert of["X"].ratio == pytest.approx(6)
    assert of["X"].apart
    assert of["Y"].apart
    assert [one.group for one in found] == ["Y", "X"], "the most exposed first"


def test_the_limits_are_near_the_exact_ones_of_a_poisson_count() -> None:
    # Exact limits: Breslow and Day 1987, table 2.10 (as multipliers of the count).
    exact = {1: (0.0253, 5.57), 5: (0.324, 2.33), 10: (0.480, 1.84), 50: (0.742, 1.32)}
    for count, (low, high) in exact.items():
        assert byar(count) == pytest.approx((low * count, high * count), rel=0.02, abs=0.03)
    assert byar(0) == pytest.approx((0, 3.69), rel=0.02)


@given(COUNTS)
def test_what_is_expected_of_all_groups_together_is_what_there_was(
    counts: list[tuple[str, str, int, float]],
) -> None:
    seen = [Seen(stratum, group, n, int(n * share)) for stratum, group, n, share in counts]

    found = rates(seen)

    assert sum(one.expected for one in found) == pytest.approx(sum(one.alerts for one in seen))
    assert sum(one.exposure for one in found) == sum(one.exposure for one in seen)
    for one in found:
        if one.low is not None and one.high is not None and one.ratio is not None:
            assert one.low <= one.ratio <= one.high


def test_in_an_even_world_few_groups_stand_apart_whatever_their_exposure() -> None:
    chance = random.Random(20261201)
    seen = [
        Seen(stratum, f"group {group}", n, sum(chance.random() < share for _ in range(n)))
        for group in range(200)
        for stratum, share in (("strict", 0.2), ("lax", 0.02))
        for n in [chance.randrange(5, 400)]
    ]

    apart = sum(one.apart for one in rates(seen))

    # Five in a hundred are promised; binomial counts vary less than Poisson's, so it is fewer.
    assert apart <= 14


@pytest.mark.parametrize("one", [Seen(1, "X", 0, 1), Seen(1, "X", -1, 0), Seen(1, "X", 3, -1)])
def test_alerts_without_contacts_are_refused(one: Seen) -> None:
    with pytest.raises(ValueError, match="alerts of"):
        rates([one])
