"""Publishing: one idempotent producer at a time, replaced when it can no longer be trusted.

aiokafka's producer leaves three things to its user, and this is where they are dealt with: a batch
that the broker refuses breaks the sequence of its partition for good; an idempotent producer never
gives a message up, so a Kafka that is away would fill the memory; and stopping it waits for what
cannot be delivered any more.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidProducerEpoch,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    RecordListTooLargeError,
    UnknownProducerId,
    UnknownTopicOrPartitionError,
)

from interparty_shared.bus.base import Message, Rejected
from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.connection import Connection, describe
from interparty_shared.bus.kafka.sending import Sending
from interparty_shared.bus.kafka.watch import Unconfirmed
from interparty_shared.bus.limits import no_topic, too_large
from interparty_shared.errors import LogUnavailable

log = structlog.get_logger(__name__)

BATCH_BYTES: Final = 512 * 1024
PAUSE_S: Final = 0.05
TOO_LARGE: Final = (MessageSizeTooLargeError, RecordListTooLargeError)
# The broker did not append these, because it does not trust their producer: another may send them.
REFUSED: Final = (
    InvalidProducerEpoch,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    UnknownProducerId,
)


class Producer:
    """Publishes within a time limit; starts when first used, and again after every fault."""

    def __init__(
        self,
        connection: Connection,
        background: Background,
        *,
        deadline: float,
        max_message_bytes: int,
    ) -> None:
        self._connection = connection
        self._background = background
        self._deadline = deadline
        # Less than the whole: when that runs out, a producer may not even have started.
        self._patience = 0.9 * deadline
        self._max_message_bytes = max_message_bytes
        self._starting = asyncio.Lock()
        self._sending: Sending | None = None
        self._is_closed = False
        self._known: set[str] = set()  # topics that have taken a message

    async def publish(self, messages: Sequence[Message]) -> None:
        """Return once every message is acknowledged by all in-sync replicas; see `Bus.publish`."""
        rejected: dict[int, str] = {}
        waiting: dict[int, Message] = {}
        for index, message in enumerate(messages):
            reason = too_large(message, self._max_message_bytes)
            if reason is None:
                waiting[index] = message
            else:
                rejected[index] = reason
        until = asyncio.get_running_loop().time() + self._deadline
        with self._connection.blamed(self._deadline):
            await self._deliver(waiting, rejected, until)
        self._known |= {m.topic for index, m in enumerate(messages) if index not in rejected}
        if rejected:
            raise Rejected(dict(sorted(rejected.items())))

    async def close(self) -> None:
        """Deliver what is on its way and let go."""
        self._is_closed = True
        if self._sending is not None:
            sending, self._sending = self._sending, None
            await sending.finish()

    async def _deliver(
        self, waiting: Mapping[int, Message], rejected: dict[int, str], until: float
    ) -> None:
        """Deliver messages, or say in `rejected` why one can never be."""
        while waiting:
            failed = await self._attempt(waiting, until)
            again = {}
            for index, error in failed.items():
                message = waiting[index]
                if isinstance(error, UnknownTopicOrPartitionError):
                    if message.topic in self._known:
                        raise error  # it was there: a cluster in disorder, or an operator's slip
                    rejected[index] = no_topic(message.topic)
                elif isinstance(error, TOO_LARGE):
                    # The whole batch was refused; what is not too large by itself is taken.
                    reason = await self._deliver_alone(message, until)
                    if reason is not None:
                        rejected[index] = reason
                elif isinstance(error, REFUSED):
                    again[index] = message
                else:
                    raise error
            waiting = again

    async def _deliver_alone(self, message: Message, until: float) -> str | None:
        """Deliver one message in a batch of its own; return why, if it can never be."""
        while True:
            error = (await self._attempt({0: message}, until, alone=True)).get(0)
            if error is None:
                return None
            if isinstance(error, TOO_LARGE):
                return f"Kafka refuses it as too large: {describe(error)}"
            if not isinstance(error, REFUSED):
                raise error
            await asyncio.sleep(PAUSE_S)

    async def _attempt(
        self, messages: Mapping[int, Message], until: float, *, alone: bool = False
    ) -> dict[int, BaseException]:
        """Send messages once and return those that failed, each with its error."""
        sending = self._sending or await self._started(until)
        try:
            failed = await sending.deliver(
                messages, until=until, within=self._patience, alone=alone
            )
        except Unconfirmed:
            self._give_up(sending)
            raise
        for error in failed.values():
            if not isinstance(error, UnknownTopicOrPartitionError):
                self._replace(sending, error)
        return failed

    async def _started(self, until: float) -> Sending:
        async with asyncio.timeout_at(until), self._starting:
            if self._is_closed:
                raise LogUnavailable("The log is closed.")
            if self._sending is None:
                sending = Sending(
                    AIOKafkaProducer(
                        **self._connection.options(),
                        client_id="interparty-producer",
                        acks="all",
                        enable_idempotence=True,
                        linger_ms=0,  # what arrives while a request is out makes the next batch
                        max_batch_size=min(BATCH_BYTES, self._max_message_bytes),
                        max_request_size=self._max_message_bytes,
                    ),
                    self._background,
                )
                try:
                    await sending.start()
                except BaseException:
                    self._background.spawn(sending.abandon())
                    raise
                self._sending = sending
            return self._sending

    def _replace(self, sending: Sending, reason: BaseException) -> None:
        """Use another producer from now on; what this one has on its way may still arrive."""
        if self._sending is sending:
            log.info("the producer is replaced", reason=describe(reason))
            self._sending = None
            self._background.spawn(sending.finish())

    def _give_up(self, sending: Sending) -> None:
        """Drop a producer and all that it has on its way: everyone waiting for it is told."""
        if self._sending is sending:
            log.warning("Kafka does not confirm, the producer is given up")
            self._sending = None
            self._background.spawn(sending.abandon())
