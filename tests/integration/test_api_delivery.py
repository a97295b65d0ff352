"""The service as a whole: what is published is routed and due; explain and the metrics say so."""

import asyncio
from pathlib import Path
from typing import Any

from interparty_api.consumer import Metrics, Reader
from interparty_api.handlers.routing import standing
from interparty_api.handlers.take_in_alerts import take_in_alerts
from interparty_shared.wire.published import Published
from interparty_shared.wire.topics import ALERTS
from tests.integration.test_api_explain import evaluated, stage
from tests.support.api import Api, running, until
from tests.support.builders import SOURCE, disclosure, engagement
from tests.support.published import an_alert
from tests.support.watching import (
    FAILED,
    Counting,
    a_subscription,
    deliveries,
    dispatching,
    settled,
    subscribe,
    takes,
)


def mailed(id_: str = "sub_1", **said: Any) -> dict[str, Any]:
    """Return a subscription by mail, for which the service of these tests has no server."""
    return a_subscription(id_, channel="email", **said)


async def routed(api: Api, sequence: int) -> None:
    async def reached() -> bool:
        return (await standing(api.resources.database("api")))[0] >= sequence

    await until(reached)


async def figure(api: Api, name: str) -> float:
    text = (await api.client.get("/metrics")).text
    found = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(found[0].split()[-1])


async def test_what_is_published_is_routed_and_sent_and_found_in_the_figures(api: Api) -> None:
    database = api.resources.database("api")
    await subscribe(database, mailed(), a_subscription("letter", channel="letter"))
    await api.publish(an_alert(1), an_alert(2, id_="al_2", severity="low"))
    await routed(api, 2)

    sender = Counting()
    async with dispatching(database, api.clock, sender, channels=("email",)):
        rows = await settled(
            database, lambda rows: any(row["state"] == "delivered" for row in rows)
        )

    assert [message.items[0].alert["id"] for message in sender.sent] == ["al_1"]
    assert {row["subscription"]: row["state"] for row in rows} == {
        "sub_1": "delivered",
        "letter": "pending",
    }
    assert await figure(api, "interparty_api_routed_total") == 2
    assert await figure(api, "interparty_api_messages_total") == 2
    assert await figure(api, "interparty_api_routing_lag_revisions") == 0


async def test_history_is_looked_through_by_the_service(api: Api) -> None:
    database = api.resources.database("api")
    await api.publish(*(an_alert(n, id_=f"al_{n}") for n in range(1, 4)))
    await routed(api, 3)

    await subscribe(database, a_subscription(after=3, from_sequence=2, backfilled=1))

    rows = await settled(database, lambda rows: len(rows) == 2)
    assert [row["items"] for row in rows] == [[2], [3]]


async def test_explain_counts_what_was_sent_and_names_nobody(api: Api) -> None:
    database = api.resources.database("api")
    await subscribe(
        database,
        mailed("taken", filter={}),
        mailed("fails", filter={}),
        a_subscription("letter", filter={}, channel="letter"),
    )
    posted, late = engagement("e1"), disclosure("100", filed="2026-05-20")
    await api.post(posted, late)
    await api.publish(*evaluated(posted, late))
    await routed(api, 1)

    async def answer(message: Any) -> Any:
        return await takes(message) if message.to.id == "taken" else FAILED

    async with dispatching(database, api.clock, Counting(answer), channels=("email",)):
        await settled(database, lambda rows: sum(row["attempts"] for row in rows) == 2)

    said = await api.get("/v1/explain", source=SOURCE, id="e1")

    delivery = stage(said, "delivery")
    assert delivery["messages"] == {"pending": 2, "delivered": 1, "failed": 0, "cancelled": 0}
    assert delivery["not_routed"] == 0
    assert delivery["text"] == "3 message(s): 2 pending, 1 delivered."
    assert not {"taken", "fails", "letter"} & set(str(delivery).split("'"))


async def test_explain_says_what_is_not_routed_yet(api: Api) -> None:
    published: list[Published] = evaluated(engagement("e1"), disclosure("100", filed="2026-05-20"))
    late = [one for one in published if one.kind == "obligation"]
    beyond_a_gap = [
        Published(one.kind, one.key, one.document, one.at, one.trace, sequence=7)
        for one in published
        if one.kind == "alert"
    ]
    await api.post(engagement("e1"))
    await api.publish(*late, *beyond_a_gap)

    said = await api.get("/v1/explain", source=SOURCE, id="e1")

    assert stage(said, "delivery")["not_routed"] == 1
    assert "1 revision(s) not routed yet" in stage(said, "delivery")["text"]


async def test_without_a_sender_messages_wait_and_are_counted(api: Api) -> None:
    database = api.resources.database("api")
    await subscribe(database, mailed())
    await api.publish(an_alert(1))
    await routed(api, 1)

    rows = await deliveries(database)

    assert [(row["state"], row["attempts"]) for row in rows] == [("pending", 0)]
    text = (await api.client.get("/metrics")).text
    assert 'interparty_api_deliveries_unsendable{channel="email"}' in text
    assert "sub-1.example" not in text


async def test_the_reader_says_that_there_is_something_to_route(tmp_path: Path) -> None:
    async with running(tmp_path, start=False) as api:
        advanced = asyncio.Event()
        reader = Reader(
            name="alerts",
            topics=[ALERTS.name],
            take_in=take_in_alerts,
            bus=api.resources.bus,
            database=api.resources.database("api"),
            clock=api.clock,
            metrics=Metrics(api.resources.metrics),
            batch_size=10,
            has_sequence=True,
            advanced=(advanced.set,),
        )
        task = asyncio.ensure_future(reader.run())
        await api.publish(an_alert(1))

        await asyncio.wait_for(advanced.wait(), 20)

        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
