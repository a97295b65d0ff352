"""Messages on their way to partitions, in batches that are built here and sent whole.

aiokafka would build batches itself, a message at a time with a future for each; from what is at
hand they cost half as much. Publishers that meet in a lane share its batches.
"""

import asyncio
from collections import deque
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError

from interparty_shared.bus.base import Message
from interparty_shared.bus.kafka.background import Background


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

    def expect(self) -> None:
        """Wait for one message more."""
        self._outstanding += 1

    def settle(self, index: int, error: BaseException | None) -> None:
        """Note what became of one message."""
        if error is not None:
            self.failed[index] = error
        self._outstanding -= 1
        if self._outstanding == 0 and not self.done.done():
            self.done.set_result(None)


class Waiting(NamedTuple):
    """A message in a lane: under which number of which delivery, and whether it shares a batch."""

    message: Message
    number: int
    delivery: Delivery
    is_alone: bool


class Lane:
    """The way to one partition: first come, first sent, one batch after the other.

    Nobody else may send to the partition by the same client: aiokafka lets the sender of a batch
    wait behind those who send single messages and, by an error in its reckoning, soon gives it up.
    """

    def __init__(
        self, client: AIOKafkaProducer, background: Background, topic: str, partition: int
    ) -> None:
        self._client = client
        self._background = background
        self._topic = topic
        self._partition = partition
        self._waiting: deque[Waiting] = deque()
        self._running: asyncio.Task[None] | None = None

    def put(
        self, message: Message, index: int, delivery: Delivery, *, is_alone: bool = False
    ) -> None:
        """Send a message, and settle it in its delivery under this index."""
        delivery.expect()
        self._waiting.append(Waiting(message, index, delivery, is_alone))
        if self._running is None:
            self._running = self._background.spawn(self._run())

    async def flush(self) -> None:
        """Return when all that was put has been handed to the client."""
        if self._running is not None:
            await asyncio.wait({self._running})

    def abandon(self) -> None:
        """Send nothing more; those who wait are told by whoever abandons."""
        self._waiting.clear()
        if self._running is not None:
            self._running.cancel()

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch = self._client.create_batch()
                taken = self._fill(batch)
                if taken:
                    await self._send(batch, taken)
        finally:
            self._running = None

    def _fill(self, batch: Any) -> list[Waiting]:
        """Move what waits into a batch until it is full; return what was moved."""
        taken: list[Waiting] = []
        while self._waiting:
            waiting = self._waiting[0]
            if taken and (waiting.is_alone or taken[0].is_alone):
                break
            message = waiting.message
            try:
                added = batch.append(
                    timestamp=None,
                    key=message.key,
                    value=message.value,
                    headers=list(message.headers),
                )
            except (TypeError, ValueError) as error:
                # Not bytes, by some mistake: its publisher hears of it, the others go on.
                self._waiting.popleft()
                waiting.delivery.settle(waiting.number, error)
                continue
            if added is None:
                break
            taken.append(self._waiting.popleft())
        batch.close()
        return taken

    async def _send(self, batch: Any, taken: list[Waiting]) -> None:
        """Hand a batch over, once the one before it is on its way."""

        def settle(sent: "asyncio.Future[Any]") -> None:
            _settle(taken, KafkaError("given up") if sent.cancelled() else sent.exception())

        while True:
            try:
                sent = await self._client.send_batch(batch, self._topic, partition=self._partition)
            except KafkaTimeoutError:
                continue  # for how long, is decided by those who wait
            except KafkaError as error:
                _settle(taken, error)
            except (AssertionError, TypeError):
                # So aiokafka says that it no longer knows the partition.
                _settle(taken, KafkaError(f"{self._topic} has no partition {self._partition} now"))
            else:
                sent.add_done_callback(settle)
            return


def _settle(taken: list[Waiting], error: BaseException | None) -> None:
    for waiting in taken:
        waiting.delivery.settle(waiting.number, error)
