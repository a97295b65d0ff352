"""What subscriptions are made with, and what all that is done with them has in common."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import filters
from interparty_api.handlers.subscription_secrets import Randomness
from interparty_api.notify.ssrf import Policy
from interparty_api.store import delivery_log, subscriptions
from interparty_api.store.alone import alone
from interparty_api.store.subscriptions import Kept
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import NotFound
from interparty_shared.web.problems import Problem

Channel = Literal["webhook", "email"]
Pace = Literal["immediate", "hourly", "daily", "weekly"]
GroupBy = Literal["engagement", "actor", "country", "regime"]
Language = Literal["en", "fr", "es", "zh", "hi"]
ANCHORED: Final = frozenset({"active", "paused"})
"""The states in which the router finds a subscription; what is due to a paused one waits."""
MOST_OF_ONE: Final = 200
CONFIRM_WITHIN: Final = timedelta(hours=72)
ASKED_AT_MOST: Final = 3
ASKED_WITHIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Means:
    """What subscriptions are made with."""

    database: Database
    clock: Clock
    policy: Policy = field(default_factory=Policy)
    """Where webhooks may go."""
    has_mail: bool = True
    randomness: Randomness = field(default=secrets.token_bytes, repr=False)

    def new_id(self, prefix: str) -> str:
        """Return an id that is not guessed: 120 random bits after a prefix."""
        return prefix + base64.b32encode(self.randomness(15)).decode().lower()

    def new_key(self) -> str:
        """Return a key from which the tokens of links are derived: 256 random bits."""
        return base64.urlsafe_b64encode(self.randomness(32)).rstrip(b"=").decode()


async def owned(connection: AsyncConnection, owner: str, id_: str, *, lock: bool = False) -> Kept:
    """Return a subscription of an owner.

    Raises:
        NotFound: there is none, or it is somebody else's: which of them is not said.
    """
    one = await subscriptions.one(connection, id_, lock=lock)
    if one is None or one.owner != owner:
        raise NotFound("no such subscription")
    return one


async def anchor(connection: AsyncConnection, one: Kept) -> None:
    """Have the router find a subscription, or not, as its state says."""
    found = filters.parse(one.filter).anchors() if one.state in ANCHORED else frozenset()
    await subscriptions.anchor(connection, one.id, found)


async def ask_to_confirm(connection: AsyncConnection, means: Means, one: Kept) -> None:
    """Have an address asked whether it wants what was ordered for it.

    Raises:
        Problem: (too-many-requests) it was asked too often today, by whomever.
    """
    now = means.clock.now()
    address = hashlib.sha256(one.target.lower().encode()).hexdigest()
    await alone(connection, address)
    since = now - ASKED_WITHIN
    if await subscriptions.asked_since(connection, address, since) >= ASKED_AT_MOST:
        raise Problem(
            "too-many-requests",
            f"the address was asked to confirm {ASKED_AT_MOST} times within a day",
            headers={"Retry-After": str(int(ASKED_WITHIN.total_seconds()))},
        )
    delivery = means.new_id("msg_")
    await subscriptions.note_asked(
        connection, delivery=delivery, address=address, at=now, forget=since
    )
    await delivery_log.add(
        connection,
        id_=delivery,
        subscription=one.id,
        channel=one.channel,
        kind="confirm",
        now=now,
    )
