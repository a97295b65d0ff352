"""What the port to the log promises, held against every adapter."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from interparty_shared.bus.base import Bus, Message, Rejected, Subscription, TopicPartition
from interparty_shared.bus.partitioning import partition_for
from tests.fixtures.bus import Log, Reader, positions_after, some_messages, take


async def test_messages_of_one_key_keep_their_order(log: Log) -> None:
    async with log.open() as bus:
        for start in range(0, 300, 100):
            await bus.publish(
                [
                    Message(log.live, key, str(number).encode())
                    for number in range(start, start + 100)
                    for key in (b"a", b"b", b"c")
                ]
            )

        async with bus.subscribe([log.live], group="g", on_assigned=Reader().on_assigned) as member:
            found = await take(member, 900, limit=70)

    for key in (b"a", b"b", b"c"):
        assert [int(record.value) for record in found if record.key == key] == list(range(300))


async def test_offsets_of_a_partition_only_grow(log: Log) -> None:
    async with log.open() as bus:
        for _ in range(3):
            await bus.publish([Message(log.live, str(key).encode(), b"") for key in range(50)])
        async with bus.subscribe([log.live], group="g", on_assigned=Reader().on_assigned) as member:
            found = await take(member, 150)

    for partition in range(log.partitions):
        offsets = [record.offset for record in found if record.partition == partition]
        assert offsets == list(range(len(offsets)))


async def test_a_key_goes_to_the_partition_that_kafka_gives_it(log: Log) -> None:
    keys = [f"engagement:https://példa.org|{number}".encode() for number in range(40)] + [b""]
    async with log.open() as bus:
        await bus.publish([Message(log.live, key, b"") for key in keys])
        found = await bus.read(log.live, {}, limit=100)

    assert {record.key: record.partition for record in found} == {
        key: partition_for(key, log.partitions) for key in keys
    }


async def test_what_is_published_comes_back_as_it_was(log: Log) -> None:
    headers = (("ce_type", "тип ü 類型".encode()), ("raw", bytes(range(256))), ("raw", b""))
    message = Message(log.live, "clé|ключ|鍵".encode(), b"\x00\xff{}", headers)
    before = datetime.now(UTC)
    async with log.open() as bus:
        await bus.publish([message, Message(log.live, message.key, b"")])
        found = await bus.read(log.live, {}, limit=10)

    assert [(record.topic, record.key, record.value, record.headers) for record in found] == [
        (log.live, message.key, message.value, headers),
        (log.live, message.key, b"", ()),
    ]
    assert found[0].header("ce_type") == "тип ü 類型"
    assert found[0].header("absent") is None
    assert before - timedelta(seconds=1) <= found[0].appended <= datetime.now(UTC)
    assert found[0].appended.tzinfo is UTC


async def test_a_large_batch_arrives_whole(log: Log) -> None:
    values = [f"{number:06d}".encode() * 100 for number in range(5_000)]
    async with log.open() as bus:
        await bus.publish([Message(log.live, value[:6], value) for value in values])
        async with bus.subscribe([log.live], group="g", on_assigned=Reader().on_assigned) as member:
            found = await take(member, 5_000)

    assert sorted(record.value for record in found) == values


async def test_a_message_of_the_largest_size_is_taken(log: Log) -> None:
    async with log.open() as bus:
        value = b"x" * (1024 * 1024 - 200)
        await bus.publish([Message(log.live, b"key", value)])
        (found,) = await bus.read(log.live, {}, limit=10)

    assert found.value == value


async def test_publishers_at_the_same_time_all_get_their_answer(log: Log) -> None:
    async with log.open() as bus:
        batches = [
            some_messages(log.live, 20, key=str(number).encode(), start=20 * number)
            for number in range(50)
        ]
        await asyncio.gather(*(bus.publish(batch) for batch in batches))
        found = await bus.read(log.live, {}, limit=2_000)

    assert sorted(int(record.value) for record in found) == list(range(1_000))
    for number in range(50):
        mine = [int(record.value) for record in found if record.key == str(number).encode()]
        assert mine == list(range(20 * number, 20 * number + 20))


async def test_publishing_nothing_does_nothing(log: Log) -> None:
    async with log.open() as bus:
        await bus.publish([])

        assert set((await bus.ends([log.live])).values()) == {0}


async def test_rejected_names_the_messages_and_the_others_are_in(log: Log) -> None:
    messages = some_messages(log.live, 5)
    messages[1] = Message(log.live, b"key", b"x" * 3_000_000)
    messages[3] = Message("no.such.topic", b"key", b"3")
    async with log.open() as bus:
        with pytest.raises(Rejected) as caught:
            await bus.publish(messages)
        found = await bus.read(log.live, {}, limit=10)

    assert list(caught.value.reasons) == [1, 3]
    assert "bytes" in caught.value.reasons[1]
    assert "no.such.topic" in caught.value.reasons[3]
    assert [record.value for record in found] == [b"0", b"2", b"4"]


async def test_a_mistake_of_one_publisher_is_its_own_and_the_log_goes_on(log: Log) -> None:
    wrong = Message(log.live, b"key", "text")  # type: ignore[arg-type]
    async with log.open() as bus:
        with pytest.raises(TypeError):
            await bus.publish([wrong])
        await bus.publish(some_messages(log.live, 1))
        found = await bus.read(log.live, {}, limit=10)

    assert [record.value for record in found] == [b"0"]


async def test_ends_covers_every_partition_and_all_that_was_published(log: Log) -> None:
    async with log.open() as bus:
        await bus.publish([Message(log.live, str(key).encode(), b"") for key in range(100)])
        ends = await bus.ends([log.live, log.backfill])

    assert set(ends) == {
        TopicPartition(topic, partition)
        for topic in (log.live, log.backfill)
        for partition in range(log.partitions)
    }
    assert sum(end for place, end in ends.items() if place.topic == log.live) == 100
    assert sum(end for place, end in ends.items() if place.topic == log.backfill) == 0


async def test_read_begins_at_the_positions_and_stops_at_its_limit(log: Log) -> None:
    place = TopicPartition(log.live, partition_for(b"key", log.partitions))
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 30))

        assert [int(r.value) for r in await bus.read(log.live, {}, limit=7)] == list(range(7))
        found = await bus.read(log.live, {place: 25}, limit=100)
        assert [int(record.value) for record in found] == list(range(25, 30))
        assert await bus.read(log.live, {place: 30}, limit=100) == []
        assert await bus.read(log.backfill, {}, limit=100) == []


async def test_a_reader_can_go_through_all_by_reading_on(log: Log) -> None:
    async with log.open() as bus:
        await bus.publish([Message(log.live, str(key).encode(), b"") for key in range(60)])
        positions: dict[TopicPartition, int] = {}
        seen = 0
        while found := await bus.read(log.live, positions, limit=13):
            positions.update(positions_after(found))
            seen += len(found)

        assert seen == 60
        assert positions.items() <= dict(await bus.ends([log.live])).items()


async def test_check_returns_if_the_log_answers(log: Log) -> None:
    async with log.open() as bus:
        await bus.check()


async def test_what_was_published_is_there_after_the_log_was_closed(log: Log) -> None:
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 10))
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 10, start=10))
        found = await bus.read(log.live, {}, limit=100)

    assert [int(record.value) for record in found] == list(range(20))
    assert [record.offset for record in found] == list(range(20))


async def test_poll_wakes_when_something_is_published(log: Log) -> None:
    loop = asyncio.get_running_loop()
    async with (
        log.open() as bus,
        bus.subscribe([log.live], group="g", on_assigned=Reader().on_assigned) as member,
    ):
        await _settled(bus, log, member)
        waiting = asyncio.create_task(member.poll(limit=10, timeout=20.0))
        await asyncio.sleep(0.3)
        published = loop.time()
        await bus.publish(some_messages(log.live, 1, start=7))
        found = await waiting

    assert [record.value for record in found] == [b"7"]
    assert loop.time() - published < 1.0


async def test_poll_returns_nothing_when_its_time_is_over(log: Log) -> None:
    loop = asyncio.get_running_loop()
    async with (
        log.open() as bus,
        bus.subscribe([log.live], group="g", on_assigned=Reader().on_assigned) as member,
    ):
        await _settled(bus, log, member)
        begin = loop.time()

        assert await member.poll(limit=10, timeout=0.4) == []
        assert 0.35 <= loop.time() - begin < 1.5


async def test_a_poll_that_is_cancelled_loses_nothing(log: Log) -> None:
    async with (
        log.open() as bus,
        bus.subscribe([log.live], group="g", on_assigned=Reader().on_assigned) as member,
    ):
        await _settled(bus, log, member)
        for number in range(20):
            polling = asyncio.create_task(member.poll(limit=1, timeout=5.0))
            await asyncio.sleep(0.002 * number)
            polling.cancel()
            await asyncio.wait({polling})
            await bus.publish(some_messages(log.live, 1, start=number))
            if not polling.cancelled():
                assert polling.result() == []
            (record,) = await take(member, 1)
            assert int(record.value) == number


async def _settled(bus: Bus, log: Log, member: Subscription) -> None:
    """Publish something and take it, so that the member has joined and is at the end."""
    await bus.publish([Message(log.live, b"first", b"first")])
    await take(member, 1)


async def test_topics_that_do_not_exist_have_no_ends(log: Log) -> None:
    async with log.open() as bus:
        with pytest.raises(Exception, match=r"no topic 'no\.such\.topic'"):
            await bus.ends(["no.such.topic"])
