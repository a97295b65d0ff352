"""The facts that rules see: what was posted, as values.

Built from the `data` of accepted events (`wire/events.py` has checked their form). What is absent
is None and means *unknown*, never *no*.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from interparty_shared.domain.money import Money


class Ref(NamedTuple):
    """The (source, id) that identifies an event."""

    source: str
    id: str


class Days(NamedTuple):
    """Days from `start` to `end`, both included."""

    start: date
    end: date


OpenDays = tuple[date | None, date | None]
"""Days from the first to the second, both included; None: without end on that side."""


def held(spans: "tuple[OpenDays, ...]", on: date) -> bool:
    """Return whether a day lies in one of the spans."""
    return any(
        (first is None or first <= on) and (last is None or on <= last) for first, last in spans
    )


class Stamp(NamedTuple):
    """What orders the versions of one thing: the latest `time` wins, then the greater digest.

    Two contents under one time are a conflict; the digest makes all who read them choose alike.
    """

    time: datetime
    digest: str


class Held(NamedTuple):
    """By what an organisation is held: a share of something (in per cent) in somebody's hand."""

    by_kind: str
    by_country: str | None
    basis: str
    percent: Decimal | None
    days: OpenDays


class SpecifiedIn(NamedTuple):
    """That an instrument under a regime names somebody, and when."""

    regime: str
    days: OpenDays


class MemberOf(NamedTuple):
    """That a person is of a party, by the id of its reference record, and when."""

    party: str
    days: OpenDays


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The agreement behind an activity; what is None is not known."""

    agreed: date | None = None
    accepted: date | None = None
    directed: bool | None = None
    associated: bool | None = None
    remunerated: bool | None = None
    activities: frozenset[str] | None = None
    purposes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes part, or stands in a register."""

    name: str
    kind: str | None = None
    country: str | None = None
    office: str | None = None
    chamber: str | None = None
    ids: tuple[tuple[str, str], ...] = ()
    of: "Actor | None" = None
    role: str | None = None
    pays: Money | None = None
    aliases: tuple[str, ...] = ()
    state_linked: tuple["OpenDays", ...] | None = None
    """When it was an organ of its state, from reference data; None: not known."""
    governing: tuple["OpenDays", ...] | None = None
    """When it governed, alone or with others, from reference data; None: not known."""
    governing_known: tuple["OpenDays", ...] | None = None
    """The days for which `governing` is complete; None: all of them."""
    held_by: tuple[Held, ...] | None = None
    specified: tuple[SpecifiedIn, ...] | None = None
    record: str | None = None
    """Id of the reference record that it means; None: none is known, and all names were posted."""
    keyed: str | None = None
    """Who it is (`identity.actor_key`) by the first report that named it, where a later one says more."""

    @property
    def names(self) -> Iterator[str]:
        """Every name that the actor is known by, the one that was posted first."""
        yield self.name
        yield from self.aliases

    def id_of(self, scheme: str) -> str | None:
        """Return the identifier under a scheme, such as `gb-mnis`."""
        return next((value for key, value in self.ids if key == scheme), None)


@dataclass(frozen=True, slots=True)
class Engagement:
    """What happened once."""

    ref: Ref
    channel: str
    occurred: Days
    end_known: bool
    participants: tuple[Actor, ...]
    title: str | None = None
    countries: tuple[str, ...] = ()
    city: str | None = None
    value: Money | None = None
    sources: tuple[Mapping[str, Any], ...] = ()
    lane: str = "live"
    arrangement: Arrangement | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One record in a public register."""

    ref: Ref
    stamp: Stamp
    register: str
    record_id: str
    filer: Actor
    counterparts: tuple[Actor, ...] = ()
    channel: str | None = None
    occurred: Days | None = None
    filed: date | None = None
    value: Money | None = None
    countries: tuple[str, ...] = ()
    purpose: str | None = None
    url: str | None = None
    withdrawn: bool = False
    open_end: bool = False
    """`occurred` has no end: it may stand until now."""


@dataclass(frozen=True, slots=True, order=True)
class Coverage:
    """One sync of a register: filing dates from `start` to `end` were complete at `synced`."""

    synced: datetime
    start: date
    end: date
    register: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class ActorRecord:
    """Reference data about an actor."""

    id: str
    kind: str
    country: str | None = None
    names: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    governing: tuple[OpenDays, ...] | None = None
    governing_known: tuple[OpenDays, ...] | None = None
    state_linked: tuple[OpenDays, ...] | None = None
    held_by: tuple[Held, ...] | None = None
    specified: tuple[SpecifiedIn, ...] | None = None
    parent: str | None = None
    existed: OpenDays | None = None
    """From its founding to its end, as far as known; None: nothing is known of either."""
    member_of: tuple[MemberOf, ...] | None = None
    """Of a person: the parties; None: not known."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whom a name means, as a person judged it: an actor's id, or None for none that we know.

    It holds for everybody who is posted under the name, in the country and of the kind, where these
    are given; an actor of whom one of them is not known is not meant.
    """

    ref: Ref
    stamp: Stamp
    name: str
    actor: str | None
    country: str | None = None
    kind: str | None = None
    by: str = ""
    reason: str = ""
    withdrawn: bool = False


Value = Engagement | Disclosure | Coverage | ActorRecord | Judgement | Ref
"""What an event says; of a retraction, the engagement that it takes back."""
