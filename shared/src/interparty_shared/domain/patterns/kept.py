"""Contacts kept in columns: some 300 bytes for each in the place of some 2,000.

Rules look at years of contacts and tell of a few. So what they look at is kept in arrays of numbers, what
is said again and again (bodies, people, channels) once, and a contact is made when somebody asks for it.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, overload

from interparty_shared.domain.contacts import Body, Contact, Person
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.money import Money
from interparty_shared.domain.patterns.sides import Met, Party, View
from interparty_shared.domain.patterns.statistics.weeks import week_of

MADE: Final = 16_384
"""Contacts that are made and kept at hand, as most rules look at the same ones."""


class _Side(NamedTuple):
    """A body as it was posted, and who it is."""

    body: Body
    party: Party


class _Rest(NamedTuple):
    """What many contacts have in common, in the order of a contact's own fields."""

    channel: str
    layer: Any
    a_people: tuple[Person, ...]
    b_people: tuple[Person, ...]
    giver: Any
    value: Money | None
    paid_by: Any
    made_public: tuple[tuple[str, date | None], ...]
    machine: bool
    reports: tuple[Ref, ...]


class Kept:
    """Contacts in order, whatever order they came in; those of a body with itself are left out."""

    def __init__(self, met: Iterable[Met]) -> None:
        self.first: int | None = None
        """The first week of which there is any, with those that are left out."""
        self._sides: list[_Side] = []
        self._rests: list[_Rest] = []
        self._sources: list[str] = []
        self._ids: list[str] = []
        self._said: list[str] = []
        self._of = array("I")
        self._source = array("I")
        self._days, self._lasts = array("i"), array("i")
        self._a, self._b = array("I"), array("I")
        self._rest = array("I")
        self._fill(met)
        self._sort()
        self.weeks = array("i", (week_of_ordinal(day) for day in self._days))
        self._made: dict[int, Met] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._days)

    def _fill(self, met: Iterable[Met]) -> None:
        sides: dict[tuple[Body, str], int] = {}
        rests: dict[_Rest, int] = {}
        sources: dict[str, int] = {}
        engagements: dict[tuple[str, str], int] = {}
        strings: dict[str, str] = {}
        for contact, a, b in met:
            week = week_of(contact.day)
            self.first = week if self.first is None else min(self.first, week)
            if a.key == b.key:
                continue
            self._days.append(contact.day.toordinal())
            self._lasts.append(contact.last.toordinal())
            self._a.append(self._side(sides, contact.a, a))
            self._b.append(self._side(sides, contact.b, b))
            rest = _Rest(
                strings.setdefault(contact.channel, contact.channel),
                strings.setdefault(contact.layer, contact.layer),
                contact.a_people,
                contact.b_people,
                contact.giver,
                contact.value,
                contact.paid_by,
                contact.made_public,
                contact.machine,
                contact.reports,
            )
            self._rest.append(_placed(rests, self._rests, rest))
            source, id_ = contact.ref
            at = engagements.get((source, id_))
            if at is None:
                at = engagements[source, id_] = len(self._ids)
                self._source.append(_placed(sources, self._sources, source))
                self._ids.append(id_)
            self._of.append(at)
            self._said.append(strings.setdefault(contact.said, contact.said))

    def _side(self, known: dict[tuple[Body, str], int], body: Body, party: Party) -> int:
        at = known.get((body, party.key))
        if at is None:
            at = known[body, party.key] = len(self._sides)
            self._sides.append(_Side(body, party))
        return at

    def _sort(self) -> None:
        """Put them in the order of days, sources, ids, and keys of the sides: `Met.order`."""
        order = list(range(len(self._days)))
        order.sort(key=lambda at: self._sides[self._b[at]].party.key)
        order.sort(key=lambda at: self._sides[self._a[at]].party.key)
        order.sort(key=lambda at: self._ids[self._of[at]])
        order.sort(key=lambda at: self._sources[self._source[self._of[at]]])
        order.sort(key=self._days.__getitem__)
        for name in ("_days", "_lasts", "_a", "_b", "_rest", "_of"):
            column: array[int] = getattr(self, name)
            setattr(self, name, array(column.typecode, map(column.__getitem__, order)))
        self._said = list(map(self._said.__getitem__, order))

    def at(self, place: int) -> Met:
        """Return the contact at a place."""
        made = self._made.get(place)
        if made is None:
            if len(self._made) >= MADE:
                self._made.clear()
            made = self._made[place] = self.made(place)
        return made

    def made(self, place: int) -> Met:
        """Return the contact at a place, not kept at hand: for one look at all of them."""
        a, b = self._sides[self._a[place]], self._sides[self._b[place]]
        rest = self._rests[self._rest[place]]
        of = self._of[place]
        contact = Contact(
            Ref(self._sources[self._source[of]], self._ids[of]),
            date.fromordinal(self._days[place]),
            date.fromordinal(self._lasts[place]),
            rest.channel,
            rest.layer,
            a.body,
            b.body,
            rest.a_people,
            rest.b_people,
            rest.giver,
            rest.value,
            rest.paid_by,
            rest.made_public,
            rest.machine,
            self._said[place],
            rest.reports,
        )
        return Met(contact, a.party, b.party)

    def engagement(self, place: int) -> int:
        """Return a number that tells the engagement of a contact from others."""
        return self._of[place]

    def days(self, place: int) -> tuple[int, int]:
        """Return the first and the last day of a contact, as ordinals."""
        return self._days[place], self._lasts[place]

    def parties(self, place: int) -> tuple[Party, Party]:
        """Return the two sides of a contact."""
        return self._sides[self._a[place]].party, self._sides[self._b[place]].party


