"""How many alerts each rule raised, and what people did with them last."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_shared.db import plain
from interparty_shared.db.types import Moment

Counts = Mapping[tuple[str, str], int]


async def counts(
    connection: AsyncConnection, *, since: datetime | None, at: datetime | None
) -> tuple[Counts, Counts]:
    """Return the alerts by rule and status, and those that people judged by rule and last action.

    Those opened from `since` on; as they stood and had been judged `at` a moment.
    """
    scope, parameters = _scope(connection, since, at)
    raised = await plain.rows(
        connection,
        "SELECT b.rule, b.status, count(*) FROM api_alert a JOIN api_bucket b ON b.id = a.bucket"
        f" WHERE {scope} GROUP BY b.rule, b.status",
        parameters,
    )
    until = " WHERE at <= :at" if at is not None else ""
    judged = await plain.rows(
        connection,
        "SELECT b.rule, t.action, count(*) FROM (SELECT alert, action, row_number()"
        f" OVER (PARTITION BY alert ORDER BY at DESC, id DESC) AS n FROM api_triage{until}) AS t"
        " JOIN api_alert a ON a.alert = t.alert JOIN api_bucket b ON b.id = a.bucket"
        f" WHERE t.n = 1 AND {scope} GROUP BY b.rule, t.action",
        parameters,
    )
    return {(row[0], row[1]): row[2] for row in raised}, {
        (row[0], row[1]): row[2] for row in judged
    }


def _scope(
    connection: AsyncConnection, since: datetime | None, at: datetime | None
) -> tuple[str, dict[str, Any]]:
    moments = {name: value for name, value in (("since", since), ("at", at)) if value is not None}
    wanted = ["a.live"]
    if at is not None:
        wanted = ["a.updated <= :at", "(a.superseded IS NULL OR a.superseded > :at)"]
    if since is not None:
        wanted.append("a.opened >= :since")
    dialect = connection.dialect
    bound = {name: plain.bound(value, Moment(), dialect) for name, value in moments.items()}
    return " AND ".join(wanted), bound
