"""The port to the log: what both adapters promise, and the contract suite holds them to.

A log has topics; a topic has partitions; a record's place is (topic, partition, offset), and
offsets of one partition only grow. Messages with one key share a partition and keep their order.
Positions are the reader's business: it saves them with what it did, in its own transaction, and
hands them back when partitions are assigned.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

Headers = tuple[tuple[str, bytes], ...]


class TopicPartition(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


class Message(NamedTuple):
    """What goes into the log. Messages with equal keys stay in order.

    A tuple: there are many, and a frozen dataclass takes four times as long to make.
    """

    topic: str
    key: bytes
    value: bytes
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What comes out of the log."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    headers: Headers
    appended: datetime

    def header(self, name: str) -> str | None:
        """Return a header's text, or None where the record has none of that name."""
        for key, value in self.headers:
            if key == name:
                return value.decode("utf-8", "replace")
        return None


Positions = Mapping[TopicPartition, int]
"""Next offset to read, per partition."""

OnAssigned = Callable[[frozenset[TopicPartition]], Awaitable[Positions]]
"""Called when partitions are assigned (also again, with all of them, after a rebalance), before
any record of them is returned: takes ownership and answers where to begin. A partition that is
not in the answer begins at its oldest record."""


class Subscription(Protocol):
    """A member of a consumer group."""

    @property
    def assigned(self) -> frozenset[TopicPartition]:
        """The partitions that this member owns now."""
        ...

    async def poll(self, *, limit: int, timeout: float) -> list[Record]:  # noqa: ASYNC109 - the
        # wait belongs to the log's own fetch, which ends cleanly; cancelling it from outside
        # would lose what had arrived.
        """Return up to `limit` records after the last ones returned, waiting up to `timeout` s.

        Order holds within a partition. Records of a topic named later in `subscribe` come only
        when every partition of the earlier topics has been read to its end.

        Raises:
            LogUnavailable: the log cannot be read now; polling again continues where it stood.
        """
        ...

    async def seek(self, positions: Positions) -> None:
        """Continue from these positions (those of partitions no longer owned are ignored)."""
        ...

    async def report(self, positions: Positions) -> None:
        """Tell the log how far the group has come, for tools that show lag.

        Never needed to be right: the truth is what the reader saved. Errors are swallowed and
        counted.
        """
        ...


class Bus(Protocol):
    """A log that takes and gives messages."""

    async def publish(self, messages: Sequence[Message]) -> None:
        """Return once every message is durable (acks=all, fsync).

        Raises:
            Rejected: some messages can never be taken (too large, unknown topic); all the
                others are durable. `Rejected.reasons` is by index into `messages`.
            LogUnavailable: one or more are not known to be durable; publishing all of them again
                is right, and a message may then be there twice.
        """
        ...

    def subscribe(
        self, topics: Sequence[str], *, group: str, on_assigned: OnAssigned
    ) -> AbstractAsyncContextManager[Subscription]:
        """Join `group` on `topics`, those of highest priority first; leaving it on exit."""
        ...

    async def ends(self, topics: Collection[str]) -> Positions:
        """Return the next offset to be written, for *every* partition of the topics.

        All that was durable before the call is below it.

        Raises:
            LogUnavailable: the log does not answer.
        """
        ...

    async def read(self, topic: str, start: Positions, *, limit: int) -> list[Record]:
        """Return up to `limit` records of a topic from `start` on, without joining a group.

        Partitions missing in `start` are read from their oldest record. Used to look, not to
        process: stops at the ends that held when it was called.
        """
        ...

    async def check(self) -> None:
        """Return if the log answers.

        Raises:
            LogUnavailable: it does not, and the message says how.
        """
        ...

    async def close(self) -> None:
        """Flush and let go."""
        ...


class Rejected(Exception):
    """Some messages can never be taken by the log; the others of the call are durable."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        super().__init__(f"{len(reasons)} message(s) refused by the log")
        self.reasons = dict(reasons)