class Seen(Sequence[View]):
    """Some of the contacts, each from one of its sides: views that are made when asked for.

    `places`: twice the place, and one more where it is seen from side b.
    """

    __slots__ = ("_kept", "_places")

    def __init__(self, kept: Kept, places: "array[int]") -> None:
        self._kept = kept
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> View: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[View]: ...

    def __getitem__(self, at: int | slice) -> View | Sequence[View]:
        if isinstance(at, slice):
            return [self._view(place) for place in self._places[at]]
        return self._view(self._places[at])

    def _view(self, place: int) -> View:
        return self._kept.at(place >> 1).seen_from("b" if place & 1 else "a")

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where those of some weeks begin and end, the last week included."""
        week = self._week
        begin = bisect_left(self._places, first, key=week)
        return begin, bisect_right(self._places, last, lo=begin, key=week)

    def _week(self, place: int) -> int:
        return self._kept.weeks[place >> 1]

    def weeks(self) -> set[int]:
        """Return the weeks in which there are any."""
        return set(map(self._week, self._places))

    def engagements(self, first: int, last: int) -> set[int]:
        """Return the engagements from one of them until before another, as numbers."""
        return {self._kept.engagement(place >> 1) for place in self._places[first:last]}

    def partners(self, first: int, last: int) -> set[tuple[str, int]]:
        """Return with whom and in which engagement, from one of them until before another."""
        return {
            (self._kept.parties(place >> 1)[1 - (place & 1)].key, self._kept.engagement(place >> 1))
            for place in self._places[first:last]
        }

    def days(self) -> Iterator[tuple[int, int]]:
        """Give the first and the last day of each, as ordinals."""
        return (self._kept.days(place >> 1) for place in self._places)


def week_of_ordinal(day: int) -> int:
    """Return the week of a day that is given as an ordinal."""
    return (day - 1) // 7


def _placed(known: dict[Any, int], values: list[Any], value: Any) -> int:
    """Return the place of a value in a list, at the end of it if it was not there."""
    at = known.get(value)
    if at is None:
        at = known[value] = len(values)
        values.append(value)
    return at
