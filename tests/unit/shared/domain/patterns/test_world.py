import random
from collections.abc import Mapping
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_shared.domain.patterns.statistics.fitting import fit_world
from interparty_shared.domain.patterns.statistics.scoring import (
    Scored,
    discover,
    return_years,
    score_pair,
)
from interparty_shared.domain.patterns.statistics.series import (
    Aggregates,
    Seen,
    Settings,
    aggregated,
    moved,
    seen,
)
from interparty_shared.domain.patterns.statistics.shrinkage import (
    mean_of_all,
    posterior,
    shape_by_likelihood,
)
from interparty_shared.domain.patterns.statistics.tails import at_least
from interparty_shared.domain.patterns.statistics.world import World

WEEK = 140
Pairs = list[tuple[str, dict[int, int]]]


def usual(number: int = 600, seed: int = 1, groups: int = 10) -> Pairs:
    """Return pairs of a quiet world, most of them rare, over 150 weeks."""
    dice, pairs = random.Random(seed), []
    for pair in range(number):
        rate, counts = exp(dice.gauss(-3.5, 1.2)), dict[int, int]()
        for week in range(WEEK + 1):
            if dice.random() < min(0.9, rate):
                counts[week] = 1
        pairs.append((f"G{pair % groups}", counts))
    return pairs


def modelled(pairs: Pairs, **observed: list[tuple[int, int]]) -> World:
    return fit_world(WEEK, aggregated(pairs, WEEK, Settings(), observed, since=0))


def window(count: int, *, before: Mapping[int, int]) -> dict[int, int]:
    return {**before, WEEK - 2: count}


def asked(pairs: Pairs, group: str, counts: dict[int, int]) -> Scored:
    """Return the test of one pair more in a world."""
    return score_pair(modelled([*pairs, (group, counts)]), group, counts)


MONTHLY = dict.fromkeys(range(0, WEEK - 3, 4), 1)


def test_a_pair_that_meets_far_more_often_than_before_stands_out() -> None:
    world = modelled(usual())

    quiet = score_pair(world, "G1", window(1, before=MONTHLY))
    surge = score_pair(world, "G1", window(9, before=MONTHLY))

    assert quiet.silence == "too_few"
    assert surge.p_value < 1e-3
    assert surge.expected == pytest.approx(1.0, rel=0.4)
    assert surge.low <= surge.expected <= surge.high < 9


def test_what_everybody_does_is_no_surge() -> None:
    pairs = usual()
    alone = score_pair(modelled(pairs), "G1", window(6, before=MONTHLY))
    doubled = [(group, {**c, **{w: 2 * c.get(w, 0) + (p % 4 == 0) for w in range(WEEK - 3, WEEK + 1)}})
               for p, (group, c) in enumerate(pairs)]  # fmt: skip

    among = score_pair(modelled(doubled), "G1", window(6, before=MONTHLY))

    assert among.expected > 2 * alone.expected
    assert among.p_value > 10 * alone.p_value


def test_a_group_that_publishes_more_does_not_look_worse() -> None:
    pairs = usual(groups=30)
    louder = [
        (
            group,
            {week: n * (5 if group == "G1" and week > WEEK - 4 else 1) for week, n in c.items()},
        )
        for group, c in pairs
    ]
    world = modelled(louder)

    here = score_pair(world, "G1", window(5, before=MONTHLY))
    elsewhere = score_pair(world, "G2", window(5, before=MONTHLY))

    assert here.p_value > 5 * elsewhere.p_value


def test_weeks_in_which_a_group_was_not_observed_are_no_quiet_weeks() -> None:
    pairs = usual()
    late = [(g, {w: n for w, n in c.items() if g != "G1" or w >= 90}) for g, c in pairs]
    counts = dict.fromkeys(range(92, WEEK + 1, 4), 1)

    said = score_pair(modelled(late, G1=[(90, WEEK)]), "G1", counts, [(90, WEEK)])
    unsaid = score_pair(modelled(late), "G1", counts)

    assert said.expected > 1.5 * unsaid.expected


@pytest.mark.parametrize(
    ("spans", "silence"),
    [([(0, WEEK - 10)], "not_observed"), ([(WEEK - 20, WEEK)], "too_little_history")],
)
def test_where_too_little_was_observed_nothing_is_said(
    spans: list[tuple[int, int]], silence: str
) -> None:
    world = modelled(usual(), G1=spans)

    said = score_pair(world, "G1", window(50, before=MONTHLY), spans)

    assert (said.silence, said.p_value) == (silence, 1.0)
    assert world.tests < modelled(usual()).tests


def test_a_first_contact_alone_is_no_surge_and_many_at_once_are() -> None:
    world = modelled(usual())

    several = score_pair(world, "G1", {WEEK: 4})
    many = score_pair(world, "G1", {WEEK: 12})

    assert several.is_new
    assert several.p_value > many.p_value
    # Given that there is one contact, three more are likelier than four out of nothing.
    assert several.p_value > 50 * at_least(4, several.expected)


