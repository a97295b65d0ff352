"""What must be looked at again, because it was decided while others were deciding too.

Two workers that commit an engagement and the record that answers it at the same time each see nothing
of the other's half. Locking their common key would make them wait for one another on every frequent
surname; instead a batch that ran beside others notes which transactions were under way, and is looked
at again when those are over. Whoever finishes last sees both halves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.tables import Recheck
from interparty_shared.db import bulk
from interparty_shared.domain.facts import Ref

RECHECKS = Recheck.__table__  # type: ignore[attr-defined]
CHUNK: Final = 500
"""Engagements that one request looks at: its transaction holds them, and all that bears on them."""


@dataclass(frozen=True, slots=True)
class Request:
    """Engagements to look at again: those named, and those found under `keys`.

    `register` asks for what a register's syncs may settle. `moved`: those named are other than before.
    """

    number: int
    refs: tuple[Ref, ...]
    keys: tuple[str, ...]
    register: str | None
    trace: str
    notify: bool
    moved: bool


async def under_way(connection: AsyncConnection) -> int | None:
    """Return the newest transaction that decides beside ours, or None where we are alone.

    Asked before anything else is read: one that begins later sees us under way, and looks again
    itself. SQLite has one writer.
    """
    if connection.dialect.name != "postgresql":
        return None
    # Our own id must exist before we look, or one that begins in between would not see us, nor we it:
    # hence two statements. Not `pg_snapshot_xip`: it leaves out what is under way but younger than
    # the youngest transaction that has ended, which was seen to lose one engagement in a thousand.
    await connection.execute(
        text("SELECT set_config('application_name', :mark, true), pg_current_xact_id()"),
        {"mark": MARK},
    )
    found = await connection.execute(text(f"SELECT max(xid) FROM {OTHERS}"))
    newest = found.scalar_one_or_none()
    return int(newest) if newest is not None else None


MARK = "interparty alerts decides"
"""What transactions that decide are called while they last: what a relay, another service or a backup
writes in the same database bears on no verdict, and under load there is always one of them.
"""

OTHERS = (
    "(SELECT pg_current_xact_id()::text::bigint - age(backend_xid) AS xid FROM pg_stat_activity"
    " WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
    f" AND datname = current_database() AND application_name = '{MARK}') AS others"
)
"""Transactions that decide, in this database, beside ours: their ids with the epoch."""


async def add(
    connection: AsyncConnection,
    refs: Collection[Ref],
    *,
    keys: Collection[str] = (),
    after: int | None = None,
    after_barrier: bool = False,
    register: str | None = None,
    trace: str = "",
    notify: bool = True,
    moved: bool = False,
) -> None:
    """Have engagements looked at again, once transaction `after` and all older ones are over.

    `keys`: also those found under them by then, which an engagement still under way is not yet.
    `after_barrier`: not before the log is read up to where a new database must have read it.
    `moved`: what hangs on these is looked at after them.
    """
    ordered = sorted(refs)
    chunks: Sequence[Sequence[Ref]] = [
        ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK)
    ] or ([[]] if register or keys else [])
    await bulk.insert(
        connection,
        RECHECKS,
        [
            {
                "refs": [list(ref) for ref in chunk],
                "under_keys": sorted(keys) if at == 0 else [],
                "register_id": register,
                "after_xid": after,
                "after_barrier": after_barrier,
                "moved": moved,
                "trace": trace,
                "notify": notify,
            }
            for at, chunk in enumerate(chunks)
        ],
    )


async def claim(connection: AsyncConnection, *, unread: bool) -> Request | None:
    """Take one request whose time has come, for the length of the transaction; None: there is none.

    `unread`: leave those that wait until the log is read.
    """
    if connection.dialect.name == "postgresql":
        statement = text(
            "SELECT number, refs, under_keys, register_id, trace, notify, moved FROM alerts_recheck"
            " WHERE (NOT after_barrier OR NOT :unread) AND (after_xid IS NULL"
            f" OR NOT EXISTS (SELECT 1 FROM {OTHERS} WHERE xid <= after_xid))"
            " ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED"
        )
    else:
        statement = text(
            "SELECT number, refs, under_keys, register_id, trace, notify, moved FROM alerts_recheck"
            " WHERE (NOT after_barrier OR NOT :unread) ORDER BY number LIMIT 1"
        )
    table = RECHECKS.c
    row = (
        await connection.execute(
            statement.columns(
                table.number,
                table.refs,
                table.under_keys,
                table.register_id,
                table.trace,
                table.notify,
                table.moved,
            ),
            {"unread": unread},
        )
    ).first()
    if row is None:
        return None
    refs = tuple(Ref(*ref) for ref in row.refs)
    return Request(
        number=row.number,
        refs=refs,
        keys=tuple(row.under_keys),
        register=row.register_id,
        trace=row.trace,
        notify=row.notify,
        moved=row.moved,
    )


async def done(connection: AsyncConnection, number: int) -> None:
    """Forget a request."""
    await connection.execute(
        text("DELETE FROM alerts_recheck WHERE number = :number"), {"number": number}
    )


async def waiting(connection: AsyncConnection) -> int:
    """Return how many requests wait."""
    return int((await connection.execute(text("SELECT count(*) FROM alerts_recheck"))).scalar_one())
