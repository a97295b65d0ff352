"""Contacts kept in columns: 400 to 700 bytes for each in the place of 1,200 to 1,400.

Rules look at years of contacts and tell of a few. So what they look at is kept in arrays of numbers, what
is said again and again (bodies, people, channels) once, and a contact is made when somebody asks for it.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, Self, overload

from interparty_shared.domain.contacts import Body, Contact, Person
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.money import Money
from interparty_shared.domain.patterns.sides import Met, Party, View

MADE: Final = 16_384
"""Contacts that are made and kept at hand, as most rules look at the same ones."""


class _Side(NamedTuple):
    """A body as it was posted, and who it is."""

    body: Body
    party: Party


class _Rest(NamedTuple):
    """What many contacts have in common."""

    channel: str
    layer: Any
    giver: Any
    value: Money | None
    paid_by: Any
    made_public: tuple[tuple[str, date | None], ...]
    machine: bool
    reports: tuple[Ref, ...]


def kept(met: Iterable[Met]) -> "Kept":
    """Return contacts, kept."""
    found = Kept()
    for one in met:
        found.add(one)
    return found.settle()


class Kept:
    """Contacts in order, whatever order they came in; those of a body with itself are left out.

    They are added one by one, then put in order (`settle`), and looked at after that.
    """

    def __init__(self) -> None:
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
        self._a_people, self._b_people = array("I"), array("I")
        self._rest = array("I")
        self._people: list[tuple[Person, ...]] = []
        self.weeks = array("i")
        self._made: dict[int, Met] = {}
        self._known: dict[str, dict[Any, Any]] = defaultdict(dict)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._days)

    def add(self, one: Met) -> None:
        """Add a contact."""
        contact, a, b = one
        self.first = one.week if self.first is None else min(self.first, one.week)
        if a.key == b.key:
            return
        known = self._known
        self._days.append(contact.day.toordinal())
        self._lasts.append(contact.last.toordinal())
        self._a.append(_placed(known["side"], self._sides, (contact.a, a.key), _Side(contact.a, a)))
        self._b.append(_placed(known["side"], self._sides, (contact.b, b.key), _Side(contact.b, b)))
        for column, people in (
            (self._a_people, contact.a_people),
            (self._b_people, contact.b_people),
        ):
            column.append(_placed(known["people"], self._people, people, people))
        rest = _Rest(
            contact.channel,
            contact.layer,
            contact.giver,
            contact.value,
            contact.paid_by,
            contact.made_public,
            contact.machine,
            contact.reports,
        )
        self._rest.append(_placed(known["rest"], self._rests, rest, rest))
        (source, id_), found = contact.ref, len(self._ids)
        of = _placed(known["engagement"], self._ids, (source, id_), id_)
        if of == found:
            self._source.append(_placed(known["source"], self._sources, source, source))
        self._of.append(of)
        self._said.append(known["said"].setdefault(contact.said, contact.said))

    def settle(self) -> Self:
        """Put them in the order of days, sources, ids, and keys of the sides: `Met.order`."""
        self._known.clear()
        order = list(range(len(self._days)))
        order.sort(key=lambda at: self._sides[self._b[at]].party.key)
        order.sort(key=lambda at: self._sides[self._a[at]].party.key)
        order.sort(key=lambda at: self._ids[self._of[at]])
        order.sort(key=lambda at: self._sources[self._source[self._of[at]]])
        order.sort(key=self._days.__getitem__)
        for name in ("_days", "_lasts", "_a", "_b", "_a_people", "_b_people", "_rest", "_of"):
            column: array[int] = getattr(self, name)
            setattr(self, name, array(column.typecode, map(column.__getitem__, order)))
        self._said = list(map(self._said.__getitem__, order))
        self.weeks = array("i", map(week_of_ordinal, self._days))
        return self

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
            self._people[self._a_people[place]],
            self._people[self._b_people[place]],
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


def _placed(known: dict[Any, int], values: list[Any], key: object, value: object) -> int:
    """Return the place of a value in a list, at the end of it if its key was not known."""
    at = known.get(key)
    if at is None:
        at = known[key] = len(values)
        values.append(value)
    return at
