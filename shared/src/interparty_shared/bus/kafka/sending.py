"""One aiokafka producer from start to end."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError, UnknownTopicOrPartitionError

from interparty_shared.bus.base import Message, TopicPartition
from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.connection import GOODBYE_S, REQUEST_TIMEOUT_MS
from interparty_shared.bus.kafka.lanes import Delivery, Lane
from interparty_shared.bus.partitioning import partition_for

ABANDONED: Final = "earlier messages were not confirmed in time"
TOPIC_TRIES: Final = 10
TOPIC_PAUSE_S: Final = 0.3


class Sending:
    """Sends until it is finished (in order) or abandoned (at once)."""

    def __init__(self, client: AIOKafkaProducer, background: Background) -> None:
        self._client = client
        self._background = background
        self._lanes: dict[TopicPartition, Lane] = {}
        self._abandoned: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """Connect, get a producer id, learn what topics there are."""
        await self._client.start()
        await self._learn_topics()

    async def partitions_of(self, topic: str) -> int | None:
        """Return how many partitions a topic has, None if there is no such topic."""
        for attempt in range(TOPIC_TRIES):
            found = self._client.client.cluster.partitions_for_topic(topic)
            if found:
                return len(found)
            if attempt:  # one that was just made is not known to a busy broker at once
                await asyncio.sleep(TOPIC_PAUSE_S)
            await self._learn_topics()
        return None

    async def deliver(
        self, messages: Mapping[int, Message], *, within: float, alone: bool = False
    ) -> dict[int, BaseException]:
        """Send messages and wait; return those that failed, each with its error.

        `alone`: each in a batch of its own.

        Raises:
            TimeoutError: not all of them were confirmed in time.
            KafkaTimeoutError: this producer has been given up because of others that were not.
        """
        counts = {
            topic: await self.partitions_of(topic)
            for topic in {message.topic for message in messages.values()}
        }
        delivery = Delivery()
        for index, message in messages.items():
            count = counts[message.topic]
            if count is None:
                delivery.refuse(index, UnknownTopicOrPartitionError())
            else:
                place = TopicPartition(message.topic, partition_for(message.key, count))
                self._lane(place).put(message, index, delivery, is_alone=alone)
        if not delivery.is_done:
            waiting = {delivery.done, self._abandoned}
            await asyncio.wait(waiting, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        if delivery.is_done:
            return dict(sorted(delivery.failed.items()))
        if self._abandoned.done():
            raise KafkaTimeoutError(ABANDONED)
        raise TimeoutError

    async def finish(self) -> None:
        """Deliver what is on its way and stop; abandon it where that takes too long."""
        try:
            async with asyncio.timeout(GOODBYE_S):
                for lane in self._lanes.values():
                    await lane.flush()
                await self._client.flush()
                await self._client.stop()
        except (TimeoutError, KafkaError, OSError):
            await self.abandon()

    async def abandon(self) -> None:
        """Stop without delivering anything more, and tell those who wait.

        By way of aiokafka's own parts: its `stop` delivers first, however long that takes.
        """
        if not self._abandoned.done():
            self._abandoned.set_result(None)
        for lane in self._lanes.values():
            lane.abandon()
        self._client._closed = True  # noqa: SLF001
        with contextlib.suppress(TimeoutError, KafkaError, OSError):
            async with asyncio.timeout(2 * REQUEST_TIMEOUT_MS / 1000):
                await self._client._sender.close()  # noqa: SLF001
        await self._client.client.close()

    def _lane(self, place: TopicPartition) -> Lane:
        lane = self._lanes.get(place)
        if lane is None:
            lane = self._lanes[place] = Lane(self._client, self._background, *place)
        return lane

    async def _learn_topics(self) -> None:
        # Of all topics: to ask for one by name would make it, where the broker is set to do so.
        if not await self._client.client.force_metadata_update():
            raise KafkaError("no broker tells what topics there are")
