"""The null model of a week, as it was fitted, and what it expects of one pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from interparty_shared.domain.patterns.statistics.series import Seen, Settings
from interparty_shared.domain.patterns.statistics.shrinkage import posterior


@dataclass(frozen=True, slots=True)
class Group:
    """What a group (a country, a source) did and could do.

    `before` and `now`: its counts in memory and window; `ratio`: how much more exposure the window has
    than the memory; `recent` and `season`: how much of the memory's exposure lies in its last weeks, and in
    the same window of earlier years;
    `mean`: what a pair of the group is expected to have had in the memory, before its own count is
    known; `history`: weeks observed before the window; `is_observed`: whether the window was at all.
    """

    before: int
    now: int
    ratio: float
    recent: float
    season: float
    mean: float
    pairs: int
    history: int
    is_observed: bool


@dataclass(frozen=True, slots=True)
class Scatter:
    """By how much counts scatter more than Poisson counts: variance = mean * batch + mean² * burst."""

    batch: float = 1.0
    burst: float = 0.0


@dataclass(frozen=True, slots=True)
class World:
    """The model of a week: the same for every pair.

    `shape`: of the Gamma law of the pairs' rates; `group_shape`: of the law of how groups depart, each as
    a whole, from what all others do; `drift_shape` and `season_shape`: of the laws of how far a pair's rate
    has moved lately, and of its own season; infinite where there is none of it. `tests`: how many pairs are
    watched and can be tested; `sizes`: how likely a company is of 0, 1, 2, ... engagements (`companies`);
    `activity`: of the weeks that are heard one by one, how much of everybody's falls into each.
    """

    week: int
    settings: Settings
    groups: Mapping[str, Group]
    before: int
    now: int
    shape: float
    group_shape: float
    drift_shape: float
    season_shape: float
    scatter: Scatter
    tests: int
    sizes: tuple[float, ...]
    activity: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the window of a pair should hold: its mean, and the relative variance of the mean itself."""

    mean: float
    doubt: float

    def size(self, scatter: Scatter) -> float:
        """Return the size of the negative binomial that has this mean, and doubt and scatter in it."""
        more = self.mean * (scatter.batch - 1.0) + self.mean**2 * (scatter.burst + self.doubt)
        return self.mean**2 / more if more > 0.0 else inf


def is_testable(world: World, group: str) -> bool:
    """Return whether enough of the group was observed, before the window and in it."""
    one = world.groups.get(group)
    return (
        one is not None
        and one.is_observed
        and one.history >= world.settings.least_history
        and one.mean > 0.0
    )


def expected(world: World, pair: Seen) -> Expected:
    """Return what the window of this pair should hold by all else that is known.

    The product of its own past, drawn to what pairs of its group have; of trend and season, by all others
    (the pair itself is left out); of what its group does as a whole beside them; of how its rate has moved
    lately; and of its own season.

    The pair is one of those that the world was fitted to; its counts are taken out of its group's again.

    Raises:
        KeyError: the group has no pair that was seen.
    """
    group = world.groups[pair.group]
    rate = posterior(pair.before, group.mean, world.shape)
    general = group.ratio * _others(world, pair)
    local, of_local = _local(world, group, pair, general)
    lately, of_drift = _moved(world.drift_shape, pair.recent, rate.mean * group.recent)
    season, _ = _moved(world.season_shape, pair.season, rate.mean * group.season)
    others_now = max(1, world.now - pair.now)
    doubt = 1.0 / rate.shape + of_local + of_drift + 1.0 / others_now
    return Expected(rate.mean * general * local * lately * season, doubt)


def _others(world: World, pair: Seen) -> float:
    """Return by how much the exposure of the window changes when the pair's own counts are left out."""
    if world.now <= pair.now or world.before <= pair.before:
        return 1.0
    return (1.0 - pair.now / world.now) / (1.0 - pair.before / world.before)


def _local(world: World, group: Group, pair: Seen, general: float) -> tuple[float, float]:
    """Return what the group's other pairs do beside the general trend, and the variance of saying so."""
    wanted = max(0, group.before - pair.before) * general
    return _moved(world.group_shape, max(0, group.now - pair.now), wanted)


def _moved(shape: float, found: int, wanted: float) -> tuple[float, float]:
    """Return the factor between what was found and what was wanted, drawn to 1, and its variance."""
    if shape == inf:
        return 1.0, 0.0
    return (shape + found) / (shape + wanted), 1.0 / (shape + found)
