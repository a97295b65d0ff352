"""Facts: the version in force of each event, and the keys under which they are found."""

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.tables import Fact, Link
from interparty_shared.db import bulk
from interparty_shared.domain import blocking
from interparty_shared.domain.blocking import Linked, Search
from interparty_shared.domain.facts import Ref, Stamp
from interparty_shared.wire import codec
from interparty_shared.wire.codec import Received

FACTS = Fact.__table__  # type: ignore[attr-defined]
LINKS = Link.__table__  # type: ignore[attr-defined]
DIRECTORY = "n"
"""The kind of rows that say, under a word (`key`), which names there are (`id`). They have no source
and are never taken back: a name that nobody bears any more finds nothing.
"""

LAST_DAY = 10
"""Where in the kind of a link the last day begins: `e`, the first day, the last day."""


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


async def actors_by_key(connection: AsyncConnection, keys: Collection[str]) -> dict[Ref, Stored]:
    """Return the reference records found under any of these keys."""
    if not keys:
        return {}
    table, parameters = bulk.keyed(connection, ("key",), [(one,) for one in sorted(keys)])
    clause = (
        "alerts_fact f WHERE (f.source, f.id) IN (SELECT l.source, l.id FROM alerts_link l"
        f" JOIN {table} ON l.key = k.key WHERE l.kind = 'a')"
    )
    return {one.ref: one for one in await _select(connection, clause, parameters)}


async def records_by_key(
    connection: AsyncConnection, searches: Collection[Search]
) -> dict[Search, dict[Ref, Stored]]:
    """Return what each search finds of registers: all that was ever posted of each such record."""
    found = await _found(connection, list(searches), "d")
    wanted = {ref for refs in found.values() for ref in refs}
    if not wanted:
        return {}
    keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(wanted))
    clause = (
        "alerts_fact f WHERE f.thing IN (SELECT g.thing FROM alerts_fact g"
        f" JOIN {keys} ON g.source = k.source AND g.id = k.id)"
    )
    things: dict[str, dict[Ref, Stored]] = {}
    named: dict[Ref, str] = {}
    for one in await _select(connection, clause, parameters):
        things.setdefault(one.thing, {})[one.ref] = one
        named[one.ref] = one.thing
    return {
        search: {
            ref: one
            for thing in {named[ref] for ref in found.get(search, ()) if ref in named}
            for ref, one in things[thing].items()
        }
        for search in searches
    }


async def refs_by_key(
    connection: AsyncConnection, searches: Collection[str], kind: str
) -> dict[str, set[Ref]]:
    """Return the (source, id) of a kind (`e` engagements, `d` records) that each search finds.

    A search is a `blocking.Search` as text.
    """
    wanted = {one: Search.of(one) for one in searches}
    found = await _found(connection, list(dict.fromkeys(wanted.values())), kind)
    return {one: found[search] for one, search in wanted.items() if search in found}


async def _found(
    connection: AsyncConnection, wanted: Sequence[Search], kind: str
) -> dict[Search, set[Ref]]:
    if not wanted:
        return {}
    near = await _namesakes(connection, {one.key for one in wanted})
    keys = [[(str(at), key) for key in near[one.key]] for at, one in enumerate(wanted)]
    spans = [_spans(one, kind) for one in wanted]
    table, parameters = _asked(connection, keys, spans)
    rows = await connection.execute(
        text(
            f"SELECT k.number, l.source, l.id FROM {table} CROSS JOIN alerts_link l"
            " WHERE l.key = k.key AND l.kind >= k.low AND l.kind <= k.high"
            f" AND substr(l.kind, {LAST_DAY}) >= k.ends"
        ),
        parameters,
    )
    numbered: dict[str, set[Ref]] = {}
    for number, source, id_ in rows:
        numbered.setdefault(number, set()).add(Ref(source, id_))
    return {one: numbered[str(at)] for at, one in enumerate(wanted) if str(at) in numbered}


