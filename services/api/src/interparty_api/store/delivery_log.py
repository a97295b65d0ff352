"""Deliveries as their subscriber sees them: what is due, what was tried, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables_watch import Attempt, Delivery, DeliveryItem
from interparty_shared.db import bulk, plain

DELIVERIES = Delivery.__table__  # type: ignore[attr-defined]
ITEMS = DeliveryItem.__table__  # type: ignore[attr-defined]
ATTEMPTS = Attempt.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Logged:
    """A delivery."""

    id: str
    subscription: str
    kind: str
    state: str
    due: datetime
    created: datetime
    settled: datetime | None


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt at a delivery."""

    at: datetime
    outcome: str
    status: int | None
    detail: str
    took_ms: int


_PICKED = tuple(
    DELIVERIES.c[name]
    for name in ("id", "subscription", "kind", "state", "due", "created", "settled")
)


async def add(
    connection: AsyncConnection,
    *,
    id_: str,
    subscription: str,
    channel: str,
    kind: str,
    now: datetime,
) -> Logged:
    """Have something sent that tells of no alert: it is due at once."""
    one = Logged(id_, subscription, kind, "pending", due=now, created=now, settled=None)
    row = asdict(one) | {"channel": channel, "group_key": "", "attempts": 0}
    await connection.execute(insert(DELIVERIES).values(row))
    return one


async def page(
    connection: AsyncConnection,
    subscription: str,
    *,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> list[Logged]:
    """Return deliveries of a subscription, newest first; `after` the (created, id) last seen."""
    statement = select(*_PICKED).where(DELIVERIES.c.subscription == subscription)
    if after is not None:
        types = [DELIVERIES.c.created.type, DELIVERIES.c.id.type]
        statement = statement.where(
            tuple_(DELIVERIES.c.created, DELIVERIES.c.id) < tuple_(*after, types=types)
        )
    statement = statement.order_by(DELIVERIES.c.created.desc(), DELIVERIES.c.id.desc())
    return [Logged(*row) for row in await connection.execute(statement.limit(limit))]


async def one(connection: AsyncConnection, id_: str) -> Logged | None:
    """Return a delivery."""
    statement = select(*_PICKED).where(DELIVERIES.c.id == id_)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else Logged(*row)


async def pending_test(connection: AsyncConnection, subscription: str) -> Logged | None:
    """Return the test of a subscription that is still to be sent."""
    statement = select(*_PICKED).where(
        DELIVERIES.c.subscription == subscription,
        DELIVERIES.c.kind == "test",
        DELIVERIES.c.state == "pending",
    )
    row = (await connection.execute(statement.limit(1))).one_or_none()
    return None if row is None else Logged(*row)


async def attempts(
    connection: AsyncConnection, deliveries: Sequence[str]
) -> Mapping[str, list[Tried]]:
    """Return the attempts at deliveries, in order."""
    columns = ("delivery", "at", "outcome", "status", "detail", "took_ms")
    statement = (
        select(*(ATTEMPTS.c[name] for name in columns))
        .where(ATTEMPTS.c.delivery.in_(deliveries))
        .order_by(ATTEMPTS.c.delivery, ATTEMPTS.c.number)
    )
    found: dict[str, list[Tried]] = {}
    for row in await connection.execute(statement):
        found.setdefault(row[0], []).append(Tried(*row[1:]))
    return found


async def sequences(
    connection: AsyncConnection, deliveries: Sequence[str]
) -> Mapping[str, list[int]]:
    """Return the sequences of the revisions that deliveries tell of."""
    keys, parameters = bulk.keyed(connection, ("delivery",), [(one,) for one in deliveries])
    rows: Sequence[Any] = await plain.rows(
        connection,
        f"SELECT i.delivery, i.sequence FROM api_delivery_item i JOIN {keys}"
        " ON i.delivery = k.delivery ORDER BY i.delivery, i.sequence",
        parameters,
    )
    found: dict[str, list[int]] = {}
    for delivery, sequence in rows:
        found.setdefault(delivery, []).append(sequence)
    return found


async def retry(connection: AsyncConnection, id_: str, *, now: datetime) -> None:
    """Have a delivery sent (again) at once, under the id that it has.

    One that is being sent just now stays with whoever sends it.
    """
    settled = (
        update(DELIVERIES)
        .where(DELIVERIES.c.id == id_, DELIVERIES.c.state != "pending")
        .values(state="pending", due=now, settled=None, claimed_by=None, claimed_until=None)
    )
    if (await connection.execute(settled)).rowcount == 0:
        waiting = DELIVERIES.c.id == id_, DELIVERIES.c.claimed_by.is_(None)
        await connection.execute(update(DELIVERIES).where(*waiting).values(due=now))


async def cancel(connection: AsyncConnection, subscription: str, *, now: datetime) -> int:
    """Have nothing sent of what is pending for a subscription; return how many that were."""
    statement = (
        update(DELIVERIES)
        .where(DELIVERIES.c.subscription == subscription, DELIVERIES.c.state == "pending")
        .values(state="cancelled", settled=now, claimed_by=None, claimed_until=None)
    )
    return (await connection.execute(statement)).rowcount


async def remove_of(connection: AsyncConnection, subscription: str) -> None:
    """Forget all deliveries of a subscription."""
    of = select(DELIVERIES.c.id).where(DELIVERIES.c.subscription == subscription)
    for table in (ITEMS, ATTEMPTS):
        await connection.execute(delete(table).where(table.c.delivery.in_(of)))
    await connection.execute(delete(DELIVERIES).where(DELIVERIES.c.subscription == subscription))
