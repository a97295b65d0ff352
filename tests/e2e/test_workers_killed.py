"""Laws 1 and 2 on Kafka and PostgreSQL: workers killed at any instant lose and double nothing."""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from interparty_alerts.migrations import MIGRATIONS
from interparty_shared import packs
from interparty_shared.bus.base import Bus, Message, TopicPartition
from interparty_shared.bus.open import open_bus
from interparty_shared.db.migrate import upgrade
from interparty_shared.wire.published import Published, published
from interparty_shared.wire.topics import ALERTS
from tests.fixtures.alerts import asyncpg
from tests.support import builders
from tests.support.builders import Event
from tests.support.oracle import truth
from tests.support.worlds import crowded

KILLS = 3
CONTENDING = [("Lambda", "Rho"), ("Upsilon", "Pi"), ("Digamma", "Xi"), ("Zephyros", "Mu")]


class Workers:
    """Processes of the alerts service; ends only those that it started, by id."""

    def __init__(self, log: str, database: str) -> None:
        self.environment = {
            **os.environ,
            "INTERPARTY_BUS_URL": log,
            "INTERPARTY_DATABASE_URL": database,
            "INTERPARTY_PORT": "0",
            "INTERPARTY_LOG_LEVEL": "ERROR",
            "INTERPARTY_BATCH_SIZE": "7",
        }
        self.processes: list[asyncio.subprocess.Process] = []

    async def start(self) -> None:
        self.processes.append(
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "interparty_alerts", env=self.environment
            )
        )

    async def kill(self, index: int) -> None:
        process = self.processes.pop(index)
        process.send_signal(signal.SIGKILL)
        await process.wait()

    async def end(self) -> None:
        while self.processes:
            await self.kill(0)


async def told(bus: Bus) -> list[Published]:
    start: dict[TopicPartition, int] = {}
    found = []
    while records := await bus.read(ALERTS.name, start, limit=2_000):
        for record in records:
            start[TopicPartition(record.topic, record.partition)] = record.offset + 1
            found.append(published(record))
    return found


def state(said: Sequence[Published]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a reader holds: obligations, and open alerts by their highest sequence."""
    held: dict[str, Any] = {}
    newest: dict[str, Published] = {}
    for one in said:
        if one.kind == "obligation":
            if one.gone:
                held.pop(one.document["id"], None)
            else:
                held[one.document["id"]] = one.document
        elif (one.sequence or 0) > (
            newest[one.document["id"]].sequence or 0 if one.document["id"] in newest else -1
        ):
            newest[one.document["id"]] = one
    history = {"revision", "opened", "updated", "sequence"}
    alerts = {
        id_: {key: value for key, value in one.document.items() if key not in history}
        for id_, one in newest.items()
        if one.document["status"] == "open"
    }
    return held, alerts


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("number_of_workers", [1, 4])
async def test_workers_killed_under_load_end_in_the_truth_of_one_pass_with_a_contiguous_sequence(
    empty_topics: str, postgres_url: str, number_of_workers: int
) -> None:
    chance = random.Random(11)
    url = asyncpg(postgres_url)
    await upgrade(MIGRATIONS, url)
    world = [one for number in range(4) for one in renamed(crowded(chance), number)]
    chance.shuffle(world)
    workers = Workers(empty_topics, url)
    async with open_bus(empty_topics) as bus:
        try:
            for _ in range(number_of_workers):
                await workers.start()
            chunk = len(world) // KILLS + 1
            for at in range(0, len(world), chunk):
                await bus.publish([message(one) for one in world[at : at + chunk]])
                await asyncio.sleep(chance.uniform(0.5, 2.0))
                await workers.kill(chance.randrange(len(workers.processes)))
                await workers.start()
            now = datetime.now(UTC)
            expected = truth(world, packs.load(), now)
            assert sums(expected[0]) == {"missing", "not_required"}
            async with asyncio.timeout(150):
                while state(said := await told(bus)) != expected:
                    await asyncio.sleep(1)
        finally:
            await workers.end()
    given = {one.sequence: one.document["id"] for one in said if one.sequence is not None}
    assert sorted(given) == list(range(1, len(given) + 1))
    revisions = {
        (one.document["id"], one.document["revision"]): one.sequence for one in said if one.sequence
    }
    assert len(revisions) == len(given)


def sums(held: dict[str, Any]) -> set[str]:
    """Return the verdicts on visits that only add up to what is to be reported."""
    return {one["verdict"] for one in held.values() if one["rule"] == "GB-PPERA-VISITS-LOCAL"}


def renamed(world: list[Event], number: int) -> list[Event]:
    """Return the world with ids of its own, so that several of them make a larger one.

    Those who contend for records have names of their own, too: the oracle tries every way there is.
    """
    for ours, theirs in zip(("Lambda", "Rho"), CONTENDING[number], strict=True):
        world = json.loads(json.dumps(world).replace(f"Member {ours}", f"Member {theirs}"))
    text = [(one, one["id"]) for one in world]
    for one, id_ in text:
        one["id"] = f"{number}-{id_}"
        if "engagement" in one["data"]:
            one["data"]["engagement"]["id"] = f"{number}-{one['data']['engagement']['id']}"
        if "record_id" in one["data"]:
            one["data"]["record_id"] = f"{number}-{one['data']['record_id']}"
    return world


def message(posted: Event) -> Message:
    record = builders.record(posted, offset=0)
    return Message(record.topic, record.key, record.value, record.headers)
