"""Probabilities of counts: Poisson and negative binomial, their upper tails and quantiles.

The negative binomial is written by its mean and its size r: its variance is mean + mean² / r, and with r
infinite it is the Poisson (Johnson, Kemp and Kotz 2005, Univariate Discrete Distributions, ch. 5).
"""

from math import exp, inf, lgamma, log, log1p
from typing import Final

_SMALL: Final = 1e-17
"""A term this small beside the sum does not change it any more."""
_POISSON_FROM: Final = 1e9
"""From this size on the two differ by less than rounding does."""
_MOST_TERMS: Final = 1_000_000


def log_probability(count: int, mean: float, size: float = inf) -> float:
    """Return the logarithm of the probability of just this count.

    Raises:
        ValueError: the mean is negative, or the size is not positive.
    """
    _check(mean, size)
    if count < 0:
        return -inf
    if mean == 0.0:
        return 0.0 if count == 0 else -inf
    if size >= _POISSON_FROM:
        return count * log(mean) - mean - lgamma(count + 1)
    ways = lgamma(count + size) - lgamma(size) - lgamma(count + 1)
    return ways - size * log1p(mean / size) - count * log1p(size / mean)


def probability(count: int, mean: float, size: float = inf) -> float:
    """Return the probability of just this count; raises as `log_probability` does."""
    return exp(log_probability(count, mean, size))


def at_least(count: int, mean: float, size: float = inf) -> float:
    """Return the probability of this count or a greater one; raises as `log_probability` does.

    The smaller side is summed, from its greatest term on, so that a tail of 1e-200 keeps its digits.
    """
    _check(mean, size)
    if count <= 0:
        return 1.0
    if mean == 0.0:
        return 0.0
    if count > mean:
        return min(1.0, _upward(count, mean, size))
    return max(0.0, 1.0 - _downward(count - 1, mean, size))


def quantile(share: float, mean: float, size: float = inf) -> int:
    """Return the smallest count that this share of counts does not exceed.

    Raises:
        ValueError: the share is not between 0 and 1, the mean is negative or the size not positive.
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"{share} is no share between 0 and 1")
    _check(mean, size)
    above = 1.0 - share
    low, high = -1, max(1, int(mean) + 1)
    while at_least(high + 1, mean, size) > above:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if at_least(middle + 1, mean, size) > above:
            low = middle
        else:
            high = middle
    return high


def _upward(count: int, mean: float, size: float) -> float:
    """Return the sum of the terms from `count` on; they fall, because `count` lies above the mean."""
    poisson = size >= _POISSON_FROM
    share = mean / (mean + size) if not poisson else 0.0
    term = probability(count, mean, size)
    total, at = term, count
    for _ in range(_MOST_TERMS):
        ratio = mean / (at + 1) if poisson else share * (at + size) / (at + 1)
        term *= ratio
        at += 1
        total += term
        if term <= total * _SMALL * (1.0 - ratio):
            break
    return total


def _downward(count: int, mean: float, size: float) -> float:
    """Return the sum of the terms from 0 to `count`, which lies at the mean or below."""
    poisson = size >= _POISSON_FROM
    share = mean / (mean + size) if not poisson else 0.0
    term = probability(count, mean, size)
    total = term
    for at in range(count, 0, -1):
        term *= at / mean if poisson else at / (share * (at - 1 + size))
        total += term
        if poisson and term <= total * _SMALL:
            break
    return total


def _check(mean: float, size: float) -> None:
    if not mean >= 0.0 or mean == inf:
        raise ValueError(f"a count cannot have the mean {mean}")
    if not size > 0.0:
        raise ValueError(f"a negative binomial cannot have the size {size}")
