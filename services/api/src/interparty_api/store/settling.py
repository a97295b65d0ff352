"""What came of attempts: kept for the subscriber, and what follows for messages and subscriptions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables_watch import Anchor, Attempt, Delivery, Subscription
from interparty_shared.db import bulk, plain
from interparty_shared.db.types import Moment

ANCHORS = Anchor.__table__  # type: ignore[attr-defined]
ATTEMPTS = Attempt.__table__  # type: ignore[attr-defined]
DELIVERIES = Delivery.__table__  # type: ignore[attr-defined]
SUBSCRIPTIONS = Subscription.__table__  # type: ignore[attr-defined]
LONGEST_DETAIL: Final = 1_000


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt at a message."""

    delivery: str
    at: datetime
    took_ms: int
    outcome: str
    status: int | None
    detail: str


class Standing(NamedTuple):
    """A subscription, as far as attempts bear on it."""

    state: str
    channel: str
    contact: str | None
    failing_since: datetime | None


class Sent(NamedTuple):
    """A message, as it stands."""

    claimed_by: str | None
    attempts: int


async def subscriptions(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Standing]:
    """Return subscriptions, and hold them; in the order in which claims do, before any message."""
    keys, parameters = _ids(connection, ids)
    rows = await plain.rows(
        connection,
        "SELECT s.id, s.state, s.channel, s.contact, s.failing_since FROM api_subscription s"
        f" WHERE s.id IN ({keys}) ORDER BY s.id{_held(connection)}",
        parameters,
    )
    since = plain.read([row[4] for row in rows], Moment(), connection.dialect)
    return {
        row[0]: Standing(row[1], row[2], row[3], at) for row, at in zip(rows, since, strict=True)
    }


async def messages(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Sent]:
    """Return messages, and hold them."""
    keys, parameters = _ids(connection, ids)
    rows = await plain.rows(
        connection,
        "SELECT d.id, d.claimed_by, d.attempts FROM api_delivery d"
        f" WHERE d.id IN ({keys}) ORDER BY d.id{_held(connection)}",
        parameters,
    )
    return {row[0]: Sent(row[1], row[2]) for row in rows}


def _ids(connection: AsyncConnection, ids: Collection[str]) -> tuple[str, dict[str, Any]]:
    keys, parameters = bulk.keyed(connection, ("id",), [(one,) for one in sorted(ids)])
    return f"SELECT k.id FROM {keys}", parameters


def _held(connection: AsyncConnection) -> str:
    return " FOR NO KEY UPDATE" if connection.dialect.name == "postgresql" else ""


async def keep(connection: AsyncConnection, tried: Sequence[Tried]) -> None:
    """Keep attempts, numbered on from those before; their messages are held."""
    keys, parameters = _ids(connection, {one.delivery for one in tried})
    rows = await plain.rows(
        connection,
        f"SELECT delivery, max(number) FROM api_attempt WHERE delivery IN ({keys})"
        " GROUP BY delivery",
        parameters,
    )
    last: dict[str, int] = {row[0]: row[1] for row in rows}
    kept = []
    for one in tried:
        last[one.delivery] = last.get(one.delivery, 0) + 1
        kept.append(
            {
                "delivery": one.delivery,
                "number": last[one.delivery],
                "at": one.at,
                "took_ms": one.took_ms,
                "outcome": one.outcome,
                "status": one.status,
                "detail": one.detail[:LONGEST_DETAIL],
            }
        )
    await bulk.insert(connection, ATTEMPTS, kept)


async def settle(
    connection: AsyncConnection, ids: Collection[str], *, state: str, now: datetime
) -> None:
    """Keep that messages are settled, after one attempt more; they are claimed by nobody then."""
    if not ids:
        return
    keys, parameters = _ids(connection, ids)
    await plain.run(
        connection,
        "UPDATE api_delivery SET state = :state, settled = :now, attempts = attempts + 1,"
        f" claimed_by = NULL, claimed_until = NULL WHERE id IN ({keys})",
        {**parameters, "state": state, "now": plain.bound(now, Moment(), connection.dialect)},
    )


