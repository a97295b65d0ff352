"""What could be found at all: a detector that is told the true law of every pair and what is planted.

For each strength it ranks by the likelihood ratio of that very kind of episode, in pairs in which it can
be, against none (Neyman and Pearson 1933, Phil. Trans. R. Soc. A 231, 289-337): nobody who knows less can
do better by more than chance. No one detector can be it at all strengths, because it is another for each.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import exp, factorial, log
from typing import Final

from tests.bench.patterns_judging import Scores
from tests.bench.patterns_world import Made

BURST: Final = 2.0
"""The shape of the law by which a week's rate scatters."""
COMPANIES: Final = (0.85, 0.10, 0.05)
"""How often one comes alone, in twos and in threes."""
LOOK: Final = 8
"""An episode began so many weeks ago at most."""
SPREAD: Final = 4
"""Weeks over which a sudden one is spread."""


def known(lag: int) -> float:
    """Return the share of engagements that are known so many weeks after their own."""
    return 1.0 - 0.4 * 0.5**lag


def ranked(world: Made) -> Mapping[str, Scores]:
    """Return, by strength, the scores of its oracle."""
    said: dict[str, list[tuple[int, int, float]]] = {one: [] for one in world.plan.strengths}
    counts: list[Counter[int]] = [Counter() for _ in world.group_of]
    for week in range(world.plan.weeks):
        for one in world.known_in(week):
            counts[one.pair][one.week] += 1
        if week < world.plan.judged_from:
            continue
        for pair, own in enumerate(counts):
            if any(own[at] for at in range(week - 3, week + 1)):
                found = tuple(own[week - lag] for lag in range(LOOK))
                for strength, ratio in _ratios(world, pair, week, found):
                    said[strength].append((week, pair, ratio))
    return said


def _ratios(world: Made, pair: int, week: int, found: Sequence[int]) -> Iterator[tuple[str, float]]:
    rates = world.rates[pair]
    usual = 4 * sum(rates[week - 26 : week]) / 26
    usually = [_usually(rates[week - lag], known(lag), found[lag]) for lag in range(LOOK)]
    if 0.5 <= usual <= 12:
        for times in world.plan.times:
            yield f"x{times}", log(_times(rates, week, found, usually, times))
    if usual <= 6:
        of = _plus(found, usually, max(world.plan.plus))
        for plus in world.plan.plus:
            if of[plus] > 0.0:
                yield f"+{plus}", log(of[plus])


def _times(
    rates: Sequence[float],
    week: int,
    found: Sequence[int],
    usually: Sequence[Sequence[float]],
    times: int,
) -> float:
    """Return the mean over beginnings of the ratio of so many times the rate since to the rate."""
    ratio, total = 1.0, 0.0
    for lag, count in enumerate(found):
        more = _compound(rates[week - lag] * (times - 1) * known(lag), (0.0, 1.0), count)
        usual = usually[lag]
        alike = sum(more[n] * usual[count - n] for n in range(count + 1))
        ratio *= alike / max(usual[count], 1e-300)
        total += ratio
    return total / LOOK


def _plus(found: Sequence[int], usually: Sequence[Sequence[float]], most: int) -> list[float]:
    """Return the mean over beginnings of the ratio of n more, in `SPREAD` weeks, to none; n from 0."""
    weeks = []
    for lag, count in enumerate(found):
        share, usual = known(lag) / SPREAD, usually[lag]
        weeks.append([
            share**n / factorial(n) * usual[count - n] / max(usual[count], 1e-300)
            for n in range(min(count, most) + 1)
        ])  # fmt: skip
    total = [0.0] * (most + 1)
    for began in range(LOOK):
        # By how many of n are known and where: the coefficients of z^n / n!.
        lags = range(max(0, began - SPREAD + 1), began + 1)
        hidden = 1.0 - sum(known(lag) for lag in lags) / SPREAD
        product = [hidden**n / factorial(n) for n in range(most + 1)]
        for lag in lags:
            own = weeks[lag]
            product = [
                sum(own[i] * product[n - i] for i in range(min(n, len(own) - 1) + 1))
                for n in range(most + 1)
            ]
        for n, value in enumerate(product):
            total[n] += value * factorial(n) / LOOK
    return total


def _usually(rate: float, share: float, count: int) -> list[float]:
    return _compound(rate, _thinned(share), count)


@cache
def _thinned(share: float) -> tuple[float, ...]:
    """Return how likely 0, 1, 2, 3 of those that came together are known."""
    found = [0.0] * 4
    for size, weight in enumerate(COMPANIES, start=1):
        for n in range(size + 1):
            ways = factorial(size) / factorial(n) / factorial(size - n)
            found[n] += weight * ways * share**n * (1 - share) ** (size - n)
    return tuple(found)


def _compound(mean: float, sizes: Sequence[float], most: int) -> list[float]:
    """Return the probabilities of 0 to `most` where negative binomial arrivals come in such sizes.

    The recursion of Panjer 1981, ASTIN Bulletin 12, 22-26.
    """
    a = mean / (mean + BURST)
    b, rest = (BURST - 1.0) * a, 1.0 - a * sizes[0]
    of = [exp(BURST * (log(1.0 - a) - log(rest)))]
    for n in range(1, most + 1):
        of.append(
            sum(
                (a + b * j / n) * sizes[j] * of[n - j] for j in range(1, min(n, len(sizes) - 1) + 1)
            )
            / rest
        )
    return of
