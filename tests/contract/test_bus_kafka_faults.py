"""The log on Kafka when Kafka is away, hangs, is killed, or refuses."""

import asyncio
import contextlib
import functools
import os
import signal
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from interparty_shared.bus.base import Bus, Message, Record
from interparty_shared.bus.kafka import KafkaBus
from interparty_shared.errors import LogUnavailable
from tests.fixtures.bus import (
    Log,
    Reader,
    eventually,
    kafka_log,
    positions_after,
    some_messages,
    take,
    until,
)
from tests.parts.kafka import Kafka

pytestmark = pytest.mark.timeout(120)

LANES = 5


@pytest.fixture
def stoppable_log(stoppable_kafka: Kafka) -> Log:
    """A log on a Kafka that the test may stop."""
    return kafka_log(stoppable_kafka.bootstrap)


async def test_kafka_that_is_down_at_start_is_found_when_it_comes(
    stoppable_kafka: Kafka, stoppable_log: Log
) -> None:
    loop = asyncio.get_running_loop()
    async with stoppable_log.open():
        pass  # the topics are made
    await asyncio.to_thread(stoppable_kafka.stop)
    bus = KafkaBus(stoppable_kafka.bootstrap)
    reader = Reader()
    try:
        async with bus.subscribe(
            [stoppable_log.live], group="g", on_assigned=reader.on_assigned
        ) as member:
            begin = loop.time()
            for refused in (
                bus.publish(some_messages(stoppable_log.live, 1)),
                bus.ends([stoppable_log.live]),
                bus.read(stoppable_log.live, {}, limit=1),
                bus.check(),
                member.poll(limit=1, timeout=5.0),
            ):
                with pytest.raises(LogUnavailable, match=stoppable_kafka.bootstrap):
                    await refused
            assert loop.time() - begin < 3.0

            await asyncio.to_thread(stoppable_kafka.start)
            await eventually(lambda: bus.publish(some_messages(stoppable_log.live, 3)))
            await eventually(bus.check)
            found = await take(member, 3)
    finally:
        await bus.close()

    assert [int(record.value) for record in found] == [0, 1, 2]


class Traffic:
    """Publishers, each of its own key, and a reader, none of which gives up."""

    def __init__(self, bus: Bus, topic: str) -> None:
        self.bus = bus
        self.topic = topic
        self.acknowledged: list[int] = []
        self.done: list[int] = []
        self.is_stopping = False
        self.publishers = 0

    async def publish(self, lane: int) -> None:
        """Publish numbers, each again until it is acknowledged."""
        number = lane
        self.publishers += 1
        while not self.is_stopping:
            message = Message(self.topic, b"%d" % lane, b"%d" % number)
            await eventually(functools.partial(self.bus.publish, [message]), seconds=60)
            self.acknowledged.append(number)
            number += LANES
        self.publishers -= 1

    async def consume(self) -> None:
        """Take numbers until all that were acknowledged have come."""
        reader = Reader()
        subscribing = self.bus.subscribe([self.topic], group="g", on_assigned=reader.on_assigned)
        async with subscribing as member:
            while self.publishers or not set(self.acknowledged) <= set(self.done):
                with contextlib.suppress(LogUnavailable):
                    records = await member.poll(limit=100, timeout=0.5)
                    self.done += [int(record.value) for record in records]
                    reader.save(records)
                    await member.report(positions_after(records))


async def test_nothing_acknowledged_is_lost_when_kafka_is_killed(
    stoppable_kafka: Kafka, stoppable_log: Log
) -> None:
    async with stoppable_log.open() as bus, asyncio.TaskGroup() as tasks:
        traffic = Traffic(bus, stoppable_log.live)
        for lane in range(LANES):
            tasks.create_task(traffic.publish(lane))
        tasks.create_task(traffic.consume())
        for _ in range(2):
            await asyncio.sleep(1.0)
            await asyncio.to_thread(stoppable_kafka.kill)
            before = len(traffic.acknowledged)
            await asyncio.to_thread(stoppable_kafka.start)
            await until(functools.partial(_has_gone_on, traffic, before))
        traffic.is_stopping = True

    assert set(traffic.acknowledged) <= set(traffic.done)
    for lane in range(LANES):
        # One comes twice where its acknowledgement was lost, but never out of order.
        mine = [number for number in traffic.done if number % LANES == lane]
        assert mine == sorted(mine)


