"""All revisions of some alerts within a span, without their documents."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.numbers import among
from interparty_shared.db import plain
from interparty_shared.db.types import Moment


class Revised(NamedTuple):
    """A revision, and what it was then."""

    sequence: int
    alert: str
    notify: bool
    severity: str
    status: str
    regime: str
    updated: datetime


async def revisions(
    connection: AsyncConnection, sequences: Collection[int], *, since: datetime, limit: int
) -> list[Revised]:
    """Return the revisions of the alerts that these are revisions of, by sequence, the newest first."""
    wanted, parameters = among(connection, "m.key", sequences)
    rows = await plain.rows(
        connection,
        "SELECT a.key, a.alert, a.notify, b.severity, b.status, b.regime, a.updated"
        " FROM api_alert a JOIN api_bucket b ON b.id = a.bucket"
        f" WHERE a.alert IN (SELECT m.alert FROM api_alert m WHERE {wanted})"
        " AND a.updated >= :since ORDER BY a.key DESC LIMIT :limit",
        parameters | {"since": plain.bound(since, Moment(), connection.dialect), "limit": limit},
    )
    moments = plain.read([row[6] for row in rows], Moment(), connection.dialect)
    return [
        Revised(row[0], row[1], bool(row[2]), row[3], row[4], row[5], updated)
        for row, updated in zip(rows, moments, strict=True)
    ]
