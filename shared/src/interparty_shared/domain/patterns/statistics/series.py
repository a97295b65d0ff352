"""What the model keeps of a pair and a week, and with which settings; all of it counts, and bounded."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from interparty_shared.domain.patterns.statistics import companies

Counts = Mapping[int, int]
"""Engagements by week (`weeks.week_of`); a week that is absent had none.

Count an engagement of a pair once, however many people took part: they came together.
"""
Spans = Sequence[tuple[int, int]]
"""From which week to which, both included, something was observed."""

_YEAR: Final = 52


@dataclass(frozen=True, slots=True)
class Settings:
    """How the statistics look at time. All numbers are weeks, `least_count` aside.

    `window`: what is tested, ending with the week asked about; `memory`: what it is held against, the
    weeks before; `recent`: of those the last, by which a pair's drift is seen; `margin`: by how many weeks
    the same window of earlier years is widened on both sides; `least_history`: how many weeks before the
    window a group must have been observed; `least_count`: a window with fewer engagements is never a
    finding, however rare the pair; `look`: how many of the last weeks are heard one by one (`evidence`).
    """

    window: int = 4
    memory: int = 104
    recent: int = 26
    margin: int = 1
    least_history: int = 26
    least_count: int = 3
    look: int = 8

    @property
    def years(self) -> int:
        """Return how many earlier years lie in the memory, with the same window and its margin."""
        return (self.memory - self.margin) // _YEAR

    def now(self, week: int) -> range:
        """Return the weeks of the window that ends with this week."""
        return range(week - self.window + 1, week + 1)

    def before(self, week: int) -> range:
        """Return the weeks that the window is held against."""
        first = week - self.window + 1
        return range(first - self.memory, first)

    def looked_at(self, week: int) -> range:
        """Return the weeks that are heard one by one, the last first: the window, and those before it."""
        return range(week, week - max(self.look, self.window), -1)

    def lately(self, week: int) -> range:
        """Return the last of the weeks before the window."""
        before = self.before(week)
        return before[-min(self.recent, self.memory) :]

    def season(self, week: int) -> tuple[int, ...]:
        """Return the weeks of the same window in the earlier years, and those beside them."""
        first, last = week - self.window + 1 - self.margin, week + self.margin
        earliest = self.before(week).start
        return tuple(
            one
            for year in range(1, self.years + 1)
            for one in range(first - year * _YEAR, last - year * _YEAR + 1)
            if one >= earliest
        )

    def weeks(self, week: int) -> "Weeks":
        """Return all of them."""
        return Weeks(
            self.before(week), self.now(week), self.lately(week), frozenset(self.season(week))
        )

    @property
    def span(self) -> int:
        """Return how many weeks of counts a pair needs, and no more: its state."""
        return self.window + self.memory


class Seen(NamedTuple):
    """All that the model knows of a pair in a week: its group, and four counts.

    `before`: in the memory; `now`: in the window; `recent`: in the last weeks of the memory; `season`: in
    the same window of earlier years.
    """

    group: str
    before: int
    now: int
    recent: int
    season: int


class Weeks(NamedTuple):
    """Which weeks count as what, for one week asked about."""

    before: range
    now: range
    recent: range
    season: frozenset[int]


@dataclass(frozen=True, slots=True)
class Aggregates:
    """All that the model of a week is fitted to; an event changes one total and moves one pair.

    `totals`: by group, the counts of all its pairs; `pairs`: how many pairs look alike; `observed`: by
    group, when it was observed at all; a group that is absent there was observed since `since`;
    `companies`: how many weeks of rare pairs held 1, 2, ... engagements (`companies`).
    """

    totals: Mapping[str, Counts]
    pairs: Mapping[Seen, int]
    observed: Mapping[str, Spans] = field(default_factory=dict)
    since: int | None = None
    """The first week of the data; None: the first week with a count."""
    companies: Mapping[int, int] = field(default_factory=dict)

    def is_observed(self, group: str, week: int) -> bool:
        """Return whether the group could be seen in the week."""
        return covers(self.observed.get(group), week)


def covers(spans: Spans | None, week: int) -> bool:
    """Return whether a week lies in one of the spans; None: it was observed always."""
    return spans is None or any(first <= week <= last for first, last in spans)


def seen(
    group: str, counts: Counts, week: int, settings: Settings, spans: Spans | None = None
) -> Seen:
    """Return what the model knows of a pair in a week.

    Counts of weeks in which its group was not observed are left out: their exposure is too.
    """
    weeks, one = settings.weeks(week), Seen(group, 0, 0, 0, 0)
    for at, n in counts.items():
        if covers(spans, at):
            one = moved(one, at, weeks, n)
    return one


def moved(pair: Seen, at: int, weeks: Weeks, by: int = 1) -> Seen:
    """Return what is known of a pair after so many engagements more (or fewer) in a week: O(1)."""
    if at in weeks.now:
        return pair._replace(now=pair.now + by)
    if at not in weeks.before:
        return pair
    return Seen(
        pair.group,
        pair.before + by,
        pair.now,
        pair.recent + by if at in weeks.recent else pair.recent,
        pair.season + by if at in weeks.season else pair.season,
    )


def aggregated(
    pairs: Iterable[tuple[str, Counts]],
    week: int,
    settings: Settings,
    observed: Mapping[str, Spans] | None = None,
    since: int | None = None,
) -> Aggregates:
    """Return the aggregates of a week, of the groups and counts of its pairs.

    Pairs without an engagement in memory and window are not watched, and not counted.
    """
    spans = observed or {}
    totals: dict[str, Counter[int]] = {}
    alike: Counter[Seen] = Counter()
    together: Counter[int] = Counter()
    before = settings.before(week)
    weeks = range(before.start, week + 1)
    for group, counts in pairs:
        one = seen(group, counts, week, settings, spans.get(group))
        if one.before or one.now:
            alike[one] += 1
            together.update(
                companies.of_pair(
                    n for at, n in counts.items() if at in before and covers(spans.get(group), at)
                )
            )
            total = totals.setdefault(group, Counter())
            for at, n in counts.items():
                if at in weeks and covers(spans.get(group), at):
                    total[at] += n
    return Aggregates(totals, alike, spans, since, together)
