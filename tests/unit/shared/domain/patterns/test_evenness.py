"""Groups alike in all but how much of them is published are alerted of alike (even-handedness)."""

import random
from collections.abc import Callable
from math import log

import pytest

from interparty_shared.domain.patterns.statistics.fitting import fit_world
from interparty_shared.domain.patterns.statistics.scoring import Scored, score, weighed
from interparty_shared.domain.patterns.statistics.series import Settings, aggregated, seen
from tests.bench.patterns_world import Plan, made

EXPOSURES = 5
"""Of group n there is published 1 / 2 ** (n % 5): the whole, a half, and so on to a sixteenth."""
EVERY = Settings(least_count=0)
LEVEL = 0.01

Raised = Callable[[Scored], bool]


@pytest.fixture(scope="module")
def weighted() -> list[tuple[int, float]]:
    """Return the exposure and the evidence of every pair with a past, in every twelfth week."""
    world = made(Plan(pairs=2_000, groups=20, weeks=216, judged_from=112, seed=6, even=True))
    counts: list[dict[int, int]] = [{} for _ in world.group_of]
    for one in world.happened:
        counts[one.pair][one.week] = counts[one.pair].get(one.week, 0) + 1
    found = []
    for week in range(112, 212, 12):
        pairs = list(zip(world.group_of, counts, strict=True))
        model = fit_world(week, aggregated(pairs, week, Settings(), since=0), Settings())
        for group, own in pairs:
            pair = seen(group, own, week, Settings())
            if pair.before:
                found.append((int(group[1:]) % EXPOSURES, weighed(model, pair, own).evidence))
    return found


@pytest.fixture(scope="module")
def tested() -> list[tuple[int, Scored]]:
    """Return the exposure and the test of every pair in every fourth week, two years long."""
    world = made(Plan(pairs=2_000, groups=20, weeks=216, judged_from=112, seed=5, even=True))
    counts: list[dict[int, int]] = [{} for _ in world.group_of]
    for one in world.happened:
        counts[one.pair][one.week] = counts[one.pair].get(one.week, 0) + 1
    found = []
    for week in range(112, 212, 4):
        alike = aggregated(zip(world.group_of, counts, strict=True), week, EVERY, since=0)
        model = fit_world(week, alike, EVERY)
        for pair, number in alike.pairs.items():
            if pair.before:
                found += [(int(pair.group[1:]) % EXPOSURES, score(model, pair))] * number
    return found


def rates(tested: list[tuple[int, Scored]], raised: Raised) -> list[float]:
    return [
        sum(raised(said) for of, said in tested if of == exposure)
        / sum(1 for of, _ in tested if of == exposure)
        for exposure in range(EXPOSURES)
    ]


def test_without_the_grain_of_counts_every_exposure_is_alerted_of_alike(
    tested: list[tuple[int, Scored]],
) -> None:
    dice = random.Random(0)

    # With counts of 0, 1, 2 few p values are possible. Drawn within the step that each stands for, they
    # would be even from 0 to 1 if the model were true.
    def drawn(said: Scored) -> bool:
        step = 2 * (said.p_value - said.mid_p)
        return said.p_value - dice.random() * step <= LEVEL

    found = rates(tested, drawn)

    assert min(found) > LEVEL / 2
    assert max(found) < 1.5 * LEVEL


def test_no_exposure_is_alerted_of_more_often_than_chance_allows(
    tested: list[tuple[int, Scored]],
) -> None:
    found = rates(tested, lambda said: said.p_value <= LEVEL)

    assert max(found) <= LEVEL
    assert min(found) > 0.0


def test_no_exposure_has_more_evidence_against_it_than_chance_allows(
    weighted: list[tuple[int, float]],
) -> None:
    every = [[one for of, one in weighted if of == exposure] for exposure in range(EXPOSURES)]

    for times in (20, 50, 100):
        for own in every:
            assert sum(one >= log(times) for one in own) / len(own) <= 1 / times


def test_no_exposure_is_expected_to_have_less_than_it_has(
    tested: list[tuple[int, Scored]],
) -> None:
    for exposure in range(EXPOSURES):
        had = sum(said.count for of, said in tested if of == exposure)
        expected = sum(said.expected for of, said in tested if of == exposure)

        assert had < 1.1 * expected
        assert had > 0.7 * expected
