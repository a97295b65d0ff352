"""The contacts that patterns are looked for in: who each side is by reference data, by subject."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from interparty_shared.domain import identity
from interparty_shared.domain.actors import Reference, completed
from interparty_shared.domain.contacts import Body, Contact, Person
from interparty_shared.domain.facts import Actor, OpenDays, held


@dataclass(frozen=True, slots=True)
class Party:
    """A body as reference data knows it: all the names that mean it are one."""

    key: str
    actor: Actor

    @property
    def name(self) -> str:
        """Return by what name it was posted."""
        return self.actor.name

    @property
    def country(self) -> str:
        """Return its country."""
        return self.actor.country or ""

    @property
    def kind(self) -> str | None:
        """Return its kind, where known."""
        return self.actor.kind

    def governs(self, on: date) -> bool | None:
        """Return whether it governed on a day, alone or with others; None: that is not known."""
        spans: tuple[OpenDays, ...] | None = self.actor.governing
        if spans is None:
            return None
        if held(spans, on):
            return True
        known = self.actor.governing_known
        return False if known is None or held(known, on) else None


def party_of(body: Body, reference: Reference) -> Party:
    """Return who a body is by this reference data."""
    actor = body.actor
    record = reference.resolve(actor).record
    key = f"is:{record.id}" if record is not None else identity.actor_key(actor)
    return Party(key, completed(actor, reference))


class Met(NamedTuple):
    """A contact, and who its sides are."""

    contact: Contact
    a: Party
    b: Party

    @property
    def week(self) -> int:
        """Return the week in which it began."""
        return self.contact.week

    @property
    def order(self) -> tuple[date, str, str, str, str]:
        """Return what puts contacts in order, whatever order they arrived in."""
        return self.contact.day, *self.contact.ref, self.a.key, self.b.key

    def seen_from(self, side: Literal["a", "b"]) -> "View":
        """Return it as the body on one side of it would tell it."""
        one = self.contact
        if side == "a":
            gives = None if one.giver is None else one.giver == "a"
            return View(self, self.a, self.b, one.a_people, one.b_people, gives)
        gives = None if one.giver is None else one.giver == "b"
        return View(self, self.b, self.a, one.b_people, one.a_people, gives)

    @property
    def views(self) -> tuple["View", "View"]:
        """Return it from both sides."""
        return self.seen_from("a"), self.seen_from("b")


class View(NamedTuple):
    """A contact seen from one of its sides: who is at home there, and who is the foreigner."""

    met: Met
    home: Party
    away: Party
    home_people: tuple[Person, ...]
    away_people: tuple[Person, ...]
    home_gives: bool | None

    @property
    def contact(self) -> Contact:
        """Return the contact itself."""
        return self.met.contact

    @property
    def week(self) -> int:
        """Return the week in which it began."""
        return self.met.contact.week


LONGEST: Final = 7
"""Days of an engagement that count when occasions are told apart."""

Subject = tuple[str, ...]
"""What a contact belongs to, as one rule sees it: a pair, a body and a country, two countries."""


class Timeline:
    """The contacts of one subject, in order."""

    def __init__(self, views: Sequence[View]) -> None:
        self.views = views
        self._weeks = [one.week for one in views]
        self._occasions: dict[int, Mapping[int, int]] = {}

    def within(self, first: int, last: int) -> Sequence[View]:
        """Return those of some weeks, both included."""
        return self.views[bisect_left(self._weeks, first) : bisect_right(self._weeks, last)]

    def engagements(self, first: int, last: int) -> int:
        """Return in how many engagements of these weeks there were contacts."""
        return len({one.contact.ref for one in self.within(first, last)})

    def occasions(self, apart: int) -> Mapping[int, int]:
        """Return how many occasions began in each week that had any.

        A journey, a forum or a day of talks is one occasion, however many engagements it is told in: one
        that begins fewer than `apart` days after another is of the same. `LONGEST` days count of each, so
        that an occasion hangs on no more than the days just before it.
        """
        known = self._occasions.get(apart)
        if known is None:
            found: Counter[int] = Counter()
            until = date.min
            for one in self.views:
                day = one.contact.day
                if (day - until).days >= apart:
                    found[one.week] += 1
                until = max(until, min(one.contact.last, day + timedelta(days=LONGEST - 1)))
            known = self._occasions[apart] = found
        return known


class History:
    """Contacts of a span of weeks, grouped by subject as often as somebody asks for it.

    `since`: the first week of which there is any contact at all, in the span or before it; what is held
    against earlier weeks begins there. `country`: what a country is called.
    """

    def __init__(
        self,
        met: Iterable[Met],
        *,
        since: int | None = None,
        country: Callable[[str], str] = str,
    ) -> None:
        known = list(met)
        first = min((one.week for one in known), default=None)
        self.met = sorted(
            (one for one in known if one.a.key != one.b.key), key=lambda one: one.order
        )
        self.since = since if since is not None else first
        self.country = country
        self._weeks = [one.week for one in self.met]
        self._grouped: dict[object, dict[Subject, Timeline]] = {}

    def any_within(self, first: int, last: int) -> bool:
        """Return whether there is any contact in these weeks."""
        return bisect_left(self._weeks, first) < bisect_right(self._weeks, last)

    def timelines(
        self, name: object, belongs: Callable[[Met], Iterable[tuple[Subject, View]]]
    ) -> Mapping[Subject, Timeline]:
        """Return the contacts by subject, in the order of subjects.

        `name` is what this grouping is remembered by: one name, one `belongs`.
        """
        known = self._grouped.get(name)
        if known is None:
            found: dict[Subject, list[View]] = defaultdict(list)
            for met in self.met:
                for subject, view in belongs(met):
                    found[subject].append(view)
            known = self._grouped[name] = {
                subject: Timeline(found[subject]) for subject in sorted(found)
            }
        return known


def active(
    timelines: Mapping[Subject, Timeline], first: int, last: int
) -> Iterator[tuple[Subject, Timeline, Sequence[View]]]:
    """Give the subjects that have a contact in these weeks, with those contacts."""
    for subject, timeline in timelines.items():
        found = timeline.within(first, last)
        if found:
            yield subject, timeline, found
