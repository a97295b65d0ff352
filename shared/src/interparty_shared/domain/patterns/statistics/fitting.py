"""The null model of a week, fitted to its aggregates: no iteration over events, only over what is alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from math import inf, sqrt
from typing import Final

from interparty_shared.domain.patterns.statistics.companies import sizes
from interparty_shared.domain.patterns.statistics.exposure import Exposure, exposures
from interparty_shared.domain.patterns.statistics.rounding import rounded
from interparty_shared.domain.patterns.statistics.series import Aggregates, Seen, Settings
from interparty_shared.domain.patterns.statistics.shrinkage import (
    MOST_SHAPE,
    mean_of_all,
    posterior,
    shape_by_likelihood,
)
from interparty_shared.domain.patterns.statistics.world import (
    Group,
    Scatter,
    World,
    expected,
    is_testable,
)

_DRAWN: Final = 0.5
"""A group's mean is drawn to that of all as if it had so many pairs more, each an average one."""
_LEAST_SHAPE: Final = 0.5
_MOST_SHAPE: Final = 1_000.0
_FAR: Final = 6.0
"""Standard deviations beyond which a count says no more of how counts scatter: it may be an episode."""


def fit_world(week: int, aggregates: Aggregates, settings: Settings | None = None) -> World:
    """Return the null model for the window that ends with this week.

    A pure function of the counts; hyperparameters are rounded (`rounding.DIGITS`). Without a count there
    are no groups, and nothing can be tested.
    """
    settings = settings or Settings()
    exposed, activity = exposures(aggregates, week, settings)
    before = _by_group(aggregates.pairs)
    means = _means_of_seen(before)
    names = sorted(before)
    shape = shape_by_likelihood([before[name] for name in names], [means[name] for name in names])
    groups = {
        group: _group(group, aggregates, exposed[group], shape, means, settings, week)
        for group in sorted(exposed)
    }
    world = World(
        week=week,
        settings=settings,
        groups=groups,
        before=sum(group.before for group in groups.values()),
        now=sum(group.now for group in groups.values()),
        shape=shape,
        group_shape=_group_shape(groups),
        drift_shape=inf,
        season_shape=inf,
        scatter=Scatter(),
        tests=0,
        sizes=sizes(aggregates.companies),
        activity={
            at: rounded(activity[at], 3) for at in settings.looked_at(week) if at in activity
        },
    )
    tests = sum(n for pair, n in aggregates.pairs.items() if is_testable(world, pair.group))
    # Pairs that are new say nothing of scatter: they are here because they have a count.
    known = {pair: n for pair, n in aggregates.pairs.items()
             if pair.before and is_testable(world, pair.group)}  # fmt: skip
    world = replace(world, tests=tests)
    drift, season = _own_shapes(world, known)
    world = replace(world, drift_shape=drift, season_shape=season)
    for _ in range(2):
        world = replace(world, scatter=_scatter(world, known))
    return world


def _by_group(pairs: Mapping[Seen, int]) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = {}
    for pair, n in pairs.items():
        if pair.before:
            found.setdefault(pair.group, Counter())[pair.before] += n
    return found


def _means_of_seen(before: Mapping[str, Mapping[int, int]]) -> dict[str, float]:
    """Return the mean count in memory of each group's pairs, drawn to the mean of all."""
    counts = {group: sum(y * n for y, n in of.items()) for group, of in before.items()}
    pairs = {group: sum(of.values()) for group, of in before.items()}
    every = sum(counts.values()) / max(1, sum(pairs.values()))
    means = {group: (counts[group] + _DRAWN * every) / (pairs[group] + _DRAWN) for group in before}
    means[""] = every
    return means


