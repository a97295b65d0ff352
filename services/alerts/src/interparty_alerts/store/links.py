"""Under which keys facts are found, and finding them: people by their ids and names, and by days."""

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.store import facts
from interparty_alerts.store.facts import Stored
from interparty_alerts.tables import Link
from interparty_shared.db import bulk
from interparty_shared.domain import blocking, namesakes
from interparty_shared.domain.blocking import Linked, Search, Span
from interparty_shared.domain.facts import Ref

LINKS = Link.__table__  # type: ignore[attr-defined]
CONTESTED = "c"
"""The kind of links to engagements that were answered by what others may have; they are never taken back:
what is contested no more is looked at for nothing.
"""
DIRECTORY = "n"
"""The kind of rows that say, under a word (`key`), which names there are (`id`). They have no source
and are never taken back: a name that nobody bears any more finds nothing.
"""

NAMES = "m"
"""The kind of rows that say, under a key of reference data, which names were posted (`id`, with country).
They have no source and are never taken back, as those of the directory.
"""


class Posted(NamedTuple):
    """A name that was posted: its key, and the country that was posted with it (empty: none)."""

    country: str
    key: str

    @property
    def text(self) -> str:
        """Return it as it is kept."""
        return f"{self.country}|{self.key}"

    @classmethod
    def of(cls, text: str) -> "Posted":
        """Return what was kept as this text."""
        country, _, key = text.partition("|")
        return cls(country, key)


LAST_DAY = 10
"""Where in the kind of a link the last day begins: `e`, the first day, the last day."""


Near = dict[str, set[str]]
"""Keys, and those that may mean the same person: found once for all that one evaluation looks for."""


async def records(
    connection: AsyncConnection, searches: Iterable[Search], near: Near | None = None
) -> dict[Search, list[Stored]]:
    """Return what each search finds of registers: all that was ever posted of each such record."""
    found = await find(connection, searches, "d", near)
    things: dict[str, list[Stored]] = {}
    named: dict[Ref, str] = {}
    for one in await facts.beside(connection, {ref for refs in found.values() for ref in refs}):
        things.setdefault(one.thing, []).append(one)
        named[one.ref] = one.thing
    return {
        search: [
            one for thing in {named[ref] for ref in refs if ref in named} for one in things[thing]
        ]
        for search, refs in found.items()
    }


async def find(
    connection: AsyncConnection, searches: Iterable[Search], kind: str, near: Near | None = None
) -> dict[Search, set[Ref]]:
    """Return the (source, id) of a kind (`e` engagements, `d` records) that each search finds.

    Searches for contested engagements find those alone; what finds nothing is left out. `near` has
    what was found of keys before, and gets what is found now.
    """
    wanted = list(dict.fromkeys(searches))
    if not wanted:
        return {}
    near = {} if near is None else near
    await look_up(connection, {one.key for one in wanted}, near)
    groups: dict[tuple[tuple[Span, ...], str], str] = {}
    keys: list[tuple[str, str, str]] = []
    for at, one in enumerate(wanted):
        of = (one.spans, CONTESTED if one.contested else kind)
        number, group = str(at), groups.setdefault(of, str(len(groups)))
        keys += [(number, group, key) for key in near[one.key]]
    spans = [(group, *span) for of, group in groups.items() for span in _spans(*of)]
    looks = [(group, *look) for of, group in groups.items() for look in _looks(*of)]
    statement, parameters = _asked(connection, keys, spans, looks)
    rows = await connection.execute(text(statement), parameters)
    found: dict[Search, set[Ref]] = {}
    for number, source, id_ in rows.all():
        found.setdefault(wanted[int(number)], set()).add(Ref(source, id_))
    return found


def _asked(
    connection: AsyncConnection,
    keys: Sequence[tuple[str, str, str]],
    spans: Sequence[tuple[str, str, str, str]],
    looks: Sequence[tuple[str, str, str]],
) -> tuple[str, dict[str, Any]]:
    """Return the statement that looks for every key in every span of its group, and its parameters.

    PostgreSQL looks once for all that lies between the first and the last of the spans, and then at
    the spans; OFFSET 0 makes it do so key by key: it took a walk through the whole table for cheaper,
    where that is small. SQLite has no use for groups, so it gets pairs; and it joins in the order
    that CROSS JOIN says.
    """
    if connection.dialect.name != "postgresql":
        grouped: dict[str, list[tuple[str, str, str]]] = {}
        for group, low, high, ends in spans:
            grouped.setdefault(group, []).append((low, high, ends))
        pairs = [(number, key, *span) for number, group, key in keys for span in grouped[group]]
        table, parameters = bulk.keyed(connection, ("number", "key", "low", "high", "ends"), pairs)
        return (
            f"SELECT k.number, l.source, l.id FROM {table} CROSS JOIN alerts_link l"
            " WHERE l.key = k.key AND l.kind >= k.low AND l.kind <= k.high"
            f" AND substr(l.kind, {LAST_DAY}) >= k.ends"
        ), parameters
    named, parameters = bulk.keyed(connection, ("number", "spans", "key"), keys, alias="n")
    looked, more = bulk.keyed(connection, ("spans", "low", "high"), looks, alias="r")
    days, most = bulk.keyed(connection, ("spans", "low", "high", "ends"), spans, alias="s")
    return (
        f"SELECT n.number, l.source, l.id FROM {named} JOIN {looked} ON r.spans = n.spans"
        " CROSS JOIN LATERAL (SELECT source, id, kind FROM alerts_link"
        " WHERE key = n.key AND kind >= r.low AND kind <= r.high OFFSET 0) AS l"
        f" JOIN {days} ON s.spans = n.spans AND l.kind >= s.low AND l.kind <= s.high"
        f" AND substr(l.kind, {LAST_DAY}) >= s.ends"
    ), {**parameters, **more, **most}


