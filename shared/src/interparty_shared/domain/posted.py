"""Facts out of the `data` of accepted events, whose form `wire/events.py` has checked."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from interparty_shared.domain import words
from interparty_shared.domain.facts import (
    Actor,
    ActorRecord,
    Arrangement,
    Coverage,
    Days,
    Disclosure,
    Engagement,
    Held,
    Judgement,
    MemberOf,
    OpenDays,
    Ref,
    SpecifiedIn,
    Stamp,
    Value,
)
from interparty_shared.domain.money import Money


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


def _arrangement(data: Mapping[str, Any] | None) -> Arrangement | None:
    if data is None:
        return None
    activities, purposes = data.get("activities"), data.get("purposes")
    return Arrangement(
        agreed=_day(data.get("agreed")),
        accepted=_day(data.get("accepted")),
        directed=data.get("directed"),
        associated=data.get("associated"),
        remunerated=data.get("remunerated"),
        activities=None if activities is None else frozenset(activities),
        purposes=None if purposes is None else frozenset(purposes),
    )


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
        arrangement=_arrangement(data.get("arrangement")),
    )


def disclosure_of(ref: Ref, stamp: Stamp, data: Mapping[str, Any]) -> Disclosure:
    """Return the disclosure of an `org.interparty.disclosure.v1` event's data."""
    value, occurred = data.get("value"), data.get("occurred")
    return Disclosure(
        ref=ref,
        stamp=stamp,
        register=data["register"],
        record_id=data["record_id"],
        filer=actor_of(data["filer"]),
        counterparts=tuple(actor_of(item) for item in data.get("counterparts") or ()),
        channel=data.get("channel"),
        occurred=_days(occurred),
        filed=_day(data.get("filed")),
        value=Money.of(value) if value else None,
        countries=_countries(data.get("place")),
        purpose=data.get("purpose"),
        url=data.get("url"),
        withdrawn=bool(data.get("withdrawn")),
        open_end=occurred is not None and not occurred.get("to"),
    )


def coverage_of(data: Mapping[str, Any]) -> Coverage:
    """Return the coverage of an `org.interparty.coverage.v1` event's data."""
    return Coverage(
        synced=datetime.fromisoformat(data["synced"]),
        start=date.fromisoformat(data["from"]),
        end=date.fromisoformat(data["to"]),
        register=data["register"],
    )


def _open_days(item: Mapping[str, Any]) -> OpenDays:
    return _day(item.get("from")), _day(item.get("to"))


def _spans(items: Sequence[Mapping[str, Any]] | None) -> tuple[OpenDays, ...] | None:
    """Return the spans; None, where nothing is said. An empty list says that there were none."""
    return None if items is None else tuple(_open_days(item) for item in items)


def _held(item: Mapping[str, Any]) -> Held:
    percent = item.get("percent")
    return Held(
        by_kind=item["by_kind"],
        by_country=item.get("by_country"),
        basis=item["basis"],
        percent=None if percent is None else Decimal(percent),
        days=_open_days(item),
    )


def actor_record_of(data: Mapping[str, Any]) -> ActorRecord:
    """Return the reference data of an `org.interparty.actor.v1` event's data."""
    scheme, _, value = data["id"].partition(":")
    ids = dict(data.get("ids") or {})
    ids.setdefault(scheme, value)
    holders, specified = data.get("held_by"), data.get("specified")
    return ActorRecord(
        id=data["id"],
        kind=data["kind"],
        country=data.get("country"),
        names=tuple(item["name"] for item in data["names"]),
        ids=tuple(sorted(ids.items())),
        governing=_spans(data.get("governing")),
        governing_known=_spans(data.get("governing_known")),
        state_linked=_spans(data.get("state_linked")),
        held_by=None if holders is None else tuple(map(_held, holders)),
        specified=(
            None
            if specified is None
            else tuple(SpecifiedIn(item["regime"], _open_days(item)) for item in specified)
        ),
        parent=data.get("parent"),
        existed=_open_days(data["existed"]) if data.get("existed") else None,
        member_of=(
            None
            if data.get("member_of") is None
            else tuple(MemberOf(item["party"], _open_days(item)) for item in data["member_of"])
        ),
    )


def judgement_of(ref: Ref, stamp: Stamp, data: Mapping[str, Any]) -> Judgement:
    """Return what was judged in an `org.interparty.actor.judged.v1` event's data."""
    return Judgement(
        ref=ref,
        stamp=stamp,
        name=data["name"],
        actor=data["actor"],
        country=data.get("country"),
        kind=data.get("kind"),
        by=data["by"],
        reason=data["reason"],
        withdrawn=data.get("withdrawn", False),
    )


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
    if type_ == words.EVENT_JUDGED:
        return judgement_of(ref, stamp, data)
    return Ref(data["engagement"]["source"], data["engagement"]["id"])
