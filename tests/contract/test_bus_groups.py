"""Groups, positions and priorities, held against every adapter of the log."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from interparty_shared.bus.base import (
    Bus,
    Message,
    Positions,
    Record,
    Subscription,
    TopicPartition,
)
from interparty_shared.bus.partitioning import partition_for
from tests.fixtures.bus import Log, Reader, positions_after, some_messages, take


async def test_what_was_not_saved_comes_again(log: Log) -> None:
    reader = Reader()
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 10))
        async with bus.subscribe([log.live], group="g", on_assigned=reader.on_assigned) as member:
            reader.save(await take(member, 4))
            await take(member, 6)
    async with (
        log.open() as bus,
        bus.subscribe([log.live], group="g", on_assigned=reader.on_assigned) as member,
    ):
        again = await take(member, 6)

    assert [int(record.value) for record in again] == [4, 5, 6, 7, 8, 9]


async def test_what_was_reported_is_not_what_was_saved(log: Log) -> None:
    reader = Reader()
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 10))
        async with bus.subscribe([log.live], group="g", on_assigned=reader.on_assigned) as member:
            await member.report(positions_after(await take(member, 10)))
        async with bus.subscribe([log.live], group="g", on_assigned=reader.on_assigned) as member:
            again = await take(member, 10)

    assert [int(record.value) for record in again] == list(range(10))


async def test_positions_handed_back_are_honoured(log: Log) -> None:
    place = TopicPartition(log.live, partition_for(b"key", log.partitions))
    reader = Reader(saved={place: 7})
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 10))
        async with bus.subscribe([log.live], group="g", on_assigned=reader.on_assigned) as member:
            found = await take(member, 3)

            assert place in member.assigned
            assert reader.asked[-1] == member.assigned
    assert [int(record.value) for record in found] == [7, 8, 9]


async def test_a_position_that_the_log_never_reached_begins_at_the_oldest(log: Log) -> None:
    place = TopicPartition(log.live, partition_for(b"key", log.partitions))
    reader = Reader(saved={place: 1_000})
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 3))
        async with bus.subscribe([log.live], group="g", on_assigned=reader.on_assigned) as member:
            found = await take(member, 3)

    assert [int(record.value) for record in found] == [0, 1, 2]


async def test_groups_are_independent(log: Log) -> None:
    one, other = Reader(), Reader()
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 10))
        async with (
            bus.subscribe([log.live], group="one", on_assigned=one.on_assigned) as first,
            bus.subscribe([log.live], group="other", on_assigned=other.on_assigned) as second,
        ):
            seen_by_one = await take(first, 10)
            seen_by_other = await take(second, 10)

    assert [r.value for r in seen_by_one] == [r.value for r in seen_by_other]
    assert len(seen_by_one) == 10


async def test_poll_returns_no_more_than_its_limit(log: Log) -> None:
    async with log.open() as bus:
        await bus.publish([Message(log.live, str(key).encode(), b"") for key in range(50)])
        async with bus.subscribe([log.live], group="g", on_assigned=Reader().on_assigned) as member:
            sizes: list[int] = []
            while sum(sizes) < 50:
                sizes.append(len(await member.poll(limit=7, timeout=5.0)))

    assert max(sizes) <= 7


async def test_a_topic_of_low_priority_waits(log: Log) -> None:
    topics = [log.live, log.backfill]
    async with log.open() as bus:
        await bus.publish([Message(log.backfill, str(key).encode(), b"") for key in range(300)])
        await bus.publish([Message(log.live, str(key).encode(), b"") for key in range(300)])
        async with bus.subscribe(topics, group="g", on_assigned=Reader().on_assigned) as member:
            first = await take(member, 300, limit=40)
            then = await take(member, 100, limit=40)
            await bus.publish([Message(log.live, str(key).encode(), b"") for key in range(100)])
            # One more of the old ones may come before the log has told of the new.
            await asyncio.sleep(0.5)
            again = await take(member, 100, limit=40)
            rest = await take(member, 200, limit=40)

    assert {record.topic for record in first} == {log.live}
    assert {record.topic for record in then} == {log.backfill}
    assert {record.topic for record in again} == {log.live}
    assert {record.topic for record in rest} == {log.backfill}


async def test_a_topic_of_low_priority_comes_soon_when_nothing_else_does(log: Log) -> None:
    loop = asyncio.get_running_loop()
    topics = [log.live, log.backfill]
    async with (
        log.open() as bus,
        bus.subscribe(topics, group="g", on_assigned=Reader().on_assigned) as member,
    ):
        await bus.publish(some_messages(log.live, 1))
        await take(member, 1)
        await bus.publish(some_messages(log.backfill, 1))
        published = loop.time()
        (found,) = await take(member, 1)

    assert found.topic == log.backfill
    assert loop.time() - published < 1.0


async def test_seek_continues_from_these_positions(log: Log) -> None:
    place = TopicPartition(log.live, partition_for(b"key", log.partitions))
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 10))
        async with bus.subscribe([log.live], group="g", on_assigned=Reader().on_assigned) as member:
            await take(member, 5)
            await member.seek({place: 2})
            back = await take(member, 3)
            await member.seek({place: 8})
            ahead = await take(member, 2)

    assert [int(record.value) for record in back] == [2, 3, 4]
    assert [int(record.value) for record in ahead] == [8, 9]


async def test_seek_and_report_ignore_what_is_not_owned(log: Log) -> None:
    foreign = {TopicPartition(log.live, 99): 5, TopicPartition("no.such.topic", 0): 5}
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 3))
        async with bus.subscribe([log.live], group="g", on_assigned=Reader().on_assigned) as member:
            await member.report(foreign)
            await member.seek(foreign)
            await take(member, 1)
            await member.report(foreign)
            await member.seek(foreign)

            assert [int(record.value) for record in await take(member, 2)] == [1, 2]


async def test_an_error_of_the_reader_reaches_it_and_it_is_asked_again(log: Log) -> None:
    reader = Reader()
    errors = [RuntimeError("the database is away"), RuntimeError("still away")]

    async def on_assigned(assigned: frozenset[TopicPartition]) -> Positions:
        if errors:
            raise errors.pop()
        return await reader.on_assigned(assigned)

    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 3))
        async with bus.subscribe([log.live], group="g", on_assigned=on_assigned) as member:
            raised = 0
            found: list[Record] = []
            async with asyncio.timeout(20):
                while len(found) < 3:
                    try:
                        found += await member.poll(limit=10, timeout=1.0)
                    except RuntimeError:
                        raised += 1

    assert raised == 2
    assert [int(record.value) for record in found] == [0, 1, 2]


async def test_partitions_are_shared_and_move_when_a_member_leaves(log: Log) -> None:
    everything = {TopicPartition(log.live, number) for number in range(log.partitions)}
    first, second = Reader(), Reader()
    async with (
        log.open() as bus,
        bus.subscribe([log.live], group="g", on_assigned=first.on_assigned) as stays,
    ):
        async with bus.subscribe([log.live], group="g", on_assigned=second.on_assigned) as leaves:
            await _poll_until(
                lambda: (
                    bool(first.asked and second.asked)
                    and len(first.asked[-1]) + len(second.asked[-1]) == log.partitions
                ),
                stays,
                leaves,
            )

            assert stays.assigned == first.asked[-1]
            assert leaves.assigned == second.asked[-1]
            assert stays.assigned | leaves.assigned == everything
            assert log.partitions == 1 or len(stays.assigned) == len(leaves.assigned)
        await _poll_until(lambda: first.asked[-1] == everything, stays)


async def _poll_until(condition: Callable[[], bool], *members: Subscription) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.gather(*(member.poll(limit=10, timeout=0.2) for member in members))


@dataclass
class Ledger:
    """A database that several workers share: who owns a partition, how far it is, what was done."""

    owners: dict[TopicPartition, object] = field(default_factory=dict)
    saved: dict[TopicPartition, int] = field(default_factory=dict)
    done: list[tuple[TopicPartition, int]] = field(default_factory=list)
    fenced: int = 0

    def save(self, worker: object, records: Sequence[Record]) -> None:
        """Save a batch whole, or not at all where its worker has lost a partition of it."""
        places = {TopicPartition(record.topic, record.partition) for record in records}
        if any(self.owners[place] is not worker for place in places):
            self.fenced += 1
            return
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            assert record.offset == self.saved.get(place, 0), "a record was passed over"
            self.saved[place] = record.offset + 1
            self.done.append((place, record.offset))


async def _work(bus: Bus, log: Log, ledger: Ledger, *, enough: int) -> None:
    worker = object()

    async def on_assigned(assigned: frozenset[TopicPartition]) -> Positions:
        await asyncio.sleep(0.01)
        ledger.owners.update(dict.fromkeys(assigned, worker))
        return {place: ledger.saved[place] for place in assigned if place in ledger.saved}

    async with bus.subscribe([log.live], group="g", on_assigned=on_assigned) as member:
        while len(ledger.done) < enough:
            records = await member.poll(limit=20, timeout=0.2)
            await asyncio.sleep(0.005)
            if records:
                ledger.save(worker, records)


@pytest.mark.timeout(120)
async def test_members_that_come_and_go_do_every_record_exactly_once(log: Log) -> None:
    ledger = Ledger()
    count = 4_000
    async with log.open() as bus, asyncio.TaskGroup() as tasks:
        await bus.publish([Message(log.live, str(key).encode(), b"") for key in range(count)])
        # Each stays until so much is done, so that they leave one after the other.
        for enough in (count // 4, count // 2, count):
            tasks.create_task(_work(bus, log, ledger, enough=enough))
            await asyncio.sleep(0.3)

    assert len(ledger.done) == len(set(ledger.done)) == count
