"""What triage says of a rule: how much of what it raised was worth keeping, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal, NamedTuple

Advice = Literal["keep", "tune", "retire", "too_few"]

CONFIDENCE: Final = 0.95
_Z: Final = 1.959963984540054
"""The normal deviate of it, two-sided. (`statistics` has a function, and brings randomness along.)"""
KEEP_FROM: Final = 0.8
"""A rule is worth keeping where surely (by the interval) no smaller share of its alerts is kept."""
RETIRE_BELOW: Final = 0.5
"""A rule most of whose alerts are surely dismissed takes more of its readers' trust than it gives."""


class Interval(NamedTuple):
    """Where a share lies, from 0 to 1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The alerts of a rule, and what was done with them.

    `acknowledged`, `dismissed`: by the last that people did with each; one reopened is unjudged.
    """

    rule: str
    open: int = 0
    resolved: int = 0
    withdrawn: int = 0
    acknowledged: int = 0
    dismissed: int = 0

    @property
    def alerts(self) -> int:
        """Return how many alerts the rule raised."""
        return self.open + self.resolved + self.withdrawn

    @property
    def judged(self) -> int:
        """Return how many of them people kept or dismissed."""
        return self.acknowledged + self.dismissed

    @property
    def unjudged(self) -> int:
        """Return of how many nothing was said, or no more."""
        return self.alerts - self.judged

    @property
    def kept(self) -> float | None:
        """Return the share of the judged that was kept; None where none was judged."""
        return self.acknowledged / self.judged if self.judged else None

    @property
    def interval(self) -> Interval:
        """Return where the share that people would keep lies, were they to judge ever more."""
        return wilson(self.acknowledged, self.judged)

    @property
    def advice(self) -> Advice:
        """Return what the judged alerts suffice to say of the rule.

        `too_few` where the interval leaves both open; `tune` where it leaves out one of them, or both.
        """
        low, high = self.interval
        if low >= KEEP_FROM:
            return "keep"
        if high < RETIRE_BELOW:
            return "retire"
        return "too_few" if low < RETIRE_BELOW and high >= KEEP_FROM else "tune"

    @property
    def text(self) -> str:
        """Return it as a sentence."""
        if not self.judged:
            return f"None of {_alerts(self.alerts)} was acknowledged or dismissed."
        low, high = (f"{share:.0%}" for share in self.interval)
        return (
            f"{self.acknowledged:,} of {_alerts(self.judged)} judged by people {_were(self.acknowledged)}"
            f" acknowledged: {low} to {high} would be ({CONFIDENCE:.0%} interval after Wilson);"
            f" {self.unjudged:,} not judged, {self.withdrawn:,} withdrawn since."
        )


def wilson(successes: int, trials: int) -> Interval:
    """Return the score interval at 95 % of a share (Wilson 1927, J. Am. Stat. Assoc. 22, 209-212).

    It holds what it promises for few trials, too, where the usual interval does not (Brown, Cai and
    DasGupta 2001, Statistical Science 16, 101-133). Of no trials nothing is known: 0 to 1.

    Raises:
        ValueError: there are more successes than trials, or fewer than none.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no share")
    if not trials:
        return Interval(0.0, 1.0)
    share, weight = successes / trials, _Z * _Z / trials
    middle = (share + weight / 2) / (1 + weight)
    half = _Z * sqrt(share * (1 - share) / trials + weight / (4 * trials)) / (1 + weight)
    # At the ends rounding would leave out the share itself.
    return Interval(max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def scored(
    raised: Mapping[tuple[str, str], int], judged: Mapping[tuple[str, str], int]
) -> list[Scorecard]:
    """Return a scorecard for each rule, by its id.

    `raised`: how many alerts, by rule and status; `judged`: how many by rule and last action of triage.
    """

    def number(counts: Mapping[tuple[str, str], int], rule: str, what: str) -> int:
        return counts.get((rule, what), 0)

    return [
        Scorecard(
            rule=rule,
            open=number(raised, rule, "open"),
            resolved=number(raised, rule, "resolved"),
            withdrawn=number(raised, rule, "withdrawn"),
            acknowledged=number(judged, rule, "acknowledge"),
            dismissed=number(judged, rule, "dismiss"),
        )
        for rule in sorted({rule for rule, _ in raised})
    ]


def _alerts(count: int) -> str:
    return f"{count:,} alert{'' if count == 1 else 's'}"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
