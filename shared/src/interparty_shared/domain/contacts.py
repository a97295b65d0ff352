"""Contacts of an engagement: one body of one country with one body of another.

A body is who somebody acted for: the party behind a politician (`of`) where it was given, else himself.
Who hosts, organises or pays meets those who come; those who come to the same forum have not met one
another by that alone, or a forum of fifty would give every pair of guests. Where nobody's part is known,
all who are named have met.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Final, Literal

from interparty_shared.domain import identity, names
from interparty_shared.domain.corroboration.sources import standing
from interparty_shared.domain.documents import engagement_document
from interparty_shared.domain.facts import Actor, Engagement, Ref
from interparty_shared.domain.money import Money
from interparty_shared.domain.patterns.statistics.weeks import week_of

Layer = Literal["party", "official", "other"]
"""`official`: both sides act for their states; `party`: one at least acts for a party, and neither for a
state's government by its office; `other`: neither can be said."""

MOST: Final = 64
"""Contacts that are kept of an engagement."""
MOST_PEOPLE: Final = 8
"""People who are kept of a side of a contact, the highest office first."""

_GIVING: Final = frozenset({"host", "organiser", "funder", "principal", "agent"})
_COMING: Final = frozenset({"guest", "attendee", "speaker"})
PARTY_KINDS: Final = frozenset(
    {"party", "party_organ", "youth_wing", "party_foundation", "party_international"}
)
STATE_KINDS: Final = frozenset({"government", "legislature", "embassy", "state_organ"})
_OFFICIAL: Final = frozenset(
    {
        "head_of_state",
        "head_of_government",
        "minister",
        "commissioner",
        "institution_manager",
        "diplomat",
    }
)
OFFICES: Final[Mapping[str, int]] = {
    "head_of_state": 5,
    "head_of_government": 5,
    "minister": 4,
    "commissioner": 4,
    "party_leader": 4,
    "institution_manager": 3,
    "member_of_parliament": 3,
    "member_of_european_parliament": 3,
    "diplomat": 2,
    "party_official": 2,
    "candidate": 2,
    "former_office_holder": 2,
    "local_official": 1,
}
"""How senior an office is: our own order, for want of one that all countries share."""


