"""One aiokafka producer from start to end."""

import asyncio
import contextlib
from collections.abc import Collection
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError

from interparty_shared.bus.base import Message
from interparty_shared.bus.kafka.connection import GOODBYE_S, REQUEST_TIMEOUT_MS
from interparty_shared.bus.partitioning import partition_for

ABANDONED: Final = "earlier messages were not confirmed in time"
TOPIC_TRIES: Final = 4
TOPIC_PAUSE_S: Final = 0.25


class Sending:
    """Sends until it is finished (in order) or abandoned (at once)."""

    def __init__(self, client: AIOKafkaProducer) -> None:
        self._client = client
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
            if attempt:  # one that was just made is not known to every broker at once
                await asyncio.sleep(TOPIC_PAUSE_S)
            await self._learn_topics()
        return None

    async def send(self, message: Message, partitions: int) -> "asyncio.Future[Any]":
        """Put a message into its partition's next batch; the future tells what became of it."""
        sent: asyncio.Future[Any] = await self._client.send(
            message.topic,
            value=message.value,
            key=message.key,
            partition=partition_for(message.key, partitions),
            headers=list(message.headers),
        )
        return sent

    async def send_alone(self, message: Message) -> None:
        """Send a message in a batch of its own and wait for its outcome."""
        partitions = await self.partitions_of(message.topic)
        if partitions is None:
            raise KafkaError(f"topic {message.topic} is gone")
        batch = self._client.create_batch()
        batch.append(
            timestamp=None, key=message.key, value=message.value, headers=list(message.headers)
        )
        batch.close()
        partition = partition_for(message.key, partitions)
        sent = await self._client.send_batch(batch, message.topic, partition=partition)
        waiting: set[asyncio.Future[Any]] = {sent, self._abandoned}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if not sent.done():
            raise KafkaTimeoutError(ABANDONED)
        sent.result()

    async def outcomes(
        self, sent: Collection["asyncio.Future[Any]"], *, within: float
    ) -> list[Any]:
        """Wait for messages and return what became of each: an exception where it failed.

        Raises:
            TimeoutError: not all of them were confirmed in time.
            KafkaTimeoutError: this producer has been given up because of others that were not.
        """
        if not sent:
            return []
        together = asyncio.gather(*sent, return_exceptions=True)
        waiting: set[asyncio.Future[Any]] = {together, self._abandoned}
        await asyncio.wait(waiting, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        if together.done():
            return together.result()
        if self._abandoned.done():
            raise KafkaTimeoutError(ABANDONED)
        raise TimeoutError

    async def finish(self) -> None:
        """Deliver what is on its way and stop; abandon it where that takes too long."""
        try:
            async with asyncio.timeout(GOODBYE_S):
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
        self._client._closed = True  # noqa: SLF001
        with contextlib.suppress(TimeoutError, KafkaError, OSError):
            async with asyncio.timeout(2 * REQUEST_TIMEOUT_MS / 1000):
                await self._client._sender.close()  # noqa: SLF001
        await self._client.client.close()

    async def _learn_topics(self) -> None:
        # Of all topics: to ask for one by name would make it, where the broker is set to do so.
        if not await self._client.client.force_metadata_update():
            raise KafkaError("no broker tells what topics there are")
