"""What readers do by the links in their mails, without a key: confirm, unsubscribe, manage."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, get_args

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api import links
from interparty_api.handlers.activation import activate, disable, forget, to_state
from interparty_api.handlers.subscribing import ANCHORED, Means, Pace
from interparty_api.handlers.subscription_deliveries import told
from interparty_api.store import delivery_log, subscriptions
from interparty_api.store.subscriptions import Kept
from interparty_shared.errors import Invalid, NotFound
from interparty_shared.web.problems import Problem

log = structlog.get_logger(__name__)

PACES: Final[tuple[Pace, ...]] = get_args(Pace)
MUTES: Final = {"day": timedelta(days=1), "week": timedelta(days=7), "none": None}
SHOWN: Final = 10
UNSUBSCRIBED: Final = "The reader unsubscribed."


@dataclass(frozen=True, slots=True)
class Sent:
    """A message, as its reader is told of it."""

    due: datetime
    kind: str
    state: str
    revisions: int


@dataclass(frozen=True, slots=True)
class View:
    """A subscription, as its reader sees it."""

    name: str = field(repr=False)
    filter: Sequence[tuple[str, Sequence[str]]] = field(repr=False)
    pace: str
    state: str
    why: str | None
    muted_until: datetime | None
    language: str
    manage: str = field(repr=False)
    """Path of the page to manage it by: whoever opened any of its links is its reader."""
    deliveries: Sequence[Sent] = ()


async def look(
    means: Means, id_: str, purpose: links.Purpose, token: str, *, with_deliveries: bool = False
) -> View:
    """Return a subscription that a link opens; changes nothing.

    Raises:
        NotFound: there is none of that id, or the token is not that of the link.
    """
    async with means.database.read() as connection:
        one = await _opened(connection, id_, purpose, token)
        sent: Sequence[Sent] = ()
        if with_deliveries:
            found = await delivery_log.page(connection, id_, limit=SHOWN)
            sent = [
                Sent(
                    each.delivery.due, each.delivery.kind, each.delivery.state, len(each.sequences)
                )
                for each in await told(connection, found)
            ]
    return _view(means, one, sent)


def _view(means: Means, one: Kept, sent: Sequence[Sent] = ()) -> View:
    muted = one.muted_until
    return View(
        name=one.name,
        filter=[
            (name, value if isinstance(value, list) else [value])
            for name, value in one.filter.items()
        ],
        pace=one.pace,
        state=one.state,
        why=one.why,
        muted_until=muted if muted is not None and muted > means.clock.now() else None,
        language=one.language,
        manage=links.address("", one.link_key, one.id, "manage"),
        deliveries=sent,
    )


async def _opened(
    connection: AsyncConnection,
    id_: str,
    purpose: links.Purpose,
    token: str,
    *,
    lock: bool = False,
) -> Kept:
    # No text in a database has a NUL character; PostgreSQL refuses to look for one.
    one = None if "\x00" in id_ else await subscriptions.one(connection, id_, lock=lock)
    if one is None or not links.opens(one.link_key, one.id, purpose, token):
        raise NotFound("no such link")
    return one


async def confirm(means: Means, id_: str, token: str) -> View:
    """Have alerts sent to the address from now on; confirmed twice, it is confirmed.

    Raises:
        NotFound: the link opens nothing.
        Problem: (gone) it came too late, or the reader has unsubscribed since.
    """
    async with means.database.begin() as connection:
        one = await _opened(connection, id_, "confirm", token, lock=True)
        if one.state not in ANCHORED:
            late = one.confirm_until is None or one.confirm_until <= means.clock.now()
            if one.state != "unconfirmed" or late:
                raise Problem("gone", "It was not confirmed in time, or has ended since.")
            one = await activate(connection, means, one)
            log.info("subscription confirmed", subscription=id_)
    return _view(means, one)


async def unsubscribe(means: Means, id_: str, token: str) -> View:
    """Send nothing more to the reader (RFC 8058); asked for twice, it is done.

    Raises:
        NotFound: the link opens nothing.
    """
    async with means.database.begin() as connection:
        one = await _opened(connection, id_, "unsubscribe", token, lock=True)
        if one.state != "disabled" or one.why != UNSUBSCRIBED:
            one = await disable(connection, means, one, UNSUBSCRIBED)
            log.info("reader unsubscribed", subscription=id_)
    return _view(means, one)


async def manage(means: Means, id_: str, token: str, *, action: str, value: str) -> View | None:
    """Do what a reader asks for: `pace`, `mute`, `pause`, `resume` or `delete`; None: it is deleted.

    Raises:
        NotFound: the link opens nothing.
        Invalid: there is no such action, or it has no such value.
        Problem: (conflict) the state that it is in does not allow it.
    """
    async with means.database.begin() as connection:
        one = await _opened(connection, id_, "manage", token, lock=True)
        if action == "delete":
            if value != "sure":
                raise Invalid("tick that you are sure")
            await forget(connection, id_)
            log.info("subscription deleted", subscription=id_)
            return None
        if action in {"pause", "resume"}:
            state = "paused" if action == "pause" else "active"
            one = await to_state(connection, means, one, state, is_reader=True)
        else:
            one = replace(one, changed=means.clock.now(), **_set(means, action, value))
            await subscriptions.save(connection, one)
    log.info("subscription changed", subscription=id_, fields=[action])
    return _view(means, one)


def _set(means: Means, action: str, value: str) -> dict[str, Any]:
    if action == "pace" and value in PACES:
        return {"pace": value}
    if action == "mute" and value in MUTES:
        length = MUTES[value]
        return {"muted_until": None if length is None else means.clock.now() + length}
    raise Invalid("nothing like that can be done here")
