"""A hundred thousand messages are due after an outage: they drain in turn, and hold up nobody."""

import pytest
from sqlalchemy import text

from interparty_api.handlers.routing import route
from interparty_api.handlers.slots import Slots
from interparty_shared.db.engine import Database
from tests.support.api import SetClock
from tests.support.published import an_alert
from tests.support.watching import (
    NOW,
    Counting,
    a_subscription,
    dispatching,
    publish,
    subscribe,
)

WAITING = 100
"""Subscriptions whose receivers were away."""
EACH = 1_000
AT_ONCE = 4
TOGETHER = 16
COPIES = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {EACH - 1})"
COLUMNS = "subscription, channel, kind, group_key, state, due, attempts, created"
BACKLOG = (
    f"INSERT INTO api_delivery (id, {COLUMNS}) {COPIES}"
    f" SELECT d.id || '_' || n.i, {COLUMNS} FROM api_delivery d CROSS JOIN n",
    f"INSERT INTO api_delivery_item (delivery, sequence) {COPIES}"
    " SELECT i.delivery || '_' || n.i, i.sequence FROM api_delivery_item i CROSS JOIN n",
)


async def count(database: Database, what: str) -> int:
    async with database.read() as connection:
        statement = text(f"SELECT count(*) FROM api_delivery WHERE {what}")
        found: int = (await connection.execute(statement)).scalar_one()
        return found


@pytest.mark.slow
@pytest.mark.timeout(180)  # on a busy machine the rows alone take their time
async def test_of_a_hundred_thousand_that_are_due_each_subscription_gets_its_turn_and_no_more(
    database: Database,
) -> None:
    await subscribe(database, *(a_subscription(f"sub_{n}") for n in range(WAITING)))
    await publish(database, an_alert(1))
    await route(database, now=NOW, limit=10)
    async with database.begin() as connection:
        for statement in BACKLOG:
            await connection.execute(text(statement))
    await subscribe(database, a_subscription("sub_new", after=1))
    await publish(database, an_alert(2, id_="al_2"))
    await route(database, now=NOW, limit=10)
    due = WAITING * EACH + WAITING + 1
    assert await count(database, "state = 'pending'") == due

    sender = Counting()
    slots = Slots(in_flight=TOGETHER, per_subscription=AT_ONCE, per_second=10_000)
    async with dispatching(database, SetClock(NOW), sender, slots=slots):
        await sender.until(lambda: len({one.to.id for one in sender.sent}) == WAITING + 1)

    # Nobody came twice round before everybody had come once, but for what was on its way.
    assert len(sender.sent) <= AT_ONCE * (WAITING + 1) + TOGETHER
    assert "sub_new" in {one.to.id for one in sender.sent}
    assert max(sender.most.values()) <= AT_ONCE
    assert sender.most_together <= TOGETHER
    assert len(sender.ids) == len(set(sender.ids))
    assert await count(database, "state IN ('pending', 'delivered')") == due
    assert await count(database, "state = 'delivered'") <= len(sender.sent)
