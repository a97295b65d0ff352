"""Messages that are due: who has some, claims on them, and what is in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.numbers import among
from interparty_shared.db import bulk, plain
from interparty_shared.db.types import Moment

LEASE: Final = timedelta(seconds=60)
"""For so long nobody else sends what was claimed; senders give up within half of it."""
_TO_SEND: Final = (
    "d.state = 'pending' AND d.due <= :now"
    " AND (s.state = 'active' OR d.kind IN ('confirm', 'disabled')"
    " OR (d.kind = 'test' AND s.state = 'paused'))"
)
"""Notices go to those who are not active: that is what they are about."""
_FREE: Final = (
    "(d.claimed_until IS NULL OR d.claimed_until <= :now OR d.claimed_until > :impossible)"
)
"""A lease that ends later than any that begins now was given before the clock was set back."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this claim may send."""

    id: str
    subscription: str
    channel: str
    kind: str
    created: datetime


class Told(NamedTuple):
    """A revision in a message."""

    sequence: int
    type: str
    trace: str
    document: Mapping[str, Any]
    before: Mapping[str, Any] | None
    first: int | None
    """Sequence of the first revision of the alert that the subscription was told of."""


def _channels(connection: AsyncConnection, channels: Collection[str]) -> tuple[str, dict[str, Any]]:
    keys, parameters = bulk.keyed(
        connection, ("channel",), [(one,) for one in sorted(channels)], alias="c"
    )
    return f"SELECT c.channel FROM {keys}", parameters


async def ready(
    connection: AsyncConnection, *, channels: Collection[str], now: datetime
) -> list[str]:
    """Return the subscriptions that have a message which is due, by one of these channels."""
    if not channels:
        return []
    these, parameters = _channels(connection, channels)
    parameters["now"] = plain.bound(now, Moment(), connection.dialect)
    rows = await plain.rows(
        connection,
        "SELECT s.id FROM (SELECT DISTINCT subscription FROM api_delivery"
        f" WHERE state = 'pending' AND due <= :now AND channel IN ({these})) x"
        " JOIN api_subscription s ON s.id = x.subscription WHERE EXISTS (SELECT 1"
        f" FROM api_delivery d WHERE d.subscription = s.id AND {_TO_SEND}"
        f" AND d.channel IN ({these}))",
        parameters,
    )
    return [row[0] for row in rows]


async def claim(
    connection: AsyncConnection,
    wanted: Mapping[str, int],
    *,
    per_subscription: int,
    channels: Collection[str],
    claim: str,
    now: datetime,
) -> list[Claimed]:
    """Claim messages that are due: of each subscription at most as many as are wanted.

    And no more than `per_subscription` together with what other processes have in flight: the
    subscriptions are locked in order, so that no two claim of the same one at once.
    """
    if not wanted or not channels:
        return []
    postgres = connection.dialect.name == "postgresql"
    moment = plain.bound(now, Moment(), connection.dialect)
    impossible = plain.bound(now + 2 * LEASE, Moment(), connection.dialect)
    if postgres:
        keys, parameters = bulk.keyed(connection, ("id",), [(one,) for one in sorted(wanted)])
        await plain.rows(
            connection,
            f"SELECT s.id FROM api_subscription s WHERE s.id IN (SELECT k.id FROM {keys})"
            " ORDER BY s.id FOR NO KEY UPDATE",
            parameters,
        )
    flying = await plain.rows(
        connection,
        # Only what is claimed has a lease. Asked for its state, too, SQLite would look at all pending.
        "SELECT subscription, count(*) FROM api_delivery WHERE claimed_until > :now"
        " AND claimed_until <= :impossible GROUP BY subscription",
        {"now": moment, "impossible": impossible},
    )
    others = {row[0]: row[1] for row in flying}
    left = {one: min(count, per_subscription - others.get(one, 0)) for one, count in wanted.items()}
    asked = sorted(one for one, count in left.items() if count > 0)
    if not asked:
        return []
    found = await _next(connection, asked, channels, per_subscription, moment, impossible)
    taken = []
    for one in found:
        if left[one.subscription] > 0:
            left[one.subscription] -= 1
            taken.append(one)
    if taken:
        keys, parameters = bulk.keyed(connection, ("id",), [(one.id,) for one in taken])
        until = plain.bound(now + LEASE, Moment(), connection.dialect)
        await plain.run(
            connection,
            "UPDATE api_delivery SET claimed_by = :claim, claimed_until = :until"
            f" WHERE id IN (SELECT k.id FROM {keys})",
            {**parameters, "claim": claim, "until": until},
        )
    return taken