def _has_gone_on(traffic: Traffic, before: int) -> bool:
    return len(traffic.acknowledged) > before + 50


async def test_a_kafka_that_hangs_is_unavailable_within_the_time_it_is_given(
    stoppable_kafka: Kafka, stoppable_log: Log
) -> None:
    loop = asyncio.get_running_loop()
    async with stoppable_log.open():
        pass
    bus = KafkaBus(stoppable_kafka.bootstrap, deadline=3.0)
    try:
        await bus.publish(some_messages(stoppable_log.live, 1))
        with _hanging(stoppable_kafka):
            begin = loop.time()
            outcomes = await asyncio.gather(
                *(bus.publish(some_messages(stoppable_log.live, 1, start=n)) for n in range(5)),
                bus.check(),
                return_exceptions=True,
            )
            assert loop.time() - begin < 4.5
        await eventually(lambda: bus.publish(some_messages(stoppable_log.live, 1, start=9)))
        # A broker that was fenced while it hung names none, itself included, for a moment after.
        found = await eventually(lambda: bus.read(stoppable_log.live, {}, limit=100))
    finally:
        await bus.close()

    assert {type(outcome) for outcome in outcomes} == {LogUnavailable}
    assert {0, 9} <= {int(record.value) for record in found}


async def test_a_reader_is_told_when_kafka_is_killed_and_continues_where_it_stood(
    stoppable_kafka: Kafka, stoppable_log: Log
) -> None:
    reader = Reader()
    topics = [stoppable_log.live]
    async with (
        stoppable_log.open() as bus,
        bus.subscribe(topics, group="g", on_assigned=reader.on_assigned) as member,
    ):
        await bus.publish(some_messages(stoppable_log.live, 5))
        reader.save(await take(member, 5))
        await asyncio.to_thread(stoppable_kafka.kill)
        with pytest.raises(LogUnavailable):
            await take(member, 1, seconds=40.0)
        await asyncio.to_thread(stoppable_kafka.start)
        await eventually(lambda: bus.publish(some_messages(stoppable_log.live, 5, start=5)))
        found: list[Record] = []
        while len(found) < 5:
            with contextlib.suppress(LogUnavailable):
                found += await member.poll(limit=10, timeout=0.5)

    assert [int(record.value) for record in found] == [5, 6, 7, 8, 9]


async def test_leaving_a_kafka_that_is_gone_is_quick_and_cancels_nobody(
    stoppable_kafka: Kafka, stoppable_log: Log
) -> None:
    loop = asyncio.get_running_loop()
    reader = Reader()
    topics = [stoppable_log.live]
    async with stoppable_log.open() as bus:
        async with bus.subscribe(topics, group="g", on_assigned=reader.on_assigned) as member:
            await bus.publish(some_messages(stoppable_log.live, 1))
            await take(member, 1)
            # At several moments, since what there is to leave changes from one to the next.
            await asyncio.to_thread(stoppable_kafka.kill)
            begin = loop.time()
        for wait in (0.0, 0.1, 0.3, 1.0):
            async with bus.subscribe(topics, group="g", on_assigned=reader.on_assigned) as member:
                with contextlib.suppress(LogUnavailable):
                    await member.poll(limit=1, timeout=wait)
    took = loop.time() - begin

    assert took < 9.0
    current = asyncio.current_task()
    assert current is not None
    assert current.cancelling() == 0


@contextlib.contextmanager
def _hanging(kafka: Kafka) -> Generator[None]:
    """Have a broker that takes connections and answers nothing."""
    assert kafka.pid is not None
    os.kill(kafka.pid, signal.SIGSTOP)
    try:
        _wait_stopped(kafka.pid)
        yield
    finally:
        os.kill(kafka.pid, signal.SIGCONT)


def _wait_stopped(pid: int) -> None:
    """Return once every thread of a process stands still: those that still run answer meanwhile."""
    until = time.monotonic() + 10.0
    while time.monotonic() < until:
        stats = [one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/stat")]
        # The state follows the name, which is in brackets and may hold anything.
        if stats and all(stat.rpartition(")")[2].split()[0] in "Tt" for stat in stats):
            return
        time.sleep(0.005)
    raise TimeoutError(f"process {pid} was told to stop, and runs")
