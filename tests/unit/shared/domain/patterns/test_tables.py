"""Shares of two windows are held against each other exactly."""

import random
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.patterns.concentration import evenly
from interparty_shared.domain.patterns.statistics.tables import at_least_of_sample


@given(st.data())
def test_the_tail_is_the_share_of_samples_that_hold_so_many(data: st.DataObject) -> None:
    whole = data.draw(st.integers(1, 40))
    marked, sample = data.draw(st.integers(0, whole)), data.draw(st.integers(0, whole))
    count = data.draw(st.integers(0, whole))

    ways = sum(
        comb(marked, one) * comb(whole - marked, sample - one)
        for one in range(count, min(marked, sample) + 1)
    )

    found = at_least_of_sample(count, marked, sample, whole)
    assert found == pytest.approx(ways / comb(whole, sample), rel=1e-9, abs=1e-12)


def test_the_lady_who_tasted_tea_is_right_by_chance_once_in_seventy() -> None:
    assert at_least_of_sample(4, 4, 4, 8) == pytest.approx(1 / 70)


def test_more_drawn_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="do not go into"):
        at_least_of_sample(1, 2, 9, 8)


def test_whichever_body_has_most_it_is_seldom_found_to_have_more_than_before_where_it_has_not() -> (
    None
):
    chance, bodies, worlds = random.Random(7), 5, 3_000
    found = 0
    for _ in range(worlds):
        now = [chance.randrange(bodies) for _ in range(20)]
        before = [chance.randrange(bodies) for _ in range(60)]
        top = max(range(bodies), key=now.count)
        p = bodies * at_least_of_sample(now.count(top), (now + before).count(top), 20, 80)
        found += p <= 0.05

    assert 0 < found / worlds <= 0.05


def test_two_occasions_drawn_are_with_one_body_by_what_each_has() -> None:
    assert evenly([1, 1, 1, 1]) == 0.0
    assert evenly([4]) == 1.0
    assert evenly([2, 2]) == pytest.approx(1 / 3)
    assert evenly([1]) == evenly([]) == 0.0
