"""The embedded log as a `Bus`: publishing through one writer thread, reading beside it."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self, TypeVar

from interparty_shared.bus.base import (
    Message,
    OnAssigned,
    Positions,
    Record,
    Rejected,
    TopicPartition,
)
from interparty_shared.bus.limits import MAX_MESSAGE_BYTES, no_topic, too_large
from interparty_shared.bus.table.lock import FileLock
from interparty_shared.bus.table.store import Appender, Reader
from interparty_shared.bus.table.subscription import Group, TableSubscription
from interparty_shared.bus.table.writer import Writer
from interparty_shared.clock import Clock, SystemClock
from interparty_shared.errors import LogUnavailable, Misconfigured
from interparty_shared.wire.topics import TOPICS, Topic

Answer = TypeVar("Answer")


class TableBus:
    """A durable log in one SQLite file; see `bus.base.Bus` for what it promises.

    Topics always exist. The number of partitions is fixed when the file is made: another number
    later would part messages of one key.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock | None = None,
        topics: Sequence[Topic] = TOPICS,
        partitions: int = 1,
        max_message_bytes: int = MAX_MESSAGE_BYTES,
    ) -> None:
        """Open the file, making it where there is none; on a running event loop.

        Raises:
            Misconfigured: another process (or another `TableBus`) has it, or it is no log.
            LogUnavailable: it cannot be opened now; the disk may be full.
        """
        self._max_message_bytes = max_message_bytes
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        except OSError as error:
            raise Misconfigured(f"The log {path} cannot be made: {error.strerror}.") from error
        self._lock = FileLock.take(path)
        try:
            self._appender = Appender(path, topics, partitions)
            self._reader = Reader(path, self._appender.ids)
        except BaseException:
            self._lock.release()
            raise
        self._ends = dict(self._appender.ends)
        self._groups: dict[str, Group] = {}
        self._is_closed = False
        # One thread: a connection is not for two at a time, and the disk is no quicker for it.
        self._reading = ThreadPoolExecutor(max_workers=1, thread_name_prefix="log-reader")
        self._writer = Writer(
            self._appender,
            clock=clock or SystemClock(),
            topics=topics,
            on_commit=self._committed,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def publish(self, messages: Sequence[Message]) -> None:
        """Return once every message is on disk; see `Bus.publish`."""
        self._refuse_if_closed()
        reasons = {
            index: reason
            for index, message in enumerate(messages)
            if (reason := self._refusal(message)) is not None
        }
        taken = [message for index, message in enumerate(messages) if index not in reasons]
        if taken:
            await self._writer.submit(taken)
        if reasons:
            raise Rejected(reasons)

    @asynccontextmanager
    async def subscribe(
        self, topics: Sequence[str], *, group: str, on_assigned: OnAssigned
    ) -> AsyncGenerator[TableSubscription]:
        """Join a group of this process; see `Bus.subscribe`."""
        for topic in topics:
            self._partitions_of(topic)
        members = self._groups.setdefault(group, Group(frozenset(self._ends)))
        member = TableSubscription(self, topics, on_assigned)
        members.join(member)
        try:
            yield member
        finally:
            members.leave(member)

    async def ends(self, topics: Collection[str]) -> Positions:
        """Return where every partition of the topics ends; see `Bus.ends`."""
        self._refuse_if_closed()
        return {
            place: self._ends[place] for topic in topics for place in self._partitions_of(topic)
        }

    async def read(self, topic: str, start: Positions, *, limit: int) -> list[Record]:
        """Return some records without joining a group; see `Bus.read`."""
        records: list[Record] = []
        ends = await self.ends([topic])
        for place, end in ends.items():
            position = start.get(place, 0)
            while position < end and len(records) < limit:
                found = await self.records(place, position, limit=limit - len(records))
                records += found
                position = found[-1].offset + 1 if found else end
        return records

    async def check(self) -> None:
        """Return if the log can be written and read; see `Bus.check`."""
        self._refuse_if_closed()
        await self._writer.submit([])
        for place, end in self._ends.items():
            await self.records(place, max(end - 1, 0), limit=1)

    async def close(self) -> None:
        """Write what was handed in and let go of the file."""
        if self._is_closed:
            return
        self._is_closed = True
        for members in self._groups.values():
            members.wake()
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._reading.shutdown)
        self._reader.close()
        self._appender.close()
        self._lock.release()

    def end_of(self, place: TopicPartition) -> int:
        """Return the next offset of a partition.

        Raises:
            LogUnavailable: the log is closed.
        """
        self._refuse_if_closed()
        return self._ends[place]

    async def records(self, place: TopicPartition, start: int, *, limit: int) -> list[Record]:
        """Return records of one partition from an offset on, none if it has no more.

        Raises:
            LogUnavailable: the file cannot be read, or the log is closed.
        """
        self._refuse_if_closed()
        return await self._in_thread(
            lambda: self._reader.read(place, start, self._ends[place], limit)
        )

    async def _in_thread(self, work: Callable[[], Answer]) -> Answer:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reading, work)
        except sqlite3.Error as error:
            raise LogUnavailable(f"The log could not be read: {error}.") from error

    def _committed(self, ends: Mapping[TopicPartition, int]) -> None:
        self._ends.update(ends)
        if ends:
            for members in self._groups.values():
                members.wake()

    def _refusal(self, message: Message) -> str | None:
        if TopicPartition(message.topic, 0) not in self._ends:
            return no_topic(message.topic)
        return too_large(message, self._max_message_bytes)

    def _partitions_of(self, topic: str) -> list[TopicPartition]:
        found = [place for place in self._ends if place.topic == topic]
        if not found:
            raise Misconfigured(f"There is no such topic: {no_topic(topic)}.")
        return found

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise LogUnavailable("The log is closed.")
