"""Every revision of every alert, as published, and the columns by which they are found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Date, Text, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store import buckets
from interparty_api.store.asks import Listing
from interparty_api.store.buckets import Attributes
from interparty_api.store.numbers import among
from interparty_api.tables import Alert, AlertTerm, AlertWord, BigId
from interparty_shared.db import bulk, plain
from interparty_shared.db.types import Moment

ALERTS = Alert.__table__  # type: ignore[attr-defined]
TERMS = AlertTerm.__table__  # type: ignore[attr-defined]
WORDS = AlertWord.__table__  # type: ignore[attr-defined]

LISTING: Final = Listing(
    rows="api_alert",
    terms="api_alert_term",
    words="api_alert_word",
    orders={"updated": Moment(), "opened": Moment(), "due": Date()},
    key=BigId,
    has_live=True,
)
NAME: Final = "alerts"


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of an alert and all that it is to be found by."""

    sequence: int
    alert: str
    revision: int
    attributes: Attributes
    updated: datetime
    opened: datetime
    due: date
    type: str
    document: dict[str, Any]
    trace: str = ""
    notify: bool = True
    terms: frozenset[str] = field(default_factory=frozenset)
    words: frozenset[str] = field(default_factory=frozenset)


async def save(connection: AsyncConnection, revisions: Collection[Revision]) -> int:
    """Keep revisions; return how many were new. Their order of arrival is nothing."""
    given = {one.sequence: one for one in revisions}
    known = await _known(connection, given)
    new = [one for sequence, one in sorted(given.items()) if sequence not in known]
    if not new:
        return 0
    numbers = await buckets.numbered(connection, NAME, [one.attributes for one in new])
    in_bucket = [(one, numbers[buckets.label(NAME, one.attributes)]) for one in new]
    once = "ON CONFLICT DO NOTHING"
    await bulk.insert(connection, ALERTS, [_row(*pair) for pair in in_bucket], conflict=once)
    terms = [
        {**_place(one, bucket), "term": term}
        for one, bucket in in_bucket
        for term in sorted(one.terms)
    ]
    await bulk.insert(connection, TERMS, terms, conflict=once)
    words = [
        {**_place(one, bucket), "term": word}
        for one, bucket in in_bucket
        for word in sorted(one.words)
    ]
    await bulk.insert(connection, WORDS, words, conflict=once)
    await _supersede(connection, {one.alert for one in new})
    return len(new)


def _place(one: Revision, bucket: int) -> dict[str, Any]:
    return {
        "key": one.sequence,
        "live": True,
        "bucket": bucket,
        "updated": one.updated,
        "opened": one.opened,
        "due": one.due,
    }


def _row(one: Revision, bucket: int) -> dict[str, Any]:
    return {
        **_place(one, bucket),
        "alert": one.alert,
        "revision": one.revision,
        "superseded": None,
        "type": one.type,
        "trace": one.trace,
        "notify": one.notify,
        "document": one.document,
    }


async def _known(connection: AsyncConnection, sequences: Collection[int]) -> set[int]:
    wanted, parameters = among(connection, "key", sequences)
    statement = f"SELECT key FROM api_alert WHERE {wanted}"
    return {row[0] for row in await plain.rows(connection, statement, parameters)}


async def _supersede(connection: AsyncConnection, alerts: Collection[str]) -> None:
    """Mark every revision of these alerts that has successors, with the time of the first of those.

    The first in time: clocks of two workers may differ, and what was superseded must not come back.
    """
    keys, parameters = bulk.keyed(connection, ("alert",), [(one,) for one in sorted(alerts)])
    later = "FROM api_alert n WHERE n.alert = a.alert AND n.key > a.key"
    successor = f"SELECT min(n.updated) {later}"
    rows = await plain.rows(
        connection,
        f"UPDATE api_alert AS a SET live = FALSE, superseded = ({successor})"
        f" WHERE a.alert IN (SELECT k.alert FROM {keys}) AND EXISTS (SELECT 1 {later})"
        f" AND (a.superseded IS NULL OR a.superseded <> ({successor})) RETURNING key",
        parameters,
    )
    past = [row[0] for row in rows]
    if past:
        wanted, parameters = among(connection, "key", past)
        for table in (TERMS, WORDS):
            statement = f"UPDATE {table.name} SET live = FALSE WHERE live AND {wanted}"
            await plain.run(connection, statement, parameters)


