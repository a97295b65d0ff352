"""A bare idempotent producer that waits for all replicas: the ceiling of what may be ingested.

`python -m tests.bench.bare_producer SERVERS TOPIC EVENTS BATCH CONCURRENT`; prints the seconds. Sends
the messages that ingest makes of the same events, headers and all, so many batches at a time, and
begins a batch when one before it is confirmed.
"""

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice

from aiokafka import AIOKafkaProducer

from interparty_shared.bus.base import Message
from tests.bench.world import World, message


async def produce(servers: str, topic: str, events: int, size: int, concurrent: int) -> float:
    """Send events and return how many seconds that took."""
    messages = iter([message(event) for event in World().events(events)])
    batches = iter(lambda: list(islice(messages, size)), [])
    producer = AIOKafkaProducer(
        bootstrap_servers=servers, acks="all", enable_idempotence=True, max_batch_size=512 * 1024
    )
    await producer.start()
    try:
        began = time.perf_counter()
        await asyncio.gather(*(_send(producer, topic, batches) for _ in range(concurrent)))
        return time.perf_counter() - began
    finally:
        await producer.stop()


async def _send(
    producer: AIOKafkaProducer, topic: str, batches: Iterator[Sequence[Message]]
) -> None:
    for batch in batches:
        sent = [
            await producer.send(topic, value=one.value, key=one.key, headers=list(one.headers))
            for one in batch
        ]
        await asyncio.gather(*sent)


if __name__ == "__main__":
    servers, topic, *numbers = sys.argv[1:]
    print(asyncio.run(produce(servers, topic, *map(int, numbers))))
