"""How many engagements come together: a return visit, a second day, a delegation received twice.

Where a pair meets once or twice a year, two engagements in one week are no coincidence; they belong
together. How often that is so is counted in rare pairs, and taken to hold for all.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from interparty_shared.domain.patterns.statistics.rounding import rounded

RARE: Final = 12
"""A pair with at most so many engagements in the memory is rare."""
MOST: Final = 6
"""Greater companies count as this."""
_DOUBT: Final = 10
"""So many weeks are taken to have been seen before any was: half with 1, a quarter with 2, and so on."""


def sizes(weeks: Mapping[int, int]) -> tuple[float, ...]:
    """Return how likely a company is of 0 (never), 1, 2, ... up to `MOST`.

    `weeks`: how many weeks of rare pairs held 1, 2, ... engagements. Two that came by chance into one week
    are taken for a company: that errs to silence.
    """
    found = [0.0] + [_DOUBT * 0.5**n for n in range(1, MOST + 1)]
    for count, n in weeks.items():
        if count > 0:
            found[min(count, MOST)] += n
    whole = sum(found)
    found = [rounded(one / whole) for one in found]
    whole = sum(found)
    return tuple(one / whole for one in found)


def of_pair(counts: Iterable[int]) -> Iterable[int]:
    """Return what the weeks of a pair's memory add to the table: nothing where it is not rare."""
    there = [count for count in counts if count > 0]
    return there if sum(there) <= RARE else ()
