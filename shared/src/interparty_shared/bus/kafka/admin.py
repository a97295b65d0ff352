"""Kafka's topics: which are missing, making them, and how those that are there differ."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from interparty_shared.bus.kafka.connection import Connection, say_goodbye
from interparty_shared.bus.security import KafkaSecurity
from interparty_shared.errors import Misconfigured
from interparty_shared.wire.topics import DAY_MS, Topic

DEADLINE_S: Final = 30.0
# Kafka's own default, said here for brokers whose administrator has lowered it.
MAX_BATCH_BYTES: Final = 1_048_588


@dataclass(frozen=True, slots=True)
class Replicas:
    """How many brokers keep each record, and how many must have it before it is confirmed."""

    count: int = 1
    in_sync: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.in_sync <= self.count:
            raise Misconfigured(
                f"Kafka cannot wait for {self.in_sync} replicas of {self.count}:"
                " ask for at least one, and for no more than there are."
            )


class TopicAdmin:
    """Asks and changes, with a client of its own for each job."""

    def __init__(self, servers: str, security: KafkaSecurity) -> None:
        self._connection = Connection(servers, security)

    async def missing(self, topics: Sequence[Topic]) -> list[Topic]:
        """Return those of the topics that are not there."""
        async with self._client() as client:
            partitions = await _partitions(client)
            return [topic for topic in topics if topic.name not in partitions]

    async def create_missing(self, topics: Sequence[Topic], replicas: Replicas) -> list[str]:
        """Make those of the topics that are not there; return a sentence for each."""
        async with self._client() as client:
            partitions = await _partitions(client)
            missing = [topic for topic in topics if topic.name not in partitions]
            if not missing:
                return []
            response = await client.create_topics(
                [
                    NewTopic(
                        topic.name,
                        topic.partitions,
                        replicas.count,
                        topic_configs=_settings(topic, replicas),
                    )
                    for topic in missing
                ]
            )
            for name, code, *text in response.topic_errors:
                # Somebody else made it meanwhile, which is as good.
                if code and for_code(code) is not TopicAlreadyExistsError:
                    reason = text[0] if text and text[0] else for_code(code).__name__
                    raise Misconfigured(f"Kafka does not make the topic {name}: {reason}")
            # The controller has them; a busy broker may take a while to know.
            names = {topic.name for topic in missing}
            while not names <= set(await _partitions(client)):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.1)
        return [
            f"{topic.name} was made with {topic.partitions} partitions on {replicas.count}"
            f" broker(s), keeping {_days(topic.retention_ms)}."
            for topic in missing
        ]

    async def differences(self, topics: Sequence[Topic]) -> list[str]:
        """Return a sentence for each thing that is not as the topics say."""
        async with self._client() as client:
            partitions = await _partitions(client)
            there = [topic for topic in topics if topic.name in partitions]
            configured = await _configurations(client, [topic.name for topic in there])
        found = []
        for topic in topics:
            if topic.name not in partitions:
                found.append(f"{topic.name} is missing: `interparty topics create` makes it.")
            else:
                found += _differences(topic, partitions[topic.name], configured[topic.name])
        return found

    @asynccontextmanager
    async def _client(self) -> AsyncGenerator[Any]:
        client = AIOKafkaAdminClient(**self._connection.options(), client_id="interparty-topics")
        try:
            async with self._connection.answering(DEADLINE_S):
                await client.start()
                yield client
        finally:
            await say_goodbye(client)


def _settings(topic: Topic, replicas: Replicas) -> dict[str, str]:
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(topic.retention_ms),
        "retention.bytes": "-1",
        "max.message.bytes": str(MAX_BATCH_BYTES),
        "min.insync.replicas": str(replicas.in_sync),
        # When the log took it, not when a producer's clock says that it was sent.
        "message.timestamp.type": "LogAppendTime",
    }


def _differences(topic: Topic, partitions: int, configured: Mapping[str, str]) -> list[str]:
    found = []
    if partitions < topic.partitions:
        found.append(
            f"{topic.name} has {partitions} partition(s) instead of {topic.partitions}: no more"
            " than so many workers share it."
        )
    kept = int(configured["retention.ms"])
    if kept != topic.retention_ms:
        found.append(
            f"{topic.name} keeps its records {_days(kept)} instead of {_days(topic.retention_ms)}:"
            f" set retention.ms={topic.retention_ms}."
        )
    if configured["retention.bytes"] != "-1":
        found.append(
            f"{topic.name} drops old records when it is larger than"
            f" {configured['retention.bytes']} bytes: set retention.bytes=-1."
        )
    if configured["cleanup.policy"] != "delete":
        found.append(
            f"{topic.name} has cleanup.policy={configured['cleanup.policy']}, which drops earlier"
            " records of a key: set cleanup.policy=delete."
        )
    return found


async def _partitions(client: Any) -> dict[str, int]:
    # Of all topics: to ask for one by name would make it, where the broker is set to do so.
    return {topic["topic"]: len(topic["partitions"]) for topic in await client.describe_topics()}


async def _configurations(client: Any, names: Sequence[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    responses = await client.describe_configs(resources)
    return {
        name: {entry[0]: entry[1] for entry in entries}
        for response in responses
        for _, _, _, name, entries in response.resources
    }


def _days(milliseconds: int) -> str:
    return "for ever" if milliseconds < 0 else f"for {milliseconds / DAY_MS:g} days"
