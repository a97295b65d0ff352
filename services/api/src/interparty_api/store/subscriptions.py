"""Subscriptions as they are kept, and the terms under which the router finds them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store import routed, watermark
from interparty_api.tables_watch import Anchor, Asked, Subscription, Told
from interparty_shared.db import bulk

SUBSCRIPTIONS = Subscription.__table__  # type: ignore[attr-defined]
ANCHORS = Anchor.__table__  # type: ignore[attr-defined]
TOLD = Told.__table__  # type: ignore[attr-defined]
ASKED = Asked.__table__  # type: ignore[attr-defined]
FORGOTTEN_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """A subscription. Who watches whom is confidential: its repr says nothing of either."""

    id: str
    owner: str = field(repr=False)
    name: str = field(repr=False)
    filter: Mapping[str, Any] = field(repr=False)
    channel: str
    target: str = field(repr=False)
    contact: str | None = field(repr=False)
    pace: str
    group_by: Sequence[str]
    language: str
    muted_until: datetime | None
    state: str
    why: str | None
    created: datetime
    changed: datetime
    after: int
    from_sequence: int | None
    backfilled: int | None
    backfill_through: int | None
    failing_since: datetime | None
    secrets: Sequence[Mapping[str, Any]] = field(repr=False)
    link_key: str = field(repr=False)
    confirm_until: datetime | None


_COLUMNS: Final = tuple(one.name for one in fields(Kept))
_PICKED: Final = tuple(SUBSCRIPTIONS.c[name] for name in _COLUMNS)


async def add(connection: AsyncConnection, one: Kept) -> None:
    """Keep a new subscription."""
    await connection.execute(insert(SUBSCRIPTIONS).values(_row(one)))


async def save(connection: AsyncConnection, one: Kept) -> None:
    """Keep what has changed in a subscription that was read with `lock` in this transaction."""
    statement = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == one.id).values(_row(one))
    await connection.execute(statement)


def _row(one: Kept) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in _COLUMNS}
    return row | {name: list(row[name]) for name in ("group_by", "secrets")}


async def one(connection: AsyncConnection, id_: str, *, lock: bool = False) -> Kept | None:
    """Return a subscription; with `lock`, nobody else changes it before this transaction ends."""
    statement = select(*_PICKED).where(SUBSCRIPTIONS.c.id == id_)
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else Kept(*row)


async def page(
    connection: AsyncConnection, owner: str, *, limit: int, after: tuple[datetime, str] | None
) -> list[Kept]:
    """Return subscriptions of an owner, newest first; `after` the (created, id) of the last seen."""
    place = tuple_(SUBSCRIPTIONS.c.created, SUBSCRIPTIONS.c.id)
    statement = select(*_PICKED).where(SUBSCRIPTIONS.c.owner == owner)
    if after is not None:
        statement = statement.where(
            place < tuple_(*after, types=[SUBSCRIPTIONS.c.created.type, SUBSCRIPTIONS.c.id.type])
        )
    statement = statement.order_by(SUBSCRIPTIONS.c.created.desc(), SUBSCRIPTIONS.c.id.desc()).limit(
        limit
    )
    return [Kept(*row) for row in await connection.execute(statement)]


async def count(connection: AsyncConnection, owner: str) -> int:
    """Return how many subscriptions an owner has."""
    statement = select(func.count()).where(SUBSCRIPTIONS.c.owner == owner)
    return int((await connection.execute(statement)).scalar_one())


async def remove(connection: AsyncConnection, id_: str) -> None:
    """Forget a subscription, and what it was told of. Its deliveries are another file's."""
    await connection.execute(delete(ANCHORS).where(ANCHORS.c.subscription == id_))
    await connection.execute(delete(TOLD).where(TOLD.c.subscription == id_))
    await connection.execute(delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == id_))


async def anchor(connection: AsyncConnection, id_: str, terms: Collection[str]) -> None:
    """Have the router find a subscription under these terms and no others; none: not at all."""
    await connection.execute(delete(ANCHORS).where(ANCHORS.c.subscription == id_))
    rows = [{"term": term, "subscription": id_} for term in sorted(terms)]
    await bulk.insert(connection, ANCHORS, rows)


async def unconfirmed_before(connection: AsyncConnection, moment: datetime) -> list[str]:
    """Return some of those that were to be confirmed by a moment and were not; nobody else has them."""
    statement = (
        select(SUBSCRIPTIONS.c.id)
        .where(SUBSCRIPTIONS.c.confirm_until < moment, SUBSCRIPTIONS.c.state == "unconfirmed")
        .order_by(SUBSCRIPTIONS.c.id)
        .limit(FORGOTTEN_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return list((await connection.execute(statement)).scalars())


async def unconfirmed_since(connection: AsyncConnection, owner: str, moment: datetime) -> int:
    """Return how many of an owner were made since a moment and wait to be confirmed."""
    statement = select(func.count()).where(
        SUBSCRIPTIONS.c.owner == owner,
        SUBSCRIPTIONS.c.state == "unconfirmed",
        SUBSCRIPTIONS.c.created > moment,
    )
    return int((await connection.execute(statement)).scalar_one())


async def present(connection: AsyncConnection) -> int:
    """Return the sequence up to which a reader sees revisions now, routed already or not.

    What is published after that is told of; what was there before is history. Until this transaction
    ends the router goes no further: it holds its row from the beginning of its own, and what it
    routes next it routes to the subscription that is made here, too.
    """
    done = await routed.hold(connection)
    return max(done, (await watermark.standing(connection))[0])


async def asked_since(connection: AsyncConnection, address: str, moment: datetime) -> int:
    """Return how often an address (its digest) was asked to confirm since a moment."""
    statement = select(func.count()).where(ASKED.c.address == address, ASKED.c.at > moment)
    return int((await connection.execute(statement)).scalar_one())


async def note_asked(
    connection: AsyncConnection, *, delivery: str, address: str, at: datetime, forget: datetime
) -> None:
    """Note that an address is asked; what was before `forget` counts for nothing, whoever it was."""
    past = (
        select(ASKED.c.id)
        .where(ASKED.c.at <= forget)
        .order_by(ASKED.c.at)
        .limit(FORGOTTEN_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    await connection.execute(delete(ASKED).where(ASKED.c.id.in_(past)))
    await connection.execute(insert(ASKED).values(id=delivery, address=address, at=at))
