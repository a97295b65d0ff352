"""Revisions by which something that was said was changed or taken back."""

from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.alerts import ALERTS
from sqlalchemy import select

FIRST: Final = "alert.opened"


async def newest(
    connection: AsyncConnection, *, before: int, limit: int
) -> list[tuple[int, str, dict[str, Any]]]:
    """Return revisions before a sequence that did not open an alert, newest first."""
    statement = (
        select(ALERTS.c.key, ALERTS.c.type, ALERTS.c.document)
        .where(ALERTS.c.key < before, ALERTS.c.type != FIRST)
        .order_by(ALERTS.c.key.desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in await connection.execute(statement)]
