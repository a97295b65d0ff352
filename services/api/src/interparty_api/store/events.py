"""Events as they were received: every version, and the one in force under each (source, id)."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables import Event, Version
from interparty_shared.db import bulk, plain
from interparty_shared.domain import words
from interparty_shared.domain.facts import Ref, Stamp
from interparty_shared.domain.identity import digest
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
class InForce:
    """What is in force after a batch, of all that the batch may have changed."""

    by_thing: Mapping[str, Sequence[Stored]]
    known: Collection[str]
    """The things of these about which something was in force before."""
    coverage: Collection[str]
    """Keys of the events of coverage in the batch or replaced by it: a register has more of them
    than one would look at again."""


def ref_key(ref: Ref) -> str:
    """Return the key of a (source, id): both together may be longer than an index takes."""
    return digest(ref.source, ref.id)


def thing_key(event: Received) -> str:
    """Return the key of what an event speaks of."""
    return digest(event.thing)


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
        await plain.run(connection, "SELECT pg_advisory_xact_lock(:lock)", {"lock": lock})


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


async def put_in_force(connection: AsyncConnection, events: Collection[Received]) -> InForce:
    """Put the latest versions in force. Only to be called by one writer at a time (`alone`)."""
    newest: dict[str, Received] = {}
    for event in events:
        rival = newest.get(ref_key(event.ref))
        if rival is None or rival.stamp < event.stamp:
            newest[ref_key(event.ref)] = event
    things = {thing_key(one) for one in newest.values() if one.type != words.EVENT_COVERAGE}
    before = await _before(connection, newest, things)
    replaced = {key: before[key] for key in newest if key in before}
    things |= {one.thing for one in replaced.values() if one.type != words.EVENT_COVERAGE}
    after = before | {
        key: _to_be_stored(event)
        for key, event in newest.items()
        if key not in before or before[key].stamp < event.stamp
    }
    by_thing: dict[str, list[Stored]] = {thing: [] for thing in things}
    for one in after.values():
        if one.thing in things:
            by_thing[one.thing].append(one)
    await _save(connection, newest)
    return InForce(
        by_thing,
        {one.thing for one in before.values()} & things,
        {
            key
            for key in newest
            for one in (newest[key], replaced.get(key))
            if one is not None and one.type == words.EVENT_COVERAGE
        },
    )


async def _before(
    connection: AsyncConnection, refs: Collection[str], things: Collection[str]
) -> dict[str, Stored]:
    """Return what is in force under these keys, about these things, and about what it replaces."""
    found = await _in_force(connection, refs=refs, things=things)
    others = {one.thing for one in found.values() if one.type != words.EVENT_COVERAGE}
    return found | await _in_force(connection, things=others - set(things))


def _to_be_stored(event: Received) -> Stored:
    ref = Ref(_clean(event.ref.source), _clean(event.ref.id))
    return Stored(
        ref, event.type, thing_key(event), event.stamp, event.received, event.lane, event.data
    )


async def _save(connection: AsyncConnection, newest: Mapping[str, Received]) -> None:
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


async def by_ref(connection: AsyncConnection, refs: Collection[str]) -> dict[str, Stored]:
    """Return what is in force under these keys of (source, id)."""
    return await _in_force(connection, refs=refs)


async def by_thing(connection: AsyncConnection, things: Collection[str]) -> dict[str, list[Stored]]:
    """Return all that is in force about each thing: an engagement and its retractions."""
    found: dict[str, list[Stored]] = {}
    for event in (await _in_force(connection, things=things)).values():
        found.setdefault(event.thing, []).append(event)
    return found


async def _in_force(
    connection: AsyncConnection, *, refs: Collection[str] = (), things: Collection[str] = ()
) -> dict[str, Stored]:
    """Return what is in force under any of these keys or about any of these things, by its key."""
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    for column, keys in (("ref", refs), ("thing", things)):
        if keys:
            listed = [(key,) for key in sorted(keys)]
            table, more = bulk.keyed(connection, ("key",), listed, alias=f"by_{column}")
            parts.append(
                f"SELECT e.* FROM api_event e JOIN {table} ON e.{column} = by_{column}.key"
            )
            parameters |= more
    if not parts:
        return {}
    rows = await plain.rows(connection, " UNION ALL ".join(parts), parameters)
    return {one.ref: stored for one, stored in zip(rows, read_rows(connection, rows), strict=True)}


def read_rows(connection: AsyncConnection, rows: Sequence[Any]) -> list[Stored]:
    """Return the events that rows with our columns say."""
    times, received, data = (
        plain.read([getattr(row, name) for row in rows], EVENTS.c[name].type, connection.dialect)
        for name in ("time", "received", "data")
    )
    return [
        Stored(
            ref=Ref(row.source, row.id),
            type=row.type,
            thing=row.thing,
            stamp=Stamp(time, row.digest),
            received=came,
            lane=row.lane,
            data=said or {},
        )
        for row, time, came, said in zip(rows, times, received, data, strict=True)
    ]


async def engagements_named(connection: AsyncConnection, id_: str, limit: int) -> list[Ref]:
    """Return the (source, id) of events of that id, in the order of their sources."""
    statement = (
        select(EVENTS.c.source, EVENTS.c.id)
        .where(EVENTS.c.id == id_, EVENTS.c.type == words.EVENT_ENGAGEMENT)
        .order_by(EVENTS.c.source)
        .limit(limit)
    )
    return [Ref(row[0], row[1]) for row in await connection.execute(statement)]
