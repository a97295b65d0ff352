"""The contacts that patterns are looked for in, by subject."""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from interparty_shared.domain.patterns.kept import Kept, Seen, kept, week_of_ordinal
from interparty_shared.domain.patterns.sides import Met, Party, View, party_of
from interparty_shared.domain.patterns.statistics.observing import observed

__all__ = [
    "LONGEST",
    "History",
    "Met",
    "Party",
    "Subject",
    "Timeline",
    "View",
    "active",
    "party_of",
]

LONGEST: Final = 7
"""Days of an engagement that count when occasions are told apart."""

Subject = tuple[str, ...]
"""What a contact belongs to, as one rule sees it: a pair, a body and a country, two countries."""


class Timeline:
    """The contacts of one subject, in order."""

    __slots__ = ("_occasions", "views")

    def __init__(self, views: Sequence[View]) -> None:
        self.views = views if isinstance(views, Seen) else _seen(views)
        self._occasions: tuple[int, Mapping[int, int]] | None = None

    def within(self, first: int, last: int) -> Sequence[View]:
        """Return those of some weeks, both included."""
        begin, end = self.views.span(first, last)
        return self.views[begin:end] if begin < end else ()

    def engagements(self, first: int, last: int) -> int:
        """Return in how many engagements of these weeks there were contacts."""
        return len(self.views.engagements(*self.views.span(first, last)))

    def partners(self, first: int, last: int) -> Counter[str]:
        """Return in how many engagements of these weeks each of the others took part, by key."""
        return Counter(key for key, _ in self.views.partners(*self.views.span(first, last)))

    def occasions(self, apart: int) -> Mapping[int, int]:
        """Return how many occasions began in each week that had any.

        A journey, a forum or a day of talks is one occasion, however many engagements it is told in: one
        that begins fewer than `apart` days after another is of the same. `LONGEST` days count of each, so
        that an occasion hangs on no more than the days just before it.
        """
        if self._occasions is None or self._occasions[0] != apart:
            found: dict[int, int] = {}
            until = 0
            for day, last in self.views.days():
                if day - until >= apart:
                    week = week_of_ordinal(day)
                    found[week] = found.get(week, 0) + 1
                until = max(until, min(last, day + LONGEST - 1))
            self._occasions = apart, found
        return self._occasions[1]


def _seen(views: Sequence[View]) -> Seen:
    """Return views of contacts that are in order, kept as a history keeps them."""
    its = kept(one.met for one in views)
    sides = [int(one.home is one.met.b) for one in views]
    return Seen(its, array("Q", (2 * at + side for at, side in enumerate(sides))))


class History:
    """Contacts of a span of weeks, grouped by subject as often as somebody asks for it.

    They are kept in columns, in no more memory than they need: `met` may be an iterator that makes each as
    it goes, or what is `Kept` already. `since`: the first week of which there is any contact at all, in the
    span or before it; what is held against earlier weeks begins there. `country`: what a country is called.
    """

    def __init__(
        self,
        met: Iterable[Met] | Kept,
        *,
        since: int | None = None,
        country: Callable[[str], str] = str,
    ) -> None:
        self._kept = met if isinstance(met, Kept) else kept(met)
        self.since = since if since is not None else self._kept.first
        self.country = country
        self._grouped: dict[object, Timelines] = {}
        self._counts: Counter[int] | None = None

    @property
    def met(self) -> Iterator[Met]:
        """Give all contacts, in order."""
        return map(self._kept.made, range(len(self._kept)))

    def any_within(self, first: int, last: int) -> bool:
        """Return whether there is any contact in these weeks."""
        weeks = self._kept.weeks
        return bisect_left(weeks, first) < bisect_right(weeks, last)

    def recorded(self, week: int, window: int, before: int) -> int:
        """Return in how many of the weeks before a window anybody was recorded.

        The window ends with `week`. Weeks before `since`, and silences too long to be chance, are not
        recorded (`statistics.observing`, over all contacts): of them nobody knows that nothing happened.
        """
        if self._counts is None:
            self._counts = Counter(self._kept.weeks)
        start = week - window - before + 1
        first = start if self.since is None else max(start, self.since)
        last = week - window
        spans = observed(self._counts, first, week)
        return sum(max(0, min(end, last) - begin + 1) for begin, end in spans)

    def timelines(
        self, name: object, belongs: Callable[[Met], Iterable[tuple[Subject, View]]]
    ) -> "Timelines":
        """Return the contacts by subject, in the order of subjects.

        `name` is what this grouping is remembered by: one name, one `belongs`, whose views are those of the
        contact (`Met.views`).
        """
        known = self._grouped.get(name)
        if known is None:
            found: dict[Subject, array[int]] = defaultdict(lambda: array("Q"))
            for place, met in enumerate(self.met):
                for subject, view in belongs(met):
                    found[subject].append(2 * place + (view.home is met.b))
            known = self._grouped[name] = Timelines(
                (subject, Timeline(Seen(self._kept, found.pop(subject))))
                for subject in sorted(found)
            )
        return known

    def forget(self) -> None:
        """Forget the groupings: who looks next asks for others."""
        self._grouped.clear()


class Timelines(dict[Subject, Timeline]):
    """The contacts by subject, in the order of subjects."""

    _by_week: dict[int, list[Subject]] | None = None

    def active(self, week: int) -> Sequence[Subject]:
        """Return the subjects that have a contact in a week, in their order."""
        if self._by_week is None:
            self._by_week = defaultdict(list)
            for subject, timeline in self.items():
                for one in timeline.views.weeks():
                    self._by_week[one].append(subject)
        return self._by_week.get(week, ())


def active(
    timelines: Mapping[Subject, Timeline], first: int, last: int
) -> Iterator[tuple[Subject, Timeline, Sequence[View]]]:
    """Give the subjects that have a contact in these weeks, with those contacts."""
    subjects: Iterable[Subject] = timelines
    if first == last and isinstance(timelines, Timelines):
        subjects = timelines.active(first)
    for subject in subjects:
        timeline = timelines[subject]
        found = timeline.within(first, last)
        if found:
            yield subject, timeline, found
