"""The benchmark of patterns, small: what was planted is found, and judging counts what it says."""

import pytest

from tests.bench import patterns_oracle, patterns_ours
from tests.bench.patterns import QUICK
from tests.bench.patterns_judging import Judge
from tests.bench.patterns_world import Episode, Made, Plan, made


@pytest.fixture(scope="module")
def world() -> Made:
    return made(QUICK)


def test_strong_surges_are_found_at_one_false_alert_a_week(world: Made) -> None:
    said = list(patterns_ours.weeks(world))

    judged = Judge(world).at_rate(patterns_ours.ranked(said), 1.0)

    assert judged.false_per_week <= 1.0
    assert judged.recall("+8") >= 0.8
    assert judged.recall("x8") > judged.recall("x2")
    assert len(patterns_ours.found(said, 0.2)) >= len(patterns_ours.found(said, 0.05))


def test_a_world_is_the_same_every_time_and_another_with_another_seed(world: Made) -> None:
    again, other = made(QUICK), made(Plan(pairs=500, groups=15, weeks=150, planted=6, seed=102))

    assert again.happened == world.happened
    assert again.episodes == world.episodes
    assert other.episodes != world.episodes


def test_nothing_happens_where_a_group_is_not_observed(world: Made) -> None:
    spans = {group: of for group, of in world.observed.items() if of != [(0, QUICK.weeks - 1)]}
    assert spans
    for one in world.happened:
        of = spans.get(world.group_of[one.pair])
        assert of is None or any(first <= one.week <= last for first, last in of)
        assert one.known >= one.week


def test_an_alert_is_false_where_no_episode_explains_it_and_an_episode_is_found_once() -> None:
    plan = Plan(weeks=150, judged_from=100)
    judge = Judge(
        Made(plan, ["G"] * 9, {}, [], [Episode(1, 110, 114, "x4"), Episode(2, 120, 124, "+5")])
    )

    judged = judge.judged({(1, 112), (1, 113), (3, 130), (3, 131), (3, 140), (2, 119)})

    assert (judged.alerts, judged.false) == (4, 3)
    assert (judged.recall("x4"), judged.recall("+5")) == (1.0, 0.0)
    assert judged.delay("x4") == 2
    assert judged.false_per_week == pytest.approx(3 / 50)


def test_whoever_flags_a_pair_all_the_time_finds_nothing_by_it() -> None:
    plan = Plan(weeks=150, judged_from=100)
    judge = Judge(Made(plan, ["G"] * 9, {}, [], [Episode(1, 120, 124, "x4")]))

    always = judge.judged({(1, week) for week in range(101, 150)})
    then = judge.judged({(1, week) for week in range(121, 150)})

    assert (always.alerts, always.false, always.recall("x4")) == (1, 1, 0.0)
    assert (then.alerts, then.false, then.recall("x4")) == (1, 0, 1.0)


def test_an_oracle_of_a_strength_finds_more_of_it_than_one_who_must_learn(world: Made) -> None:
    oracle = patterns_oracle.ranked(world)
    ours = patterns_ours.ranked(list(patterns_ours.weeks(world)))
    judge = Judge(world)

    theirs = {one: judge.at_rate(said, 0.5).recall(one) for one, said in oracle.items()}
    own = judge.at_rate(ours, 0.5)

    assert sum(theirs.values()) > sum(own.recall(one) for one in theirs)
    assert theirs["+8"] >= 0.8


def test_equal_scores_do_not_push_a_detector_over_its_rate() -> None:
    plan = Plan(weeks=150, judged_from=100)
    judge = Judge(Made(plan, ["G"] * 99, {}, [], [Episode(1, 110, 114, "x4")]))
    scores = [(110, pair, 1.0) for pair in range(2, 60)]

    assert judge.at_rate(scores, 0.2).false == 10
