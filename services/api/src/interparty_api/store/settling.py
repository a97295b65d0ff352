"""What came of attempts: kept for the subscriber, and what follows for messages and subscriptions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables_watch import Anchor, Attempt, Delivery, Subscription
from interparty_shared.db import bulk

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
    columns = SUBSCRIPTIONS.c
    statement = (
        select(columns.id, columns.state, columns.channel, columns.contact, columns.failing_since)
        .where(columns.id.in_(sorted(ids)))
        .order_by(columns.id)
        .with_for_update(key_share=True)
    )
    return {row[0]: Standing(*row[1:]) for row in await connection.execute(statement)}


async def messages(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Sent]:
    """Return messages, and hold them."""
    columns = DELIVERIES.c
    statement = (
        select(columns.id, columns.claimed_by, columns.attempts)
        .where(columns.id.in_(sorted(ids)))
        .order_by(columns.id)
        .with_for_update(key_share=True)
    )
    return {row[0]: Sent(row[1], row[2]) for row in await connection.execute(statement)}


async def keep(connection: AsyncConnection, tried: Sequence[Tried]) -> None:
    """Keep attempts, numbered on from those before; their messages are held."""
    ids = sorted({one.delivery for one in tried})
    statement = select(ATTEMPTS.c.delivery, ATTEMPTS.c.number).where(ATTEMPTS.c.delivery.in_(ids))
    last: dict[str, int] = {}
    for delivery, number in await connection.execute(statement):
        last[delivery] = max(last.get(delivery, 0), number)
    rows = []
    for one in tried:
        last[one.delivery] = last.get(one.delivery, 0) + 1
        rows.append(
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
    await bulk.insert(connection, ATTEMPTS, rows)


async def settle(
    connection: AsyncConnection, rows: Sequence[Mapping[str, Any]], *, now: datetime
) -> None:
    """Keep what becomes of messages: `id`, `state`, `due` (None: as it was), `attempts`.

    They are claimed by nobody from then on.
    """
    for one in rows:
        values: dict[str, Any] = {
            "state": one["state"],
            "attempts": one["attempts"],
            "claimed_by": None,
            "claimed_until": None,
        }
        if one["due"] is not None:
            values["due"] = one["due"]
        if one["state"] != "pending":
            values["settled"] = now
        statement = update(DELIVERIES).where(DELIVERIES.c.id == one["id"]).values(**values)
        await connection.execute(statement)


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


async def disable(
    connection: AsyncConnection, subscription: str, *, why: str, now: datetime
) -> None:
    """Have a subscription no longer served, and found by no revision."""
    await connection.execute(
        update(SUBSCRIPTIONS)
        .where(SUBSCRIPTIONS.c.id == subscription)
        .values(state="disabled", why=why, changed=now)
    )
    await connection.execute(delete(ANCHORS).where(ANCHORS.c.subscription == subscription))
