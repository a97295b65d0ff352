"""Make, show, change and delete subscriptions. Each belongs to the key that made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import subscription_secrets
from interparty_api.handlers.activation import activated, forget, to_state
from interparty_api.handlers.filters import AlertFilter
from interparty_api.handlers.subscribing import (
    CONFIRM_WITHIN,
    MOST_OF_ONE,
    Channel,
    GroupBy,
    Language,
    Means,
    Pace,
    anchor,
    ask_to_confirm,
    owned,
)
from interparty_api.handlers.subscription_secrets import NewSecret, Secret, SecretKind
from interparty_api.handlers.targets import check_address
from interparty_api.notify.ssrf import check_target
from interparty_api.store import subscriptions
from interparty_api.store.alone import alone
from interparty_api.store.subscriptions import Kept
from interparty_shared.errors import Invalid
from interparty_shared.web.problems import Problem

log = structlog.get_logger(__name__)

FORGOTTEN_AFTER: Final = timedelta(days=7)
STRANGERS_AN_HOUR: Final = 100
"""Addresses that are asked to confirm without a key: nobody has us write to the whole world."""
"""An address that was never confirmed is not kept for longer than this after its time to confirm."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A subscription that somebody asks for."""

    name: str = field(repr=False)
    filter: AlertFilter = field(repr=False)
    channel: Channel
    to: str = field(repr=False)
    pace: Pace = "immediate"
    group_by: tuple[GroupBy, ...] = ()
    language: Language = "en"
    muted_until: datetime | None = None
    contact: str | None = field(default=None, repr=False)
    from_sequence: int | None = None
    secret_kind: SecretKind = "hmac"  # noqa: S105 - which kind, not which


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different; a field that is not in `given` stays as it is."""

    given: frozenset[str]
    name: str | None = field(default=None, repr=False)
    filter: AlertFilter | None = field(default=None, repr=False)
    pace: Pace | None = None
    group_by: tuple[GroupBy, ...] = ()
    language: Language | None = None
    muted_until: datetime | None = None
    state: str | None = None
    contact: str | None = field(default=None, repr=False)


async def create(means: Means, owner: str, wanted: Wanted) -> tuple[Kept, NewSecret | None]:
    """Make a subscription; return it and, of a webhook, what of its secret is shown once.

    A webhook is served from now on; an address is asked first whether it wants it. An empty owner is
    everybody who has no key: they have no limit in common.

    Raises:
        Invalid: nothing can be sent to that target.
        Problem: (conflict) the owner has as many as one may have; (too-many-requests) the address
            was asked to confirm too often today.
    """
    _check(means, wanted)
    kept, shown = None, None
    if wanted.channel == "webhook":
        kept, shown = subscription_secrets.make(
            wanted.secret_kind, means.randomness, now=means.clock.now()
        )
    async with means.database.begin() as connection:
        await _make_room(connection, means, owner)
        one = _new(means, owner, wanted, kept)
        if one.channel == "webhook":
            one = await activated(connection, means, one)
        await subscriptions.add(connection, one)
        await anchor(connection, one)
        if one.channel == "email":
            await ask_to_confirm(connection, means, one)
    log.info("subscription made", subscription=one.id, channel=one.channel)
    return one, shown


def _check(means: Means, wanted: Wanted) -> None:
    if wanted.channel == "webhook":
        check_target(wanted.to, means.policy)
        if wanted.group_by:
            raise Invalid("is for e-mail: a webhook gets alerts one by one", pointer="/group_by")
        if wanted.contact is not None:
            check_address(wanted.contact, pointer="/contact")
        return
    check_address(wanted.to)
    if not means.has_mail:
        raise Invalid("no e-mail is sent here: INTERPARTY_SMTP_URL is not set", pointer="/channel")
    if wanted.contact is not None:
        raise Invalid("is for webhooks: an e-mail address answers for itself", pointer="/contact")


async def _make_room(connection: AsyncConnection, means: Means, owner: str) -> None:
    late = means.clock.now() - FORGOTTEN_AFTER
    for id_ in await subscriptions.unconfirmed_before(connection, late):
        await forget(connection, id_)
    await alone(connection, f"subscriptions of {owner}")
    if not owner:
        hour = means.clock.now() - timedelta(hours=1)
        if await subscriptions.unconfirmed_since(connection, owner, hour) >= STRANGERS_AN_HOUR:
            raise Problem(
                "too-many-requests",
                f"{STRANGERS_AN_HOUR} addresses were asked to confirm within an hour; try again later",
                headers={"Retry-After": "3600"},
            )
        return
    if await subscriptions.count(connection, owner) >= MOST_OF_ONE:
        raise Problem("conflict", f"a key has at most {MOST_OF_ONE} subscriptions")


def _new(means: Means, owner: str, wanted: Wanted, secret: Secret | None) -> Kept:
    now = means.clock.now()
    is_mail = wanted.channel == "email"
    return Kept(
        id=means.new_id("sub_"),
        owner=owner,
        name=wanted.name,
        filter=wanted.filter.document(),
        channel=wanted.channel,
        target=wanted.to,
        contact=wanted.contact,
        pace=wanted.pace,
        group_by=wanted.group_by,
        language=wanted.language,
        muted_until=wanted.muted_until,
        state="unconfirmed" if is_mail else "active",
        why=None,
        created=now,
        changed=now,
        after=0,
        from_sequence=wanted.from_sequence,
        backfilled=None,
        backfill_through=None,
        failing_since=None,
        secrets=[secret] if secret else [],
        link_key=means.new_key(),
        confirm_until=now + CONFIRM_WITHIN if is_mail else None,
    )


async def get(means: Means, owner: str, id_: str) -> Kept:
    """Return a subscription.

    Raises:
        NotFound: the owner has none of that id.
    """
    async with means.database.read() as connection:
        return await owned(connection, owner, id_)


async def list_all(
    means: Means, owner: str, *, limit: int, after: tuple[datetime, str] | None
) -> tuple[Sequence[Kept], tuple[datetime, str] | None]:
    """Return a page of an owner's subscriptions, newest first, and where the next one begins."""
    async with means.database.read() as connection:
        found = await subscriptions.page(connection, owner, limit=limit + 1, after=after)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], (last.created, last.id) if last else None


