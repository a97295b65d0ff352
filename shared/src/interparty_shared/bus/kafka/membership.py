"""A consumer in its group, and notes of what the group assigns to it."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor

from interparty_shared.bus.base import Positions, TopicPartition
from interparty_shared.bus.kafka.connection import Connection

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the group bears with a member, in seconds."""

    max_poll_interval: float = 600.0  # between polls: a batch may take this long
    session_timeout: float = 15.0  # without a sign of life: a dead worker's partitions wait so long


# aiokafka has no types, and so its classes are of any.
class Member(ConsumerRebalanceListener):  # type: ignore[misc]
    """One consumer. `generation` counts its assignments; it owns nothing while it rebalances.

    aiokafka calls the listener in a task of its own and swallows what it raises, so it only takes
    notes.
    """

    def __init__(
        self, connection: Connection, topics: Sequence[str], group: str, patience: Patience
    ) -> None:
        self.generation = 0
        self.assigned: frozenset[TopicPartition] = frozenset()
        self.is_rebalancing = True
        self._group = group
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._polled = self._loop.time()
        self.consumer = AIOKafkaConsumer(
            **connection.options(),
            client_id=f"interparty-{group}",
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            # Partitions of one number go to one member, whatever their topic: so do their keys.
            partition_assignment_strategy=(RangePartitionAssignor,),
            max_poll_interval_ms=int(1000 * patience.max_poll_interval),
            session_timeout_ms=int(1000 * patience.session_timeout),
            heartbeat_interval_ms=int(1000 * patience.session_timeout / 5),
            # A partition that was read to the end of what was fetched waits for the fetch that is
            # out for the others, empty ones perhaps: so that one must not stay out for long.
            fetch_max_wait_ms=100,
        )
        self.consumer.subscribe(list(topics), listener=self)

    async def on_partitions_revoked(self, revoked: Collection[KafkaPartition]) -> None:
        """Note that nothing is owned until partitions are assigned again."""
        self.is_rebalancing = True
        silent = self._loop.time() - self._polled
        if silent >= self._patience.max_poll_interval:
            log.warning(
                "left the group: a batch took longer than a member may be silent",
                group=self._group,
                seconds=round(silent),
                partitions=len(revoked),
            )

    async def on_partitions_assigned(self, assigned: Collection[KafkaPartition]) -> None:
        """Note what is owned from now on."""
        self.assigned = frozenset(TopicPartition(*place) for place in assigned)
        self.generation += 1
        self.is_rebalancing = False

    def owns(self, generation: int) -> bool:
        """Return whether it owns now what it was assigned as its `generation`th assignment."""
        return not self.is_rebalancing and self.generation == generation

    def note_poll(self) -> None:
        """Note that the reader is alive."""
        self._polled = self._loop.time()

    def seek(self, positions: Positions) -> None:
        """Continue at these positions; at the oldest record where one is no longer there."""
        for place, position in positions.items():
            self.consumer.seek(KafkaPartition(*place), position)

    async def commit(self, positions: Positions) -> None:
        """Tell the group how far its reader is."""
        owned = self.consumer.assignment()
        offsets: Mapping[KafkaPartition, int] = {
            KafkaPartition(*place): position
            for place, position in positions.items()
            if KafkaPartition(*place) in owned
        }
        if offsets:
            await self.consumer.commit(offsets)

    def last_answer(self) -> int:
        """Return when Kafka last answered a fetch (a clock of its own; 0: not yet)."""
        stamps = [self.consumer.last_poll_timestamp(place) for place in self.consumer.assignment()]
        return max((stamp for stamp in stamps if stamp is not None), default=0)
