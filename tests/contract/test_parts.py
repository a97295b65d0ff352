"""The real servers do what the tests that stand on them take for granted."""

import asyncio
import secrets
import ssl

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from tests.parts.kafka import Kafka
from tests.parts.postgres import Postgres


async def _make_topic(kafka: Kafka, *, partitions: int = 1) -> str:
    name = f"parts.{secrets.token_hex(6)}"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, partitions, 1)])
    finally:
        await admin.close()
    return name


async def _produce(kafka: Kafka, topic: str, values: list[bytes]) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka.bootstrap, enable_idempotence=True, acks="all"
    )
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait(topic, value, key=b"key")
    finally:
        await producer.stop()


async def _read(kafka: Kafka, topic: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka.bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
    )
    consumer.assign([TopicPartition(topic, 0)])
    await consumer.start()
    try:
        return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


async def test_kafka_keeps_what_it_acknowledged_through_a_kill(stoppable_kafka: Kafka) -> None:
    topic = await _make_topic(stoppable_kafka)
    await _produce(stoppable_kafka, topic, [b"before"])

    stoppable_kafka.kill()
    stoppable_kafka.restart()
    await _produce(stoppable_kafka, topic, [b"after"])

    assert await _read(stoppable_kafka, topic, 2) == [b"before", b"after"]


async def test_a_producer_and_a_group_member_outlive_a_kill(stoppable_kafka: Kafka) -> None:
    topic = await _make_topic(stoppable_kafka)
    producer = AIOKafkaProducer(
        bootstrap_servers=stoppable_kafka.bootstrap, enable_idempotence=True, acks="all"
    )
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=stoppable_kafka.bootstrap,
        group_id=f"group-{topic}",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await producer.start()
    await consumer.start()
    try:
        await producer.send_and_wait(topic, b"before")
        first = await consumer.getone()
        await consumer.commit({TopicPartition(topic, 0): first.offset + 1})

        await asyncio.to_thread(stoppable_kafka.kill)
        unanswered = asyncio.ensure_future(producer.send_and_wait(topic, b"meanwhile"))
        await asyncio.to_thread(stoppable_kafka.restart)
        await unanswered
        second = await consumer.getone()
    finally:
        await consumer.stop()
        await producer.stop()

    assert [first.value, second.value] == [b"before", b"meanwhile"]
    assert second.offset == first.offset + 1


async def test_kafka_makes_no_topic_by_itself(stoppable_kafka: Kafka) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=stoppable_kafka.bootstrap, request_timeout_ms=1_000
    )
    await producer.start()
    try:
        with pytest.raises(KafkaError):
            await producer.send_and_wait(f"parts.{secrets.token_hex(6)}", b"lost")
    finally:
        await producer.stop()


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
async def test_kafka_asks_for_a_password_where_it_should(
    stoppable_kafka: Kafka, mechanism: str
) -> None:
    topic = await _make_topic(stoppable_kafka)
    sasl = stoppable_kafka.sasl

    def producer_with(password: str) -> AIOKafkaProducer:
        return AIOKafkaProducer(
            bootstrap_servers=sasl.bootstrap,
            security_protocol="SASL_PLAINTEXT",
            sasl_mechanism=mechanism,
            sasl_plain_username=sasl.username,
            sasl_plain_password=password,
        )

    async with producer_with(sasl.password) as producer:
        metadata = await producer.send_and_wait(topic, b"with the password")
    refused = producer_with("wrong")
    with pytest.raises(KafkaError):
        await refused.start()
    await refused.stop()

    assert metadata.offset == 0


async def test_kafka_shows_a_certificate_where_it_should(stoppable_kafka: Kafka) -> None:
    topic = await _make_topic(stoppable_kafka)
    sasl = stoppable_kafka.sasl
    producer = AIOKafkaProducer(
        bootstrap_servers=sasl.tls_bootstrap,
        security_protocol="SASL_SSL",
        ssl_context=ssl.create_default_context(cafile=sasl.ca_file),
        sasl_mechanism="SCRAM-SHA-256",
        sasl_plain_username=sasl.username,
        sasl_plain_password=sasl.password,
    )

    async with producer:
        metadata = await producer.send_and_wait(topic, b"under the certificate")

    assert metadata.offset == 0


async def test_postgres_keeps_what_it_committed_through_a_kill(
    stoppable_postgres: Postgres, postgres_url: str
) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("CREATE TABLE kept (value text)")
    await connection.execute("INSERT INTO kept VALUES ('before')")

    gone = asyncio.Event()
    connection.add_termination_listener(lambda _: gone.set())
    stoppable_postgres.kill()
    # The server's children outlive it until they notice: one of them may answer once more.
    async with asyncio.timeout(30):
        await gone.wait()
    stoppable_postgres.restart()

    connection = await asyncpg.connect(postgres_url)
    kept = await connection.fetchval("SELECT value FROM kept")
    await connection.close()
    assert kept == "before"


async def test_every_database_is_empty_and_ones_own(
    stoppable_postgres: Postgres, postgres_url: str
) -> None:
    another = stoppable_postgres.create_database()
    connection = await asyncpg.connect(postgres_url)
    tables = await connection.fetchval(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    )
    await connection.close()
    stoppable_postgres.drop_database(another)

    assert another != postgres_url
    assert tables == 0
