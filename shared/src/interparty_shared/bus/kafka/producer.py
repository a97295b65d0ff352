"""Publishing: one idempotent producer at a time, replaced when it can no longer be trusted.

aiokafka's producer leaves three things to its user, and this is where they are dealt with: a batch
that the broker refuses breaks the sequence of its partition for good; an idempotent producer never
gives a message up, so a Kafka that is away would fill the memory; and stopping it waits for what
cannot be delivered any more.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidProducerEpoch,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    RecordListTooLargeError,
    UnknownProducerId,
)

from interparty_shared.bus.base import Message, Rejected
from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.connection import Connection, describe
from interparty_shared.bus.kafka.sending import Sending
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
        async with self._connection.answering(self._deadline):
            await self._deliver(waiting, rejected)
        if rejected:
            raise Rejected(dict(sorted(rejected.items())))

    async def close(self) -> None:
        """Deliver what is on its way and let go."""
        self._is_closed = True
        if self._sending is not None:
            sending, self._sending = self._sending, None
            await sending.finish()

    async def _deliver(self, waiting: Mapping[int, Message], rejected: dict[int, str]) -> None:
        """Deliver messages, or say in `rejected` why one can never be."""
        while waiting:
            sending = await self._started()
            failed = await self._attempt(sending, waiting, rejected)
            if failed:
                self._replace(sending, next(iter(failed.values())))
            again = {}
            for index, error in failed.items():
                if isinstance(error, TOO_LARGE):
                    # The whole batch was refused; only the one that is too large by itself is lost.
                    reason = await self._deliver_alone(waiting[index])
                    if reason is not None:
                        rejected[index] = reason
                elif isinstance(error, REFUSED):
                    again[index] = waiting[index]
                else:
                    raise error
            waiting = again

    async def _attempt(
        self, sending: Sending, waiting: Mapping[int, Message], rejected: dict[int, str]
    ) -> dict[int, KafkaError]:
        """Send messages together and return those that failed, each with its error."""
        partitions = {
            topic: await sending.partitions_of(topic)
            for topic in {message.topic for message in waiting.values()}
        }
        sent = {}
        failed: dict[int, KafkaError] = {}
        refusal: KafkaError | None = None
        for index, message in waiting.items():
            count = partitions[message.topic]
            if count is None:
                rejected[index] = no_topic(message.topic)
            elif refusal is not None:
                failed[index] = refusal  # not sent: it could overtake the one that was refused
            else:
                try:
                    sent[index] = await sending.send(message, count)
                except KafkaError as error:
                    refusal = failed[index] = error
        for index, outcome in zip(sent, await self._outcomes(sending, sent), strict=True):
            if isinstance(outcome, KafkaError):
                failed[index] = outcome
            elif isinstance(outcome, BaseException):
                raise outcome
        return dict(sorted(failed.items()))

    async def _outcomes(
        self, sending: Sending, sent: Mapping[int, "asyncio.Future[Any]"]
    ) -> list[Any]:
        try:
            return await sending.outcomes(sent.values(), within=self._patience)
        except TimeoutError:
            self._give_up(sending)
            raise

    async def _deliver_alone(self, message: Message) -> str | None:
        """Deliver one message in a batch of its own; return why, if it can never be."""
        while True:
            sending = await self._started()
            try:
                await sending.send_alone(message)
            except TOO_LARGE as error:
                self._replace(sending, error)
                return f"Kafka refuses it as too large: {describe(error)}"
            except REFUSED as error:
                self._replace(sending, error)
                await asyncio.sleep(PAUSE_S)
            else:
                return None

    async def _started(self) -> Sending:
        if self._sending is not None:
            return self._sending
        async with self._starting:
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
                    )
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