async def documents(connection: AsyncConnection, sequences: Sequence[int]) -> list[str]:
    """Return revisions as JSON text, in the order of `sequences`."""
    wanted, parameters = among(connection, "key", sequences)
    statement = f"SELECT key, document FROM api_alert WHERE {wanted}"
    found: dict[int, str] = {
        row[0]: row[1] for row in await plain.rows(connection, statement, parameters)
    }
    return [found[sequence] for sequence in sequences]


async def one(connection: AsyncConnection, alert: str, *, at: datetime | None) -> str | None:
    """Return an alert as JSON text: its last revision, or the one that was the last at a moment."""
    statement = select(type_coerce(ALERTS.c.document, Text)).where(ALERTS.c.alert == alert)
    if at is not None:
        statement = statement.where(ALERTS.c.updated <= at)
    statement = statement.order_by(ALERTS.c.key.desc()).limit(1)
    return (await connection.execute(statement)).scalar_one_or_none()


async def history(
    connection: AsyncConnection, alert: str, *, after: int, limit: int
) -> list[tuple[int, str, dict[str, Any]]]:
    """Return an alert's revisions after a sequence, oldest first: sequence, type, document."""
    statement = (
        select(ALERTS.c.key, ALERTS.c.type, ALERTS.c.document)
        .where(ALERTS.c.alert == alert, ALERTS.c.key > after)
        .order_by(ALERTS.c.key)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in await connection.execute(statement)]


async def before(connection: AsyncConnection, alert: str, sequence: int) -> dict[str, Any] | None:
    """Return the document of the revision before a sequence."""
    statement = (
        select(ALERTS.c.document)
        .where(ALERTS.c.alert == alert, ALERTS.c.key <= sequence)
        .order_by(ALERTS.c.key.desc())
        .limit(1)
    )
    found: dict[str, Any] | None = (await connection.execute(statement)).scalar_one_or_none()
    return found


async def of_engagement(connection: AsyncConnection, term: str) -> list[dict[str, Any]]:
    """Return the live revisions found under a term, oldest alert first."""
    statement = (
        select(ALERTS.c.document)
        .join(TERMS, TERMS.c.key == ALERTS.c.key)
        .where(TERMS.c.term == term, TERMS.c.live.is_(True))
        .order_by(ALERTS.c.opened, ALERTS.c.key)
    )
    return list((await connection.execute(statement)).scalars())


async def revisions_of(
    connection: AsyncConnection, alert: str
) -> list[tuple[int, str, str, dict[str, Any]]]:
    """Return all revisions of an alert, oldest first: sequence, type, trace, document."""
    statement = (
        select(ALERTS.c.key, ALERTS.c.type, ALERTS.c.trace, ALERTS.c.document)
        .where(ALERTS.c.alert == alert)
        .order_by(ALERTS.c.key)
    )
    return [(row[0], row[1], row[2], row[3]) for row in await connection.execute(statement)]


async def changes(
    connection: AsyncConnection, *, after: int, limit: int
) -> tuple[list[tuple[int, str, str]], int]:
    """Return revisions after a sequence in order (sequence, type, JSON text), and the watermark.

    Nothing beyond the watermark is returned: up to it, no revision is missing.
    """
    held = await plain.rows(connection, "SELECT sequence FROM api_watermark", {})
    mark = held[0][0] if held else 0
    rows = await plain.rows(
        connection,
        "SELECT key, type, document FROM api_alert WHERE key > :after AND key <= :mark"
        " ORDER BY key LIMIT :limit",
        {"after": after, "mark": mark, "limit": limit},
    )
    return [(row[0], row[1], row[2]) for row in rows], mark
