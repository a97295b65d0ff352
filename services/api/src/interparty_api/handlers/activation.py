"""What begins and ends that a subscription is served."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers.subscribing import CONFIRM_WITHIN, Means, anchor, ask_to_confirm
from interparty_api.store import delivery_log, subscriptions
from interparty_api.store.subscriptions import Kept
from interparty_shared.web.problems import Problem


async def activated(connection: AsyncConnection, means: Means, one: Kept) -> Kept:
    """Return a subscription as it is served from now on; its history, if it wants any, is sent too."""
    after = await subscriptions.present(connection)
    backfilled = None
    if one.from_sequence is not None:
        first = one.from_sequence - 1
        backfilled = first if first < after else None
        after = max(after, first)
    return replace(
        one,
        state="active",
        why=None,
        failing_since=None,
        confirm_until=None,
        after=after,
        backfilled=backfilled,
        backfill_through=None,
        changed=means.clock.now(),
    )


async def activate(connection: AsyncConnection, means: Means, one: Kept) -> Kept:
    """Serve a subscription from now on."""
    one = await activated(connection, means, one)
    await subscriptions.save(connection, one)
    await anchor(connection, one)
    return one


async def unconfirmed(connection: AsyncConnection, means: Means, one: Kept) -> Kept:
    """Ask the address of a subscription anew; until it confirms, nothing is sent."""
    now = means.clock.now()
    one = replace(
        one, state="unconfirmed", why=None, changed=now, confirm_until=now + CONFIRM_WITHIN
    )
    await subscriptions.save(connection, one)
    await anchor(connection, one)
    await ask_to_confirm(connection, means, one)
    return one


async def to_state(
    connection: AsyncConnection, means: Means, one: Kept, state: str, *, is_reader: bool = False
) -> Kept:
    """Pause a subscription, or go on with it; `is_reader`: it is asked by who reads at its address.

    One that was disabled begins anew with what comes now; an address that wanted no more of it is
    asked first, unless it is that which asks.

    Raises:
        Problem: (conflict) it was never confirmed, or is disabled and cannot be paused.
    """
    if state == one.state:
        return one
    if one.state == "unconfirmed":
        raise Problem("conflict", "the address has not confirmed it yet")
    if one.state == "disabled":
        if state == "paused":
            raise Problem("conflict", "it is disabled: nothing is sent that could be paused")
        one = replace(one, from_sequence=None)  # what was asked for then was sent then
        if one.channel == "email" and not is_reader:
            return await unconfirmed(connection, means, one)
        return await activate(connection, means, one)
    one = replace(one, state=state, changed=means.clock.now())
    await subscriptions.save(connection, one)
    return one


async def disable(connection: AsyncConnection, means: Means, one: Kept, why: str) -> Kept:
    """Send nothing more to a subscription, until somebody activates it again."""
    now = means.clock.now()
    one = replace(
        one,
        state="disabled",
        why=why,
        changed=now,
        confirm_until=None,
        backfilled=None,
        backfill_through=None,
    )
    await subscriptions.save(connection, one)
    await anchor(connection, one)
    await delivery_log.cancel(connection, one.id, now=now)
    return one


async def forget(connection: AsyncConnection, id_: str) -> None:
    """Delete a subscription and all that was sent to it."""
    await delivery_log.remove_of(connection, id_)
    await subscriptions.remove(connection, id_)
