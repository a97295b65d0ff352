"""How often pairs meet, in common: a Gamma law of their rates, which a rare pair's own rate is drawn to.

Counts of pairs before the window are Poisson about rates that are Gamma distributed, so the counts are
negative binomial, and what a pair's own count says is weighed against what pairs do (Clayton and Kaldor
1987, Biometrics 43, 671-681; DuMouchel 1999, The American Statistician 53, 177-190).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, expm1, inf, lgamma, log, log1p
from typing import Final

from interparty_shared.domain.patterns.statistics.rounding import rounded

LEAST_SHAPE: Final = 0.02
MOST_SHAPE: Final = 50.0
_GOLDEN: Final = 0.6180339887498949
_STEPS: Final = 16
_HALVINGS: Final = 30


@dataclass(frozen=True, slots=True)
class Rate:
    """What is known of a pair's rate: a Gamma law with this shape, and its mean.

    The relative variance is 1 / shape.
    """

    mean: float
    shape: float


def posterior(count: int, mean: float, shape: float) -> Rate:
    """Return the law of a pair's count before the window, were it to be had again.

    `count`: what the pair had; `mean`: what pairs of its kind had on average; `shape`: of the Gamma law
    about it. The mean of the result lies between both (Clayton and Kaldor 1987, eq. 5).

    Raises:
        ValueError: the mean or the shape is not positive, or the count is negative.
    """
    if not mean > 0.0 or not shape > 0.0 or count < 0:
        raise ValueError(f"no rate follows from {count} of {mean} with shape {shape}")
    if shape == inf:
        return Rate(mean, inf)
    return Rate((shape + count) / (shape / mean + 1.0), shape + count)


def mean_of_all(mean_of_seen: float, shape: float) -> float:
    """Return the mean count of all pairs, where pairs that never met are seen by nobody.

    `mean_of_seen`: of the pairs with a count of 1 or more (so it is above 1, or 1). The mean of a negative
    binomial without its zeros is mean / (1 - P(0)) (Sampford 1955, Biometrika 42, 58-69).
    """
    low, high = 0.0, mean_of_seen
    for _ in range(_HALVINGS):
        mean = (low + high) / 2
        if mean > mean_of_seen * _seen(mean, shape):
            high = mean
        else:
            low = mean
    return max(high, 1e-6)


def shape_by_likelihood(groups: Sequence[Mapping[int, int]], means: Sequence[float]) -> float:
    """Return the shape that makes the counts of pairs that were seen most likely, rounded.

    `groups`: of each group, how many pairs had which count, from 1 on; `means`: the mean count of its seen
    pairs, as far as known. The likelihood is that of a negative binomial without its zeros (Sampford 1955);
    all pairs share the shape, each group has its mean. The table is all it needs, and an event moves one
    pair in it from a cell to the next. The many rare pairs decide (moments would
    heed the few frequent ones).
    """
    if not any(groups):
        return MOST_SHAPE

    def likelihood(log_shape: float) -> float:
        return sum(
            _likelihood(counts, mean_of_all(mean, exp(log_shape)), exp(log_shape))
            for counts, mean in zip(groups, means, strict=True)
        )

    low, high = log(LEAST_SHAPE), log(MOST_SHAPE)
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    of_left, of_right = likelihood(left), likelihood(right)
    for _ in range(_STEPS):
        if of_left < of_right:
            low, left, of_left = left, right, of_right
            right = low + _GOLDEN * (high - low)
            of_right = likelihood(right)
        else:
            high, right, of_right = right, left, of_left
            left = high - _GOLDEN * (high - low)
            of_left = likelihood(left)
    return rounded(exp((low + high) / 2))


def _likelihood(counts: Mapping[int, int], mean: float, shape: float) -> float:
    own, none, many = lgamma(shape), shape * log1p(mean / shape), log1p(shape / mean)
    pairs = sum(counts.values())
    ways = sum(n * (lgamma(count + shape) - own - count * many) for count, n in counts.items())
    return ways - pairs * (none + log(_seen(mean, shape)))


def _seen(mean: float, shape: float) -> float:
    """Return the probability of a count of 1 or more."""
    return -expm1(-shape * log1p(mean / shape))
