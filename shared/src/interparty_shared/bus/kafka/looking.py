"""Looking at Kafka from outside any group: its topics, where they end, what is in them."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.admin import AIOKafkaAdminClient

from interparty_shared.bus.base import Positions, Record, TopicPartition
from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.connection import Connection, say_goodbye
from interparty_shared.bus.kafka.fetching import to_record
from interparty_shared.bus.limits import no_topic
from interparty_shared.errors import LogUnavailable


class Looker:
    """Asks, one question at a time, with clients that are made when first needed."""

    def __init__(self, connection: Connection, background: Background, *, deadline: float) -> None:
        self._connection = connection
        self._background = background
        self._deadline = deadline
        self._alone = asyncio.Lock()
        self._admin: AIOKafkaAdminClient | None = None
        self._consumer: AIOKafkaConsumer | None = None

    async def check(self) -> None:
        """Return if a broker tells of its topics; see `Bus.check`."""
        async with self._asking():
            await self._describe()

    async def places(self, topics: Sequence[str]) -> list[TopicPartition]:
        """Return every partition of the topics; see `Bus.ends` for what it raises."""
        async with self._asking():
            return self._places(await self._describe(), topics)

    async def ends(self, topics: Collection[str]) -> Positions:
        """Return where every partition of the topics ends; see `Bus.ends`."""
        async with self._asking():
            places = self._places(await self._describe(), topics)
            consumer = await self._started_consumer()
            return _ours(await consumer.end_offsets([KafkaPartition(*place) for place in places]))

    async def read(self, topic: str, start: Positions, *, limit: int) -> list[Record]:
        """Return some records of a topic; see `Bus.read`."""
        places = await self.places([topic])
        consumer = self._new_consumer()
        try:
            async with self._connection.answering(self._deadline):
                await consumer.start()
                return await _read(consumer, places, start, limit)
        finally:
            await say_goodbye(consumer)

    async def close(self) -> None:
        """Let go of the clients."""
        async with self._alone:
            for client in self._let_go():
                await say_goodbye(client)

    @asynccontextmanager
    async def _asking(self) -> AsyncGenerator[None]:
        async with self._connection.answering(self._deadline), self._alone:
            try:
                yield
            except BaseException:
                # What failed once is not asked again: a client can be past recovery.
                for client in self._let_go():
                    self._background.spawn(say_goodbye(client))
                raise

    def _let_go(self) -> list[Any]:
        clients = [client for client in (self._admin, self._consumer) if client is not None]
        self._admin = self._consumer = None
        return clients

    async def _describe(self) -> dict[str, list[int]]:
        if self._admin is None:
            self._admin = AIOKafkaAdminClient(
                **self._connection.options(), client_id="interparty-looker"
            )
            await self._admin.start()
        # Of all topics: to ask for one by name would make it, where the broker is set to do so.
        return {
            topic["topic"]: sorted(partition["partition"] for partition in topic["partitions"])
            for topic in await self._admin.describe_topics()
        }

    async def _started_consumer(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            self._consumer = self._new_consumer()
            await self._consumer.start()
        return self._consumer

    def _new_consumer(self) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            **self._connection.options(),
            client_id="interparty-looker",
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=100,
        )

    def _places(self, found: dict[str, list[int]], topics: Collection[str]) -> list[TopicPartition]:
        for topic in topics:
            if not found.get(topic):
                raise LogUnavailable(
                    f"Kafka at {self._connection.servers}: {no_topic(topic)};"
                    " `interparty topics create` makes it."
                )
        return [TopicPartition(topic, number) for topic in topics for number in found[topic]]


async def _read(
    consumer: AIOKafkaConsumer, places: Sequence[TopicPartition], start: Positions, limit: int
) -> list[Record]:
    theirs = [KafkaPartition(*place) for place in places]
    oldest = await consumer.beginning_offsets(theirs)
    ends = await consumer.end_offsets(theirs)
    begin = {place: max(start.get(TopicPartition(*place), 0), oldest[place]) for place in theirs}
    unread = {place for place in theirs if begin[place] < ends[place]}
    if not unread:
        return []
    consumer.assign(list(unread))
    for place in unread:
        consumer.seek(place, begin[place])
    records: list[Record] = []
    while unread and len(records) < limit:
        batches = await consumer.getmany(*unread, timeout_ms=200, max_records=limit - len(records))
        for place, batch in batches.items():
            records += [to_record(record) for record in batch if record.offset < ends[place]]
        for place in list(unread):
            if await consumer.position(place) >= ends[place]:
                unread.discard(place)
    return records


def _ours(positions: dict[KafkaPartition, int]) -> dict[TopicPartition, int]:
    return {TopicPartition(*place): position for place, position in positions.items()}
