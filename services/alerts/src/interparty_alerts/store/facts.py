"""Facts: the version in force of each event, and the keys under which they are found."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.tables import Fact, Link
from interparty_shared.db import bulk
from interparty_shared.domain.facts import Ref, Stamp
from interparty_shared.wire import codec
from interparty_shared.wire.codec import Received

FACTS = Fact.__table__  # type: ignore[attr-defined]
LINKS = Link.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Stored:
    """The version of an event that is in force."""

    ref: Ref
    type: str
    thing: str
    stamp: Stamp
    received: datetime
    lane: str
    trace: str
    data: Mapping[str, Any]


_COLUMNS = "f.source, f.id, f.type, f.thing, f.time, f.digest, f.received, f.lane, f.trace, f.data"


async def _select(
    connection: AsyncConnection, clause: str, parameters: Mapping[str, Any]
) -> list[Stored]:
    statement = text(f"SELECT {_COLUMNS} FROM {clause}").columns(*FACTS.c)
    rows = await connection.execute(statement, parameters)
    return [
        Stored(
            ref=Ref(row.source, row.id),
            type=row.type,
            thing=row.thing,
            stamp=Stamp(row.time, row.digest),
            received=row.received,
            lane=row.lane,
            trace=row.trace,
            data=row.data,
        )
        for row in rows
    ]


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


async def by_key(
    connection: AsyncConnection, keys: Collection[str], kind: str
) -> dict[str, list[Stored]]:
    """Return the facts of a kind (`d` records, `a` actors) found under each key."""
    found = await refs_by_key(connection, keys, kind)
    wanted = {ref for refs in found.values() for ref in refs}
    stored = await by_ref(connection, wanted)
    return {
        key: [stored[ref] for ref in sorted(refs) if ref in stored] for key, refs in found.items()
    }


async def refs_by_key(
    connection: AsyncConnection, keys: Collection[str], kind: str
) -> dict[str, set[Ref]]:
    """Return the (source, id) of a kind (`e` engagements, `d`, `a`) found under each key."""
    if not keys:
        return {}
    table, parameters = bulk.keyed(connection, ("key",), [(one,) for one in sorted(keys)])
    rows = await connection.execute(
        text(
            "SELECT l.key, l.source, l.id FROM alerts_link l"
            f" JOIN {table} ON l.key = k.key WHERE l.kind = :kind"
        ),
        {**parameters, "kind": kind},
    )
    found: dict[str, set[Ref]] = {}
    for key, source, id_ in rows:
        found.setdefault(key, set()).add(Ref(source, id_))
    return found


async def save(connection: AsyncConnection, events: Iterable[Received]) -> None:
    """Put these versions in force, unless a later one is by now."""
    rows = [
        {
            "source": event.ref.source,
            "id": event.ref.id,
            "type": event.type,
            "thing": codec.thing_key(event.type, event.ref, event.data),
            "time": event.stamp.time,
            "digest": event.stamp.digest,
            "received": event.received,
            "lane": event.lane,
            "trace": event.trace,
            "data": event.data,
        }
        for event in sorted(events, key=lambda one: one.ref)
    ]
    columns = ("type", "thing", "time", "digest", "received", "lane", "trace", "data")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    await bulk.insert(
        connection,
        FACTS,
        rows,
        conflict=f"ON CONFLICT (source, id) DO UPDATE SET {changes}"
        " WHERE (excluded.time, excluded.digest) > (alerts_fact.time, alerts_fact.digest)",
    )


async def relink(
    connection: AsyncConnection,
    links: Mapping[Ref, tuple[str, Collection[str]]],
    *,
    replaced: Collection[Ref],
) -> None:
    """Find these facts under these keys (kind, keys) from now on; forget the `replaced` ones' old."""
    if replaced:
        table, parameters = bulk.keyed(connection, ("source", "id"), sorted(replaced))
        await connection.execute(
            text(
                "DELETE FROM alerts_link WHERE (source, id) IN"
                f" (SELECT k.source, k.id FROM {table})"
            ),
            parameters,
        )
    rows = [
        {"key": key, "kind": kind, "source": ref.source, "id": ref.id}
        for ref, (kind, keys) in links.items()
        for key in keys
    ]
    rows.sort(key=lambda row: (row["key"], row["source"], row["id"]))
    await bulk.insert(connection, LINKS, rows, conflict="ON CONFLICT DO NOTHING")
