"""What was sent to a subscription; sending it again, trying it out, history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers.subscribing import ANCHORED, Means, owned
from interparty_api.store import delivery_log, subscriptions
from interparty_api.store.delivery_log import Logged, Tried
from interparty_api.store.subscriptions import Kept
from interparty_shared.errors import Invalid, NotFound
from interparty_shared.web.problems import Problem

log = structlog.get_logger(__name__)

SENT_AGAIN: Final = frozenset({"alerts", "test"})
"""Kinds that a subscriber may have sent again. A confirmation is not: its address is to be spared."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A delivery with its attempts and the sequences that it tells of."""

    delivery: Logged
    attempts: Sequence[Tried]
    sequences: Sequence[int]


async def list_deliveries(
    means: Means, owner: str, id_: str, *, limit: int, after: tuple[datetime, str] | None
) -> tuple[Sequence[Shown], tuple[datetime, str] | None]:
    """Return a page of deliveries of a subscription, newest first, and where the next one begins.

    Raises:
        NotFound: the owner has no such subscription.
    """
    async with means.database.read() as connection:
        await owned(connection, owner, id_)
        found = await delivery_log.page(connection, id_, limit=limit + 1, after=after)
        shown = await told(connection, found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return shown, (last.created, last.id) if last else None


async def told(connection: AsyncConnection, found: Sequence[Logged]) -> list[Shown]:
    """Return deliveries with what belongs to them."""
    ids = [one.id for one in found]
    attempts = await delivery_log.attempts(connection, ids)
    sequences = await delivery_log.sequences(connection, ids)
    return [Shown(one, attempts.get(one.id, ()), sequences.get(one.id, ())) for one in found]


async def get_delivery(means: Means, owner: str, id_: str) -> Shown:
    """Return a delivery.

    Raises:
        NotFound: the owner has no subscription with such a delivery.
    """
    async with means.database.read() as connection:
        found = await _delivery(connection, owner, id_)
        return (await told(connection, [found]))[0]


async def _delivery(connection: AsyncConnection, owner: str, id_: str) -> Logged:
    found = await delivery_log.one(connection, id_)
    one = await subscriptions.one(connection, found.subscription) if found else None
    if found is None or one is None or one.owner != owner:
        raise NotFound("no such delivery")
    return found


async def retry_delivery(means: Means, owner: str, id_: str) -> Shown:
    """Have a delivery sent at once, settled or not, under the id that it has.

    Raises:
        NotFound: the owner has no subscription with such a delivery.
        Problem: (conflict) its subscription is not active, or it is a notice of ours.
    """
    async with means.database.begin() as connection:
        found = await _delivery(connection, owner, id_)
        # Whoever disables it holds it, and then cancels what is pending: not this one afterwards.
        one = await owned(connection, owner, found.subscription, lock=True)
        _must_be_active(one)
        if found.kind not in SENT_AGAIN:
            raise Problem("conflict", "a notice is not sent again")
        now = means.clock.now()
        await delivery_log.retry(connection, id_, now=now)
        found = await _delivery(connection, owner, id_)
        shown = (await told(connection, [found]))[0]
    log.info("delivery to be sent again", subscription=one.id, delivery=id_)
    return shown


async def send_test(means: Means, owner: str, id_: str) -> Shown:
    """Have a message without an alert sent, to see whether it arrives; one at a time.

    Raises:
        NotFound: the owner has no such subscription.
        Problem: (conflict) it is not active.
    """
    async with means.database.begin() as connection:
        one = await owned(connection, owner, id_, lock=True)
        _must_be_active(one)
        found = await delivery_log.pending_test(connection, id_)
        if found is None:
            found = await delivery_log.add(
                connection,
                id_=means.new_id("msg_"),
                subscription=id_,
                channel=one.channel,
                kind="test",
                now=means.clock.now(),
            )
        return (await told(connection, [found]))[0]


def _must_be_active(one: Kept) -> None:
    if one.state != "active":
        raise Problem("conflict", f"the subscription is {one.state}: nothing is sent to it")


async def replay(means: Means, owner: str, id_: str, *, after: int, through: int | None) -> Kept:
    """Have the revisions after a sequence, up to another one, sent (again); return the subscription.

    A revision that was sent before is sent under the same delivery id. Without `through`: up to the
    present.

    Raises:
        NotFound: the owner has no such subscription.
        Invalid: there is nothing between.
        Problem: (conflict) nothing is sent to it, or history is being sent to it already.
    """
    async with means.database.begin() as connection:
        # First, as the router does: who holds one and waits for the other must not meet its reverse.
        present = await subscriptions.present(connection)
        one = await owned(connection, owner, id_, lock=True)
        if one.state not in ANCHORED:
            raise Problem("conflict", f"the subscription is {one.state}: nothing is sent to it")
        if one.backfilled is not None:
            raise Problem("conflict", "history is being sent to it; wait until `history` is null")
        end = present if through is None else min(through, present)
        if after >= end:
            raise Invalid(f"nothing lies between; the present is {present}", pointer="/after")
        one = replace(one, backfilled=after, backfill_through=end, changed=means.clock.now())
        await subscriptions.save(connection, one)
    log.info("replay asked for", subscription=id_, after=after, through=end)
    return one
