"""One aiokafka producer from start to end."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError, UnknownTopicOrPartitionError

from interparty_shared.bus.base import Message, TopicPartition
from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.connection import GOODBYE_S, REQUEST_TIMEOUT_MS
from interparty_shared.bus.kafka.lanes import Delivery, Lane, Parcel
from interparty_shared.bus.kafka.rounds import Rounds
from interparty_shared.bus.kafka.watch import Unconfirmed, Watch
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
        self._watch = Watch()
        self._is_abandoned = False

    async def start(self) -> None:
        """Connect, get a producer id, learn what topics there are."""
        await self._client.start()
        await self._learn_topics()

    def partitions_of(self, topic: str) -> int | None:
        """Return how many partitions a topic has, None if we know of no such topic."""
        return len(self._client.client.cluster.partitions_for_topic(topic) or ()) or None

    async def _look_for(self, topic: str) -> None:
        """Return when a topic is known, or when it has become clear that there is none."""
        for attempt in range(TOPIC_TRIES):
            if self.partitions_of(topic) is not None:
                return
            if attempt:  # one that was just made is not known to a busy broker at once
                await asyncio.sleep(TOPIC_PAUSE_S)
            await self._learn_topics()

    async def deliver(
        self, messages: Mapping[int, Message], *, until: float, within: float, alone: bool = False
    ) -> dict[int, BaseException]:
        """Send messages and wait; return those that failed, each with its error.

        Its caller has time until `until`, Kafka has `within` seconds. `alone`: each message in a
        batch of its own.

        Raises:
            Unconfirmed: not all of them were confirmed within so many seconds.
            TimeoutError: not all of them were confirmed by then.
            KafkaTimeoutError: this producer has been given up because of others that were not.
        """
        delivery = Delivery()
        for topic in {message.topic for message in messages.values()}:
            if self.partitions_of(topic) is None:
                async with asyncio.timeout_at(until):
                    await self._look_for(topic)
        for place, parcel in self._parcels(messages, delivery, alone=alone):
            self._put(place, parcel)
        if not delivery.is_done:
            if self._is_abandoned:
                raise KafkaTimeoutError(ABANDONED)
            patience = asyncio.get_running_loop().time() + within
            if patience < until:
                await self._watch.over(delivery, patience, Unconfirmed())
            else:
                await self._watch.over(delivery, until, TimeoutError())
        return dict(sorted(delivery.failed.items()))

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
        self._is_abandoned = True
        self._watch.end(KafkaTimeoutError, ABANDONED)
        for rounds in self._rounds.values():
            rounds.abandon()
        for lane in self._lanes.values():
            lane.abandon()
        self._client._closed = True  # noqa: SLF001
        with contextlib.suppress(TimeoutError, KafkaError, OSError):
            async with asyncio.timeout(2 * REQUEST_TIMEOUT_MS / 1000):
                await self._client._sender.close()  # noqa: SLF001
        await self._client.client.close()

    def _parcels(
        self, messages: Mapping[int, Message], delivery: Delivery, *, alone: bool
    ) -> Iterable[tuple[TopicPartition, Parcel]]:
        """Return messages with their partitions, those of one together and in their order."""
        parcels: dict[TopicPartition, Parcel] = {}
        counts: dict[str, int | None] = {}
        for index, message in messages.items():
            topic = message.topic
            if topic not in counts:
                counts[topic] = self.partitions_of(topic)
            count = counts[topic]
            if count is None:
                delivery.refuse(index, UnknownTopicOrPartitionError())
                continue
            place = TopicPartition(topic, partition_for(message.key, count))
            parcel = parcels.get(place)
            if alone:
                yield place, Parcel(delivery, [index], [message], is_alone=True)
            elif parcel is None:
                parcels[place] = Parcel(delivery, [index], [message])
            else:
                parcel.numbers.append(index)
                parcel.messages.append(message)
        yield from parcels.items()

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
