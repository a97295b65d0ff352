"""The outbox: what is to be published, and the one contiguous sequence of alert revisions.

Rows are numbered when they are written but become visible when they are committed, in another order:
so the sequence is not the row's number. One relay at a time gives it out, to rows that are visible,
and commits that before it publishes. Publishing twice is harmless, a second sequence is not.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.store import places, positions
from interparty_alerts.tables import Outbox
from interparty_alerts.tables import Sequence as SequenceRow
from interparty_shared.bus.base import Positions
from interparty_shared.db import bulk

OUTBOX = Outbox.__table__  # type: ignore[attr-defined]
SEQUENCE = SequenceRow.__table__  # type: ignore[attr-defined]
NAME = "alerts"
LEASE = timedelta(seconds=10)


class Entry(NamedTuple):
    """One row. `kind` is `alert`, `obligation` or `dead`; `body` is JSON."""

    kind: str
    key: str
    body: bytes
    at: datetime
    trace: str = ""
    notify: bool = True
    gone: bool = False
    number: int = 0
    sequence: int | None = None


async def add(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Have these published once the transaction is committed."""
    written = Entry._fields[:7]
    values = zip(*(entry[:7] for entry in entries), strict=True)
    columns = dict(zip(written, values, strict=True)) if entries else {}
    await bulk.insert_columns(connection, OUTBOX, columns)


async def lead(connection: AsyncConnection, relay: str, now: datetime) -> bool:
    """Return whether this relay leads, taking or keeping the lead where it can."""
    statement = text(
        "INSERT INTO alerts_sequence (name, last, relay, until, barrier)"
        " VALUES (:name, 0, :relay, :until, '{}')"
        " ON CONFLICT (name) DO UPDATE SET relay = excluded.relay, until = excluded.until"
        " WHERE alerts_sequence.relay = excluded.relay OR alerts_sequence.until < :now"
    ).bindparams(
        bindparam("until", now + LEASE, SEQUENCE.c.until.type),
        bindparam("now", now, SEQUENCE.c.until.type),
        name=NAME,
        relay=relay,
    )
    return (await connection.execute(statement)).rowcount > 0


async def take(connection: AsyncConnection, relay: str, limit: int) -> list[Entry]:
    """Return the oldest rows, alert revisions with their sequence; empty where `relay` leads no more.

    The sequence given here holds once the transaction is committed, and not before.
    """
    lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
    held = await connection.execute(
        text(f"SELECT last FROM alerts_sequence WHERE name = :name AND relay = :relay{lock}"),
        {"name": NAME, "relay": relay},
    )
    last = held.scalar_one_or_none()
    if last is None:
        return []
    rows = await connection.execute(
        text("SELECT * FROM alerts_outbox ORDER BY number LIMIT :limit")
        .columns(*OUTBOX.c)
        .bindparams(limit=limit)
    )
    entries = []
    given = []
    for row in rows:
        sequence = row.sequence
        if row.kind == "alert" and sequence is None:
            last += 1
            sequence = last
            given.append({"number": row.number, "sequence": sequence})
        entries.append(
            Entry(
                row.kind,
                row.key,
                row.body,
                row.at,
                row.trace,
                row.notify,
                row.gone,
                row.number,
                sequence,
            )
        )
    if given:
        await connection.execute(
            text("UPDATE alerts_outbox SET sequence = :sequence WHERE number = :number"), given
        )
        await connection.execute(
            text("UPDATE alerts_sequence SET last = :last WHERE name = :name"),
            {"last": last, "name": NAME},
        )
    return entries


async def done(connection: AsyncConnection, numbers: Collection[int]) -> None:
    """Forget rows that were published."""
    if connection.dialect.name == "postgresql":
        await connection.execute(
            text("DELETE FROM alerts_outbox WHERE number = ANY(CAST(:numbers AS BIGINT[]))"),
            {"numbers": list(numbers)},
        )
    else:
        await connection.execute(
            text("DELETE FROM alerts_outbox WHERE number = :number"),
            [{"number": number} for number in numbers],
        )


async def last_sequence(connection: AsyncConnection) -> int | None:
    """Return the last sequence given, or None where none ever was."""
    rows = await connection.execute(
        text("SELECT last FROM alerts_sequence WHERE name = :name"), {"name": NAME}
    )
    return rows.scalar_one_or_none()


async def continue_from(
    connection: AsyncConnection, last: int, barrier: Positions, now: datetime
) -> None:
    """Go on after a sequence that was published before this database existed.

    Nothing is decided before the log is read up to `barrier` (see `unread`).
    """
    row = {"name": NAME, "last": last, "relay": "", "until": now - LEASE}
    await bulk.insert(
        connection,
        SEQUENCE,
        [{**row, "barrier": places.as_document(barrier)}],
        conflict="ON CONFLICT DO NOTHING",
    )


async def unread(connection: AsyncConnection) -> bool:
    """Return whether what must be read before anything is decided is not read yet."""
    rows = await connection.execute(
        text("SELECT barrier FROM alerts_sequence WHERE name = :name")
        .columns(SEQUENCE.c.barrier)
        .bindparams(name=NAME)
    )
    barrier = places.as_positions(rows.scalar_one_or_none() or {})
    if not barrier:
        return False
    if not places.passed(barrier, await positions.saved(connection)):
        return True
    await connection.execute(
        text("UPDATE alerts_sequence SET barrier = '{}' WHERE name = :name"), {"name": NAME}
    )
    return False


async def waiting(connection: AsyncConnection) -> int:
    """Return how many rows wait to be published."""
    return int((await connection.execute(text("SELECT count(*) FROM alerts_outbox"))).scalar_one())
