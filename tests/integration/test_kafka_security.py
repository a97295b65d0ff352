"""Kafka that asks who is there: by PLAIN and by SCRAM, against a real broker."""

import dataclasses

import pytest

from interparty_shared.bus.base import Message
from interparty_shared.bus.kafka import KafkaBus
from interparty_shared.bus.open import open_bus
from interparty_shared.bus.security import KafkaSecurity
from interparty_shared.bus.topics import create_topics
from interparty_shared.errors import LogUnavailable
from interparty_shared.settings import Settings
from interparty_shared.wire.topics import Topic
from tests.fixtures.bus import Reader, take
from tests.parts.kafka import GivenKafka, Kafka, Sasl


@pytest.fixture
def sasl(kafka: Kafka | GivenKafka) -> Sasl:
    """The listener that asks for a name and a password."""
    if not isinstance(kafka, Kafka):
        pytest.skip(
            "the Kafka that INTERPARTY_TEST_KAFKA names has no such listener that we know of"
        )
    return kafka.sasl


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
async def test_a_log_that_asks_for_a_password_is_published_to_and_read(
    sasl: Sasl, mechanism: str
) -> None:
    topic = Topic(f"secured.{mechanism.lower()}", 2, None, "", "")
    settings = Settings(
        bus_url=f"kafka://{sasl.bootstrap}",
        kafka_security_protocol="SASL_PLAINTEXT",
        kafka_sasl_mechanism=mechanism,
        kafka_username=sasl.username,
        kafka_password=sasl.password,
    )
    await create_topics(settings, topics=[topic])
    reader = Reader()
    async with open_bus(settings) as bus:
        await bus.publish([Message(topic.name, b"key", b"value")])
        async with bus.subscribe([topic.name], group="g", on_assigned=reader.on_assigned) as member:
            (found,) = await take(member, 1)
        ends = await bus.ends([topic.name])
        await bus.check()

    assert found.value == b"value"
    assert sum(ends.values()) == 1


async def test_a_wrong_password_is_unavailable_and_never_shown(sasl: Sasl) -> None:
    right = KafkaSecurity("SASL_PLAINTEXT", "PLAIN", sasl.username, sasl.password)
    wrong = dataclasses.replace(right, password="not the password")
    bus = KafkaBus(sasl.bootstrap, security=wrong)
    try:
        with pytest.raises(LogUnavailable, match="none let us in") as caught:
            await bus.publish([Message("any", b"", b"")])
        with pytest.raises(LogUnavailable, match="none let us in"):
            await bus.check()
    finally:
        await bus.close()

    assert "not the password" not in str(caught.value) + repr(wrong)
