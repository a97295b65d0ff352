"""How much there was to see: trend and season of everybody, and in which weeks a group was observed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from interparty_shared.domain.patterns.statistics.rounding import rounded
from interparty_shared.domain.patterns.statistics.series import Aggregates, Settings

_ROUNDS: Final = 4
"""Alternations of the fit; without gaps in what was observed the first is exact."""
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much of everybody's activity fell into the weeks in which a group was observed.

    In mean weeks: 1 is a week in which all groups together do what they do on average. `history`: how
    many weeks before the window were observed; `season`: exposure of the same window in earlier years.
    """

    before: float
    now: float
    recent: float
    season: float
    history: int


def exposures(
    aggregates: Aggregates, week: int, settings: Settings
) -> tuple[Mapping[str, Exposure], Mapping[int, float]]:
    """Return the exposure of each group, and the activity of each week that it follows from.

    Expected counts are the product of a factor of the group and one of the week, in the weeks in which
    the group was observed: the model of quasi-independence, fitted by turns (Goodman 1968, J. Am. Stat.
    Assoc. 63, 1091-1131). A week with a general holiday, a year of many elections and a delay with which
    everybody reports are in the week's factor, because they are in everybody's counts.
    """
    weeks = _weeks(aggregates, week, settings)
    there = {
        group: [one for one in weeks if aggregates.is_observed(group, one)]
        for group in aggregates.totals
    }
    activity = _activity(aggregates, weeks, there)
    now, lately = settings.now(week), settings.lately(week)
    season = frozenset(settings.season(week))
    found = {}
    for group, observed in there.items():
        past = [one for one in observed if one < now.start]
        found[group] = Exposure(
            rounded(sum(activity[one] for one in past), _DIGITS),
            rounded(sum(activity[one] for one in observed if one in now), _DIGITS),
            rounded(sum(activity[one] for one in past if one in lately), _DIGITS),
            rounded(sum(activity[one] for one in past if one in season), _DIGITS),
            len(past),
        )
    return found, activity


def _weeks(aggregates: Aggregates, week: int, settings: Settings) -> range:
    earliest = settings.before(week).start
    if aggregates.since is not None:
        return range(max(earliest, aggregates.since), week + 1)
    first = min((at for counts in aggregates.totals.values() for at in counts), default=week)
    return range(max(earliest, min(first, week)), week + 1)


def _activity(
    aggregates: Aggregates, weeks: range, there: Mapping[str, Sequence[int]]
) -> dict[int, float]:
    sums = dict.fromkeys(weeks, 0)
    for group, counts in aggregates.totals.items():
        for one in there[group]:
            sums[one] += counts.get(one, 0)
    activity = dict.fromkeys(weeks, 1.0)
    whole = {group: sum(counts.get(one, 0) for one in there[group])
             for group, counts in aggregates.totals.items()}  # fmt: skip
    gapless = all(len(observed) == len(weeks) for observed in there.values())
    for _ in range(1 if gapless else _ROUNDS):
        expected = dict.fromkeys(weeks, 0.0)
        for group, observed in there.items():
            exposed = sum(activity[one] for one in observed)
            factor = whole[group] / exposed if exposed else 0.0
            for one in observed:
                expected[one] += factor
        # A week in which nobody was observed says nothing of itself, and nobody is exposed in it.
        activity = {one: sums[one] / expected[one] if expected[one] else 1.0 for one in weeks}
        mean = sum(activity.values()) / len(weeks)
        activity = {one: value / mean if mean else 1.0 for one, value in activity.items()}
    return activity
