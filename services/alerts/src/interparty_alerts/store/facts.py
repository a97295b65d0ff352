"""Facts: the version in force of each event, and what it says."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.store.remembered import Remembered
from interparty_alerts.tables import Fact
from interparty_shared.db import bulk
from interparty_shared.domain.facts import Ref, Stamp, Value
from interparty_shared.domain.posted import value_of
from interparty_shared.wire.codec import Received

FACTS = Fact.__table__  # type: ignore[attr-defined]

Version = tuple[Ref, Stamp, str]
"""What tells a version from all others: (source, id), stamp, lane."""

VALUES: Final[Remembered[Version, Value]] = Remembered(16_384)
"""What versions say, as it was read last: an event is looked at again with each of its neighbours."""


class Stored(NamedTuple):
    """The version of an event that is in force."""

    ref: Ref
    type: str
    thing: str
    stamp: Stamp
    lane: str
    value: Value
    since: datetime
    """The earliest `time` ever posted under its (source, id)."""

    @property
    def version(self) -> Version:
        """Return what tells it from all others."""
        return self.ref, self.stamp, self.lane


_HEAD: Final = "f.source, f.id, f.type, f.thing, f.time, f.digest, f.lane, f.since"


async def _select(
    connection: AsyncConnection, clause: str, parameters: Mapping[str, Any]
) -> list[Stored]:
    """Return the versions that a clause finds; contents are fetched where they are not remembered."""
    columns = (FACTS.c[name.removeprefix("f.")] for name in _HEAD.split(", "))
    statement = text(f"SELECT {_HEAD} FROM {clause}").columns(*columns)
    found: list[Stored] = []
    unread: list[Ref] = []
    for source, id_, type_, thing, time, digest, lane, since in (
        await connection.execute(statement, parameters)
    ).all():
        ref, stamp = Ref(source, id_), Stamp(time, digest)
        value = VALUES.get((ref, stamp, lane))
        if value is None:
            unread.append(ref)
        else:
            found.append(Stored(ref, type_, thing, stamp, lane, value, since))
    if unread:
        found += await _read(connection, unread)
    return found


async def _read(connection: AsyncConnection, refs: Collection[Ref]) -> list[Stored]:
    """Return the versions in force with what they say, read anew.

    All columns again, not the contents alone: another worker may have replaced one since.
    """
    keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(refs))
    statement = text(
        f"SELECT {_HEAD}, f.data FROM alerts_fact f"
        f" JOIN {keys} ON f.source = k.source AND f.id = k.id"
    ).columns(*(FACTS.c[name.removeprefix("f.")] for name in (*_HEAD.split(", "), "f.data")))
    found = []
    for source, id_, type_, thing, time, digest, lane, since, data in (
        await connection.execute(statement, parameters)
    ).all():
        ref, stamp = Ref(source, id_), Stamp(time, digest)
        value = value_of(type_, ref, stamp, data, lane=lane)
        VALUES.put((ref, stamp, lane), value)
        found.append(Stored(ref, type_, thing, stamp, lane, value, since))
    return found


async def by_ref(connection: AsyncConnection, refs: Collection[Ref]) -> dict[Ref, Stored]:
    """Return what is in force under each (source, id)."""
    if not refs:
        return {}
    keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(refs))
    clause = f"alerts_fact f JOIN {keys} ON f.source = k.source AND f.id = k.id"
    return {one.ref: one for one in await _select(connection, clause, parameters)}


async def by_thing(connection: AsyncConnection, things: Collection[str]) -> list[Stored]:
    """Return all that is in force about each thing: an engagement and its retractions."""
    if not things:
        return []
    keys, parameters = bulk.keyed(connection, ("thing",), [(one,) for one in sorted(things)])
    return await _select(connection, f"alerts_fact f JOIN {keys} ON f.thing = k.thing", parameters)


async def beside(connection: AsyncConnection, refs: Collection[Ref]) -> list[Stored]:
    """Return all that is in force about the things that these events speak of."""
    if not refs:
        return []
    keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(refs))
    clause = (
        "alerts_fact f WHERE f.thing IN (SELECT g.thing FROM alerts_fact g"
        f" JOIN {keys} ON g.source = k.source AND g.id = k.id)"
    )
    return await _select(connection, clause, parameters)


async def save(
    connection: AsyncConnection, events: Iterable[Received], since: Mapping[Ref, datetime]
) -> None:
    """Put these versions in force, unless a later one is by now; one of each (source, id).

    `since` are the earliest times posted under each; the earliest of all stays, whatever is in force.
    """
    rows = [
        (
            *event.ref,
            event.type,
            event.thing,
            *event.stamp,
            since[event.ref],
            event.received,
            event.lane,
            event.trace,
            event.data,
        )
        for event in sorted(events, key=lambda one: one.ref)
    ]
    columns = dict(zip(FACTS.c.keys(), zip(*rows, strict=True), strict=True)) if rows else {}
    await bulk.insert_columns(connection, FACTS, columns, conflict=_REPLACE)


_LATER: Final = "(excluded.time, excluded.digest) > (alerts_fact.time, alerts_fact.digest)"
_EARLIER: Final = "excluded.since < alerts_fact.since"
_REPLACED: Final = ("type", "thing", "time", "digest", "received", "lane", "trace", "data")
_REPLACE: Final = (
    "ON CONFLICT (source, id) DO UPDATE SET "
    + ", ".join(
        f"{name} = CASE WHEN {condition} THEN excluded.{name} ELSE alerts_fact.{name} END"
        for name, condition in (*((name, _LATER) for name in _REPLACED), ("since", _EARLIER))
    )
    + f" WHERE {_LATER} OR {_EARLIER}"
)