async def change(means: Means, owner: str, id_: str, changes: Changes) -> Kept:
    """Change a subscription; return it as it is then. It holds for what is published from now on.

    Raises:
        NotFound: the owner has none of that id.
        Invalid: a field is not for its channel.
        Problem: (conflict) it cannot come into that state from the one that it is in.
    """
    async with means.database.begin() as connection:
        one = await owned(connection, owner, id_, lock=True)
        new = replace(one, changed=means.clock.now(), **_different(one, changes))
        await subscriptions.save(connection, new)
        if new.filter != one.filter:
            await anchor(connection, new)
        if changes.state is not None:
            new = await to_state(connection, means, new, changes.state)
    log.info("subscription changed", subscription=id_, fields=sorted(changes.given))
    return new


def _different(one: Kept, changes: Changes) -> Mapping[str, Any]:
    names = {each.name for each in fields(Changes)} - {"given", "state", "filter"}
    found = {name: getattr(changes, name) for name in names & changes.given}
    if found.get("group_by") and one.channel != "email":
        raise Invalid("is for e-mail: a webhook gets alerts one by one", pointer="/group_by")
    if found.get("contact") is not None:
        if one.channel != "webhook":
            raise Invalid("is for webhooks", pointer="/contact")
        check_address(found["contact"], pointer="/contact")
    if changes.filter is not None:
        found["filter"] = changes.filter.document()
    return found


async def delete(means: Means, owner: str, id_: str) -> None:
    """Delete a subscription, with its deliveries.

    Raises:
        NotFound: the owner has none of that id.
    """
    async with means.database.begin() as connection:
        one = await owned(connection, owner, id_, lock=True)
        await forget(connection, one.id)
    log.info("subscription deleted", subscription=id_)


async def rotate(means: Means, owner: str, id_: str, kind: SecretKind) -> tuple[Kept, NewSecret]:
    """Give a webhook a new secret; those of before hold for another day.

    Raises:
        NotFound: the owner has none of that id.
        Problem: (conflict) it is no webhook, or was given too many within the day.
    """
    now = means.clock.now()
    kept, shown = subscription_secrets.make(kind, means.randomness, now=now)
    async with means.database.begin() as connection:
        one = await owned(connection, owner, id_, lock=True)
        if one.channel != "webhook":
            raise Problem("conflict", "only webhooks are signed")
        secrets = subscription_secrets.rotated(one.secrets, kept, now=now)
        one = replace(one, secrets=secrets, changed=now)
        await subscriptions.save(connection, one)
    log.info("secret of a subscription replaced", subscription=id_)
    return one, shown
