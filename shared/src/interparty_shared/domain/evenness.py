"""Whether alerts fall evenly: each group's alerts beside those that its exposure would bring.

A country of which much is published has more alerts than one that publishes nothing, and a law that
binds one parliament alone raises none elsewhere. So groups are compared within strata of like exposure
(whose law, which channel), by indirect standardisation as in cohort studies: Breslow and Day 1987,
Statistical Methods in Cancer Research II (IARC 82), chapter 2.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

_Z: Final = 1.959963984540054
"""The normal deviate of 95 %, two-sided."""


class Seen(NamedTuple):
    """Contacts of a group in a stratum, and how many alerts they led to."""

    stratum: Hashable
    group: str
    exposure: int
    alerts: int


@dataclass(frozen=True, slots=True)
class Rate:
    """The alerts of a group beside those expected, were all groups of a stratum treated alike."""

    group: str
    exposure: int
    alerts: int
    expected: float
    """Each stratum's overall share of alerts, of the group's own contacts there; added up."""
    low: float | None
    high: float | None
    """Between what alerts by expected alerts lie (95 %, Byar); None where none are expected."""

    @property
    def share(self) -> float:
        """Return alerts by contact."""
        return self.alerts / self.exposure if self.exposure else 0.0

    @property
    def ratio(self) -> float | None:
        """Return alerts by expected alerts: 1 where the group fares as the others."""
        return self.alerts / self.expected if self.expected else None

    @property
    def apart(self) -> bool:
        """Return whether the interval leaves out 1: of a hundred even groups some five do, too."""
        return self.low is not None and self.high is not None and not self.low <= 1 <= self.high


def rates(seen: Iterable[Seen]) -> list[Rate]:
    """Return a rate for each group, those with the most contacts first.

    Raises:
        ValueError: there are alerts without contacts, or fewer than none.
    """
    by_stratum: defaultdict[Hashable, list[Seen]] = defaultdict(list)
    for one in seen:
        if one.exposure < 0 or one.alerts < 0 or (one.alerts and not one.exposure):
            raise ValueError(f"{one.alerts} alerts of {one.exposure} contacts")
        by_stratum[one.stratum].append(one)
    exposure: defaultdict[str, int] = defaultdict(int)
    alerts: defaultdict[str, int] = defaultdict(int)
    expected: defaultdict[str, float] = defaultdict(float)
    for members in by_stratum.values():
        contacts = sum(one.exposure for one in members)
        share = sum(one.alerts for one in members) / contacts if contacts else 0.0
        for one in members:
            exposure[one.group] += one.exposure
            alerts[one.group] += one.alerts
            expected[one.group] += one.exposure * share
    found = (_rate(group, exposure, alerts, expected) for group in exposure)
    return sorted(found, key=lambda one: (-one.exposure, one.group))


def _rate(
    group: str,
    exposure: Mapping[str, int],
    alerts: Mapping[str, int],
    expected: Mapping[str, float],
) -> Rate:
    observed, due = alerts[group], expected[group]
    low, high = (count / due for count in byar(observed)) if due else (None, None)
    return Rate(group, exposure[group], observed, due, low, high)


def byar(count: int) -> tuple[float, float]:
    """Return between what the mean of a Poisson count lies (95 %), by Byar's approximation.

    Breslow and Day 1987, equations 2.13 f.: near the exact limits for any count.
    """
    above = count + 1
    low = count * (1 - 1 / (9 * count) - _Z / (3 * sqrt(count))) ** 3 if count else 0.0
    return max(0.0, low), above * (1 - 1 / (9 * above) + _Z / (3 * sqrt(above))) ** 3
