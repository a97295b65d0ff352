"""Messages that are due are sent at least once, by one claim each, and hold up nobody else."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any

from prometheus_client import CollectorRegistry

from interparty_api.handlers import dispatch
from interparty_api.handlers.routing import route
from interparty_api.handlers.slots import Slots
from interparty_api.notify.base import Outcome, Outgoing
from interparty_api.scheduler.dispatch import Dispatcher
from interparty_api.scheduler.routing import Router
from interparty_api.scheduler.waking import Metrics, Wakes
from interparty_api.tables_watch import Attempt
from interparty_shared.db.engine import Database
from tests.support.api import SetClock
from tests.support.published import an_alert
from tests.support.watching import (
    CHANNELS,
    DELIVERED,
    FAILED,
    NOW,
    Counting,
    a_subscription,
    changed,
    deliveries,
    dispatching,
    one,
    publish,
    send_due,
    settled,
    subscribe,
    table,
    takes,
)


async def routed(database: Database, *revisions: Any) -> None:
    await publish(database, *revisions)
    await route(database, now=NOW, limit=500)


def all_are(state: str) -> Any:
    return lambda rows: all(row["state"] == state for row in rows)


async def claimed(database: Database, clock: SetClock, name: str) -> list[dispatch.Ticket]:
    return await dispatch.claim(
        database,
        {"sub_1": 4},
        per_subscription=4,
        channels=CHANNELS,
        name=name,
        now=clock.now(),
    )


async def test_a_message_says_what_changed_and_where_its_thread_begins(
    database: Database,
) -> None:
    await subscribe(database, a_subscription(contact="w@example.org", language="fr"))
    await routed(database, an_alert(1), an_alert(2, revision=2, status="resolved"))
    sender = Counting()

    async with dispatching(database, SetClock(NOW), sender):
        rows = await settled(database, all_are("delivered"))

    first, second = sorted(sender.sent, key=lambda sent: sent.items[0].sequence)
    assert {first.id, second.id} == {row["id"] for row in rows}
    assert (first.kind, first.to.target, first.to.language) == (
        "alerts",
        "https://sub-1.example",
        "fr",
    )
    (opened,), (resolved,) = first.items, second.items
    assert (opened.type, opened.before, opened.root) == ("alert.opened", None, None)
    assert (resolved.type, resolved.root) == ("alert.resolved", 1)
    assert resolved.before == opened.alert
    assert resolved.alert["status"] == "resolved"
    assert resolved.alert["sequence"] == 2
    (attempt, _) = await table(database, Attempt)
    assert (attempt["number"], attempt["outcome"], attempt["status"]) == (1, "delivered", 204)


async def test_however_many_dispatchers_run_each_message_is_sent_once(database: Database) -> None:
    names = [f"sub_{n}" for n in range(5)]
    await subscribe(database, *(a_subscription(name) for name in names))
    await routed(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 21)))
    sender, clock = Counting(), SetClock(NOW)

    async with (
        dispatching(database, clock, sender, slots=Slots(per_second=10_000)),
        dispatching(database, clock, sender, slots=Slots(per_second=10_000)),
        dispatching(database, clock, sender, slots=Slots(per_second=10_000)),
    ):
        await settled(database, all_are("delivered"))

    assert Counter(sender.ids) == dict.fromkeys(
        (row["id"] for row in await deliveries(database)), 1
    )
    assert len(sender.ids) == 100
    assert max(sender.most.values()) <= 4


async def test_after_an_outage_all_is_sent_and_nobody_gets_more_than_its_slots(
    database: Database,
) -> None:
    names = [f"sub_{n}" for n in range(10)]
    await subscribe(database, *(a_subscription(name) for name in names))
    await routed(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 51)))

    async def at_leisure(_: Outgoing) -> Outcome:
        await asyncio.sleep(0)
        return DELIVERED

    sender = Counting(at_leisure)
    slots = Slots(in_flight=16, per_subscription=3, per_second=10_000)
    async with dispatching(database, SetClock(NOW), sender, slots=slots):
        await settled(database, all_are("delivered"))

    assert len(sender.ids) == len(set(sender.ids)) == 500
    assert sender.most_together <= 16
    assert max(sender.most.values()) <= 3
    # Round robin: nobody's last message waits until all of another's are through.
    last = {message.to.id: at for at, message in enumerate(sender.sent)}
    first_done = min(last.values())
    assert first_done > 250


async def test_endpoints_that_hang_delay_nobody_else(database: Database) -> None:
    await subscribe(database, *(a_subscription(f"sub_{n}") for n in range(6)))
    await routed(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 31)))
    never = asyncio.Event()

    async def hangs(message: Outgoing) -> Outcome:
        if message.to.id == "sub_0":
            await never.wait()
        return await takes(message)

    sender = Counting(hangs)
    slots = Slots(in_flight=8, per_second=10_000)
    async with dispatching(database, SetClock(NOW), sender, slots=slots):
        await sender.until(lambda: len(sender.sent) == 150)

    assert sender.most["sub_0"] == 4
    assert {message.to.id for message in sender.sent} == {f"sub_{n}" for n in range(1, 6)}


async def test_killed_between_sending_and_settling_it_is_sent_again_under_the_same_id(
    database: Database,
) -> None:
    await subscribe(database, a_subscription())
    await routed(database, an_alert(1))
    clock = SetClock(NOW)
    arrived = asyncio.Event()

    async def dies(_: Outgoing) -> Outcome:
        arrived.set()  # the receiver has it
        await asyncio.Event().wait()
        raise AssertionError

    killed = Counting(dies)
    async with dispatching(database, clock, killed):
        await asyncio.wait_for(arrived.wait(), 20)
    (row,) = await deliveries(database)
    assert row["state"] == "pending"
    assert row["claimed_by"] is not None
    assert await claimed(database, clock, "another") == []

    clock.time += timedelta(seconds=61)
    again = Counting()
    async with dispatching(database, clock, again):
        await settled(database, all_are("delivered"))

    assert again.ids == [row["id"]]


async def test_who_lost_its_lease_says_what_it_saw_and_decides_nothing(
    database: Database,
) -> None:
    await subscribe(database, a_subscription())
    await routed(database, an_alert(1))
    clock = SetClock(NOW)
    (slow,) = await claimed(database, clock, "slow")
    clock.time += timedelta(seconds=61)
    (quick,) = await claimed(database, clock, "quick")

    def result(ticket: dispatch.Ticket, outcome: Outcome) -> dispatch.Result:
        return dispatch.Result(ticket, outcome, clock.now(), 5)

    dice = random.Random(1)
    (late,) = await dispatch.settle(database, [result(slow, FAILED)], now=clock.now(), dice=dice)
    (row,) = await deliveries(database)
    assert (late.state, row["state"], row["attempts"]) == (None, "pending", 0)
    (done,) = await dispatch.settle(
        database, [result(quick, DELIVERED)], now=clock.now(), dice=dice
    )

    (row,) = await deliveries(database)
    assert (done.state, row["state"]) == ("delivered", "delivered")
    attempts = await table(database, Attempt)
    assert [(try_["number"], try_["outcome"]) for try_ in attempts] == [
        (1, "retry"),
        (2, "delivered"),
    ]


async def test_what_fails_is_tried_again_when_its_time_has_come(database: Database) -> None:
    await subscribe(database, a_subscription())
    await routed(database, an_alert(1))
    clock, answers = SetClock(NOW), [FAILED, FAILED, DELIVERED]

    async def answer(_: Outgoing) -> Outcome:
        return answers.pop(0)

    sender = Counting(answer)
    await send_due(database, clock, sender)
    (row,) = await deliveries(database)
    assert timedelta(seconds=5) <= row["due"] - NOW <= timedelta(seconds=6)
    assert await send_due(database, clock, sender) == []
    clock.time += timedelta(seconds=6)
    await send_due(database, clock, sender)
    (row,) = await deliveries(database)
    assert timedelta(minutes=5) <= row["due"] - clock.now() <= timedelta(minutes=6)
    assert (await one(database))["failing_since"] == NOW
    clock.time += timedelta(minutes=6)
    await send_due(database, clock, sender)

    (row,) = await deliveries(database)
    assert (row["state"], row["settled"]) == ("delivered", clock.now())
    assert len(set(sender.ids)) == 1
    assert (await one(database))["failing_since"] is None


async def test_a_sender_that_breaks_or_never_returns_costs_its_message_one_attempt(
    database: Database,
) -> None:
    await subscribe(database, a_subscription("breaks"), a_subscription("stays"))
    await routed(database, an_alert(1))

    async def defective(message: Outgoing) -> Outcome:
        if message.to.id == "breaks":
            raise RuntimeError(message.to.target)
        await asyncio.Event().wait()
        return DELIVERED

    async with dispatching(database, SetClock(NOW), Counting(defective), longest_send_s=0.1):
        rows = await settled(database, lambda rows: all(row["attempts"] == 1 for row in rows))

    assert [row["state"] for row in rows] == ["pending", "pending"]
    details = {try_["detail"] for try_ in await table(database, Attempt)}
    assert details == {
        "It could not be sent because of a fault on our side.",
        "No answer within 0.1 seconds.",
    }


async def test_what_has_no_sender_or_no_active_subscription_waits(database: Database) -> None:
    await subscribe(
        database,
        a_subscription("mail", channel="email"),
        a_subscription("paused"),
        a_subscription("hook"),
    )
    await routed(database, an_alert(1))
    await changed(database, "paused", state="paused")
    sender = Counting()

    async with dispatching(database, SetClock(NOW), sender, channels=("webhook",)):
        await sender.until(lambda: bool(sender.sent))
        rows = await settled(
            database, lambda rows: any(row["state"] == "delivered" for row in rows)
        )
        waiting = await dispatch.waiting(database, channels=("webhook",), now=NOW)

    states = {row["subscription"]: row["state"] for row in rows}
    assert states == {"mail": "pending", "paused": "pending", "hook": "delivered"}
    assert waiting.due == {"email": 1, "webhook": 1}
    assert waiting.oldest is None


async def test_a_lease_that_was_given_before_the_clock_was_set_back_ends(
    database: Database,
) -> None:
    await subscribe(database, a_subscription())
    await routed(database, an_alert(1))
    clock = SetClock(NOW + timedelta(days=1))
    assert len(await claimed(database, clock, "dead by now")) == 1

    clock.time = NOW + timedelta(seconds=1)

    assert len(await claimed(database, clock, "another")) == 1


async def test_loops_wake_each_other_and_wait_for_no_look_of_their_own(
    database: Database,
) -> None:
    wakes, metrics, clock = Wakes(), Metrics(CollectorRegistry()), SetClock(NOW)
    sender = Counting()
    router = Router(database, clock, metrics, wakes, poll_s=3_600)
    dispatcher = Dispatcher(database, clock, metrics, wakes, {"webhook": sender}, poll_s=3_600)
    await subscribe(database, a_subscription())

    tasks = [asyncio.ensure_future(one.run()) for one in (router, dispatcher)]
    for sequence in (1, 2, 3):
        await publish(database, an_alert(sequence, id_=f"al_{sequence}"))
        wakes.advanced.set()
        await sender.until(lambda sequence=sequence: len(sender.sent) == sequence)  # type: ignore[misc]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert [message.items[0].sequence for message in sender.sent] == [1, 2, 3]
