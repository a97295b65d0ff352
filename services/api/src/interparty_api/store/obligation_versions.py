"""Every version of every obligation that was published, and what stood at a moment.

A version stands from the moment at which it was published until the next one was. Which one is the
next, the log says and no clock: what is read later ends all before it, also where it says that it was
published earlier. So what stood at a moment is the last of all that says that it was published by
then; a log that is read again from its beginning takes the whole history up anew, and ends with the
same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy import Date, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store import buckets
from interparty_api.store.asks import Listing
from interparty_api.store.obligations import NAME, Gone, State
from interparty_api.tables_as_of import ObligationVersion, ObligationVersionTerm
from interparty_shared.db import bulk, plain
from interparty_shared.db.types import Moment

VERSIONS = ObligationVersion.__table__  # type: ignore[attr-defined]
TERMS = ObligationVersionTerm.__table__  # type: ignore[attr-defined]

LISTING: Final = Listing(
    rows="api_obligation_version",
    terms="api_obligation_version_term",
    words=None,
    orders={"day": Date()},
    key=Text(),
    has_live=False,
    has_spans=True,
)
ENDLESS: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when what stands now stands: no moment that anyone can ask about."""


@dataclass(frozen=True, slots=True)
class Version:
    """What was published of an obligation, and when it stood."""

    since: datetime
    until: datetime
    state: State | None
    """None: it is stored already."""
    text: str | None = None
    """What is stored, as JSON; known of the one that stands now."""

    def says(self, state: State) -> bool:
        """Return whether it says the same."""
        if self.state is not None:
            return self.state.document == state.document
        return self.text == orjson.dumps(state.document).decode()


def followed(versions: Sequence[Version], word: State | Gone) -> list[Version]:
    """Return what stood when, oldest first, once this was published after all of it.

    What is said again without a change is no new version.
    """
    last = versions[-1] if versions and versions[-1].until == ENDLESS else None
    if isinstance(word, State) and last and last.since < word.at and last.says(word):
        return list(versions)
    kept = [replace(one, until=min(one.until, word.at)) for one in versions if one.since < word.at]
    return [*kept, Version(word.at, ENDLESS, word)] if isinstance(word, State) else kept


async def save(connection: AsyncConnection, said: Collection[State | Gone]) -> None:
    """Keep what was published, in the order of the log."""
    words: dict[str, list[State | Gone]] = {}
    for word in said:
        words.setdefault(word.id, []).append(word)
    known = await _versions(connection, words)
    dropped: list[tuple[str, datetime]] = []
    ended: list[tuple[str, datetime, datetime]] = []
    new: list[tuple[State, datetime]] = []
    for id_, spoken in sorted(words.items()):
        before = versions = known.get(id_, [])
        for word in spoken:
            versions = followed(versions, word)
        kept = {one.since: one.until for one in versions if one.state is None}
        dropped += [(id_, one.since) for one in before if one.since not in kept]
        ended += [
            (id_, one.since, kept[one.since])
            for one in before
            if kept.get(one.since, one.until) != one.until
        ]
        new += [(one.state, one.until) for one in versions if one.state is not None]
    await _drop(connection, dropped)
    await _end(connection, ended)
    await _add(connection, new)


async def _versions(
    connection: AsyncConnection, ids: Collection[str]
) -> Mapping[str, list[Version]]:
    if not ids:
        return {}
    keys, parameters = bulk.keyed(connection, ("key",), [(one,) for one in sorted(ids)])
    rows = await plain.rows(
        connection,
        "SELECT v.key, v.since, v.until, CASE WHEN v.until = :endless THEN v.document END"
        f" FROM api_obligation_version v JOIN {keys} ON v.key = k.key ORDER BY v.since",
        {**parameters, "endless": plain.bound(ENDLESS, Moment(), connection.dialect)},
    )
    since, until = (
        plain.read([row[at] for row in rows], Moment(), connection.dialect) for at in (1, 2)
    )
    found: dict[str, list[Version]] = {}
    for row, first, end in zip(rows, since, until, strict=True):
        found.setdefault(row[0], []).append(Version(first, end, None, row[3]))
    return found


async def _drop(connection: AsyncConnection, versions: Sequence[tuple[str, datetime]]) -> None:
    if not versions:
        return
    keys, since, parameters = _keyed(connection, versions)
    for table in (LISTING.rows, LISTING.terms):
        await plain.run(
            connection,
            f"DELETE FROM {table} WHERE (key, since) IN (SELECT k.key, {since['since']} FROM {keys})",
            parameters,
        )


async def _end(
    connection: AsyncConnection, versions: Sequence[tuple[str, datetime, datetime]]
) -> None:
    if not versions:
        return
    keys, moments, parameters = _keyed(connection, versions)
    await plain.run(
        connection,
        f"UPDATE api_obligation_version AS v SET until = {moments['until']} FROM {keys}"
        f" WHERE v.key = k.key AND v.since = {moments['since']}",
        parameters,
    )


def _keyed(
    connection: AsyncConnection, rows: Sequence[tuple[Any, ...]]
) -> tuple[str, Mapping[str, str], dict[str, Any]]:
    """Return rows of a key and moments as a table expression, the moments in it, the parameters."""
    names = ("key", "since", "until")[: len(rows[0])]
    is_postgres = connection.dialect.name == "postgresql"
    form = "CAST(k.{} AS TIMESTAMPTZ)" if is_postgres else "k.{}"
    texts = [(key, *(_text(connection, one) for one in moments)) for key, *moments in rows]
    keys, parameters = bulk.keyed(connection, names, texts)
    return keys, {name: form.format(name) for name in names[1:]}, parameters


def _text(connection: AsyncConnection, moment: datetime) -> str:
    value = plain.bound(moment, Moment(), connection.dialect)
    return value if isinstance(value, str) else value.isoformat()


async def _add(connection: AsyncConnection, versions: Sequence[tuple[State, datetime]]) -> None:
    if not versions:
        return
    attributes = [state.attributes for state, _ in versions]
    numbers = await buckets.numbered(connection, NAME, attributes)
    rows: list[dict[str, Any]] = []
    terms: list[dict[str, Any]] = []
    for state, until in versions:
        place = {
            "key": state.id,
            "since": state.at,
            "ahead": state.day > state.at.astimezone(UTC).date(),
            "bucket": numbers[buckets.label(NAME, state.attributes)],
            "day": state.day,
        }
        rows.append({**place, "until": until, "document": state.document})
        terms += [{**place, "term": term} for term in sorted(state.terms)]
    await bulk.insert(connection, VERSIONS, rows)
    await bulk.insert(connection, TERMS, terms)


async def documents(
    connection: AsyncConnection, ids: Sequence[str], *, at: datetime
) -> dict[str, str]:
    """Return what stood of these obligations at a moment, as JSON text."""
    if not ids:
        return {}
    keys, parameters = bulk.keyed(connection, ("key",), [(one,) for one in ids])
    rows = await plain.rows(
        connection,
        f"SELECT v.key, v.document FROM api_obligation_version v JOIN {keys} ON v.key = k.key"
        " WHERE v.since <= :at AND v.until > :at",
        {**parameters, "at": plain.bound(at, Moment(), connection.dialect)},
    )
    return {row[0]: row[1] for row in rows}
