"""What is expected of a pair, one influence at a time."""

import random
from dataclasses import replace
from math import inf

import pytest

from interparty_shared.domain.patterns.statistics.exposure import exposures
from interparty_shared.domain.patterns.statistics.fitting import fit_world
from interparty_shared.domain.patterns.statistics.scoring import score_pair
from interparty_shared.domain.patterns.statistics.series import (
    Aggregates,
    Settings,
    aggregated,
    seen,
)
from interparty_shared.domain.patterns.statistics.world import World, expected

WEEK = 140
Pairs = list[tuple[str, dict[int, int]]]


def steady(number: int, every: int, start: int = 0) -> Pairs:
    """Return pairs that meet once in so many weeks, each beginning a week after the other."""
    return [
        ("G", dict.fromkeys(range(start + pair % every, WEEK + 1, every), 1))
        for pair in range(number)
    ]


def test_weeks_before_a_group_was_observed_were_no_quieter_for_the_others() -> None:
    totals = {
        "long": dict.fromkeys(range(WEEK + 1), 10),
        "late": dict.fromkeys(range(90, WEEK + 1), 30),
    }
    known = Aggregates(totals, {}, {"late": [(90, WEEK)]}, since=0)

    of, activity = exposures(known, WEEK, Settings())

    assert activity.values() == pytest.approx([1.0] * len(activity), abs=0.01)
    assert of["long"].before == pytest.approx(104, rel=0.01)
    assert of["late"].before == pytest.approx(137 - 90, rel=0.01)
    assert of["late"].history == 137 - 90


def test_a_pair_that_is_most_of_everything_does_not_raise_what_is_expected_of_it() -> None:
    others = steady(20, 20)
    usual = dict.fromkeys(range(WEEK - 3), 1)

    def wanted(now: int) -> float:
        heavy = {**usual, WEEK: now}
        pairs = [*others, ("G", heavy)]
        world = fit_world(WEEK, aggregated(pairs, WEEK, Settings(), since=0))
        return score_pair(world, "G", heavy).expected

    assert wanted(40) == pytest.approx(wanted(4), rel=0.2)


def test_a_pair_is_not_unusual_for_having_the_contact_by_which_it_is_watched() -> None:
    every = Settings(least_count=1)
    pairs = [*steady(40, 20), ("G", {WEEK: 1})]
    world = fit_world(WEEK, aggregated(pairs, WEEK, every, since=0), every)

    said = score_pair(world, "G", {WEEK: 1})

    assert said.is_new
    assert said.expected < 0.2
    assert said.p_value == 1.0


def test_where_pairs_drift_the_last_half_year_counts_for_more_and_is_doubted() -> None:
    dice = random.Random(2)

    def pair(before: float, lately: float) -> dict[int, int]:
        return {
            week: 1
            for week in range(WEEK + 1)
            if dice.random() < (lately if week > WEEK - 30 else before)
        }

    drifting = [("G", pair(0.15, 0.45) if n % 2 else pair(0.35, 0.05)) for n in range(200)]
    constant = [("G", pair(0.25, 0.25)) for _ in range(200)]
    rising = dict.fromkeys(range(0, WEEK - 30, 7), 1)
    rising |= dict.fromkeys(range(WEEK - 29, WEEK + 1, 2), 1)

    def model(pairs: Pairs) -> World:
        return fit_world(WEEK, aggregated([*pairs, ("G", rising)], WEEK, Settings(), since=0))

    it = seen("G", rising, WEEK, Settings())
    moving, still = model(drifting), model(constant)
    moved = expected(moving, it)

    assert moving.drift_shape < still.drift_shape
    assert moved.mean > 1.2 * expected(still, it).mean
    assert moved.doubt > expected(replace(moving, drift_shape=inf), it).doubt
