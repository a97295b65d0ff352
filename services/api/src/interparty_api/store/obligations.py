"""The state of every obligation, each replacing the one before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Date, Text, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store import buckets
from interparty_api.store.asks import Listing
from interparty_api.store.buckets import Attributes
from interparty_api.tables import Obligation, ObligationTerm
from interparty_shared.db import bulk, plain

OBLIGATIONS = Obligation.__table__  # type: ignore[attr-defined]
TERMS = ObligationTerm.__table__  # type: ignore[attr-defined]

LISTING: Final = Listing(
    rows="api_obligation",
    terms="api_obligation_term",
    words=None,
    orders={"day": Date()},
    key=Text(),
    has_live=False,
)
NAME: Final = "obligations"


@dataclass(frozen=True, slots=True)
class State:
    """What an obligation is now, and what it is to be found by."""

    id: str
    attributes: Attributes
    day: date
    """The first day of the engagement."""
    engagement: str
    at: datetime
    document: dict[str, Any]
    trace: str = ""
    terms: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Gone:
    """The word that an obligation no longer holds."""

    id: str
    at: datetime


async def save(
    connection: AsyncConnection, states: Collection[State], gone: Collection[str]
) -> None:
    """Keep these states in place of those before; forget those that are gone."""
    ordered = sorted(states, key=lambda one: one.id)
    await _forget(connection, "api_obligation_term", {*gone, *(one.id for one in ordered)})
    await _forget(connection, "api_obligation", gone)
    if not ordered:
        return
    numbers = await buckets.numbered(connection, NAME, [one.attributes for one in ordered])
    rows = []
    terms = []
    for one in ordered:
        bucket = numbers[buckets.label(NAME, one.attributes)]
        place = {"key": one.id, "bucket": bucket, "day": one.day}
        rows.append(
            {
                **place,
                "engagement": one.engagement,
                "at": one.at,
                "trace": one.trace,
                "document": one.document,
            }
        )
        terms += [{**place, "term": term} for term in sorted(one.terms)]
    columns = ("bucket", "day", "engagement", "at", "trace", "document")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    await bulk.insert(
        connection, OBLIGATIONS, rows, conflict=f"ON CONFLICT (key) DO UPDATE SET {changes}"
    )
    await bulk.insert(connection, TERMS, terms, conflict="ON CONFLICT DO NOTHING")


async def _forget(connection: AsyncConnection, table: str, ids: Collection[str]) -> None:
    if ids:
        keys, parameters = bulk.keyed(connection, ("key",), [(one,) for one in sorted(ids)])
        statement = f"DELETE FROM {table} WHERE key IN (SELECT k.key FROM {keys})"
        await plain.run(connection, statement, parameters)


async def documents(connection: AsyncConnection, ids: Sequence[str]) -> list[str]:
    """Return obligations as JSON text, in the order of `ids`."""
    if not ids:
        return []
    keys, parameters = bulk.keyed(connection, ("key",), [(one,) for one in ids])
    statement = f"SELECT o.key, o.document FROM api_obligation o JOIN {keys} ON o.key = k.key"
    found: dict[str, str] = {
        row[0]: row[1] for row in await plain.rows(connection, statement, parameters)
    }
    return [found[one] for one in ids]


async def one(connection: AsyncConnection, id_: str) -> str | None:
    """Return an obligation as JSON text."""
    statement = select(type_coerce(OBLIGATIONS.c.document, Text)).where(OBLIGATIONS.c.key == id_)
    found: str | None = (await connection.execute(statement)).scalar_one_or_none()
    return found


async def of_engagement(connection: AsyncConnection, engagement: str) -> list[dict[str, Any]]:
    """Return what is owed for an engagement, by regime."""
    statement = (
        select(OBLIGATIONS.c.document)
        .where(OBLIGATIONS.c.engagement == engagement)
        .order_by(OBLIGATIONS.c.key)
    )
    found = list((await connection.execute(statement)).scalars())
    return sorted(found, key=lambda one: (one["regime"], one["id"]))
