"""Mail that came back is recorded with its message, and ends what cannot arrive."""

from datetime import timedelta

import pytest

from interparty_api.handlers.bounces import take_bounce
from interparty_api.handlers.routing import route
from interparty_api.notify.base import Outcome
from interparty_api.tables_watch import Attempt
from interparty_shared.db.engine import Database
from interparty_shared.errors import Invalid, NotFound
from tests.support.api import SetClock
from tests.support.letters import returned
from tests.support.published import an_alert
from tests.support.watching import (
    NOW,
    Counting,
    a_subscription,
    deliveries,
    one,
    publish,
    send_due,
    subscribe,
    table,
)


async def takes(_: object) -> Outcome:
    return Outcome("delivered", "The mail server took the message.", 250)


async def told(database: Database, clock: SetClock, count: int) -> list[str]:
    """Return messages that a mail server took, each an hour after the other."""
    await subscribe(database, a_subscription(channel="email", target="reader@paper.example"))
    for number in range(count):
        clock.time = NOW + timedelta(hours=number)
        await publish(database, an_alert(number + 1, id_=f"al_{number}"))
        await route(database, now=clock.now(), limit=10)
        await send_due(database, clock, Counting(takes))
    rows = sorted(await deliveries(database), key=lambda row: row["created"])
    assert [row["state"] for row in rows] == ["delivered"] * count
    return [row["id"] for row in rows]


async def came(database: Database, clock: SetClock, id_: str, **said: str) -> str:
    to = f"bounce+{id_}@interparty.example"
    return await take_bounce(database, clock, returned(to=to, **said), envelope_to=None)


async def test_a_mail_that_came_back_for_good_has_failed_and_says_so_once(
    database: Database,
) -> None:
    clock = SetClock(NOW)
    (id_,) = await told(database, clock, 1)

    assert await came(database, clock, id_) == "failed"
    assert await came(database, clock, id_) == "failed"

    attempts = await table(database, Attempt)
    assert [(row["number"], row["outcome"]) for row in attempts] == [
        (1, "delivered"),
        (2, "refused"),
    ]
    assert "5.1.1" in attempts[1]["detail"]
    assert (await one(database))["state"] == "active"


async def test_a_mail_that_is_late_is_not_given_up(database: Database) -> None:
    clock = SetClock(NOW)
    (id_,) = await told(database, clock, 1)

    assert await came(database, clock, id_, action="delayed", status="4.4.1") == "delivered"
    assert [row["outcome"] for row in await table(database, Attempt)] == ["delivered", "retry"]


async def test_three_that_came_back_in_a_row_end_the_subscription_and_two_do_not(
    database: Database,
) -> None:
    clock = SetClock(NOW)
    first, second, third, fourth = await told(database, clock, 4)

    for id_ in (first, second, fourth):
        await came(database, clock, id_)
    assert (await one(database))["state"] == "active"  # the third arrived
    await came(database, clock, third)

    subscription = await one(database)
    assert subscription["state"] == "disabled"
    assert subscription["why"].startswith("3 messages in a row could not be delivered")


async def test_what_is_no_notification_or_about_nothing_of_ours_is_refused(
    database: Database,
) -> None:
    clock = SetClock(NOW)
    nested = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 5_000

    for raw in (b"", b"Subject: Out of office\n\nBack on Monday.", nested):
        with pytest.raises(Invalid):
            await take_bounce(database, clock, raw, envelope_to=None)
    with pytest.raises(NotFound):
        await came(database, clock, "msg_unknown")
