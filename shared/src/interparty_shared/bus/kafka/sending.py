"""One aiokafka producer from start to end."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError, UnknownTopicOrPartitionError

from interparty_shared.bus.base import Message, TopicPartition
from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.connection import GOODBYE_S, REQUEST_TIMEOUT_MS
from interparty_shared.bus.kafka.lanes import Delivery, Lane, Parcel
from interparty_shared.bus.kafka.rounds import Rounds
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
        self._rounds: dict[int | None, Rounds] = {}
        """By broker; None: a partition has no leader now."""
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
        delivery = Delivery()
        numbered: defaultdict[str, list[int]] = defaultdict(list)
        for index, message in messages.items():
            numbered[message.topic].append(index)
        for topic, numbers in numbered.items():
            count = await self.partitions_of(topic)
            if count is None:
                for index in numbers:
                    delivery.refuse(index, UnknownTopicOrPartitionError())
                continue
            for partition, parcel in _parcels(delivery, messages, numbers, count, alone=alone):
                self._put(TopicPartition(topic, partition), parcel)
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
                while any(lane.is_waiting or lane.is_under_way for lane in self._lanes.values()):
                    await self._client.flush()
                    await asyncio.sleep(0)  # what was settled tells its lane in its own time
                await self._client.stop()
        except (TimeoutError, KafkaError, OSError):
            await self.abandon()

    async def abandon(self) -> None:
        """Stop without delivering anything more, and tell those who wait.

        By way of aiokafka's own parts: its `stop` delivers first, however long that takes.
        """
        if not self._abandoned.done():
            self._abandoned.set_result(None)
        for rounds in self._rounds.values():
            rounds.abandon()
        for lane in self._lanes.values():
            lane.abandon()
        self._client._closed = True  # noqa: SLF001
        with contextlib.suppress(TimeoutError, KafkaError, OSError):
            async with asyncio.timeout(2 * REQUEST_TIMEOUT_MS / 1000):
                await self._client._sender.close()  # noqa: SLF001
        await self._client.client.close()

    def _put(self, place: TopicPartition, parcel: Parcel) -> None:
        lane = self._lanes.get(place)
        if lane is None:
            lane = self._lanes[place] = Lane(self._client, place)
        lane.put(parcel)
        if not lane.is_under_way:
            self._call(lane)

    def _call(self, lane: Lane) -> None:
        broker = self._client.client.cluster.leader_for_partition(lane.place)
        rounds = self._rounds.get(broker)
        if rounds is None:
            rounds = self._rounds[broker] = Rounds(self._background, self._call)
        rounds.call(lane)

    async def _learn_topics(self) -> None:
        # Of all topics: to ask for one by name would make it, where the broker is set to do so.
        if not await self._client.client.force_metadata_update():
            raise KafkaError("no broker tells what topics there are")


def _parcels(
    delivery: Delivery,
    messages: Mapping[int, Message],
    numbers: Iterable[int],
    partitions: int,
    *,
    alone: bool,
) -> Iterable[tuple[int, Parcel]]:
    """Return messages of one topic, those of a partition together, in their order."""
    parcels: dict[int, Parcel] = {}
    for index in numbers:
        message = messages[index]
        partition = partition_for(message.key, partitions)
        shared = None if alone else parcels.get(partition)
        if shared is not None:
            shared.numbers.append(index)
            shared.messages.append(message)
        elif alone:
            yield partition, Parcel(delivery, [index], [message], is_alone=True)
        else:
            parcels[partition] = Parcel(delivery, [index], [message])
    yield from parcels.items()
