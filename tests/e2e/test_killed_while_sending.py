"""`interparty up` killed between sending and settling: nothing is lost, what is doubled has its old id."""

import asyncio
import signal
from collections import Counter
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from interparty_api.tables_watch import Delivery
from interparty_shared.db.engine import open_database
from tests.support.late_visits import late_visit
from tests.support.receiver import receiver
from tests.support.up import Up

ALERTS = 12
HELD = 4
"""So many messages are in flight to one subscription at most."""
DELIVERIES = Delivery.__table__  # type: ignore[attr-defined]
pytestmark = pytest.mark.timeout(180)  # on a busy machine each start takes its time


@pytest.fixture
def up(tmp_path: Path) -> Generator[Up]:
    process = Up(tmp_path, webhook_allow="127.0.0.0/8")
    yield process
    process.close()


async def a_minute_passes(folder: Path) -> int:
    """Have all leases end, as they do while nobody runs; return how many there were."""
    database = open_database(f"sqlite+aiosqlite:///{folder}/api.db")
    async with database.begin() as connection:
        ended = await connection.execute(
            update(DELIVERIES)
            .where(DELIVERIES.c.claimed_until.is_not(None))
            .values(claimed_until=datetime.now(UTC) - timedelta(seconds=1))
        )
    await database.close()
    return ended.rowcount


async def test_killed_between_send_and_settle_every_message_arrives_and_twice_only_under_equal_ids(
    up: Up, tmp_path: Path
) -> None:
    async with receiver() as there:
        there.behave("hang")  # it has the message, and its answer never comes
        await asyncio.to_thread(up.start)
        body = {"name": "Desk", "filter": {}, "channel": "webhook", "to": there.url}
        made = await asyncio.to_thread(up.client.post, f"{up.url}/v1/subscriptions", json=body)
        assert made.status_code == 201, made.text
        there.keys.append(made.json()["secret"])
        events = [event for number in range(ALERTS) for event in late_visit(number)]
        assert (await asyncio.to_thread(up.post, events)).status_code == 207
        held = [one.id for one in await there.wait(HELD)]

        assert await asyncio.to_thread(up.end, signal.SIGKILL) == -signal.SIGKILL
        assert await a_minute_passes(tmp_path) == HELD
        there.behave("ok")
        await asyncio.to_thread(up.start)
        came = await there.until(lambda all_: len({one.id for one in all_}) == ALERTS)
        came = await there.until(lambda all_: len(all_) == ALERTS + HELD)
        assert await asyncio.to_thread(up.end, signal.SIGTERM) == 0

    told = {(one.json()["data"]["sequence"], one.id) for one in came}
    assert sorted(sequence for sequence, _ in told) == list(range(1, ALERTS + 1))
    assert Counter(one.id for one in came) == Counter([id_ for _, id_ in told] + held)
    assert all(one.verified for one in came)
