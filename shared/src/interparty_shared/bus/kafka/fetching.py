"""Fetching from a consumer with its topics ranked."""

import asyncio
import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError
from aiokafka.structs import ConsumerRecord

from interparty_shared.bus.base import Record

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# How long to wait for the first topic before looking at the next ones again.
LOOK_S: Final = 0.025


async def fetch(
    consumer: AIOKafkaConsumer, topics: Sequence[str], *, limit: int, wait: float
) -> list[Record]:
    """Return records of the first topic that has any, waiting up to `wait` s for one.

    A later topic's turn comes when what Kafka last told says that all earlier ones are at their
    end. What is returned is taken out of the consumer in the same step in which this ends: whoever
    seeks before then gets records from the new position, and only those.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait
    while True:
        remaining = max(deadline - loop.time(), 0.0)
        found = await _fetch_once(consumer, topics, limit, remaining)
        if found or loop.time() >= deadline:
            return found


async def _fetch_once(
    consumer: AIOKafkaConsumer, topics: Sequence[str], limit: int, wait: float
) -> list[Record]:
    assigned = consumer.assignment()
    ranks = [[place for place in assigned if place.topic == topic] for topic in topics]
    ranks = [rank for rank in ranks if rank]
    if len(ranks) <= 1:
        return await _take(consumer, [], limit, wait)  # [] is all, also those that come meanwhile
    found = await _take(consumer, ranks[0], limit, min(wait, LOOK_S))
    for rank, following in itertools.pairwise(ranks):
        if found or not await _is_at_end(consumer, rank):
            break
        found = await _take(consumer, following, limit, 0.0)
    return found


async def _take(
    consumer: AIOKafkaConsumer, places: Sequence[TopicPartition], limit: int, wait: float
) -> list[Record]:
    batches = await consumer.getmany(*places, timeout_ms=int(1000 * wait), max_records=limit)
    return [to_record(record) for records in batches.values() for record in records]


async def _is_at_end(consumer: AIOKafkaConsumer, places: Sequence[TopicPartition]) -> bool:
    for place in places:
        if place not in consumer.assignment():
            return False
        end = consumer.highwater(place)
        try:
            # Not that of the last record: what is no record (a transaction's end) is passed over.
            if end is None or await consumer.position(place) < end:
                return False
        except IllegalStateError:
            return False  # assigned to another while its position was not known
    return True


def to_record(record: ConsumerRecord) -> Record:
    """Return what aiokafka gave as a record of ours."""
    return Record(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key or b"",
        value=record.value or b"",
        headers=tuple((name, value or b"") for name, value in record.headers),
        appended=EPOCH + timedelta(milliseconds=record.timestamp),
    )
