"""What must be looked at again, because it was decided while others were deciding too.

Two workers that commit an engagement and the record that answers it at the same time each see nothing
of the other's half. Locking their common key would make them wait for one another on every frequent
surname; instead a batch that ran beside others notes which transactions were under way, and is looked
at again when those are over. Whoever finishes last sees both halves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.tables import Recheck
from interparty_shared.db import bulk
from interparty_shared.domain.facts import Ref

RECHECKS = Recheck.__table__  # type: ignore[attr-defined]
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Request:
    """Engagements to look at again; `register` asks for what a register's syncs may settle."""

    number: int
    refs: tuple[Ref, ...]
    register: str | None
    trace: str
    notify: bool


async def under_way(connection: AsyncConnection) -> int | None:
    """Return the newest transaction that is under way beside ours, or None where we are alone.

    Asked *before* reading what is decided on: one that begins later sees us under way, and looks
    again itself. SQLite has one writer.
    """
    if connection.dialect.name != "postgresql":
        return None
    # Our own id must exist before the snapshot is taken, or one that begins in between would not see
    # us, nor we it: hence two statements.
    await connection.execute(text("SELECT pg_current_xact_id()"))
    found = await connection.execute(
        text("SELECT max(xid::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) AS xid")
    )
    row = found.scalar_one_or_none()
    return int(row) if row is not None else None


async def add(
    connection: AsyncConnection,
    refs: Collection[Ref],
    *,
    after: int | None = None,
    register: str | None = None,
    trace: str = "",
    notify: bool = True,
) -> None:
    """Have engagements looked at again, once transaction `after` and all older ones are over."""
    ordered = sorted(refs)
    chunks: Sequence[Sequence[Ref]] = [
        ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK)
    ] or ([[]] if register else [])
    await bulk.insert(
        connection,
        RECHECKS,
        [
            {
                "refs": [list(ref) for ref in chunk],
                "register_id": register,
                "after_xid": after,
                "trace": trace,
                "notify": notify,
            }
            for chunk in chunks
        ],
    )


async def claim(connection: AsyncConnection) -> Request | None:
    """Take one request whose time has come, for the length of the transaction; None: there is none."""
    if connection.dialect.name == "postgresql":
        statement = text(
            "SELECT number, refs, register_id, trace, notify FROM alerts_recheck"
            " WHERE after_xid IS NULL"
            " OR after_xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            " ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED"
        )
    else:
        statement = text(
            "SELECT number, refs, register_id, trace, notify FROM alerts_recheck"
            " ORDER BY number LIMIT 1"
        )
    table = RECHECKS.c
    row = (
        await connection.execute(
            statement.columns(
                table.number, table.refs, table.register_id, table.trace, table.notify
            )
        )
    ).first()
    if row is None:
        return None
    refs = tuple(Ref(*ref) for ref in row.refs)
    return Request(row.number, refs, row.register_id, row.trace, row.notify)


async def done(connection: AsyncConnection, number: int) -> None:
    """Forget a request."""
    await connection.execute(
        text("DELETE FROM alerts_recheck WHERE number = :number"), {"number": number}
    )


async def waiting(connection: AsyncConnection) -> int:
    """Return how many requests wait."""
    return int((await connection.execute(text("SELECT count(*) FROM alerts_recheck"))).scalar_one())
