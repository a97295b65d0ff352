"""Messages on their way to partitions, in batches that are built here and sent whole.

aiokafka would build batches itself, a message at a time with a future for each; from what is at
hand they cost half as much. Publishers that meet in a lane share its batches.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError

from interparty_shared.bus.base import Headers, Message, TopicPartition


class Delivery:
    """What becomes of the messages of one publisher."""

    def __init__(self) -> None:
        self.failed: dict[int, BaseException] = {}
        self._outstanding = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def is_done(self) -> bool:
        """Whether it is known what became of every message."""
        return self._outstanding == 0

    def refuse(self, index: int, error: BaseException) -> None:
        """Note that a message is not even sent."""
        self.failed[index] = error

    def expect(self, count: int) -> None:
        """Wait for so many messages more."""
        self._outstanding += count

    def end(self, error: Exception) -> None:
        """Have the publisher wait no longer: this is raised instead."""
        if not self.done.done():
            self.done.set_exception(error)

    def settle(self, numbers: Sequence[int], error: BaseException | None) -> None:
        """Note what became of some messages."""
        if error is not None:
            self.failed.update(dict.fromkeys(numbers, error))
        self._outstanding -= len(numbers)
        if self._outstanding == 0 and not self.done.done():
            self.done.set_result(None)


class Parcel(NamedTuple):
    """Messages of one publisher for one partition, and their numbers in its delivery."""

    delivery: Delivery
    numbers: list[int]
    messages: list[Message]
    is_alone: bool = False
    """Whether it shares its batch with nobody."""

    def settle(self, error: BaseException | None) -> None:
        """Tell the publisher what became of these."""
        self.delivery.settle(self.numbers, error)

    def cut(self, at: int) -> tuple["Parcel", "Parcel"]:
        """Return what comes before a place in it, and the rest."""
        before = self._replace(numbers=self.numbers[:at], messages=self.messages[:at])
        return before, self._replace(numbers=self.numbers[at:], messages=self.messages[at:])


class Lane:
    """The way to one partition: first come, first sent, one batch after the other.

    Nobody else may send to the partition by the same client: aiokafka lets the sender of a batch
    wait behind those who send single messages and, by an error in its reckoning, soon gives it up.
    """

    def __init__(self, client: AIOKafkaProducer, place: TopicPartition) -> None:
        self.place = place
        self._client = client
        self._waiting: deque[Parcel] = deque()
        self._sent: list[Parcel] = []

    @property
    def is_under_way(self) -> bool:
        """Whether it is not known yet what became of the last batch: the next has to wait."""
        return bool(self._sent)

    @property
    def is_waiting(self) -> bool:
        """Whether there is something for another batch."""
        return bool(self._waiting)

    def put(self, parcel: Parcel) -> None:
        """Have a parcel sent by one of the next batches."""
        parcel.delivery.expect(len(parcel.numbers))
        self._waiting.append(parcel)

    def abandon(self) -> None:
        """Send nothing more; those who wait are told by whoever abandons."""
        self._waiting.clear()

    async def send(self, settled: Callable[["Lane"], None]) -> None:
        """Send a batch of what waits, as much of it as there is room for.

        `settled` is called when it is known what became of it.
        """
        topic, partition = self.place
        batch = self._client.create_batch()
        self._sent = taken = self._fill(batch)
        if not taken:
            return
        try:
            sent = await self._client.send_batch(batch, topic, partition=partition)
        except KafkaTimeoutError:
            # It was not sent; for how long that goes on, is decided by those who wait.
            self._waiting.extendleft(reversed(taken))
            self._end((), None, settled)
        except KafkaError as error:
            self._end(taken, error, settled)
        except (AssertionError, TypeError):
            # So aiokafka says that it no longer knows the partition.
            gone = KafkaError(f"{topic} has no partition {partition} now")
            self._end(taken, gone, settled)
        else:

            def answered(sent: "asyncio.Future[Any]") -> None:
                error = KafkaError("given up") if sent.cancelled() else sent.exception()
                self._end(taken, error, settled)

            sent.add_done_callback(answered)

    def _end(
        self,
        parcels: Iterable[Parcel],
        error: BaseException | None,
        settled: Callable[["Lane"], None],
    ) -> None:
        self._sent = []
        for parcel in parcels:
            parcel.settle(error)
        settled(self)

    def _fill(self, batch: Any) -> list[Parcel]:
        """Move what waits into a batch until it is full; return what was moved."""
        taken: list[Parcel] = []
        while self._waiting:
            parcel = self._waiting[0]
            if taken and (parcel.is_alone or taken[0].is_alone):
                break
            self._waiting.popleft()
            count, error = _append(batch, parcel.messages)
            if count == len(parcel.messages):
                taken.append(parcel)
                continue
            before, rest = parcel.cut(count)
            if count:
                taken.append(before)
            if error is None:  # the batch is full
                self._waiting.appendleft(rest)
                break
            # Not bytes, by some mistake: its publisher hears of it, the others go on.
            wrong, rest = rest.cut(1)
            wrong.settle(error)
            if rest.messages:
                self._waiting.appendleft(rest)
        batch.close()
        return taken


def _append(batch: Any, messages: Sequence[Message]) -> tuple[int, BaseException | None]:
    """Put messages into a batch; return how many went in, and what is wrong with the next."""
    append = batch.append
    last: Headers | None = None
    as_list: list[tuple[str, bytes]] = []
    for count, (_, key, value, headers) in enumerate(messages):
        if headers is not last:  # mostly the same for all
            last, as_list = headers, list(headers)
        try:
            added = append(timestamp=None, key=key, value=value, headers=as_list)
        except (TypeError, ValueError) as error:
            return count, error
        if added is None:
            return count, None
    return len(messages), None
