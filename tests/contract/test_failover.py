"""PostgreSQL goes away and comes back while messages are due: nothing is lost, nor sent under two ids."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from interparty_api.handlers.slots import Slots
from interparty_api.migrations import MIGRATIONS
from interparty_api.notify.base import Outcome, Outgoing
from interparty_api.scheduler.dispatch import Dispatcher
from interparty_api.scheduler.routing import Router
from interparty_api.scheduler.waking import Metrics, Wakes
from interparty_api.tables_watch import Attempt
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from tests.parts.postgres import Postgres
from tests.support.api import SetClock
from tests.support.loops import beside, until
from tests.support.published import an_alert
from tests.support.watching import (
    DELIVERED,
    NOW,
    Counting,
    a_subscription,
    publish,
    settled,
    subscribe,
    table,
)

ALERTS = 40
WATCHING = 3


@pytest.fixture
async def postgres_database(
    stoppable_postgres: Postgres, postgres_url: str
) -> AsyncGenerator[Database]:
    url = postgres_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    await upgrade(MIGRATIONS, url)
    database = open_database(url)
    yield database
    await database.close()


def all_are_delivered(rows: list[dict[str, Any]]) -> bool:
    return len(rows) == WATCHING * (ALERTS + 1) and {row["state"] for row in rows} == {"delivered"}


async def test_a_database_that_goes_away_while_messages_are_due_costs_time_only(
    stoppable_postgres: Postgres, postgres_database: Database
) -> None:
    database = postgres_database
    await subscribe(database, *(a_subscription(f"sub_{n}") for n in range(WATCHING)))
    await publish(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, ALERTS + 1)))
    clock, metrics, wakes = SetClock(NOW), Metrics(CollectorRegistry()), Wakes()
    under_way, is_gone = asyncio.Event(), asyncio.Event()

    async def sends(_: Outgoing) -> Outcome:
        if len(sender.sent) >= ALERTS:  # some are settled, others due, and some are in flight
            under_way.set()
            await is_gone.wait()
        return DELIVERED

    sender, slots = Counting(sends), Slots(per_second=10_000)
    router = Router(database, clock, metrics, wakes, batch=ALERTS // 4)
    dispatcher = Dispatcher(database, clock, metrics, wakes, {"webhook": sender}, slots=slots)

    async def all_tried_again() -> bool:
        (retries,) = metrics.retries.collect()
        tried = {one.labels["reader"] for one in retries.samples if one.value}
        return tried == {"router", "dispatch", "settling"}

    async def all_attempts_are_kept() -> bool:
        return len(await table(database, Attempt)) >= len(sender.sent)

    async with beside(router.run, dispatcher.run):
        await asyncio.wait_for(under_way.wait(), 30)
        await asyncio.to_thread(stoppable_postgres.kill)
        is_gone.set()  # what was in flight arrives while nothing can be kept of it
        await until(all_tried_again, seconds=30)
        await asyncio.to_thread(stoppable_postgres.restart)
        await publish(database, an_alert(ALERTS + 1, id_="al_last"))
        clock.time += timedelta(seconds=61)  # of a claim that was broken off nobody knows
        rows = await settled(database, all_are_delivered)
        await until(all_attempts_are_kept, seconds=30)

    sent = {(message.to.id, message.items[0].sequence, message.id) for message in sender.sent}
    assert sent == {(row["subscription"], row["items"][0], row["id"]) for row in rows}
