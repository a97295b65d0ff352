"""One pair tested in one week: how unusual its window is, and how sure that is."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from math import exp, inf
from typing import Final, Literal, TypeVar

from interparty_shared.domain.patterns.statistics.discoveries import (
    Discoveries,
    benjamini_hochberg,
)
from interparty_shared.domain.patterns.statistics.evidence import evidence
from interparty_shared.domain.patterns.statistics.series import Counts, Seen, Spans, seen
from interparty_shared.domain.patterns.statistics.tails import at_least, probability, quantile
from interparty_shared.domain.patterns.statistics.weeks import WEEKS_PER_YEAR
from interparty_shared.domain.patterns.statistics.world import World, expected, is_testable

Silence = Literal["not_observed", "too_little_history", "too_few"]
"""Why a window is not tested: its group was not observed in it; or not long enough before; or it holds
fewer engagements than a finding must have."""

INTERVAL: Final = 0.95
WORTH: Final = 0.25
"""Above this p value the evidence is not asked for: there is none to speak of."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Scored:
    """What the window of a pair holds, and what it should.

    `count`: engagements in the window; `before`: in the memory; `expected`: the mean under the model;
    `low` and `high`: what 95 % of such windows hold; `p_value`: the probability of so many or more, exact;
    `mid_p`: the same with half the probability of just so many; `is_new`: the pair was not seen in the
    memory, so that the test is of windows that have a first contact at all; `silence`: why it was not
    tested (`p_value` and `mid_p` are 1), None where it was; `evidence`: the logarithm of how many times
    likelier its last weeks are if something goes on, for ranking and for findings (`evidence`), 0 where
    the window is nothing unusual or the weeks were not told.
    """

    week: int
    count: int
    before: int
    expected: float
    low: int
    high: int
    p_value: float
    mid_p: float
    is_new: bool
    silence: Silence | None = None
    evidence: float = 0.0

    @property
    def times(self) -> float:
        """Return how many times as many there are as expected; infinite where none is expected."""
        return self.count / self.expected if self.expected else inf


def score_pair(world: World, group: str, counts: Counts, spans: Spans | None = None) -> Scored:
    """Return the test of one pair's window, ending with the week of the world.

    `counts`: the pair's engagements by week; `spans`: when its group was observed, as in the aggregates.
    """
    return weighed(world, seen(group, counts, world.week, world.settings, spans), counts, spans)


def weighed(world: World, pair: Seen, counts: Counts, spans: Spans | None = None) -> Scored:
    """Return the test of what was seen of a pair, with the evidence of its last weeks."""
    scored = score(world, pair)
    if scored.silence is not None or scored.p_value > WORTH:
        return scored
    return replace(scored, evidence=evidence(world, pair, counts, spans))


def score(world: World, pair: Seen) -> Scored:
    """Return the test of what was seen of a pair.

    The p value is exact, not mid-p: with counts as small as these a mid-p value may lie below the true
    probability, and the false discovery rate would hold on average only. The price is that it holds with
    room to spare. For ranking, mid-p is the better (Lancaster 1961, J. Am. Stat. Assoc. 56, 223-234).
    """
    is_new = pair.before == 0
    if not is_testable(world, pair.group):
        group = world.groups.get(pair.group)
        silent: Silence = (
            "not_observed" if group and not group.is_observed else "too_little_history"
        )
        return Scored(
            world.week, pair.now, pair.before, 0.0, 0, 0, 1.0, 1.0, is_new, silence=silent
        )
    wanted = expected(world, pair)
    mean, size = wanted.mean, wanted.size(world.scatter)
    p, mid = 1.0, 1.0
    silence: Silence | None = None
    if pair.now >= world.settings.least_count:
        p = at_least(pair.now, mean, size)
        mid = p - probability(pair.now, mean, size) / 2
        if is_new:  # It is watched because it has a contact; that alone is no surprise.
            there = at_least(1, mean, size)
            p, mid = min(1.0, p / there), min(1.0, mid / there)
    else:
        silence = "too_few"
    low = quantile((1 - INTERVAL) / 2, mean, size)
    high = quantile((1 + INTERVAL) / 2, mean, size)
    return Scored(world.week, pair.now, pair.before, mean, low, high, p, mid, is_new, silence)


def discover(
    world: World, scores: Mapping[Key, Scored], *, level: float, tests: int | None = None
) -> Discoveries[Key]:
    """Return the findings of a week at a false discovery rate of at most `level`.

    1 / ratio is the p value: however the pairs hang together, the rate then holds (Wang and Ramdas 2022,
    J. R. Stat. Soc. B 84, 822-852).

    `scores`: of the pairs with a count in the window; those without have the p value 1, and are counted
    among the tests by the world (`tests` says another number, where a rule watches fewer pairs).

    Raises:
        ValueError: as `benjamini_hochberg` does.
    """
    p_values = {key: exp(-one.evidence) for key, one in scores.items() if one.evidence > 0.0}
    number = max(world.tests if tests is None else tests, len(p_values))
    return benjamini_hochberg(p_values, tests=number, level=level)


def return_years(p_value: float, world: World) -> float:
    """Return once in how many years any of the pairs watched has so unusual a window, under the model.

    Windows that do not overlap: years / (windows in a year * pairs * p) (as return periods are told of
    floods; Gumbel 1941, Annals of Mathematical Statistics 12, 163-190).
    """
    expected_in_window = p_value * max(1, world.tests)
    if expected_in_window == 0.0:
        return inf
    return world.settings.window / WEEKS_PER_YEAR / expected_in_window
