"""A subscription on Kafka: it begins where its reader says, whatever the group remembers.

What the group assigns is taken over in `poll`, in the reader's own task; what was fetched before
that is thrown away.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog
from aiokafka.errors import IllegalOperation, IllegalStateError, KafkaError

from interparty_shared.bus.base import OnAssigned, Positions, Record, TopicPartition
from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.connection import Connection, describe, say_goodbye
from interparty_shared.bus.kafka.fetching import fetch
from interparty_shared.bus.kafka.membership import Member, Patience
from interparty_shared.errors import LogUnavailable

log = structlog.get_logger(__name__)

JOIN_S: Final = 60.0
COMMIT_S: Final = 5.0
DEAF_S: Final = 5.0  # fetches are answered ten times a second, if only with nothing


class KafkaSubscription:
    """A member of a Kafka consumer group; see `bus.base.Subscription`."""

    def __init__(
        self,
        connection: Connection,
        background: Background,
        topics: Sequence[str],
        *,
        group: str,
        on_assigned: OnAssigned,
        find_topics: Callable[[Sequence[str]], Awaitable[object]],
        patience: Patience,
    ) -> None:
        self._connection = connection
        self._background = background
        self._topics = tuple(topics)
        self._group = group
        self._on_assigned = on_assigned
        self._find_topics = find_topics
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._joining: asyncio.Task[Member] | None = None
        self._member: Member | None = None
        self._taken = 0  # the member's generation that `on_assigned` has answered
        self._fetching: asyncio.Task[list[Record]] | None = None
        self._ready: list[Record] = []
        self._committing: asyncio.Task[None] | None = None
        self._uncommitted: dict[TopicPartition, int] = {}
        self._answer = 0
        self._heard = self._loop.time()
        self.failed_reports = 0

    @property
    def assigned(self) -> frozenset[TopicPartition]:
        """The partitions that this member owns now."""
        member = self._member
        return member.assigned if member and not member.is_rebalancing else frozenset()

    async def poll(self, *, limit: int, timeout: float) -> list[Record]:  # noqa: ASYNC109 - the port's
        """Return the next records, waiting up to `timeout` s; see `Subscription.poll`."""
        deadline = self._loop.time() + timeout
        while True:
            member = await self._joined(deadline)
            if member is None:
                return []
            member.note_poll()
            await self._take_over(member)
            if not self._ready:
                await self._fetch(member, limit, deadline)
            if member.owns(self._taken):
                found, self._ready = self._ready[:limit], self._ready[limit:]
                if found:
                    return found
            if self._loop.time() >= deadline:
                self._complain_if_deaf(member)
                return []

    async def seek(self, positions: Positions) -> None:
        """Continue from these positions; see `Subscription.seek`."""
        member = self._member
        if member is None or not member.owns(self._taken):
            return  # `on_assigned` will be asked
        self._collect(member)
        mine = {place: at for place, at in positions.items() if place in member.assigned}
        self._ready = [
            record
            for record in self._ready
            if TopicPartition(record.topic, record.partition) not in mine
        ]
        member.seek(mine)

    async def report(self, positions: Positions) -> None:
        """Commit offsets to the group, some time soon; see `Subscription.report`."""
        self._uncommitted.update(positions)
        if self._member and (self._committing is None or self._committing.done()):
            self._committing = self._background.spawn(self._commit(self._member))

    async def leave(self) -> None:
        """Leave the group, so that others need not wait until they miss this member."""
        if self._committing is not None:
            await asyncio.wait({self._committing}, timeout=COMMIT_S)
        for task in (self._joining, self._fetching):
            if task is not None:
                task.cancel()
        if self._joining is not None:
            await asyncio.wait({self._joining})
        if self._member is not None:
            await say_goodbye(self._member.consumer)

    async def _joined(self, deadline: float) -> Member | None:
        """Return the member, None if it is still joining.

        Raises:
            LogUnavailable: it could not join; the next call tries again.
        """
        if self._member is None:
            if self._joining is None:
                self._joining = self._background.spawn(self._join())
            await asyncio.wait({self._joining}, timeout=max(deadline - self._loop.time(), 0.0))
            if not self._joining.done():
                return None
            joining, self._joining = self._joining, None
            self._member = joining.result()
            self._taken = 0
            self._heard = self._loop.time()
        return self._member

    async def _join(self) -> Member:
        await self._find_topics(self._topics)
        member = Member(self._connection, self._topics, self._group, self._patience)
        try:
            async with self._connection.answering(JOIN_S):
                await member.consumer.start()
        except BaseException:
            await say_goodbye(member.consumer)
            raise
        return member

    async def _take_over(self, member: Member) -> None:
        """Ask the reader where to begin, if the group has assigned anew since it was last asked."""
        while not member.is_rebalancing and self._taken != member.generation:
            generation = member.generation
            assigned = member.assigned
            positions = await self._on_assigned(assigned)
            if not member.owns(generation):
                continue  # assigned anew meanwhile
            self._collect(member)
            self._ready = []
            member.seek({place: positions.get(place, 0) for place in assigned})
            self._taken = generation

    async def _fetch(self, member: Member, limit: int, deadline: float) -> None:
        """Wait for records until the deadline.

        A fetch that is not done by then goes on and is found by the next call: aiokafka waits for
        a rebalance longer than it was told to, and to cancel it upsets its count of active fetches.
        """
        remaining = max(deadline - self._loop.time(), 0.0)
        if self._fetching is None:
            work = fetch(member.consumer, self._topics, limit=limit, wait=remaining)
            self._fetching = self._background.spawn(work)
        # A little longer than the fetch itself, so that it is usually done.
        await asyncio.wait({self._fetching}, timeout=remaining + 0.05)
        self._collect(member)

    def _collect(self, member: Member) -> None:
        """Make ready what was fetched; where fetching failed, begin anew at the next poll."""
        if self._fetching is None or not self._fetching.done():
            return
        fetching, self._fetching = self._fetching, None
        try:
            self._ready += fetching.result()
        except (KafkaError, OSError) as error:
            self._member = None
            self._ready = []
            self._background.spawn(say_goodbye(member.consumer))
            raise self._connection.unavailable(error) from error

    def _complain_if_deaf(self, member: Member) -> None:
        """Tell an empty log from one that does not answer: aiokafka retries without a word."""
        now = self._loop.time()
        answer = member.last_answer()
        has_nothing_to_fetch = not member.assigned and not member.is_rebalancing
        if answer != self._answer or has_nothing_to_fetch:
            self._answer, self._heard = answer, now
        # A rebalance waits for the other members, those that died too.
        patience = 2 * self._patience.session_timeout if member.is_rebalancing else DEAF_S
        if now - self._heard >= patience:
            raise LogUnavailable(f"Kafka at {self._connection.servers} does not answer fetches.")

    async def _commit(self, member: Member) -> None:
        while self._uncommitted:
            positions, self._uncommitted = self._uncommitted, {}
            try:
                async with asyncio.timeout(COMMIT_S):
                    await member.commit(positions)
            except (
                KafkaError,
                IllegalOperation,
                IllegalStateError,
                TimeoutError,
                OSError,
            ) as error:
                self.failed_reports += 1
                log.info("the group was not told how far it is", reason=describe(error))