async def _next(
    connection: AsyncConnection,
    asked: Sequence[str],
    channels: Collection[str],
    limit: int,
    now: Any,
    impossible: Any,
) -> list[Claimed]:
    """Return the messages of each subscription that have been due for longest, and may be claimed."""
    keys, parameters = bulk.keyed(connection, ("id",), [(one,) for one in asked])
    these, more = _channels(connection, channels)
    parameters |= {**more, "now": now, "impossible": impossible, "limit": limit}
    mine = (
        f"FROM api_delivery d WHERE d.subscription = s.id AND {_TO_SEND} AND {_FREE}"
        f" AND d.channel IN ({these}) ORDER BY d.due, d.id LIMIT :limit"
    )
    columns = "id, subscription, channel, kind, created"
    if connection.dialect.name == "postgresql":
        statement = (
            f"SELECT {', '.join(f'n.{one}' for one in columns.split(', '))} FROM {keys}"
            " JOIN api_subscription s ON s.id = k.id"
            f" CROSS JOIN LATERAL (SELECT d.* {mine} FOR UPDATE OF d SKIP LOCKED) n"
            " ORDER BY n.due, n.id"
        )
    else:
        statement = (
            f"SELECT {', '.join(f'n.{one}' for one in columns.split(', '))} FROM {keys}"
            " CROSS JOIN api_subscription s ON s.id = k.id"
            f" CROSS JOIN api_delivery n ON n.id IN (SELECT d.id {mine})"
            " ORDER BY n.due, n.id"
        )
    rows = await plain.rows(connection, statement, parameters)
    created = plain.read([row[4] for row in rows], Moment(), connection.dialect)
    return [
        Claimed(row[0], row[1], row[2], row[3], at) for row, at in zip(rows, created, strict=True)
    ]


async def items(connection: AsyncConnection, ids: Collection[str]) -> dict[str, list[Told]]:
    """Return what messages tell of, by message, in order."""
    keys, parameters = bulk.keyed(connection, ("id",), [(one,) for one in sorted(ids)])
    rows = await plain.rows(
        connection,
        "SELECT i.delivery, a.key, a.type, a.trace, a.document,"
        " (SELECT b.document FROM api_alert b WHERE b.alert = a.alert AND b.key < a.key"
        " ORDER BY b.key DESC LIMIT 1),"
        " (SELECT t.sequence FROM api_told t WHERE t.alert = a.alert"
        " AND t.subscription = d.subscription)"
        f" FROM {keys} JOIN api_delivery d ON d.id = k.id"
        " JOIN api_delivery_item i ON i.delivery = d.id"
        " JOIN api_alert a ON a.key = i.sequence ORDER BY a.key",
        parameters,
    )
    found: dict[str, list[Told]] = {one: [] for one in ids}
    for delivery, sequence, type_, trace, document, before, first in rows:
        was = orjson.loads(before) if before is not None else None
        found[delivery].append(Told(sequence, type_, trace, orjson.loads(document), was, first))
    return found


_ADDRESSEE: Final = ("id", "name", "target", "contact", "language", "pace", "link_key", "why")
_DOCUMENTS: Final = ("secrets", "filter")


async def addressees(
    connection: AsyncConnection, ids: Collection[str]
) -> dict[str, Mapping[str, Any]]:
    """Return of subscriptions by id what a channel needs to know, by the names of their columns."""
    keys, parameters = bulk.keyed(connection, ("id",), [(one,) for one in sorted(ids)])
    names = (*_ADDRESSEE, *_DOCUMENTS)
    rows = await plain.rows(
        connection,
        f"SELECT {', '.join(f's.{name}' for name in names)} FROM {keys}"
        " JOIN api_subscription s ON s.id = k.id",
        parameters,
    )
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        said = dict(zip(names, row, strict=True))
        found[row[0]] = said | {name: orjson.loads(said[name]) for name in _DOCUMENTS}
    return found


class Waiting(NamedTuple):
    """What waits for being sent."""

    due: Mapping[str, int]
    """How many messages are due, by channel."""
    oldest: datetime | None
    """When the one was due that has waited for longest, of those that can be sent."""


async def waiting(
    connection: AsyncConnection, *, channels: Collection[str], now: datetime
) -> Waiting:
    """Return what is due by now, and since when."""
    moment = plain.bound(now, Moment(), connection.dialect)
    counted = await plain.rows(
        connection,
        "SELECT channel, count(*) FROM api_delivery WHERE state = 'pending' AND due <= :now"
        " GROUP BY channel",
        {"now": moment},
    )
    these, parameters = _channels(connection, channels)
    oldest = await plain.rows(
        connection,
        "SELECT d.due FROM api_delivery d JOIN api_subscription s ON s.id = d.subscription"
        f" WHERE {_TO_SEND} AND d.channel IN ({these}) ORDER BY d.due LIMIT 1",
        {**parameters, "now": moment},
    )
    since = plain.read([row[0] for row in oldest], Moment(), connection.dialect)
    return Waiting({row[0]: row[1] for row in counted}, since[0] if since else None)


async def of_revisions(connection: AsyncConnection, sequences: Collection[int]) -> dict[str, int]:
    """Return how many messages tell of these revisions, by state: of whom, nobody is told."""
    if not sequences:
        return {}
    wanted, parameters = among(connection, "i.sequence", sequences)
    rows = await plain.rows(
        connection,
        "SELECT d.state, count(DISTINCT d.id) FROM api_delivery_item i"
        f" JOIN api_delivery d ON d.id = i.delivery WHERE {wanted} AND d.kind = 'alerts'"
        " GROUP BY d.state",
        parameters,
    )
    return {row[0]: row[1] for row in rows}
