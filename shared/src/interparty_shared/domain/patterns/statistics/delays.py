"""How long somebody usually takes to tell of something, where some of it was not told of yet.

What was not told of when somebody looked is censored on the right (Kaplan and Meier 1958, JASA 53,
457-481).
Where few of one's own are known, each day's hazard is drawn to that of its neighbours by a beta process
(Hjort 1990, Annals of Statistics 18, 1259-1294); with a strength of 0 it would be Kaplan and Meier's.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

_WIDE: Final = 1.959964
"""Standard deviations to either side of 95 % of a normal law."""
_MOST: Final = 30.0


@dataclass(frozen=True, slots=True)
class Delays:
    """Days until something was told of, and days for which the rest was waited for."""

    told: Sequence[int] = ()
    waiting: Sequence[int] = ()

    def __len__(self) -> int:
        """Return of how many there is anything."""
        return len(self.told) + len(self.waiting)


@dataclass(frozen=True, slots=True)
class Usual:
    """The day by which a share was told of, and the limits of 95 % about it; None: it is not reached."""

    day: int | None
    low: int | None
    high: int | None


def usual(own: Delays, others: Delays, *, share: float, strength: float) -> Usual:
    """Return by when a share is told of (quantile by Brookmeyer and Crowley 1982, Biometrics 38, 29-41).

    `others`: the delays of its neighbours, without its own; `strength`: what they weigh, in contacts that
    are still waited for. The limits are of the complementary log-log of the share.
    """
    day: int | None = None
    low: int | None = None
    high: int | None = None
    for at, left, spread in _left(own, others, strength):
        # Capped: beyond it the limits are 0 and 1 all the same, and the power would overflow.
        wide = min(_MOST, _WIDE * spread / (left * -log(left)))
        if low is None and left ** exp(wide) <= 1 - share:
            low = at
        if day is None and left <= 1 - share:
            day = at
        if left ** exp(-wide) <= 1 - share:
            high = at
            break
    return Usual(day, low, high)


def _left(own: Delays, others: Delays, strength: float) -> Iterator[tuple[int, float, float]]:
    """Give days, the share that is not told of by then, and its standard deviation."""
    here, there = _Table(own), _Table(others)
    mean = square = 1.0
    for at in sorted({*own.told, *others.told}):
        told, risk = here.at(at)
        near, of = there.at(at)
        # One more is held to be waited for than there is: no day is certain for being seen once.
        prior = near / (of + 1)
        gone, kept = strength * prior + told, strength * (1 - prior) + risk - told
        both = gone + kept
        if gone <= 0:
            continue
        mean *= kept / both
        square *= kept * (kept + 1) / (both * (both + 1))
        if not 0 < mean < 1:
            return
        yield at, mean, sqrt(max(0.0, square - mean * mean))


class _Table:
    """How many were told of on a day, of how many that were waited for."""

    def __init__(self, delays: Delays) -> None:
        self._told = sorted(delays.told)
        self._all = sorted((*delays.told, *delays.waiting))

    def at(self, day: int) -> tuple[int, int]:
        told = bisect_left(self._told, day + 1) - bisect_left(self._told, day)
        return told, len(self._all) - bisect_left(self._all, day)
