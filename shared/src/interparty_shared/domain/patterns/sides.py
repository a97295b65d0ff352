"""Who the two sides of a contact are by reference data, and how each of them sees it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

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
