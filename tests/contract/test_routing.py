"""Who is told of what, in which message: on both databases, whoever routes, and whenever."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from interparty_api.handlers import routing
from interparty_api.handlers.routing import RoutedBatch, route, standing
from interparty_api.scheduler.routing import Router
from interparty_api.scheduler.waking import Metrics, Wakes
from interparty_api.store import routed
from interparty_shared.db.engine import Database
from tests.support.api import SetClock
from tests.support.loops import beside
from tests.support.published import an_alert
from tests.support.watching import (
    NOW,
    a_subscription,
    changed,
    deliveries,
    insert,
    publish,
    subscribe,
    told,
)


async def all_routed(database: Database, *, now: datetime = NOW, limit: int = 500) -> int:
    """Route until nothing is left; return how many revisions that were."""
    count = 0
    while batch := (await route(database, now=now, limit=limit)).revisions:
        count += batch
    return count


def shown(rows: list[dict[str, Any]]) -> list[tuple[str, list[int]]]:
    return [(row["subscription"], row["items"]) for row in rows]


async def test_a_revision_goes_to_those_whose_filter_it_fulfils(database: Database) -> None:
    await subscribe(
        database,
        a_subscription("all", filter={}),
        a_subscription("both", filter={"country": "GB", "severity": "high"}),
        a_subscription("low", filter={"country": "GB", "severity": "low"}),
        a_subscription("actor", filter={"actor": "International Democracy Union"}),
        a_subscription("word", filter={"q": "idu forum"}),
        a_subscription("other", filter={"q": "idu congress"}),
        a_subscription("disabled", filter={}, state="disabled"),
        a_subscription("paused", filter={}, state="paused"),
    )
    await publish(database, an_alert(1))

    await all_routed(database)

    rows = await deliveries(database)
    served = ("actor", "all", "both", "paused", "word")
    assert shown(rows) == [(name, [1]) for name in served]
    assert {row["due"] for row in rows} == {NOW}
    assert {row["state"] for row in rows} == {"pending"}
    assert await told(database) == {(name, "al_1", 1) for name in served}


async def test_nothing_before_the_subscription_and_nothing_beyond_a_gap(
    database: Database,
) -> None:
    await subscribe(database, a_subscription(after=2))
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in (1, 2, 3, 5)))

    await all_routed(database)
    assert shown(await deliveries(database)) == [("sub_1", [3])]

    await publish(database, an_alert(4, id_="al_4"))
    await all_routed(database)
    assert shown(await deliveries(database)) == [("sub_1", [3]), ("sub_1", [4]), ("sub_1", [5])]


async def test_who_was_told_hears_of_corrections_though_the_filter_no_longer_matches(
    database: Database,
) -> None:
    await subscribe(database, a_subscription(), a_subscription("low", filter={"severity": "low"}))
    await publish(
        database,
        an_alert(1),
        an_alert(2, revision=2, severity="info"),
        an_alert(3, revision=3, severity="info", status="withdrawn"),
    )

    await all_routed(database, limit=2)

    assert shown(await deliveries(database)) == [("sub_1", [one]) for one in (1, 2, 3)]
    assert await told(database) == {("sub_1", "al_1", 1)}


async def test_what_is_not_to_be_notified_opens_nothing_but_corrects(database: Database) -> None:
    await subscribe(database, a_subscription())
    silent = an_alert(1, id_="al_silent")
    later = an_alert(3, revision=2, status="resolved")
    for one in (silent, later):
        object.__setattr__(one, "notify", False)
    await publish(database, silent, an_alert(2), later)

    await all_routed(database)

    assert shown(await deliveries(database)) == [("sub_1", [2]), ("sub_1", [3])]


async def test_routers_that_race_route_each_revision_once(database: Database) -> None:
    await subscribe(
        database,
        *(a_subscription(f"sub_{n}") for n in range(5)),
        a_subscription("mail", channel="email", target="m@example.org", pace="daily"),
    )
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 61)))

    counts = await asyncio.gather(*(all_routed(database, limit=7) for _ in range(4)))

    assert sum(counts) == 60
    rows = await deliveries(database)
    assert await standing(database) == (60, 60)
    assert len(rows) == 5 * 60 + 1
    singles = sorted(
        (row["subscription"], *row["items"]) for row in rows if row["channel"] == "webhook"
    )
    assert singles == [(f"sub_{n}", one) for n in range(5) for one in range(1, 61)]
    (digest,) = (row for row in rows if row["channel"] == "email")
    assert digest["items"] == list(range(1, 61))


async def test_a_cursor_that_is_set_back_makes_nothing_twice(database: Database) -> None:
    await subscribe(
        database,
        a_subscription(),
        a_subscription("mail", channel="email", pace="hourly"),
        a_subscription("groups", channel="email", group_by=["regime"]),
    )
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in (1, 2)))
    await all_routed(database)
    before = await deliveries(database)
    async with database.begin() as connection:
        await routed.hold(connection)
        await routed.move(connection, 0)

    await all_routed(database, now=NOW + timedelta(hours=3))

    assert await deliveries(database) == before


async def test_mail_in_groups_waits_a_minute_for_others(database: Database) -> None:
    await subscribe(database, a_subscription(channel="email", group_by=["regime"]))
    await publish(
        database,
        an_alert(1, id_="al_1"),
        an_alert(2, id_="al_2", regime="CA-MP-TRAVEL"),
        an_alert(3, id_="al_3"),
    )
    await all_routed(database)
    await publish(database, an_alert(4, id_="al_4"))
    await all_routed(database, now=NOW + timedelta(seconds=30))

    rows = await deliveries(database)

    assert [row["items"] for row in rows] == [[1, 3, 4], [2]]
    assert {row["due"] for row in rows} == {NOW + timedelta(seconds=60)}


async def test_nothing_is_added_to_a_message_that_is_under_way(database: Database) -> None:
    await subscribe(
        database,
        a_subscription("digest", channel="email", pace="hourly"),
        a_subscription("groups", channel="email", group_by=["regime"]),
    )
    await publish(database, an_alert(1, id_="al_1"))
    await all_routed(database)
    async with database.begin() as connection:
        await connection.exec_driver_sql("UPDATE api_delivery SET claimed_by = 'somebody'")

    await publish(database, an_alert(2, id_="al_2"))
    await all_routed(database)

    rows = await deliveries(database)
    assert shown(rows) == [("digest", [1]), ("groups", [1]), ("digest", [2]), ("groups", [2])]
    digests = [row["due"] for row in rows if row["subscription"] == "digest"]
    assert digests == [NOW.replace(hour=13, minute=0), NOW.replace(hour=14, minute=0)]


async def test_a_clock_that_is_set_back_makes_no_window_twice_and_loses_none(
    database: Database,
) -> None:
    await subscribe(database, a_subscription(channel="email", pace="hourly"))
    for n in range(1, 7):
        await publish(database, an_alert(n, id_=f"al_{n}"))
        await all_routed(database, now=NOW + timedelta(hours=n))
        async with database.begin() as connection:
            await connection.exec_driver_sql(
                "UPDATE api_delivery SET state = 'delivered', attempts = 1, settled = due"
            )
    await publish(database, an_alert(7, id_="al_7"))

    await all_routed(database, now=NOW + timedelta(hours=1))

    rows = await deliveries(database)
    assert [row["items"] for row in rows] == [[n] for n in range(1, 8)]
    assert rows[-1]["state"] == "pending"
    assert rows[-1]["due"] == NOW.replace(hour=20, minute=0)


async def test_a_mute_puts_off_and_gathers_what_comes_meanwhile(database: Database) -> None:
    until = datetime(2026, 6, 10, tzinfo=UTC)
    await subscribe(
        database,
        a_subscription("digest", channel="email", pace="hourly", muted_until=until),
        a_subscription("groups", channel="email", group_by=["regime"], muted_until=until),
        a_subscription("hook", muted_until=until),
    )
    for n in (1, 2):
        await publish(database, an_alert(n, id_=f"al_{n}"))
        await all_routed(database, now=NOW + timedelta(days=n))

    rows = await deliveries(database)

    assert {row["due"] for row in rows} == {until}
    assert sorted(shown(rows)) == [
        ("digest", [1, 2]),
        ("groups", [1, 2]),
        ("hook", [1]),
        ("hook", [2]),
    ]


async def test_a_program_is_told_of_each_revision_at_the_end_of_the_window(
    database: Database,
) -> None:
    await subscribe(database, a_subscription(pace="weekly"))
    await publish(database, an_alert(1, id_="al_1"), an_alert(2, id_="al_2"))

    await all_routed(database)

    rows = await deliveries(database)
    assert [row["items"] for row in rows] == [[1], [2]]
    assert {row["due"] for row in rows} == {datetime(2026, 6, 8, 6, tzinfo=UTC)}


async def test_who_subscribes_while_others_route_misses_nothing(database: Database) -> None:
    """Whoever holds the cursor while subscribing is served from where it stands."""
    await subscribe(database, a_subscription("early"))
    await publish(database, an_alert(1, id_="al_1"))
    await all_routed(database)
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in (2, 3)))

    async with database.begin() as connection:
        after = await routed.hold(connection)
        routing = asyncio.ensure_future(all_routed(database))
        await asyncio.sleep(0.1)  # for the router to come to the cursor, which it has to wait for
        await insert(connection, a_subscription("late", after=after))
    await routing

    rows = await deliveries(database)
    assert [one for who, items in shown(rows) if who == "late" for one in items] == [2, 3]


async def test_a_transaction_takes_no_further_revision_after_many_messages(
    database: Database,
) -> None:
    await subscribe(database, *(a_subscription(f"sub_{n}") for n in range(3)))
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 6)))

    sizes = []
    while (batch := await route(database, now=NOW, limit=500, most_messages=4)).revisions:
        sizes.append((batch.revisions, batch.made))

    assert sizes == [(2, 6), (2, 6), (1, 3)]
    assert len(await told(database)) == 15


async def test_where_a_transaction_takes_few_the_next_reads_no_more_than_twice_as_many(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscribe(database, *(a_subscription(f"sub_{n}") for n in range(3)))
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 10)))
    limits: list[int] = []
    ended = asyncio.Event()

    async def few(database: Database, *, now: datetime, limit: int) -> RoutedBatch:
        limits.append(limit)
        batch = await route(database, now=now, limit=limit, most_messages=4)
        if not batch.revisions:
            ended.set()
        return batch

    monkeypatch.setattr(routing, "route", few)
    router = Router(database, SetClock(NOW), Metrics(CollectorRegistry()), Wakes(), poll_s=0.01)
    async with beside(router.run):
        await asyncio.wait_for(ended.wait(), 30)

    assert limits[:6] == [500, 4, 4, 4, 4, 500]
    assert len(await told(database)) == 27


async def test_with_nobody_to_tell_the_cursor_goes_to_the_watermark(database: Database) -> None:
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 4)))

    await all_routed(database, limit=1)

    assert await standing(database) == (3, 3)
    assert await deliveries(database) == []


async def test_a_disabled_subscription_hears_nothing_though_it_was_told(
    database: Database,
) -> None:
    await subscribe(database, a_subscription(), a_subscription("other"))
    await publish(database, an_alert(1))
    await all_routed(database)
    await changed(database, "sub_1", state="disabled")
    await publish(database, an_alert(2, revision=2))

    await all_routed(database)

    assert shown(await deliveries(database)) == [
        ("other", [1]),
        ("sub_1", [1]),
        ("other", [2]),
    ]