@dataclass(frozen=True, slots=True)
class Body:
    """One side of a contact, as it was posted and completed."""

    name: str
    kind: str | None
    country: str
    ids: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Return what tells it from all that are named, placed or identified otherwise."""
        ids = (part for id_ in self.ids for part in id_)
        said = (names.key(self.name), self.name, self.kind or "", self.country, *ids)
        return identity.digest(*said)[:20]

    @property
    def actor(self) -> Actor:
        """Return it as an actor, to ask reference data about."""
        return Actor(name=self.name, kind=self.kind, country=self.country, ids=self.ids)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who took part for a body; the body itself, where it was posted as one."""

    name: str
    office: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One body of one country with one of another, within one engagement.

    `a` comes before `b` in the order of countries and keys, which says nothing of either. `giver`: which
    of the two hosts, organises or pays, where that is one of them. `said`: a digest of what is shown of
    the engagement as evidence, so that a contact is another when that is. `made_public`: by the side
    whose sources they are (`host`, `guest`, …), the first day on which one was published; None: a day
    that is not known.
    """

    ref: Ref
    day: date
    last: date
    channel: str
    layer: Layer
    a: Body
    b: Body
    a_people: tuple[Person, ...] = ()
    b_people: tuple[Person, ...] = ()
    giver: Literal["a", "b"] | None = None
    value: Money | None = None
    made_public: tuple[tuple[str, date | None], ...] = ()
    machine: bool = False
    said: str = ""

    @property
    def week(self) -> int:
        """Return the ISO week in which it began."""
        return week_of(self.day)


@dataclass(frozen=True, slots=True)
class Contacts:
    """What contacts an engagement gives, and what is left out."""

    found: tuple[Contact, ...] = ()
    left_out: int = 0
    """Beyond `MOST`."""
    placeless: int = 0
    """Bodies whose country is not known: whether they are of another is not, either."""


@dataclass(frozen=True, slots=True)
class _Side:
    body: Body
    people: tuple[Person, ...]
    gives: bool
    comes: bool
    pays: Money | None
    acts: Layer


def contacts_of(engagement: Engagement) -> Contacts:
    """Return the contacts of an engagement whose participants were completed by reference data."""
    sides, placeless = _sides(engagement.participants)
    pairs = sorted(
        (pair for pair in _pairs(sides) if pair[0].body.country != pair[1].body.country),
        key=lambda pair: (
            pair[0].body.country,
            pair[0].body.key,
            pair[1].body.country,
            pair[1].body.key,
        ),
    )
    if not pairs:
        return Contacts(placeless=placeless)
    said = identity.digest(repr(_plain(engagement_document(engagement))))[:12]
    public = _made_public(engagement.sources)
    machine = standing(engagement) == "machine"
    found = tuple(
        _contact(engagement, one, other, public, machine, said) for one, other in pairs[:MOST]
    )
    return Contacts(found, max(0, len(pairs) - MOST), placeless)


def body_of(actor: Actor) -> Body | None:
    """Return whom a participant acted for; None where no country of it is known."""
    of = actor.of
    if of is not None:
        country = of.country or actor.country
        return Body(of.name, of.kind, country, of.ids) if country else None
    return Body(actor.name, actor.kind, actor.country, actor.ids) if actor.country else None


def acts_for(actor: Actor) -> Layer:
    """Return in what capacity a participant takes part, as far as its office and kind say."""
    if actor.office in _OFFICIAL or actor.kind in STATE_KINDS:
        return "official"
    if actor.kind in PARTY_KINDS or actor.office in {"party_leader", "party_official", "candidate"}:
        return "party"
    return "party" if actor.of is not None and actor.of.kind in PARTY_KINDS else "other"


def _sides(participants: Sequence[Actor]) -> tuple[list[_Side], int]:
    """Return the bodies that took part, each once, and of how many no country is known."""
    groups: dict[Body, list[Actor]] = {}
    placeless: set[str] = set()
    for actor in participants:
        body = body_of(actor)
        if body is None:
            placeless.add(names.key((actor.of or actor).name))
        else:
            groups.setdefault(body, []).append(actor)
    return [_side(body, actors) for body, actors in groups.items()], len(placeless)


def _side(body: Body, actors: Sequence[Actor]) -> _Side:
    people = sorted(
        {Person(one.name, one.office, one.role) for one in actors},
        key=lambda one: (
            -OFFICES.get(one.office or "", 0),
            one.name,
            one.office or "",
            one.role or "",
        ),
    )
    roles = {one.role for one in actors}
    acting = {acts_for(one) for one in actors}
    acts: Layer = "official" if "official" in acting else "party" if "party" in acting else "other"
    paying = [one.pays for one in actors if one.pays is not None]
    pays = max(paying, key=lambda one: (one.currency, one.amount), default=None)
    gives, comes = bool(roles & _GIVING), bool(roles & _COMING)
    return _Side(body, tuple(people[:MOST_PEOPLE]), gives, comes, pays, acts)


def _pairs(sides: Sequence[_Side]) -> Iterator[tuple[_Side, _Side]]:
    """Give who met whom: those who give with all; without any, all with all."""
    ordered = sorted(sides, key=lambda one: (one.body.country, one.body.key))
    led = any(one.gives for one in ordered)
    for one, other in combinations(ordered, 2):
        if not led or one.gives or other.gives:
            yield one, other


def _contact(
    engagement: Engagement,
    one: _Side,
    other: _Side,
    public: tuple[tuple[str, date | None], ...],
    machine: bool,
    said: str,
) -> Contact:
    giver: Literal["a", "b"] | None = None
    if one.gives is not other.gives:
        giver = "a" if one.gives else "b"
    layer: Layer = "other"
    if one.acts == other.acts == "official":
        layer = "official"
    elif "party" in {one.acts, other.acts}:
        layer = "party"
    paid = one.pays or other.pays
    return Contact(
        ref=engagement.ref,
        day=engagement.occurred.start,
        last=engagement.occurred.end,
        channel=engagement.channel,
        layer=layer,
        a=one.body,
        b=other.body,
        a_people=one.people,
        b_people=other.people,
        giver=giver,
        value=paid or engagement.value,
        made_public=public,
        machine=machine,
        said=said,
    )


def _made_public(sources: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, date | None], ...]:
    found: dict[str, date | None] = {}
    for source in sources:
        side = source.get("side")
        if not side:
            continue
        day = _day(source.get("published"))
        known = found.get(side)
        found[side] = min(known, day) if known and day else known or day
    return tuple(sorted(found.items(), key=lambda item: item[0]))


def _day(said: Any) -> date | None:
    try:
        return date.fromisoformat(str(said)[:10]) if said else None
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    """Return a document with its keys in order, so that equal ones are written alike."""
    if isinstance(value, Mapping):
        return [(key, _plain(value[key])) for key in sorted(value)]
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
