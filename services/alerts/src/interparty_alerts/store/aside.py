"""Records that were put aside: counted, so that a bad deploy cannot drain a topic."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.tables import PutAside
from interparty_shared.bus.base import Record
from interparty_shared.db import bulk

ASIDE = PutAside.__table__  # type: ignore[attr-defined]
WINDOW = timedelta(minutes=10)


async def add(
    connection: AsyncConnection, records: Sequence[tuple[Record, str]], now: datetime
) -> None:
    """Count records as put aside, with their reasons."""
    rows = [
        {
            "at": now,
            "topic": record.topic,
            "partition": record.partition,
            "record_offset": record.offset,
            "reason": reason[:500],
        }
        for record, reason in records
    ]
    await bulk.insert(connection, ASIDE, rows)


async def recent(connection: AsyncConnection, now: datetime) -> int:
    """Return how many records were put aside in the last `WINDOW`."""
    rows = await connection.execute(
        text("SELECT count(*) FROM alerts_put_aside WHERE at > :since").bindparams(
            bindparam("since", now - WINDOW, ASIDE.c.at.type)
        )
    )
    return int(rows.scalar_one())