def _group(
    name: str,
    aggregates: Aggregates,
    exposed: Exposure,
    shape: float,
    means: Mapping[str, float],
    settings: Settings,
    week: int,
) -> Group:
    counts, now, before = aggregates.totals[name], settings.now(week), settings.before(week)
    of_seen = means.get(name, means[""])
    return Group(
        before=sum(n for at, n in counts.items() if at in before),
        now=sum(n for at, n in counts.items() if at in now),
        ratio=exposed.now / exposed.before if exposed.before else 0.0,
        recent=exposed.recent / exposed.before if exposed.before else 0.0,
        season=exposed.season / exposed.before if exposed.before else 0.0,
        mean=rounded(mean_of_all(of_seen, shape), 3) if of_seen >= 1.0 else 0.0,
        pairs=sum(n for pair, n in aggregates.pairs.items() if pair.group == name),
        history=exposed.history,
        is_observed=exposed.now > 0.0,
    )


def _group_shape(groups: Mapping[str, Group]) -> float:
    """Return how alike groups move, by the method of moments; infinite: no group moves by itself."""
    excess = square = 0.0
    for group in groups.values():
        if group.before and group.is_observed:
            wanted = group.before * group.ratio
            weight = 1.0 / (1.0 + wanted)
            excess += weight * ((group.now - wanted) ** 2 - wanted - wanted**2 / group.before)
            square += weight * wanted**2
    return _shape(square, excess)


def _own_shapes(world: World, known: Mapping[Seen, int]) -> tuple[float, float]:
    """Return how far pairs drift, and how strong their own seasons are.

    What departs now departed lately, or in earlier years at this time, too: the mean product of both
    departures, in terms of what was expected, is the variance of what they have in common. What is fitted
    to the memory as a whole departs from it less in its parts, so this errs to the side of too little.
    """
    sums = [[0.0, 0.0], [0.0, 0.0]]
    for pair, n in known.items():
        group, now = world.groups[pair.group], expected(world, pair).mean
        rate = posterior(pair.before, group.mean, world.shape).mean
        parts = (pair.recent, rate * group.recent), (pair.season, rate * group.season)
        for sum_, (found, wanted) in zip(sums, parts, strict=True):
            weight = n / ((1.0 + now) * (1.0 + wanted))
            sum_[0] += weight * now * wanted
            sum_[1] += weight * (pair.now - now) * (found - wanted)
    (of_drift, drift), (of_season, season) = sums
    return _shape(of_drift, drift), _shape(of_season, season)


def _shape(square: float, excess: float) -> float:
    if excess <= 0.0 or square / excess > _MOST_SHAPE:
        return inf
    return rounded(max(_LEAST_SHAPE, square / excess))


def _scatter(world: World, known: Mapping[Seen, int]) -> Scatter:
    """Return how far counts scatter about what is expected, by weighted least squares of their squares.

    Variance functions with a linear and a quadratic part: McCullagh and Nelder 1989, Generalized Linear
    Models, ch. 9; Breslow 1984, Applied Statistics 33, 38-44. The weights are those of counts that scatter
    as far as is believed so far. A count that is far off is held to be at most `_FAR` deviations off.
    """
    aa = ab = bb = ay = by = 0.0
    for pair, n in known.items():
        one = expected(world, pair)
        mean, square = one.mean, one.mean**2
        variance = mean * world.scatter.batch + square * (world.scatter.burst + one.doubt)
        off = min(abs(pair.now - mean), 2.0 + _FAR * sqrt(variance))
        rest = off * off - mean - square * one.doubt
        weight = n / (mean + 2.0 * variance**2)
        aa += weight * mean * mean
        ab += weight * mean * square
        bb += weight * square * square
        ay += weight * mean * rest
        by += weight * square * rest
    return _solved(aa, ab, bb, ay, by)


def _solved(aa: float, ab: float, bb: float, ay: float, by: float) -> Scatter:
    """Return both parts, neither negative."""
    whole = aa * bb - ab * ab
    if whole <= 1e-12 * aa * bb or aa == 0.0:
        return Scatter(rounded(1.0 + max(0.0, ay / aa)) if aa else 1.0, 0.0)
    batch, burst = (ay * bb - by * ab) / whole, (by * aa - ay * ab) / whole
    if batch < 0.0:
        batch, burst = 0.0, max(0.0, by / bb)
    elif burst < 0.0:
        batch, burst = max(0.0, ay / aa), 0.0
    return Scatter(rounded(1.0 + min(batch, MOST_SHAPE)), rounded(burst))
