"""What only the log on Kafka has: brokers that refuse, members that are silent, topics to make."""

import asyncio
import uuid

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from interparty_shared.bus.base import Message, Rejected
from interparty_shared.bus.kafka import KafkaBus
from interparty_shared.bus.kafka.admin import Replicas
from interparty_shared.bus.kafka.membership import Patience
from interparty_shared.bus.topics import check_topics, create_topics, require_topics
from interparty_shared.errors import LogUnavailable, Misconfigured
from interparty_shared.wire.topics import Topic
from tests.fixtures.bus import Reader, kafka_log, some_messages, take, until
from tests.parts.kafka import GivenKafka, Kafka

AnyKafka = Kafka | GivenKafka


@pytest.fixture
async def narrow(kafka: AnyKafka) -> str:
    """A topic whose broker takes only small batches."""
    name = f"{uuid.uuid4().hex[:12]}.narrow"
    client = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await client.start()
    limit = {"max.message.bytes": "20000"}
    await client.create_topics([NewTopic(name, 2, 1, topic_configs=limit)])
    await client.close()
    return name


async def test_only_the_message_that_the_broker_refuses_is_rejected(
    kafka: AnyKafka, narrow: str
) -> None:
    messages = some_messages(narrow, 300)
    messages[100] = Message(narrow, b"key", b"x" * 50_000)
    messages[200] = Message(narrow, b"key", b"x" * 50_000)
    bus = KafkaBus(kafka.bootstrap)
    try:
        with pytest.raises(Rejected) as caught:
            await bus.publish(messages)
        await bus.publish(some_messages(narrow, 1, start=300))
        found = await bus.read(narrow, {}, limit=1_000)
    finally:
        await bus.close()

    assert list(caught.value.reasons) == [100, 200]
    assert "too large" in caught.value.reasons[100]
    values = [int(record.value) for record in found]
    assert values == [number for number in range(301) if number not in {100, 200}]


async def test_a_batch_that_the_broker_refuses_is_sent_in_smaller_ones(
    kafka: AnyKafka, narrow: str
) -> None:
    bus = KafkaBus(kafka.bootstrap)
    try:
        await bus.publish([Message(narrow, b"key", f"{n:03d}".encode() * 300) for n in range(60)])
        found = await bus.read(narrow, {}, limit=1_000)
    finally:
        await bus.close()

    assert [int(record.value[:3]) for record in found] == list(range(60))


async def test_those_who_publish_beside_a_refused_message_notice_nothing(
    kafka: AnyKafka, narrow: str
) -> None:
    bus = KafkaBus(kafka.bootstrap)

    async def publish(lane: int) -> None:
        for number in range(30):
            await bus.publish([Message(narrow, b"%d" % lane, b"%d" % number)])

    async def be_refused() -> None:
        for _ in range(5):
            with pytest.raises(Rejected):
                await bus.publish([Message(narrow, b"large", b"x" * 50_000)])

    try:
        await asyncio.gather(be_refused(), *(publish(lane) for lane in range(8)))
        found = await bus.read(narrow, {}, limit=1_000)
    finally:
        await bus.close()

    for lane in range(8):
        mine = [int(record.value) for record in found if record.key == b"%d" % lane]
        assert list(dict.fromkeys(mine)) == list(range(30))


async def test_a_member_that_was_silent_for_too_long_owns_nothing_and_comes_back(
    kafka: AnyKafka,
) -> None:
    log = kafka_log(kafka.bootstrap, patience=Patience(max_poll_interval=1.0, session_timeout=6.0))
    slow, quick = Reader(), Reader()
    async with (
        log.open() as bus,
        bus.subscribe([log.live], group=log.live, on_assigned=slow.on_assigned) as member,
    ):
        await bus.publish(some_messages(log.live, 2))
        await take(member, 1, limit=1)
        await until(lambda: not member.assigned)  # it handles its batch and does not poll
        async with bus.subscribe(
            [log.live], group=log.live, on_assigned=quick.on_assigned
        ) as other:
            assert len(await take(other, 2)) == 2
        again = await take(member, 2)

    assert [int(record.value) for record in again] == [0, 1]
    assert len(slow.asked) >= 2


async def test_a_reader_of_a_topic_that_is_not_there_waits_for_it(kafka: AnyKafka) -> None:
    log = kafka_log(kafka.bootstrap)
    bus = KafkaBus(kafka.bootstrap)
    reader = Reader()
    try:
        async with bus.subscribe([log.live], group="g", on_assigned=reader.on_assigned) as member:
            with pytest.raises(LogUnavailable, match="interparty topics create"):
                await member.poll(limit=1, timeout=5.0)
            async with log.open() as other:
                await other.publish(some_messages(log.live, 1))
            assert len(await take(member, 1)) == 1
    finally:
        await bus.close()


async def test_what_was_reported_is_the_group_s_offset(kafka: AnyKafka) -> None:
    log = kafka_log(kafka.bootstrap)
    reader = Reader()
    async with log.open() as bus:
        await bus.publish(some_messages(log.live, 10))
        async with bus.subscribe(
            [log.live], group=log.live, on_assigned=reader.on_assigned
        ) as member:
            reader.save(await take(member, 10))
            await member.report(reader.saved)
    client = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await client.start()
    offsets = await client.list_consumer_group_offsets(log.live)
    await client.close()

    told = {tuple(place): found.offset for place, found in offsets.items() if found.offset > 0}
    assert told == {tuple(place): position for place, position in reader.saved.items()}


async def test_topics_are_made_once_and_compared(kafka: AnyKafka) -> None:
    url = f"kafka://{kafka.bootstrap}"
    name = uuid.uuid4().hex[:12]
    kept, dropped = Topic(f"{name}.kept", 3, None, "", ""), Topic(f"{name}.dropped", 2, 90, "", "")
    topics = [kept, dropped]

    with pytest.raises(Misconfigured, match=rf"{name}\.kept, {name}\.dropped\. `interparty topics"):
        await require_topics(url, topics=topics)
    assert len(await check_topics(url, topics=topics)) == 2
    made = await create_topics(url, topics=topics)
    assert await create_topics(url, topics=topics) == []
    await require_topics(url, topics=topics)

    assert made == [
        f"{name}.kept was made with 3 partitions on 1 broker(s), keeping for ever.",
        f"{name}.dropped was made with 2 partitions on 1 broker(s), keeping for 90 days.",
    ]
    assert await check_topics(url, topics=topics) == []
    other = [Topic(f"{name}.kept", 4, 30, "", ""), Topic(f"{name}.dropped", 1, 90, "", "")]
    assert await check_topics(url, topics=other) == [
        f"{name}.kept has 3 partition(s) instead of 4: no more than so many workers share it.",
        f"{name}.kept keeps its records for ever instead of for 30 days:"
        " set retention.ms=2592000000.",
    ]


async def test_more_replicas_than_brokers_are_refused_in_a_sentence(kafka: AnyKafka) -> None:
    topics = [Topic(f"{uuid.uuid4().hex[:12]}.t", 1, None, "", "")]

    with pytest.raises(Misconfigured, match="Kafka does not make the topic"):
        await create_topics(
            f"kafka://{kafka.bootstrap}", topics=topics, replicas=Replicas(5, in_sync=2)
        )
    with pytest.raises(Misconfigured, match="wait for 3 replicas of 2"):
        Replicas(2, in_sync=3)


async def test_the_embedded_log_needs_no_topics_made() -> None:
    assert await create_topics("table:anywhere.db") == []
    assert await check_topics("table:anywhere.db") == []
    await require_topics("table:anywhere.db")