def test_a_fair_that_comes_every_year_is_expected_where_pairs_have_seasons() -> None:
    pairs = usual()
    fairs = [
        (g, {**c, **dict.fromkeys((WEEK - 105, WEEK - 53, WEEK - 1), 3)} if p % 10 == 0 else c)
        for p, (g, c) in enumerate(pairs)
    ]
    world = modelled(fairs)

    yearly = score_pair(world, "G1", {WEEK - 105: 3, WEEK - 53: 3, WEEK - 1: 4})
    once = score_pair(world, "G1", {WEEK - 80: 3, WEEK - 30: 3, WEEK - 1: 4})

    assert world.season_shape < 10
    assert yearly.expected > 1.5 * once.expected
    assert yearly.p_value > 5 * once.p_value


def test_the_world_of_nobody_tests_nothing() -> None:
    world = fit_world(WEEK, Aggregates({}, {}))

    assert world.tests == 0
    assert discover(world, {}, level=0.1).kept == ()


def test_findings_come_with_how_rarely_chance_brings_them() -> None:
    world = modelled(usual())
    often = {**MONTHLY, WEEK - 3: 3, WEEK - 2: 4, WEEK - 1: 3, WEEK: 4}
    scores = {
        "quiet": score_pair(world, "G1", window(4, before=MONTHLY)),
        "loud": score_pair(world, "G1", often),
    }

    found = discover(world, scores, level=0.1)

    assert found.kept == ("loud",)
    assert found.tests == world.tests
    p = scores["loud"].p_value
    assert return_years(p, world) == pytest.approx(4 / 52.1775 / (p * world.tests))


@settings(max_examples=25, deadline=None)
@given(
    events=st.lists(
        st.tuples(st.integers(0, 5), st.integers(WEEK - 112, WEEK)), min_size=1, max_size=60
    ),
    order=st.randoms(use_true_random=False),
)
def test_events_one_by_one_in_any_order_lead_to_the_same_aggregates(
    events: list[tuple[int, int]], order: random.Random
) -> None:
    counts: dict[int, dict[int, int]] = {}
    for pair, at in events:
        counts.setdefault(pair, {})[at] = counts.setdefault(pair, {}).get(at, 0) + 1
    whole = {pair: seen("G", own, WEEK, Settings()) for pair, own in counts.items()}

    order.shuffle(events)
    steps: dict[int, Seen] = {}
    for pair, at in events:
        steps[pair] = moved(steps.get(pair, Seen("G", 0, 0, 0, 0)), at, Settings().weeks(WEEK))

    assert steps == whole


def test_the_order_of_pairs_changes_no_digit_of_the_model() -> None:
    pairs = usual(200)

    assert modelled(pairs) == modelled(pairs[::-1])


def test_one_late_event_elsewhere_hardly_moves_what_is_expected() -> None:
    pairs = usual()
    later = [
        (g, {**c, WEEK - 40: c.get(WEEK - 40, 0) + (p == 0)}) for p, (g, c) in enumerate(pairs)
    ]

    before = score_pair(modelled(pairs), "G1", window(8, before=MONTHLY))
    after = score_pair(modelled(later), "G1", window(8, before=MONTHLY))

    assert after.expected == pytest.approx(before.expected, rel=0.01)


@given(count=st.integers(0, 200), mean=st.floats(0.01, 50.0), shape=st.floats(0.02, 50.0))
def test_a_rate_lies_between_the_own_count_and_that_of_all(
    count: int, mean: float, shape: float
) -> None:
    rate = posterior(count, mean, shape).mean

    assert min(count, mean) * (1 - 1e-9) <= rate <= max(count, mean) * (1 + 1e-9)


def test_the_law_of_rates_is_found_again_though_pairs_that_never_met_are_not_seen() -> None:
    dice, shape, mean = random.Random(3), 0.5, 4.0
    counts: dict[int, int] = {}
    for _ in range(20_000):
        rate = dice.gammavariate(shape, mean / shape)
        limit, product, count = exp(-rate), dice.random(), 0
        while product > limit:
            product, count = product * dice.random(), count + 1
        if count:
            counts[count] = counts.get(count, 0) + 1
    of_seen = sum(n * pairs for n, pairs in counts.items()) / sum(counts.values())

    found = shape_by_likelihood([counts], [of_seen])

    assert found == pytest.approx(shape, rel=0.15)
    assert mean_of_all(of_seen, found) == pytest.approx(mean, rel=0.1)


def test_a_score_keeps_its_numbers_for_whoever_explains_it() -> None:
    said = score_pair(modelled(usual()), "G1", window(9, before=MONTHLY))

    assert isinstance(said, Scored)
    assert (said.count, said.before) == (9, 26)
    assert said.times == pytest.approx(9 / said.expected)
