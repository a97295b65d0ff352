"""The log on Kafka as a `Bus`."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Final

from interparty_shared.bus.base import Message, OnAssigned, Positions, Record
from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.connection import GOODBYE_S, Connection
from interparty_shared.bus.kafka.looking import Looker
from interparty_shared.bus.kafka.membership import Patience
from interparty_shared.bus.kafka.producer import Producer
from interparty_shared.bus.kafka.subscription import KafkaSubscription
from interparty_shared.bus.limits import MAX_MESSAGE_BYTES
from interparty_shared.bus.security import KafkaSecurity

DEADLINE_S: Final = 10.0


class KafkaBus:
    """A log kept by Kafka; see `bus.base.Bus` for what it promises.

    Making one connects to nothing: Kafka may come later, go, and come back.
    """

    def __init__(
        self,
        servers: str,
        *,
        security: KafkaSecurity | None = None,
        deadline: float = DEADLINE_S,
        max_message_bytes: int = MAX_MESSAGE_BYTES,
        patience: Patience | None = None,
    ) -> None:
        """Remember where Kafka is, on a running event loop.

        `deadline` is how many seconds it has to confirm or to answer before it counts as
        unavailable; `patience` says how long a group bears with a silent member.
        """
        self._connection = Connection(servers, security or KafkaSecurity())
        self._patience = patience or Patience()
        self._background = Background()
        self._looker = Looker(self._connection, self._background, deadline=deadline)
        self._producer = Producer(
            self._connection,
            self._background,
            deadline=deadline,
            max_message_bytes=max_message_bytes,
        )

    async def publish(self, messages: Sequence[Message]) -> None:
        """Return once every message is in the log of all in-sync replicas; see `Bus.publish`."""
        await self._producer.publish(messages)

    @asynccontextmanager
    async def subscribe(
        self, topics: Sequence[str], *, group: str, on_assigned: OnAssigned
    ) -> AsyncGenerator[KafkaSubscription]:
        """Join a group, at the first poll; see `Bus.subscribe`."""
        subscription = KafkaSubscription(
            self._connection,
            self._background,
            topics,
            group=group,
            on_assigned=on_assigned,
            find_topics=self._looker.places,
            patience=self._patience,
        )
        try:
            yield subscription
        finally:
            await subscription.leave()

    async def ends(self, topics: Collection[str]) -> Positions:
        """Return where every partition of the topics ends; see `Bus.ends`."""
        return await self._looker.ends(topics)

    async def read(self, topic: str, start: Positions, *, limit: int) -> list[Record]:
        """Return some records without joining a group; see `Bus.read`."""
        return await self._looker.read(topic, start, limit=limit)

    async def check(self) -> None:
        """Return if Kafka answers; see `Bus.check`."""
        await self._looker.check()

    async def close(self) -> None:
        """Deliver what is on its way and let go."""
        await asyncio.gather(self._producer.close(), self._looker.close())
        await self._background.settle(within=2 * GOODBYE_S)
