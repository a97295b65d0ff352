"""The facts that rules see: what was posted, as values.

Built from the `data` of accepted events (`wire/events.py` has checked their form). What is absent
is None and means *unknown*, never *no*.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from interparty_shared.domain import words
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
    governing: tuple[OpenDays, ...] = ()
    state_linked: tuple[OpenDays, ...] = ()
    parent: str | None = None


def actor_of(data: Mapping[str, Any]) -> Actor:
    """Return the actor that the contract's Actor or Participant object describes."""
    ids, of, pays = data.get("ids"), data.get("of"), data.get("pays")
    return Actor(
        name=data["name"],
        kind=data.get("kind"),
        country=data.get("country"),
        office=data.get("office"),
        chamber=data.get("chamber"),
        ids=tuple(sorted(ids.items())) if ids else (),
        of=actor_of(of) if of else None,
        role=data.get("role"),
        pays=Money.of(pays) if pays else None,
    )


def _days(data: Mapping[str, Any] | None) -> Days | None:
    if data is None:
        return None
    start = date.fromisoformat(data["from"])
    end = data.get("to")
    return Days(start, date.fromisoformat(end) if end else start)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _countries(place: Mapping[str, Any] | None) -> tuple[str, ...]:
    if not place:
        return ()
    first, others = place.get("country"), place.get("countries") or ()
    return tuple(dict.fromkeys((*((first,) if first else ()), *others)))


def engagement_of(ref: Ref, data: Mapping[str, Any], *, lane: str = "live") -> Engagement:
    """Return the engagement of an `org.interparty.engagement.v1` event's data."""
    occurred, value = data["occurred"], data.get("value")
    days = _days(occurred)
    assert days is not None  # noqa: S101 - `occurred` is required
    place = data.get("place")
    return Engagement(
        ref=ref,
        channel=data["channel"],
        occurred=days,
        end_known=bool(occurred.get("to")),
        participants=tuple(actor_of(item) for item in data["participants"]),
        title=data.get("title"),
        countries=_countries(place),
        city=place.get("city") if place else None,
        value=Money.of(value) if value else None,
        sources=tuple(data.get("sources") or ()),
        lane=lane,
    )


def disclosure_of(ref: Ref, stamp: Stamp, data: Mapping[str, Any]) -> Disclosure:
    """Return the disclosure of an `org.interparty.disclosure.v1` event's data."""
    value = data.get("value")
    return Disclosure(
        ref=ref,
        stamp=stamp,
        register=data["register"],
        record_id=data["record_id"],
        filer=actor_of(data["filer"]),
        counterparts=tuple(actor_of(item) for item in data.get("counterparts") or ()),
        channel=data.get("channel"),
        occurred=_days(data.get("occurred")),
        filed=_day(data.get("filed")),
        value=Money.of(value) if value else None,
        countries=_countries(data.get("place")),
        purpose=data.get("purpose"),
        url=data.get("url"),
        withdrawn=bool(data.get("withdrawn")),
    )


def coverage_of(data: Mapping[str, Any]) -> Coverage:
    """Return the coverage of an `org.interparty.coverage.v1` event's data."""
    return Coverage(
        synced=datetime.fromisoformat(data["synced"]),
        start=date.fromisoformat(data["from"]),
        end=date.fromisoformat(data["to"]),
        register=data["register"],
    )


def _spans(items: Sequence[Mapping[str, Any]] | None) -> tuple[OpenDays, ...]:
    return tuple((_day(item.get("from")), _day(item.get("to"))) for item in items or ())


def actor_record_of(data: Mapping[str, Any]) -> ActorRecord:
    """Return the reference data of an `org.interparty.actor.v1` event's data."""
    scheme, _, value = data["id"].partition(":")
    ids = dict(data.get("ids") or {})
    ids.setdefault(scheme, value)
    return ActorRecord(
        id=data["id"],
        kind=data["kind"],
        country=data.get("country"),
        names=tuple(item["name"] for item in data["names"]),
        ids=tuple(sorted(ids.items())),
        governing=_spans(data.get("governing")),
        state_linked=_spans(data.get("state_linked")),
        parent=data.get("parent"),
    )


Value = Engagement | Disclosure | Coverage | ActorRecord | Ref
"""What an event says; of a retraction, the engagement that it takes back."""


def value_of(
    type_: str, ref: Ref, stamp: Stamp, data: Mapping[str, Any], *, lane: str = "live"
) -> Value:
    """Return what an event of one of our types says.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, ArithmeticError: its data is not what its
        type promises.
    """
    if type_ == words.EVENT_ENGAGEMENT:
        return engagement_of(ref, data, lane=lane)
    if type_ == words.EVENT_DISCLOSURE:
        return disclosure_of(ref, stamp, data)
    if type_ == words.EVENT_COVERAGE:
        return coverage_of(data)
    if type_ == words.EVENT_ACTOR:
        return actor_record_of(data)
    return Ref(data["engagement"]["source"], data["engagement"]["id"])
