"""Facts with defaults: a test names only what it is about."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from interparty_shared.bus.base import Record
from interparty_shared.domain import words
from interparty_shared.domain.facts import Ref
from interparty_shared.wire import codec

SOURCE = "urn:test"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)

Event = dict[str, Any]


def at(days: float) -> datetime:
    """Return a moment so many days after the tests' beginning."""
    return NOON + timedelta(days=days)


def member(name: str = "Member M", **changes: Any) -> Event:
    return {
        "name": name,
        "kind": "politician",
        "country": "GB",
        "office": "member_of_parliament",
        "role": "guest",
        "of": {"name": "Party H", "kind": "party", "country": "GB"},
        **changes,
    }


def funder(name: str = "Foundation F", **changes: Any) -> Event:
    return {"name": name, "kind": "party_foundation", "country": "DE", "role": "funder", **changes}


def event(
    type_: str, data: Event, *, id_: str, time: datetime = NOON, source: str = SOURCE
) -> Event:
    return {
        "specversion": "1.0",
        "type": type_,
        "source": source,
        "id": id_,
        "time": time.isoformat(),
        "data": data,
    }


def engagement(
    id_: str = "e1",
    *,
    first: str = "2026-02-01",
    last: str | None = "2026-02-04",
    participants: list[Event] | None = None,
    value: str | None = "900.00",
    currency: str = "GBP",
    place: str | None = "DE",
    channel: str = "visit",
    time: datetime = NOON,
    source: str = SOURCE,
    **extra: Any,
) -> Event:
    data: Event = {
        "channel": channel,
        "occurred": {"from": first, **({"to": last} if last else {})},
        "participants": participants or [member(), funder()],
        **extra,
    }
    if value is not None:
        data["value"] = {"amount": value, "currency": currency}
    if place is not None:
        data["place"] = {"country": place}
    return event(words.EVENT_ENGAGEMENT, data, id_=id_, time=time, source=source)


def retraction(
    of: str = "e1", *, id_: str = "r1", time: datetime = NOON, source: str = SOURCE
) -> Event:
    data = {"engagement": {"source": source, "id": of}, "reason": "reported in error"}
    return event(words.EVENT_RETRACTED, data, id_=id_, time=time, source=source)


def disclosure(
    record_id: str = "100",
    *,
    filed: str | None = "2026-02-20",
    filer: Event | None = None,
    counterparts: list[Event] | None = None,
    first: str | None = "2026-02-01",
    last: str | None = "2026-02-04",
    register: str = "gb-commons",
    id_: str | None = None,
    time: datetime = NOON,
    **extra: Any,
) -> Event:
    data: Event = {
        "register": register,
        "record_id": record_id,
        "filer": filer or {"name": "Member M", "country": "GB"},
        "counterparts": [{"name": "Foundation F"}] if counterparts is None else counterparts,
        **extra,
    }
    if filed is not None:
        data["filed"] = filed
    if first is not None:
        data["occurred"] = {"from": first, "to": last or first}
    return event(words.EVENT_DISCLOSURE, data, id_=id_ or f"d{record_id}", time=time)


def coverage(
    first: str = "2026-01-01",
    last: str = "2026-12-31",
    *,
    synced: str | None = None,
    register: str = "gb-commons",
    id_: str = "c1",
    time: datetime = NOON,
) -> Event:
    data = {
        "register": register,
        "from": first,
        "to": last,
        "synced": synced or f"{last}T06:00:00+00:00",
    }
    return event(words.EVENT_COVERAGE, data, id_=id_, time=time)


def actor(
    id_: str = "test:1", *, name: str = "Foundation F", time: datetime = NOON, **extra: Any
) -> Event:
    data = {"id": id_, "kind": "party_foundation", "names": [{"name": name}], **extra}
    return event(words.EVENT_ACTOR, data, id_=f"a-{id_}", time=time)


def judgement(
    name: str = "Foundation F",
    actor: str | None = "test:1",
    *,
    id_: str = "j1",
    time: datetime = NOON,
    **extra: Any,
) -> Event:
    data = {"name": name, "actor": actor, "by": "Desk A", "reason": "Seen in its statutes."}
    said = {key: value for key, value in extra.items() if value is not None}
    return event(words.EVENT_JUDGED, {**data, **said}, id_=id_, time=time)


def record(posted: Event, *, offset: int, lane: str = "live", received: datetime = NOON) -> Record:
    """Return the log record that ingest would have made of an event."""
    message = codec.event_message(
        json.dumps(posted).encode(),
        type_=posted["type"],
        ref=Ref(posted["source"], posted["id"]),
        data=posted["data"],
        lane=lane,
        received=received,
        trace="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
        producer="tests",
    )
    return Record(message.topic, 0, offset, message.key, message.value, message.headers, received)


def day(text: str) -> date:
    return date.fromisoformat(text)
