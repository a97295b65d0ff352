"""Messages as the router makes them: which there are, which may be added to, and what is in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.numbers import among
from interparty_api.tables_watch import Delivery, DeliveryItem
from interparty_shared.db import bulk, plain
from interparty_shared.db.types import Moment

DELIVERIES = Delivery.__table__  # type: ignore[attr-defined]
ITEMS = DeliveryItem.__table__  # type: ignore[attr-defined]
_OPEN: Final = (
    "d.state = 'pending' AND d.attempts = 0 AND d.claimed_by IS NULL AND d.settled IS NULL"
)
"""Nobody has been sent it yet, and nobody is about to: more may be put into it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is to be sent."""

    id: str
    subscription: str
    channel: str
    group_key: str
    due: datetime
    kind: str = "alerts"


class Held(NamedTuple):
    """A message that there is already."""

    id: str
    state: str


async def standing(connection: AsyncConnection, ids: Collection[str]) -> dict[str, bool]:
    """Return which of these messages there are, and whether more may be put into them.

    They are held: until this transaction ends, nobody claims them.
    """
    if not ids:
        return {}
    keys, parameters = bulk.keyed(connection, ("id",), [(one,) for one in sorted(ids)])
    rows = await plain.rows(
        connection,
        f"SELECT d.id, CASE WHEN {_OPEN} THEN 1 ELSE 0 END FROM api_delivery d"
        f" WHERE d.id IN (SELECT k.id FROM {keys}) ORDER BY d.id{_held(connection)}",
        parameters,
    )
    return {row[0]: bool(row[1]) for row in rows}


async def open_groups(
    connection: AsyncConnection, subscriptions: Collection[str]
) -> dict[tuple[str, str], str]:
    """Return the messages of these that may be added to, by subscription and group; they are held."""
    if not subscriptions:
        return {}
    keys, parameters = bulk.keyed(connection, ("id",), [(one,) for one in sorted(subscriptions)])
    rows = await plain.rows(
        connection,
        "SELECT d.subscription, d.group_key, d.id FROM api_delivery d"
        f" WHERE d.subscription IN (SELECT k.id FROM {keys}) AND {_OPEN} AND d.kind = 'alerts'"
        f" ORDER BY d.id{_held(connection)}",
        parameters,
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _held(connection: AsyncConnection) -> str:
    return " FOR UPDATE OF d" if connection.dialect.name == "postgresql" else ""


async def telling(
    connection: AsyncConnection, sequences: Collection[int], *, subscription: str | None = None
) -> Mapping[tuple[str, int], Held]:
    """Return the messages that tell of revisions, by subscription and sequence."""
    if not sequences:
        return {}
    wanted, parameters = among(connection, "i.sequence", sequences)
    only = ""
    if subscription is not None:
        only, parameters["subscription"] = " AND d.subscription = :subscription", subscription
    rows = await plain.rows(
        connection,
        "SELECT d.subscription, i.sequence, d.id, d.state FROM api_delivery_item i"
        f" JOIN api_delivery d ON d.id = i.delivery WHERE {wanted}{only} AND d.kind = 'alerts'",
        parameters,
    )
    return {(row[0], row[1]): Held(row[2], row[3]) for row in rows}


async def put(
    connection: AsyncConnection,
    messages: Sequence[Message],
    items: Sequence[tuple[str, int]],
    *,
    now: datetime,
) -> int:
    """Make messages, unless there are such already, and put revisions into them.

    Returns how many of the messages were new.
    """
    made = await bulk.insert(
        connection,
        DELIVERIES,
        [_row(one, now) for one in messages],
        conflict="ON CONFLICT (id) DO NOTHING",
    )
    await bulk.insert(
        connection,
        ITEMS,
        [{"delivery": delivery, "sequence": sequence} for delivery, sequence in items],
        conflict="ON CONFLICT (delivery, sequence) DO NOTHING",
    )
    return made


def _row(one: Message, now: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "subscription": one.subscription,
        "channel": one.channel,
        "kind": one.kind,
        "group_key": one.group_key,
        "state": "pending",
        "due": one.due,
        "attempts": 0,
        "claimed_by": None,
        "claimed_until": None,
        "created": now,
        "settled": None,
    }


async def send_again(connection: AsyncConnection, ids: Collection[str], *, due: datetime) -> int:
    """Have messages that are settled sent again, under their ids; return how many that are.

    `settled` stays: that they were sent before is why nothing more may be put into them.
    """
    if not ids:
        return 0
    keys, parameters = bulk.keyed(connection, ("id",), [(one,) for one in sorted(ids)])
    parameters["due"] = plain.bound(due, Moment(), connection.dialect)
    result = await plain.run(
        connection,
        "UPDATE api_delivery SET state = 'pending', attempts = 0, due = :due, claimed_by = NULL,"
        f" claimed_until = NULL WHERE id IN (SELECT k.id FROM {keys}) AND state <> 'pending'",
        parameters,
    )
    return result.rowcount
