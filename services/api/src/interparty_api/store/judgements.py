"""What people said of alerts: triage and answers. Rows are added, never changed or deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables_watch import Answer, Triage
from interparty_shared.db import bulk, plain
from interparty_shared.db.types import Moment

TRIAGE = Triage.__table__  # type: ignore[attr-defined]
ANSWERS = Answer.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Triaged:
    """One thing that was done with an alert, and why."""

    id: str
    alert: str
    action: str
    note: str
    by: str
    """Name of the key."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply by someone named in an alert."""

    id: str
    alert: str
    by: str
    """Who answers, by name."""
    capacity: str | None
    text: str
    url: str | None
    posted_by: str
    at: datetime


async def triage(connection: AsyncConnection, said: Triaged) -> None:
    """Keep what was done with an alert."""
    row = {name: getattr(said, name) for name in Triaged.__slots__}
    await bulk.insert(connection, TRIAGE, [row])


async def answer(connection: AsyncConnection, said: Answered) -> None:
    """Keep an answer."""
    row = {name: getattr(said, name) for name in Answered.__slots__}
    await bulk.insert(connection, ANSWERS, [row])


async def of_alerts(
    connection: AsyncConnection, alerts: Collection[str], *, at: datetime | None = None
) -> tuple[list[Triaged], list[Answered]]:
    """Return what was said of alerts (until a moment), oldest first: one look at two indexes."""
    if not alerts:
        return [], []
    rows = [(one,) for one in sorted(set(alerts))]
    keys, parameters = bulk.keyed(connection, ("alert",), rows)
    until = ""
    if at is not None:
        until = " AND j.at <= :until"
        parameters["until"] = plain.bound(at, Moment(), connection.dialect)
    own = f"WHERE j.alert IN (SELECT k.alert FROM {keys}){until}"
    found = await plain.rows(
        connection,
        'SELECT 1 AS kind, j.id, j.alert, j.at, j.action AS a, j.note AS b, j."by" AS c,'
        f" NULL AS d, NULL AS e FROM api_triage j {own}"
        ' UNION ALL SELECT 2, j.id, j.alert, j.at, j."by", j.text, j.posted_by, j.capacity, j.url'
        f" FROM api_answer j {own} ORDER BY 4, 2",
        parameters,
    )
    moments = plain.read([row[3] for row in found], Moment(), connection.dialect)
    triaged: list[Triaged] = []
    answered: list[Answered] = []
    for (kind, id_, alert, _, a, b, c, d, e), moment in zip(found, moments, strict=True):
        if kind == 1:
            triaged.append(Triaged(id_, alert, a, b, c, moment))
        else:
            answered.append(Answered(id_, alert, a, d, b, e, c, moment))
    return triaged, answered


async def count(
    connection: AsyncConnection, kind: Literal["triage", "answers"], alert: str
) -> tuple[int, datetime | None]:
    """Return how many entries of triage, or answers, an alert has, and when it had its last."""
    at = (TRIAGE if kind == "triage" else ANSWERS).c
    statement = select(func.count(), func.max(at.at)).where(at.alert == alert)
    row = (await connection.execute(statement)).one()
    return int(row[0]), row[1]


async def newest(connection: AsyncConnection) -> datetime | None:
    """Return when something was said of any alert for the last time."""
    found = []
    for table in (TRIAGE, ANSWERS):
        statement = select(table.c.at).order_by(table.c.at.desc()).limit(1)
        found.append((await connection.execute(statement)).scalar_one_or_none())
    return max((one for one in found if one is not None), default=None)
