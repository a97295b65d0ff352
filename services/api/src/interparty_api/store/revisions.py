"""Revisions beside each other: what came before each, and those that corrected something."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.alerts import ALERTS
from interparty_api.store.numbers import among
from interparty_shared.db import bulk, plain

CORRECTIONS: Final = ("alert.revised", "alert.resolved", "alert.withdrawn")


async def previous(
    connection: AsyncConnection, sequences: Collection[int]
) -> dict[int, dict[str, Any]]:
    """Return, of each revision that is not its alert's first, the document of the one before it."""
    if not sequences:
        return {}
    wanted, parameters = among(connection, "a.key", sequences)
    rows = await plain.rows(
        connection,
        "SELECT a.key, (SELECT p.document FROM api_alert p WHERE p.alert = a.alert"
        " AND p.key < a.key ORDER BY p.key DESC LIMIT 1)"
        f" FROM api_alert a WHERE {wanted}",
        parameters,
    )
    return {row[0]: orjson.loads(row[1]) for row in rows if row[1] is not None}


async def before(
    connection: AsyncConnection, pairs: Collection[tuple[str, int]]
) -> dict[str, list[tuple[int, str]]]:
    """Return all revisions of alerts up to a sequence (sequence, JSON text), the newest first."""
    ends = dict(pairs)
    keys, parameters = bulk.keyed(connection, ("alert",), [(one,) for one in sorted(ends)])
    rows = await plain.rows(
        connection,
        "SELECT a.alert, a.key, a.document FROM api_alert a"
        f" WHERE a.alert IN (SELECT k.alert FROM {keys}) ORDER BY a.key DESC",
        parameters,
    )
    found: dict[str, list[tuple[int, str]]] = {alert: [] for alert in ends}
    for alert, key, text in rows:
        if key < ends[alert]:
            found[alert].append((key, text))
    return found


async def corrections(
    connection: AsyncConnection, types: Sequence[str], *, to: int | None, limit: int
) -> list[tuple[int, str, str]]:
    """Return revisions of these types before a sequence (sequence, type, JSON text), newest first."""
    before_ = " AND key < :to" if to is not None else ""
    runs = " UNION ALL ".join(
        f"SELECT * FROM (SELECT key, type FROM api_alert WHERE type = :type{at}{before_}"
        f" ORDER BY key DESC LIMIT :limit) AS r{at}"
        for at in range(len(types))
    )
    parameters: dict[str, Any] = {f"type{at}": one for at, one in enumerate(types)}
    parameters |= {"limit": limit} | ({"to": to} if to is not None else {})
    rows = await plain.rows(
        connection,
        f"SELECT a.key, a.type, a.document FROM (SELECT key FROM ({runs}) AS u"
        " ORDER BY key DESC LIMIT :limit) AS c JOIN api_alert a ON a.key = c.key"
        " ORDER BY a.key DESC",
        parameters,
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def newest(connection: AsyncConnection) -> datetime | None:
    """Return when any alert was revised for the last time."""
    statement = (
        select(ALERTS.c.updated)
        .where(ALERTS.c.live.is_(True))
        .order_by(ALERTS.c.updated.desc())
        .limit(1)
    )
    found: datetime | None = (await connection.execute(statement)).scalar_one_or_none()
    return found
