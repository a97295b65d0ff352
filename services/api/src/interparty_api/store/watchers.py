"""Subscriptions as the router needs them: found by anchors, and by what they were told of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables_watch import Told
from interparty_shared.db import bulk, plain
from interparty_shared.db.types import Moment

TOLD = Told.__table__  # type: ignore[attr-defined]
_COLUMNS: Final = "s.id, s.filter, s.channel, s.pace, s.group_by, s.muted_until, s.after"


@dataclass(frozen=True, slots=True)
class Watcher:
    """What must be known of an active subscription to decide when it is told of a revision."""

    id: str
    filter: str
    """JSON text."""
    channel: str
    pace: str
    group_by: tuple[str, ...]
    muted_until: datetime | None
    after: int
    """It is served from the revision after this sequence on."""


class Candidate(NamedTuple):
    """A subscription that one of the terms that were asked for leads to."""

    term: str
    filter: str
    id: str
    after: int


class First(NamedTuple):
    """That a subscription was told of an alert, and the sequence of the first revision."""

    alert: str
    subscription: str
    sequence: int


async def candidates(connection: AsyncConnection, terms: Collection[str]) -> Sequence[Candidate]:
    """Return the active subscriptions that are found under terms, once for each of their terms.

    Their filters may or may not be fulfilled. What is read grows with those that share a term, not
    with all that there are.
    """
    keys, parameters = bulk.keyed(connection, ("term",), [(one,) for one in sorted(terms)])
    found = await plain.rows(
        connection,
        f"SELECT a.term, s.filter, s.id, s.after FROM {keys}"
        " JOIN api_anchor a ON a.term = k.term"
        " JOIN api_subscription s ON s.id = a.subscription WHERE s.state = 'active'",
        parameters,
    )
    return [Candidate(*row) for row in found]


async def any_active(connection: AsyncConnection) -> bool:
    """Return whether any subscription is to be served at all."""
    statement = "SELECT 1 FROM api_subscription WHERE state = 'active' LIMIT 1"
    return bool(await plain.rows(connection, statement, {}))


async def told(connection: AsyncConnection, alerts: Collection[str]) -> Sequence[First]:
    """Return which active subscriptions were told of these alerts."""
    keys, parameters = bulk.keyed(connection, ("alert",), [(one,) for one in sorted(alerts)])
    found = await plain.rows(
        connection,
        f"SELECT t.alert, t.subscription, t.sequence FROM {keys}"
        " JOIN api_told t ON t.alert = k.alert"
        " JOIN api_subscription s ON s.id = t.subscription WHERE s.state = 'active'",
        parameters,
    )
    return [First(*row) for row in found]


async def tell(connection: AsyncConnection, said: Sequence[First]) -> None:
    """Keep that subscriptions were told of alerts; what they were told of first stays the first."""
    await bulk.insert(
        connection,
        TOLD,
        [one._asdict() for one in said],
        conflict="ON CONFLICT (alert, subscription) DO NOTHING",
    )


async def watchers(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Watcher]:
    """Return active subscriptions by their ids."""
    if not ids:
        return {}
    keys, parameters = bulk.keyed(connection, ("id",), [(one,) for one in sorted(ids)])
    found = await plain.rows(
        connection,
        f"SELECT {_COLUMNS} FROM {keys} JOIN api_subscription s ON s.id = k.id"
        " WHERE s.state = 'active'",
        parameters,
    )
    return {row[0]: _watcher(connection, row) for row in found}


class Backfill(NamedTuple):
    """History that is to be looked through for a subscription: after the one, up to the other."""

    watcher: Watcher
    done: int
    through: int


async def to_backfill(connection: AsyncConnection, *, after: str = "") -> Backfill | None:
    """Return the next active subscription whose history is to be looked through, in a circle."""
    found = await plain.rows(
        connection,
        f"SELECT {_COLUMNS}, s.backfilled, s.backfill_through FROM api_subscription s"
        " WHERE s.backfilled IS NOT NULL AND s.state = 'active'"
        " ORDER BY CASE WHEN s.id > :after THEN 0 ELSE 1 END, s.id LIMIT 1",
        {"after": after},
    )
    if not found:
        return None
    row = found[0]
    watcher = _watcher(connection, row)
    return Backfill(watcher, row[7], row[8] if row[8] is not None else watcher.after)


async def backfilled(connection: AsyncConnection, subscription: str, done: int | None) -> None:
    """Keep how far history was looked through; None: to its end."""
    statement = "UPDATE api_subscription SET backfilled = NULL, backfill_through = NULL"
    parameters: dict[str, Any] = {"id": subscription}
    if done is not None:
        statement = "UPDATE api_subscription SET backfilled = :done"
        parameters["done"] = done
    await plain.run(connection, f"{statement} WHERE id = :id", parameters)


def _watcher(connection: AsyncConnection, row: Sequence[Any]) -> Watcher:
    muted = plain.read([row[5]], Moment(), connection.dialect)[0]
    return Watcher(row[0], row[1], row[2], row[3], tuple(orjson.loads(row[4])), muted, row[6])
