"""History, for who asks for it: looked through in bounded parts, and sent again under the same ids."""

from interparty_api.handlers.routing import backfill, route
from interparty_api.tables_watch import Delivery, Subscription
from interparty_shared.db.engine import Database
from tests.support.published import an_alert
from tests.support.watching import (
    DELIVERIES,
    NOW,
    a_subscription,
    changed,
    deliveries,
    one,
    publish,
    subscribe,
    table,
    told,
)


async def looked_through(database: Database, limit: int = 2) -> list[int]:
    """Look all history through; return how many revisions each part had."""
    parts, last = [], ""
    while (done := await backfill(database, now=NOW, limit=limit, after=last)) is not None:
        last, batch = done
        parts.append(batch.revisions)
        assert len(parts) < 50
    return parts


async def delivered(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(
            DELIVERIES.update().values(state="delivered", attempts=3, settled=NOW)
        )


async def test_history_is_sent_from_the_sequence_asked_for_and_live_goes_on(
    database: Database,
) -> None:
    silent = an_alert(3, id_="al_3")
    object.__setattr__(silent, "notify", False)
    await publish(database, an_alert(1, id_="al_1"), an_alert(2, id_="al_2"), silent)
    await publish(database, an_alert(4, id_="al_4", severity="low"), an_alert(5, id_="al_5"))
    await route(database, now=NOW, limit=500)
    await subscribe(database, a_subscription(after=5, from_sequence=2, backfilled=1))
    await publish(database, an_alert(6, id_="al_6"), an_alert(7, id_="al_2", revision=2))
    await route(database, now=NOW, limit=500)

    parts = await looked_through(database)

    assert parts == [2, 2]
    assert [row["items"] for row in await deliveries(database)] == [[2], [3], [5], [6], [7]]
    assert {(who, root) for who, alert, root in await told(database) if alert == "al_2"} == {
        ("sub_1", 7)
    }
    assert (await one(database))["backfilled"] is None


async def test_corrections_of_what_history_told_are_history_too(database: Database) -> None:
    await publish(
        database, an_alert(1), an_alert(2, revision=2, severity="low"), an_alert(3, id_="al_3")
    )
    await subscribe(database, a_subscription(after=3, backfilled=0))

    await looked_through(database, limit=1)

    assert [row["items"] for row in await deliveries(database)] == [[1], [2], [3]]


async def test_a_replay_sends_what_was_sent_again_under_the_same_ids(database: Database) -> None:
    await subscribe(database, a_subscription())
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 6)))
    await route(database, now=NOW, limit=500)
    before = {row["id"] for row in await deliveries(database)}
    await delivered(database)
    await changed(database, "sub_1", backfilled=1, backfill_through=3)

    await looked_through(database)

    rows = await deliveries(database)
    assert {row["id"] for row in rows} == before
    assert [row["state"] for row in rows] == [
        "delivered",
        "pending",
        "pending",
        "delivered",
        "delivered",
    ]
    assert [row["attempts"] for row in rows] == [3, 0, 0, 3, 3]
    (subscription,) = await table(database, Subscription)
    assert (subscription["backfilled"], subscription["backfill_through"]) == (None, None)


async def test_a_replay_beyond_what_is_known_ends_and_nothing_is_made_twice(
    database: Database,
) -> None:
    await subscribe(database, a_subscription(backfilled=0, backfill_through=10**9))
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 4)))

    await looked_through(database)  # before the router comes to them
    await route(database, now=NOW, limit=500)

    assert [row["items"] for row in await deliveries(database)] == [[1], [2], [3]]
    assert (await one(database))["backfilled"] is None


async def test_a_message_that_is_sent_again_takes_in_nothing_new(database: Database) -> None:
    await subscribe(database, a_subscription(channel="email", pace="hourly"))
    await publish(database, an_alert(1, id_="al_1"))
    await route(database, now=NOW, limit=500)
    await delivered(database)
    await changed(database, "sub_1", backfilled=0)
    await looked_through(database)
    await changed(database, "sub_1", after=0)
    await publish(database, an_alert(2, id_="al_2"))

    await route(database, now=NOW, limit=500)

    assert [row["items"] for row in await deliveries(database)] == [[1], [2]]


async def test_history_comes_by_mail_as_one_message_for_each_part(database: Database) -> None:
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 6)))
    await subscribe(database, a_subscription(channel="email", after=5, backfilled=0))

    await looked_through(database, limit=3)

    assert [row["items"] for row in await deliveries(database)] == [[1, 2, 3], [4, 5]]


async def test_all_who_ask_get_their_turn_and_those_who_are_not_active_wait(
    database: Database,
) -> None:
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 4)))
    await subscribe(
        database,
        *(a_subscription(f"sub_{n}", after=3, backfilled=0) for n in range(3)),
        a_subscription("unconfirmed", after=3, backfilled=0, state="unconfirmed"),
    )

    turns, last = [], ""
    while (done := await backfill(database, now=NOW, limit=2, after=last)) is not None:
        last = done[0]
        turns.append(last)

    assert turns == ["sub_0", "sub_1", "sub_2"] * 2
    assert len(await table(database, Delivery)) == 9
    assert (await one(database, "unconfirmed"))["backfilled"] == 0
