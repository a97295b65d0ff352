"""How far revisions were routed to subscriptions, and the revisions that are next."""

from collections.abc import Sequence
from typing import Final

import orjson
from sqlalchemy import Date
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.alerts import Revision
from interparty_api.tables_watch import Routed
from interparty_shared.db import bulk, plain
from interparty_shared.db.types import Moment

ROUTED = Routed.__table__  # type: ignore[attr-defined]
NAME: Final = "alerts"
_FEW: Final = ("rule", "regime", "verdict", "severity", "status", "channel")


async def hold(connection: AsyncConnection) -> int:
    """Return the sequence up to which revisions were routed, which nobody moves until this ends.

    Whoever makes a subscription, or has one served again, holds it too (`subscriptions.present`): the
    router goes no further meanwhile, and sees the subscription when it does.
    """
    lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
    held = await plain.rows(
        connection, f"SELECT sequence FROM api_routed WHERE name = :name{lock}", {"name": NAME}
    )
    if not held:
        await bulk.insert(
            connection,
            ROUTED,
            [{"name": NAME, "sequence": 0}],
            conflict="ON CONFLICT (name) DO NOTHING",
        )
        return await hold(connection)
    sequence: int = held[0][0]
    return sequence


async def move(connection: AsyncConnection, sequence: int) -> None:
    """Have routing go on after this sequence; to be called by who holds it."""
    await plain.run(
        connection,
        "UPDATE api_routed SET sequence = :sequence WHERE name = :name",
        {"sequence": sequence, "name": NAME},
    )


async def standing(connection: AsyncConnection) -> tuple[int | None, int]:
    """Return up to which sequence revisions were routed, and up to which they may be.

    None: nobody ever held the cursor.
    """
    found = await plain.rows(
        connection,
        "SELECT (SELECT sequence FROM api_routed WHERE name = :name),"
        " (SELECT max(sequence) FROM api_watermark)",
        {"name": NAME},
    )
    return found[0][0], found[0][1] or 0


async def revisions(
    connection: AsyncConnection, *, after: int, through: int, limit: int
) -> list[Revision]:
    """Return revisions in order, with all that they are found by."""
    found = await plain.rows(
        connection,
        "SELECT a.key, a.alert, a.revision, a.type, a.trace, a.notify, a.document,"
        f" a.updated, a.opened, a.due, {', '.join(f'b.{name}' for name in _FEW)}"
        " FROM api_alert a JOIN api_bucket b ON b.id = a.bucket"
        " WHERE a.key > :after AND a.key <= :through ORDER BY a.key LIMIT :limit",
        {"after": after, "through": through, "limit": limit},
    )
    if not found:
        return []
    span = (after, found[-1][0])
    terms = await _terms(connection, "api_alert_term", span)
    words = await _terms(connection, "api_alert_word", span)
    dialect = connection.dialect
    updated = plain.read([row[7] for row in found], Moment(), dialect)
    opened = plain.read([row[8] for row in found], Moment(), dialect)
    due = plain.read([row[9] for row in found], Date(), dialect)
    return [
        Revision(
            sequence=row[0],
            alert=row[1],
            revision=row[2],
            attributes=dict(zip(_FEW, row[10:], strict=True)),
            type=row[3],
            trace=row[4],
            notify=bool(row[5]),
            document=orjson.loads(row[6]),
            updated=updated[at],
            opened=opened[at],
            due=due[at],
            terms=frozenset(terms.get(row[0], ())),
            words=frozenset(words.get(row[0], ())),
        )
        for at, row in enumerate(found)
    ]


async def _terms(
    connection: AsyncConnection, table: str, span: tuple[int, int]
) -> dict[int, list[str]]:
    rows: Sequence[tuple[int, str]] = await plain.rows(
        connection,
        f"SELECT key, term FROM {table} WHERE key > :after AND key <= :through",
        {"after": span[0], "through": span[1]},
    )
    found: dict[int, list[str]] = {}
    for key, term in rows:
        found.setdefault(key, []).append(term)
    return found
