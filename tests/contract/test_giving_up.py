"""When a subscription is disabled, and who is told."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from interparty_api.handlers.routing import route
from interparty_api.notify.base import Outcome, Outgoing
from interparty_api.tables_watch import Anchor
from interparty_shared.db.engine import Database
from tests.support.api import SetClock
from tests.support.published import an_alert
from tests.support.watching import (
    FAILED,
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


def answering(**by_kind: Outcome) -> Counting:
    async def answer(message: Outgoing) -> Outcome:
        return by_kind.get(message.kind, Outcome("delivered", "Taken.", 250))

    return Counting(answer)


async def test_gone_disables_at_once_and_who_answers_for_it_is_told_by_mail(
    database: Database,
) -> None:
    await subscribe(database, a_subscription(contact="owner@example.org"))
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 7)))
    await route(database, now=NOW, limit=10)
    sender = answering(alerts=Outcome("gone", "410 Gone.", 410))

    for _ in range(2):
        await send_due(database, SetClock(NOW), sender)
    rows = await deliveries(database)

    subscription = await one(database)
    assert subscription["state"] == "disabled"
    assert "410" in subscription["why"]
    assert await table(database, Anchor) == []
    assert Counter((row["kind"], row["channel"], row["state"]) for row in rows) == {
        ("alerts", "webhook", "failed"): 4,
        ("alerts", "webhook", "cancelled"): 2,
        ("disabled", "email", "delivered"): 1,
    }
    notice = next(sent for sent in sender.sent if sent.kind == "disabled")
    assert (notice.to.contact, notice.to.why) == ("owner@example.org", subscription["why"])
    assert notice.items == []


@pytest.mark.parametrize(("succeeds", "state"), [(False, "disabled"), (True, "active")])
async def test_five_days_without_a_success_disable(
    database: Database, succeeds: bool, state: str
) -> None:
    await subscribe(database, a_subscription())
    clock = SetClock(NOW)
    for day in range(6):
        clock.time = NOW + timedelta(days=day, minutes=day)
        await publish(database, an_alert(day + 1, id_=f"al_{day + 1}"))
        await route(database, now=clock.now(), limit=10)
        assert (await one(database))["state"] == "active"
        sender = answering() if succeeds and day == 2 else answering(alerts=FAILED)
        assert await send_due(database, clock, sender)

    subscription = await one(database)
    assert subscription["state"] == state
    assert (subscription["why"] is not None) == (state == "disabled")
    assert {row["kind"] for row in await deliveries(database)} == {"alerts"}


@pytest.mark.parametrize(
    ("failure", "days"),
    [
        (Outcome("retry", "It could not be reached.", ours=True), range(7)),  # our own server
        (FAILED, (0, 20)),  # told of little: it failed twice, weeks apart
    ],
    ids=["ours", "rarely"],
)
async def test_what_says_nothing_of_five_days_disables_nobody(
    database: Database, failure: Outcome, days: Sequence[int]
) -> None:
    await subscribe(database, a_subscription())
    clock = SetClock(NOW)
    for number, day in enumerate(days):
        clock.time = NOW + timedelta(days=day, minutes=number)
        await publish(database, an_alert(number + 1, id_=f"al_{number}"))
        await route(database, now=clock.now(), limit=10)
        assert await send_due(database, clock, answering(alerts=failure))

    assert (await one(database))["state"] == "active"


async def test_three_refusals_in_a_row_disable_mail_and_a_success_between_does_not(
    database: Database,
) -> None:
    await subscribe(
        database,
        a_subscription("bounces", channel="email"),
        a_subscription("sometimes", channel="email"),
        a_subscription("hook"),
    )
    clock = SetClock(NOW)

    async def answer(message: Outgoing) -> Outcome:
        if message.to.id == "sometimes" and message.items[0].sequence == 2:
            return Outcome("delivered", "250.", 250)
        return Outcome("refused", "550 no such user.", 550)

    for sequence in (1, 2, 3):
        clock.time += timedelta(minutes=1)
        await publish(database, an_alert(sequence, id_=f"al_{sequence}"))
        await route(database, now=clock.now(), limit=10)
        assert len(await send_due(database, clock, Counting(answer))) == 3

    assert (await one(database, "bounces"))["state"] == "disabled"
    assert (await one(database, "sometimes"))["state"] == "active"
    assert (await one(database, "hook"))["state"] == "active"
    assert {row["attempts"] for row in await deliveries(database)} == {1}