async def put_off(connection: AsyncConnection, due: Mapping[str, datetime]) -> None:
    """Keep when messages are tried again, after one attempt more; they are claimed by nobody then."""
    if not due:
        return
    is_postgres = connection.dialect.name == "postgresql"
    rows = [
        (id_, at.isoformat() if is_postgres else plain.bound(at, Moment(), connection.dialect))
        for id_, at in sorted(due.items())
    ]
    keys, parameters = bulk.keyed(connection, ("id", "due"), rows)
    moment = "CAST(k.due AS TIMESTAMPTZ)" if is_postgres else "k.due"
    await plain.run(
        connection,
        f"UPDATE api_delivery AS d SET due = {moment}, attempts = d.attempts + 1,"
        f" claimed_by = NULL, claimed_until = NULL FROM {keys} WHERE d.id = k.id",
        parameters,
    )


async def failing(
    connection: AsyncConnection, ids: Collection[str], *, since: datetime | None
) -> None:
    """Keep since when nothing could be delivered to subscriptions; None: something could."""
    await connection.execute(
        update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id.in_(sorted(ids))).values(failing_since=since)
    )


async def last_outcomes(connection: AsyncConnection, subscription: str, limit: int) -> list[str]:
    """Return what came of the last attempts to tell a subscription of alerts, the last first."""
    statement = (
        select(ATTEMPTS.c.outcome)
        .join(DELIVERIES, DELIVERIES.c.id == ATTEMPTS.c.delivery)
        .where(DELIVERIES.c.subscription == subscription, DELIVERIES.c.kind == "alerts")
        .order_by(ATTEMPTS.c.at.desc(), ATTEMPTS.c.number.desc())
        .limit(limit)
    )
    return list((await connection.execute(statement)).scalars())


async def last_attempt(
    connection: AsyncConnection, subscription: str, *, before: datetime
) -> datetime | None:
    """Return when a subscription was last tried to be told of alerts, before a moment."""
    statement = (
        select(ATTEMPTS.c.at)
        .join(DELIVERIES, DELIVERIES.c.id == ATTEMPTS.c.delivery)
        .where(
            DELIVERIES.c.subscription == subscription,
            DELIVERIES.c.kind == "alerts",
            ATTEMPTS.c.at < before,
        )
        .order_by(ATTEMPTS.c.at.desc())
        .limit(1)
    )
    found: datetime | None = (await connection.execute(statement)).scalar_one_or_none()
    return found


async def last_states(connection: AsyncConnection, subscription: str, limit: int) -> list[str]:
    """Return what became of the last messages about alerts, the newest first."""
    statement = (
        select(DELIVERIES.c.state)
        .where(
            DELIVERIES.c.subscription == subscription,
            DELIVERIES.c.kind == "alerts",
            DELIVERIES.c.state.in_(["delivered", "failed"]),
        )
        .order_by(DELIVERIES.c.created.desc(), DELIVERIES.c.id.desc())
        .limit(limit)
    )
    return list((await connection.execute(statement)).scalars())


async def disable(
    connection: AsyncConnection, subscription: str, *, why: str, now: datetime
) -> None:
    """Have a subscription no longer served, and found by no revision; what waits is cancelled.

    Who has it served again begins with what comes then, and may ask for the rest.
    """
    await connection.execute(
        update(SUBSCRIPTIONS)
        .where(SUBSCRIPTIONS.c.id == subscription)
        .values(state="disabled", why=why, changed=now, backfilled=None, backfill_through=None)
    )
    await connection.execute(delete(ANCHORS).where(ANCHORS.c.subscription == subscription))
    await connection.execute(
        update(DELIVERIES)
        .where(
            DELIVERIES.c.subscription == subscription,
            DELIVERIES.c.state == "pending",
            DELIVERIES.c.kind == "alerts",
        )
        .values(state="cancelled", settled=now, claimed_by=None, claimed_until=None)
    )