def _asked(
    connection: AsyncConnection,
    keys: Sequence[Sequence[tuple[str, str]]],
    spans: Sequence[Sequence[tuple[str, str, str]]],
) -> tuple[str, dict[str, Any]]:
    """Return a table `k` of every key of a search with every span of it, and its parameters.

    PostgreSQL pairs them itself: what is sent is a quarter. SQLite would go through all keys for each
    span, so it gets pairs; and it joins in the order that CROSS JOIN says.
    """
    if connection.dialect.name != "postgresql":
        pairs = [
            (*key, *span)
            for some, others in zip(keys, spans, strict=True)
            for key in some
            for span in others
        ]
        return bulk.keyed(connection, ("number", "key", "low", "high", "ends"), pairs)
    flat = [one for some in keys for one in some]
    dated = [(str(at), *span) for at, others in enumerate(spans) for span in others]
    left, parameters = bulk.keyed(connection, ("number", "key"), flat, alias="n")
    right, more = bulk.keyed(connection, ("number", "low", "high", "ends"), dated, alias="s")
    return (
        f"(SELECT n.number, n.key, s.low, s.high, s.ends FROM {left} JOIN {right}"
        " ON s.number = n.number) AS k",
        {**parameters, **more},
    )


def _spans(search: Search, kind: str) -> list[tuple[str, str, str]]:
    """Return the least and the greatest kind to look for, and the last day from which on."""
    if not search.spans:
        return [(kind, kind + "9" * 16, "")]
    dated = [(kind + low, kind + high + "9" * 8, ends) for low, high, ends in search.spans]
    return [(kind, kind, ""), *dated]


async def _namesakes(connection: AsyncConnection, keys: Collection[str]) -> dict[str, set[str]]:
    """Return, for each key, all those that may mean the same person: of a name, its like."""
    found = {key: {key} for key in keys}
    under = {key: blocking.directory_keys(key) for key in keys if key.startswith(blocking.NAME)}
    wanted = sorted({one for group in under.values() for one in group})
    if not wanted:
        return found
    table, parameters = bulk.keyed(connection, ("key",), [(one,) for one in wanted])
    rows = await connection.execute(
        text(
            f"SELECT l.key, l.id FROM alerts_link l JOIN {table} ON l.key = k.key"
            f" WHERE l.kind = '{DIRECTORY}'"
        ),
        parameters,
    )
    directory: dict[str, list[str]] = {}
    for key, name in rows:
        directory.setdefault(key, []).append(sys.intern(name))
    for key, group in under.items():
        there = {name for one in group for name in directory.get(one, ())}
        found[key] |= blocking.NAMESAKES.among(key, there)
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
    links: Mapping[Ref, tuple[str, Collection[Linked]]],
    *,
    replaced: Collection[Ref],
) -> None:
    """Find these facts (kind, links) so from now on; forget the `replaced` ones' old links."""
    if replaced:
        table, parameters = bulk.keyed(connection, ("source", "id"), sorted(replaced))
        await connection.execute(
            text(
                "DELETE FROM alerts_link WHERE (source, id) IN"
                f" (SELECT k.source, k.id FROM {table})"
            ),
            parameters,
        )
    await link(connection, links)


async def link(
    connection: AsyncConnection, links: Mapping[Ref, tuple[str, Collection[Linked]]]
) -> None:
    """Find these facts (kind, links) so too, and their people in the directory of names."""
    found = {
        (key, kind + days, ref.source, ref.id)
        for ref, (kind, linked) in links.items()
        for key, days in linked
    }
    found |= {
        (word, DIRECTORY, "", key)
        for key in {key for key, *_ in found if key.startswith(blocking.NAME)}
        for word in blocking.directory_keys(key)
    }
    rows = [dict(zip(("key", "kind", "source", "id"), one, strict=True)) for one in sorted(found)]
    await bulk.insert(connection, LINKS, rows, conflict="ON CONFLICT DO NOTHING")
