"""How much likelier the last weeks of a pair are if something goes on than if nothing does.

The ratio of two probabilities of the same weekly counts. If nothing goes on: arrivals whose mean is what
is expected, which scatter from week to week, and come in companies. If something does: since one of the
last weeks so many more came, one at a time. The mean over beginnings and over how many more is taken, so
that nothing is chosen by what is seen. If the null model is true the mean of the ratio is 1 at most, so
1 / ratio is a p value (Ville 1939; an e value: Vovk and Wang 2021, Annals of Statistics 49, 1736-1754).
Weeks are heard one by one: three visits in three weeks say more than one company of three.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, log, sqrt
from typing import Final

from interparty_shared.domain.patterns.statistics.series import Counts, Seen, Spans, covers
from interparty_shared.domain.patterns.statistics.world import World, expected

MORE: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Engagements more in a window; each is held as likely."""
BURST: Final = 1.0
"""Shape of the law by which a week's rate scatters about its mean: as far as an exponential one."""
_STEPS: Final = tuple(0.75 * step for step in range(-4, 5))
_LEAST_DOUBT: Final = 1e-3
_GREATEST: Final = 200
"""Counts of a week above this are held as this."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a pair: its count, what is expected of it, and its share of a window's exposure."""

    count: int
    mean: float
    share: float


def evidence(world: World, pair: Seen, counts: Counts, spans: Spans | None = None) -> float:
    """Return the logarithm of the ratio, of the weeks that the world looks at.

    `counts`: the pair's engagements by week; `spans`: when its group was observed; `pair`: what
    `series.seen` makes of both. A new pair is watched because it has a contact, so both probabilities are
    of weeks with one.
    """
    settings, activity = world.settings, world.activity
    wanted = expected(world, pair)
    exposure = sum(activity[at] for at in settings.now(world.week) if covers(spans, at))
    weeks = []
    for at in settings.looked_at(world.week):
        if at in activity and covers(spans, at):
            share = activity[at] / exposure
            weeks.append(Week(min(counts.get(at, 0), _GREATEST), wanted.mean * share, share))
    return ratio(weeks, wanted.doubt, world.sizes, is_new=pair.before == 0)


def ratio(
    weeks: Sequence[Week], doubt: float, sizes: Sequence[float], *, is_new: bool = False
) -> float:
    """Return the logarithm of the ratio of these weeks, the last of them first.

    `doubt`: the relative variance of what is expected, which is wrong by the same factor in all weeks;
    `sizes`: how likely a company is of 0, 1, 2, ... engagements.
    """
    together = sum(size * share for size, share in enumerate(sizes))
    more = [
        [compound(extra * week.share, (0.0, 1.0), week.count) for extra in MORE] for week in weeks
    ]
    null, other = [], []
    for factor, weight in factors(doubt):
        usual = [compound(factor * one.mean / together, sizes, one.count) for one in weeks]
        plain = [log(max(own[-1], 1e-300)) for own in usual]
        rest = sum(plain)
        null.append(log(weight) + rest)
        since = [0.0] * len(MORE)
        for own, quiet, extras in zip(usual, plain, more, strict=True):
            rest -= quiet
            for at, extra in enumerate(extras):
                both = sum(a * b for a, b in zip(extra, reversed(own), strict=True))
                since[at] += log(max(both, 1e-300))
                other.append(log(weight) + rest + since[at])
    found = log_sum(other) - log(len(weeks) * len(MORE)) - log_sum(null)
    if is_new:
        found += log(max(1e-300, 1.0 - exp(_none(weeks, doubt, sizes, together))))
    return found


def _none(weeks: Sequence[Week], doubt: float, sizes: Sequence[float], together: float) -> float:
    """Return the logarithm of the probability that the weeks of a window hold nothing."""
    mean = sum(one.mean for one in weeks) / sum(one.share for one in weeks) / together
    return log_sum([
        log(weight) + log(compound(factor * mean, sizes, 0)[0])
        for factor, weight in factors(doubt)
    ])  # fmt: skip


def compound(mean: float, sizes: Sequence[float], most: int) -> list[float]:
    """Return the probabilities of 0 to `most` engagements, of so many arrivals on average.

    Arrivals are negative binomial (`BURST`), each a company of a size from 1 on: the recursion of Panjer
    1981, ASTIN Bulletin 12, 22-26.
    """
    a = mean / (mean + BURST)
    b = (BURST - 1.0) * a
    found = [(1.0 - a) ** BURST]
    for n in range(1, most + 1):
        of = range(1, min(n, len(sizes) - 1) + 1)
        found.append(sum((a + b * j / n) * sizes[j] * found[n - j] for j in of))
    return found


def factors(doubt: float) -> Sequence[tuple[float, float]]:
    """Return factors of mean 1 and about this variance, each with its weight: a Gamma law in steps."""
    return _factors(round(log(1.0 / max(doubt, _LEAST_DOUBT)), 1))


@lru_cache(maxsize=256)
def _factors(log_shape: float) -> Sequence[tuple[float, float]]:
    shape = exp(log_shape)
    scale = sqrt(log(1.0 + 1.0 / shape))
    at = [exp(scale * step) for step in _STEPS]
    weights = [shape * (log(one) - one) for one in at]
    whole = log_sum(weights)
    weights = [exp(one - whole) for one in weights]
    mean = sum(one * weight for one, weight in zip(at, weights, strict=True))
    return [(one / mean, max(weight, 1e-300)) for one, weight in zip(at, weights, strict=True)]


def log_sum(logs: Sequence[float]) -> float:
    """Return the logarithm of the sum of what these are logarithms of."""
    most = max(logs)
    return most if most == -inf else most + log(sum(exp(one - most) for one in logs))
