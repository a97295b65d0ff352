"""Events as they were received: every version, and the one in force under each (source, id)."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables import Event, Version
from interparty_shared.db import bulk
from interparty_shared.domain import words
from interparty_shared.domain.facts import Ref, Stamp
from interparty_shared.domain.identity import digest
from interparty_shared.wire import codec
from interparty_shared.wire.codec import Received

EVENTS = Event.__table__  # type: ignore[attr-defined]
VERSIONS = Version.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Stored:
    """The version of an event that is in force."""

    ref: Ref
    type: str
    thing: str
    stamp: Stamp
    received: datetime
    lane: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One version, as it was received first."""

    ref: Ref
    type: str
    stamp: Stamp
    received: datetime
    lane: str
    trace: str
    producer: str
    topic: str
    partition: int
    offset: int


def ref_key(ref: Ref) -> str:
    """Return the key of a (source, id): both together may be longer than an index takes."""
    return digest(ref.source, ref.id)


def thing_key(event: Received) -> str:
    """Return the key of what an event speaks of."""
    return digest(codec.thing_key(event.type, event.ref, event.data))


def engagement_key(ref: Ref) -> str:
    """Return the key of an engagement as a thing: what its events and its retractions share."""
    return digest(f"engagement\n{ref.source}\n{ref.id}")


async def alone(connection: AsyncConnection) -> None:
    """Wait until no other transaction takes events in.

    An engagement and its retraction may come by two lanes: two writers at once would each see their
    own half. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        name = hashlib.sha256(b"interparty api events").digest()
        lock = int.from_bytes(name[:8], "big", signed=True)
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


async def save_versions(connection: AsyncConnection, events: Collection[Received]) -> None:
    """Remember that these versions were received, and the first time that each was."""
    first: dict[tuple[str, Stamp], Received] = {}
    for event in events:
        key = (ref_key(event.ref), event.stamp)
        known = first.get(key)
        if known is None or _arrived(event) < _arrived(known):
            first[key] = event
    rows = [
        {
            "ref": key,
            "time": event.stamp.time,
            "digest": event.stamp.digest,
            "source": _clean(event.ref.source),
            "id": _clean(event.ref.id),
            "thing": thing_key(event),
            "type": event.type,
            "received": event.received,
            "lane": event.lane,
            "trace": _clean(event.trace),
            "producer": _clean(event.producer),
            "topic": event.record.topic,
            "partition": event.record.partition,
            "log_offset": event.record.offset,
        }
        for (key, _), event in sorted(first.items())
    ]
    columns = ("received", "lane", "trace", "producer", "topic", "partition", "log_offset")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    await bulk.insert(
        connection,
        VERSIONS,
        rows,
        conflict=f"ON CONFLICT (ref, time, digest) DO UPDATE SET {changes}"
        " WHERE excluded.received < api_version.received",
    )


def _arrived(event: Received) -> tuple[datetime, str, int, int]:
    record = event.record
    return event.received, record.topic, record.partition, record.offset


def _clean(value: str) -> str:
    return value.replace("\x00", "\ufffd")  # which PostgreSQL refuses in text


async def put_in_force(
    connection: AsyncConnection, events: Collection[Received]
) -> tuple[set[str], set[str]]:
    """Put the latest versions in force.

    Returns the keys of the things that may have changed, and those of the events of coverage among
    these versions or replaced by them (a register has more of them than one would look at again).
    """
    newest: dict[str, Received] = {}
    for event in events:
        rival = newest.get(ref_key(event.ref))
        if rival is None or rival.stamp < event.stamp:
            newest[ref_key(event.ref)] = event
    things, coverage = set(), set()
    for ref, type_, thing in [
        *((key, event.type, thing_key(event)) for key, event in newest.items()),
        *((ref_key(one.ref), one.type, one.thing) for one in await by_ref(connection, newest)),
    ]:
        if type_ == words.EVENT_COVERAGE:
            coverage.add(ref)
        else:
            things.add(thing)
    rows = [
        {
            "ref": key,
            "source": _clean(event.ref.source),
            "id": _clean(event.ref.id),
            "type": event.type,
            "thing": thing_key(event),
            "time": event.stamp.time,
            "digest": event.stamp.digest,
            "received": event.received,
            "lane": event.lane,
            "data": event.data,
        }
        for key, event in sorted(newest.items())
    ]
    columns = ("type", "thing", "time", "digest", "received", "lane", "data")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    await bulk.insert(
        connection,
        EVENTS,
        rows,
        conflict=f"ON CONFLICT (ref) DO UPDATE SET {changes}"
        " WHERE (excluded.time, excluded.digest) > (api_event.time, api_event.digest)",
    )
    return things, coverage


async def by_ref(connection: AsyncConnection, refs: Collection[str]) -> list[Stored]:
    """Return what is in force under these keys of (source, id)."""
    return await _in_force(connection, "ref", refs)


async def by_thing(connection: AsyncConnection, things: Collection[str]) -> dict[str, list[Stored]]:
    """Return all that is in force about each thing: an engagement and its retractions."""
    found: dict[str, list[Stored]] = {}
    for event in await _in_force(connection, "thing", things):
        found.setdefault(event.thing, []).append(event)
    return found


async def _in_force(
    connection: AsyncConnection, column: str, keys: Collection[str]
) -> list[Stored]:
    if not keys:
        return []
    table, parameters = bulk.keyed(connection, ("key",), [(key,) for key in sorted(keys)])
    statement = text(f"SELECT e.* FROM api_event e JOIN {table} ON e.{column} = k.key").columns(
        *EVENTS.c
    )
    return [_stored(row) for row in await connection.execute(statement, parameters)]


async def engagements_named(connection: AsyncConnection, id_: str, limit: int) -> list[Ref]:
    """Return the (source, id) of events of that id, in the order of their sources."""
    statement = (
        select(EVENTS.c.source, EVENTS.c.id)
        .where(EVENTS.c.id == id_, EVENTS.c.type == words.EVENT_ENGAGEMENT)
        .order_by(EVENTS.c.source)
        .limit(limit)
    )
    return [Ref(row[0], row[1]) for row in await connection.execute(statement)]


async def arrivals(connection: AsyncConnection, *, ref: str, thing: str) -> list[Arrival]:
    """Return every version received under a (source, id) or about a thing, first come first."""
    statement = (
        select(VERSIONS)
        .where((VERSIONS.c.ref == ref) | (VERSIONS.c.thing == thing))
        .order_by(VERSIONS.c.received, VERSIONS.c.topic, VERSIONS.c.log_offset)
    )
    return [
        Arrival(
            ref=Ref(row.source, row.id),
            type=row.type,
            stamp=Stamp(row.time, row.digest),
            received=row.received,
            lane=row.lane,
            trace=row.trace,
            producer=row.producer,
            topic=row.topic,
            partition=row.partition,
            offset=row.log_offset,
        )
        for row in await connection.execute(statement)
    ]


def _stored(row: Row[Any]) -> Stored:
    return Stored(
        ref=Ref(row.source, row.id),
        type=row.type,
        thing=row.thing,
        stamp=Stamp(row.time, row.digest),
        received=row.received,
        lane=row.lane,
        data=row.data,
    )