@lru_cache(maxsize=4_096)
def _spans(spans: tuple[Span, ...], kind: str) -> tuple[tuple[str, str, str], ...]:
    """Return the least and the greatest kind to look for, and the last day from which on."""
    if not spans:
        return ((kind, kind + "9" * 16, ""),)
    dated = ((kind + low, kind + high + "9" * 8, ends) for low, high, ends in spans)
    return ((kind, kind, ""), *dated)


@lru_cache(maxsize=4_096)
def _looks(spans: tuple[Span, ...], kind: str) -> tuple[tuple[str, str], ...]:
    """Return the least and the greatest kinds between which all spans lie: the undated, the dated."""
    undated, *dated = _spans(spans, kind)
    if not dated:
        return (undated[:2],)
    return (undated[:2], (min(low for low, *_ in dated), max(high for _, high, _ in dated)))


async def look_up(connection: AsyncConnection, keys: Collection[str], near: Near) -> None:
    """Add to `near`, for each of these keys, all those that may mean the same."""
    near |= await _namesakes(connection, keys - near.keys())


async def _namesakes(connection: AsyncConnection, keys: Collection[str]) -> dict[str, set[str]]:
    """Return, for each key, all those that may mean the same person: of a name, its like."""
    found = {key: {key.removeprefix(blocking.EXACTLY)} for key in keys}
    listed = {key.removeprefix(blocking.LIKE) for key in keys if key.startswith(blocking.LIKE)}
    for key, names in (await posted_under(connection, listed)).items():
        found[blocking.LIKE + key] = {one.key for one in names}
    under = {key: blocking.directory_keys(key) for key in keys if key.startswith(namesakes.NAME)}
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
    for key, name in rows.all():
        directory.setdefault(key, []).append(sys.intern(name))
    for key, group in under.items():
        there = {name for one in group for name in directory.get(one, ())}
        found[key] |= namesakes.NAMESAKES.among(key, there)
    return found


async def list_names(
    connection: AsyncConnection, listed: Collection[tuple[str, Posted]]
) -> set[Posted]:
    """Have posted names found under keys of reference data; return those of which any is new.

    In the order of their keys, so that two who list the same do not wait for one another.
    """
    columns = ("key", "kind", "source", "id")
    rows = sorted((key, NAMES, "", one.text) for key, one in listed)
    table, parameters = bulk.keyed(connection, columns, rows)
    inserted = await connection.execute(
        text(
            f"INSERT INTO alerts_link (key, kind, source, id) SELECT k.key, k.kind, k.source, k.id"
            f" FROM {table} WHERE true ON CONFLICT DO NOTHING RETURNING id"
        ),
        parameters,
    )
    return {Posted.of(row.id) for row in inserted.all()}


async def posted_under(
    connection: AsyncConnection, keys: Collection[str]
) -> dict[str, set[Posted]]:
    """Return the posted names that are listed under each of these keys of reference data."""
    if not keys:
        return {}
    table, parameters = bulk.keyed(connection, ("key",), [(one,) for one in sorted(keys)])
    rows = await connection.execute(
        text(
            f"SELECT l.key, l.id FROM {table} JOIN alerts_link l ON l.key = k.key"
            f" WHERE l.kind = '{NAMES}'"
        ),
        parameters,
    )
    found: dict[str, set[Posted]] = {}
    for key, said in rows.all():
        found.setdefault(key, set()).add(Posted.of(said))
    return found


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
            text(_forgetting(connection, table)),
            parameters,
        )
    await link(connection, links)


def _forgetting(connection: AsyncConnection, table: str) -> str:
    if connection.dialect.name != "postgresql":
        return f"DELETE FROM alerts_link WHERE (source, id) IN (SELECT k.source, k.id FROM {table})"
    # Fact by fact, see `_asked`.
    return (
        f"DELETE FROM alerts_link WHERE ctid = ANY (ARRAY(SELECT l.ctid FROM {table}"
        " CROSS JOIN LATERAL (SELECT ctid FROM alerts_link"
        " WHERE source = k.source AND id = k.id OFFSET 0) AS l))"
    )


async def link(
    connection: AsyncConnection, links: Mapping[Ref, tuple[str, Collection[Linked]]]
) -> int:
    """Find these facts (kind, links) so too, and their people in the directory of names.

    Returns how many of the links are new.
    """
    found = {
        (key, kind + days, ref.source, ref.id)
        for ref, (kind, linked) in links.items()
        for key, days in linked
    }
    found |= {
        (word, DIRECTORY, "", key)
        for key in {key for key, *_ in found if key.startswith(namesakes.NAME)}
        for word in blocking.directory_keys(key)
    }
    columns = ("key", "kind", "source", "id")
    values = zip(*sorted(found), strict=True) if found else ((),) * len(columns)
    return await bulk.insert_columns(
        connection,
        LINKS,
        dict(zip(columns, values, strict=True)),
        conflict="ON CONFLICT DO NOTHING",
    )
