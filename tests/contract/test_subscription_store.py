"""Subscriptions and their deliveries on both databases, with others at work beside."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from interparty_api import links
from interparty_api.handlers import self_service, subscription_deliveries, subscriptions
from interparty_api.handlers.filters import AlertFilter, parse
from interparty_api.handlers.subscribing import Means
from interparty_api.handlers.subscriptions import Changes, Wanted
from interparty_api.store import delivery_log
from interparty_api.store import subscriptions as store
from interparty_shared.db.engine import Database
from interparty_shared.errors import NotFound
from interparty_shared.web.problems import Problem
from tests.support.api import SetClock

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOOK = Wanted(name="H", filter=AlertFilter(), channel="webhook", to="https://desk.example/hook")
MAIL = Wanted(name="M", filter=AlertFilter(), channel="email", to="reader@watchdog.example")


@pytest.fixture
def means(database: Database) -> Means:
    numbers = count(1)
    return Means(
        database, SetClock(NOW), randomness=lambda size: next(numbers).to_bytes(size, "big")
    )


async def do(database: Database, *statements: str) -> None:
    async with database.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def test_what_is_kept_is_read_back_as_it_was(means: Means) -> None:
    wanted = Wanted(
        name="«Ünïcode»",
        filter=parse({"country": ["GB", "DE"], "q": "forum"}),
        channel="email",
        to="reader@watchdog.example",
        group_by=("engagement", "regime"),
        language="zh",
        muted_until=NOW + timedelta(days=3),
        from_sequence=2**62,
    )
    made, shown = await subscriptions.create(means, "ours", wanted)

    assert shown is None
    found = await subscriptions.get(means, "ours", made.id)
    assert found == made or {**_fields(found), "group_by": made.group_by} == _fields(made)
    assert parse(found.filter) == wanted.filter
    with pytest.raises(NotFound):
        await subscriptions.get(means, "theirs", made.id)


def _fields(one: store.Kept) -> dict[str, object]:
    found = {name: getattr(one, name) for name in one.__slots__}
    return found | {"group_by": tuple(one.group_by)}


async def test_pages_hold_each_once_though_many_were_made_at_one_moment(means: Means) -> None:
    made = [(await subscriptions.create(means, "ours", HOOK))[0].id for _ in range(5)]
    await subscriptions.create(means, "theirs", HOOK)
    found: list[str] = []
    after = None
    while True:
        page, after = await subscriptions.list_all(means, "ours", limit=2, after=after)
        found += [one.id for one in page]
        if after is None:
            break

    assert sorted(found) == sorted(made)


async def test_of_many_who_ask_one_address_at_once_three_may(means: Means) -> None:
    answers = await asyncio.gather(
        *(subscriptions.create(means, f"key {n}", MAIL) for n in range(6)), return_exceptions=True
    )

    refused = [one for one in answers if isinstance(one, BaseException)]
    assert [one.kind for one in refused if isinstance(one, Problem)] == ["too-many-requests"] * 3
    async with means.database.read() as connection:
        rows = await connection.execute(text("SELECT count(*) FROM api_subscription"))
        assert rows.scalar_one() == 3


async def test_of_many_that_one_key_makes_at_once_no_more_remain_than_it_may_have(
    means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "MOST_OF_ONE", 3)
    answers = await asyncio.gather(
        *(subscriptions.create(means, "ours", HOOK) for _ in range(6)), return_exceptions=True
    )

    assert sum(isinstance(one, Problem) for one in answers) == 3


async def test_a_subscription_waits_for_the_router_and_begins_where_it_ended(means: Means) -> None:
    await do(means.database, "INSERT INTO api_routed (name, sequence) VALUES ('alerts', 30)")
    async with means.database.begin() as router:
        lock = " FOR UPDATE" if means.database.is_postgres else ""
        await router.execute(text(f"SELECT sequence FROM api_routed WHERE name = 'alerts'{lock}"))
        making = asyncio.ensure_future(subscriptions.create(means, "ours", HOOK))
        await asyncio.wait({making}, timeout=0.3)  # if it did not wait, it would be done by then
        await router.execute(text("UPDATE api_routed SET sequence = 50"))

    made, _ = await making
    assert made.after == 50


async def test_changes_at_the_same_time_do_not_undo_each_other(means: Means) -> None:
    made, _ = await subscriptions.create(means, "ours", HOOK)

    await asyncio.gather(
        subscriptions.change(means, "ours", made.id, Changes(frozenset({"name"}), name="New")),
        subscriptions.change(means, "ours", made.id, Changes(frozenset({"pace"}), pace="daily")),
        subscriptions.change(means, "ours", made.id, Changes(frozenset({"state"}), state="paused")),
        *(subscriptions.rotate(means, "ours", made.id, "hmac") for _ in range(2)),
    )

    found = await subscriptions.get(means, "ours", made.id)
    assert (found.name, found.pace, found.state) == ("New", "daily", "paused")
    assert len(found.secrets) == 3


async def test_anchors_are_those_of_the_filter_and_change_with_it(means: Means) -> None:
    wanted = parse({"actor": ["Ann Lee", "Bo Park"]})
    made, _ = await subscriptions.create(means, "ours", HOOK)
    await subscriptions.change(
        means, "ours", made.id, Changes(frozenset({"filter"}), filter=wanted)
    )

    async with means.database.read() as connection:
        rows = await connection.execute(text("SELECT term, subscription FROM api_anchor"))
        assert {tuple(row) for row in rows} == {(term, made.id) for term in wanted.anchors()}


async def test_deliveries_are_shown_newest_first_with_attempts_and_sequences(means: Means) -> None:
    made, _ = await subscriptions.create(means, "ours", HOOK)
    for number in range(4):
        async with means.database.begin() as connection:
            await delivery_log.add(
                connection,
                id_=f"msg_{number}",
                subscription=made.id,
                channel="webhook",
                kind="alerts",
                now=NOW + timedelta(seconds=number // 2),
            )
    await do(
        means.database,
        "INSERT INTO api_delivery_item (delivery, sequence) VALUES ('msg_3', 8), ('msg_3', 7)",
        "INSERT INTO api_attempt (delivery, number, at, took_ms, outcome, status, detail) VALUES"
        " ('msg_3', 2, '2026-06-01 12:00:09+00:00', 80, 'delivered', 200, 'ok'),"
        " ('msg_3', 1, '2026-06-01 12:00:01+00:00', 90, 'retry', NULL, 'no answer')",
    )

    first, after = await subscription_deliveries.list_deliveries(
        means, "ours", made.id, limit=3, after=None
    )
    rest, end = await subscription_deliveries.list_deliveries(
        means, "ours", made.id, limit=3, after=after
    )

    shown = [*first, *rest]
    assert [one.delivery.id for one in shown] == ["msg_3", "msg_2", "msg_1", "msg_0"]
    assert end is None
    assert list(shown[0].sequences) == [7, 8]
    tried = [(one.outcome, one.status, one.at.second) for one in shown[0].attempts]
    assert tried == [("retry", None, 1), ("delivered", 200, 9)]
    assert not shown[1].attempts


async def test_what_is_sent_just_now_stays_with_who_sends_it(means: Means) -> None:
    made, _ = await subscriptions.create(means, "ours", HOOK)
    test = await subscription_deliveries.send_test(means, "ours", made.id)
    await do(
        means.database,
        "UPDATE api_delivery SET claimed_by = 'worker', due = '2026-06-01 09:00:00+00:00'",
    )

    shown = await subscription_deliveries.retry_delivery(means, "ours", test.delivery.id)

    assert (shown.delivery.state, shown.delivery.due.hour) == ("pending", 9)
    await do(means.database, "UPDATE api_delivery SET claimed_by = NULL, state = 'failed'")
    shown = await subscription_deliveries.retry_delivery(means, "ours", test.delivery.id)
    assert (shown.delivery.state, shown.delivery.due, shown.delivery.settled) == (
        "pending",
        NOW,
        None,
    )


async def test_a_reader_confirms_leaves_and_what_is_deleted_leaves_nothing(means: Means) -> None:
    made, _ = await subscriptions.create(means, "ours", MAIL)
    confirm, leave = (
        links.token(made.link_key, made.id, "confirm"),
        links.token(made.link_key, made.id, "unsubscribe"),
    )

    assert (await self_service.confirm(means, made.id, confirm)).state == "active"
    await subscription_deliveries.send_test(means, "ours", made.id)
    assert (await self_service.unsubscribe(means, made.id, leave)).state == "disabled"
    shown, _ = await subscription_deliveries.list_deliveries(
        means, "ours", made.id, limit=9, after=None
    )
    assert {one.delivery.state for one in shown} == {"cancelled"}
    with pytest.raises(NotFound):
        await self_service.confirm(means, "\x00", confirm)
    await subscriptions.delete(means, "ours", made.id)
    for table in ("subscription", "anchor", "told", "delivery"):
        async with means.database.read() as connection:
            rows = await connection.execute(text(f"SELECT * FROM api_{table}"))
            assert rows.all() == []


async def test_an_address_that_never_confirmed_is_forgotten_with_what_was_due(means: Means) -> None:
    made, _ = await subscriptions.create(means, "ours", MAIL)
    clock = means.clock
    assert isinstance(clock, SetClock)
    clock.time += timedelta(days=11)

    await subscriptions.create(means, "theirs", HOOK)

    with pytest.raises(NotFound):
        await subscriptions.get(means, "ours", made.id)


async def test_a_replay_is_kept_and_one_at_a_time(means: Means) -> None:
    await do(means.database, "INSERT INTO api_routed (name, sequence) VALUES ('alerts', 30)")
    made, _ = await subscriptions.create(means, "ours", HOOK)

    asked = [
        subscription_deliveries.replay(means, "ours", made.id, after=at, through=None)
        for at in (3, 4)
    ]
    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert sum(isinstance(one, Problem) for one in answers) == 1
    found = await subscriptions.get(means, "ours", made.id)
    assert (found.backfilled in {3, 4}, found.backfill_through) == (True, 30)


async def test_an_error_of_the_database_names_no_value(means: Means) -> None:
    made, _ = await subscriptions.create(means, "ours", HOOK)
    with pytest.raises(IntegrityError) as broken:
        async with means.database.begin() as connection:
            await store.add(connection, made)

    said = str(broken.value)
    assert "api_subscription" in said
    for hidden in (made.target, made.link_key, "whsec_"):
        assert hidden not in said
