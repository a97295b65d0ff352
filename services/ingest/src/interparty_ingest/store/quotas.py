"""Quotas that replicas share."""

from collections.abc import Awaitable, Callable
from typing import Final, cast

from sqlalchemy import Table, case, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_ingest.store.inserting import insert
from interparty_ingest.tables import Quota
from interparty_shared.db.engine import Database

QUOTA: Final = cast(Table, Quota.__table__)  # type: ignore[attr-defined]
KEEP_MINUTES: Final = 60


async def forget_quotas(connection: AsyncConnection, *, minute: int) -> None:
    """Delete what was counted long before this minute."""
    await connection.execute(delete(QUOTA).where(QUOTA.c.minute < minute - KEEP_MINUTES))


def lease_from(database: Database) -> Callable[[str, int, int, int], Awaitable[int]]:
    """Return what gives out quotas of this database (see `quotas.Lease`).

    It raises Unavailable where the database does not answer.
    """

    async def lease(key: str, minute: int, wanted: int, quota: int) -> int:
        async with database.begin() as connection:
            return await _lease(connection, key, minute, wanted=wanted, quota=quota)

    return lease


async def _lease(
    connection: AsyncConnection, key: str, minute: int, *, wanted: int, quota: int
) -> int:
    left = quota - QUOTA.c.used
    granted = case((left <= 0, 0), (left < wanted, left), else_=wanted)
    first = min(wanted, quota)
    statement = insert(connection, QUOTA).values(key=key, minute=minute, used=first, granted=first)
    # Both right-hand sides see the row as it was.
    rows = await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key", "minute"],
            set_={"granted": granted, "used": QUOTA.c.used + granted},
        ).returning(QUOTA.c.granted)
    )
    return int(rows.scalar_one())
