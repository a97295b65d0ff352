"""Mail that came back after a server had taken it: kept with the message, shown to the subscriber."""

from typing import Final

import structlog

from interparty_api.handlers.dispatch import disable
from interparty_api.handlers.retrying import REFUSED_IN_A_ROW
from interparty_api.notify.bounces import bounce_of
from interparty_api.store import delivery_log, settling
from interparty_api.store.settling import Tried
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import Invalid, NotFound

log = structlog.get_logger(__name__)

_SAID: Final = {
    True: "The mail came back for good ({status}).",
    False: "The mail came back, or is late ({status}).",
}


async def take_bounce(
    database: Database, clock: Clock, raw: bytes, *, envelope_to: str | None
) -> str:
    """Keep what a delivery status notification (RFC 3464) says; return the message's state.

    What came back for good has failed, whatever the server had said when it took it; after three such
    messages in a row the subscription is disabled. A notification that comes twice changes nothing.

    Raises:
        Invalid: it is no notification about a message.
        NotFound: no such message was sent from here.
    """
    found = bounce_of(raw, envelope_to=envelope_to)
    if found is None:
        raise Invalid("is no delivery status notification about a message from here", pointer="")
    now = clock.now()
    async with database.begin() as connection:
        message = await delivery_log.one(connection, found.delivery)
        if message is None:
            raise NotFound("no such message was sent from here")
        # In the order in which dispatching holds them.
        standing = await settling.subscriptions(connection, [message.subscription])
        subscription = standing.get(message.subscription)
        if subscription is None or subscription.channel != "email":
            raise NotFound("no such message was sent from here")
        await settling.messages(connection, [message.id])
        message = await delivery_log.one(connection, found.delivery) or message
        if message.state != "delivered":
            return message.state
        said = _SAID[found.permanent].format(status=found.status)
        outcome = "refused" if found.permanent else "retry"
        await settling.keep(connection, [Tried(message.id, now, 0, outcome, None, said)])
        if not found.permanent:
            return message.state
        await settling.settle(connection, [message.id], state="failed", now=now)
        last = await settling.last_states(connection, message.subscription, REFUSED_IN_A_ROW)
        if subscription.state == "active" and last == ["failed"] * REFUSED_IN_A_ROW:
            why = f"{REFUSED_IN_A_ROW} messages in a row could not be delivered: {said}"
            await disable(connection, message.subscription, subscription, why, now=now)
    log.info("mail came back", delivery=message.id, permanent=found.permanent)
    return "failed"
