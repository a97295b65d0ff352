"""How messages are put together on their way to Kafka, and how long they are waited for."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from aiokafka.errors import KafkaTimeoutError

from interparty_shared.bus.base import Message, TopicPartition
from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.lanes import Delivery, Lane, Parcel
from interparty_shared.bus.kafka.rounds import Rounds
from interparty_shared.bus.kafka.watch import Unconfirmed, Watch


class Batch:
    """A batch as aiokafka gives it, of which four messages fill one."""

    def __init__(self) -> None:
        self.values: list[bytes] = []

    def append(self, *, timestamp: None, key: bytes, value: bytes, headers: object) -> object:
        if not isinstance(value, bytes):
            raise TypeError(value)
        if len(self.values) == 4:
            return None
        self.values.append(value)
        return value

    def close(self) -> None: ...


class Client:
    """A producer whose requests are answered by hand."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, list[bytes]]] = []
        self.answers: list[asyncio.Future[None]] = []

    def create_batch(self) -> Batch:
        return Batch()

    async def send_batch(
        self, batch: Batch, topic: str, *, partition: int
    ) -> "asyncio.Future[None]":
        self.sent.append((partition, batch.values))
        self.answers.append(asyncio.get_running_loop().create_future())
        return self.answers[-1]


class Road:
    """Three lanes to one broker."""

    def __init__(self, background: Background) -> None:
        self.client = Client()
        self.lanes = [Lane(self.client, TopicPartition("t", number)) for number in range(3)]
        self.rounds = Rounds(background, self.again)

    def again(self, lane: Lane) -> None:
        self.rounds.call(lane)

    def put(self, lane: int, *values: bytes, alone: bool = False) -> Delivery:
        delivery = Delivery()
        messages = [Message("t", b"key", value) for value in values]
        parcel = Parcel(delivery, [*range(len(values))], messages, is_alone=alone)
        self.lanes[lane].put(parcel)
        if not self.lanes[lane].is_under_way:
            self.rounds.call(self.lanes[lane])
        return delivery

    async def sent(self) -> list[tuple[int, list[bytes]]]:
        """Return what has been sent since the last time, when all that can be sent is."""
        for _ in range(10):
            await asyncio.sleep(0)
        sent, self.client.sent = self.client.sent, []
        return sent

    def answer(self, number: int = 0, error: Exception | None = None) -> None:
        if error is None:
            self.client.answers.pop(number).set_result(None)
        else:
            self.client.answers.pop(number).set_exception(error)


@pytest.fixture
async def road() -> AsyncGenerator[Road]:
    background = Background()
    yield Road(background)
    await background.settle(within=0.01)


async def test_what_comes_while_no_request_is_out_goes_at_once(road: Road) -> None:
    road.put(0, b"1")

    assert await road.sent() == [(0, [b"1"])]


async def test_what_comes_while_a_request_is_out_goes_together_with_the_next(road: Road) -> None:
    first = road.put(0, b"1")
    await road.sent()
    others = [road.put(1, b"2"), road.put(0, b"3"), road.put(1, b"4", b"5")]

    assert await road.sent() == []
    road.answer()

    assert sorted(await road.sent()) == [(0, [b"3"]), (1, [b"2", b"4", b"5"])]
    assert first.is_done
    assert not any(delivery.is_done for delivery in others)


async def test_a_partition_that_is_not_answered_holds_up_itself_only(road: Road) -> None:
    road.put(0, b"1")
    road.put(1, b"2")
    await road.sent()
    road.put(0, b"3")
    road.put(1, b"4")
    road.put(2, b"5")
    road.answer(1)

    assert sorted(await road.sent()) == [(1, [b"4"]), (2, [b"5"])]


async def test_a_request_that_is_never_answered_holds_up_others_for_a_while_only(
    road: Road,
) -> None:
    road.put(0, b"1")
    await road.sent()
    road.put(1, b"2")

    async with asyncio.timeout(10):
        while not road.client.sent:
            await asyncio.sleep(0.05)
    assert road.client.sent == [(1, [b"2"])]


async def test_what_is_too_much_for_a_batch_goes_on_in_the_next_in_its_order(road: Road) -> None:
    delivery = road.put(0, *(b"%d" % number for number in range(6)))

    assert await road.sent() == [(0, [b"0", b"1", b"2", b"3"])]
    road.answer()
    assert await road.sent() == [(0, [b"4", b"5"])]
    assert not delivery.is_done
    road.answer(error=KafkaTimeoutError())
    await road.sent()

    assert delivery.is_done
    assert sorted(delivery.failed) == [4, 5]


async def test_what_goes_alone_shares_its_batch_with_nobody(road: Road) -> None:
    road.put(0, b"1")
    road.put(0, b"2", alone=True)
    road.put(0, b"3")

    found = []
    for _ in range(3):
        found += await road.sent()
        road.answer()
    assert found == [(0, [b"1"]), (0, [b"2"]), (0, [b"3"])]


async def test_what_is_no_message_fails_alone(road: Road) -> None:
    delivery = road.put(0, b"1", "text", b"3")  # type: ignore[arg-type]

    assert await road.sent() == [(0, [b"1", b"3"])]
    road.answer()
    await road.sent()

    assert delivery.is_done
    assert list(delivery.failed) == [1]


async def test_only_what_is_late_is_given_up() -> None:
    loop, watch = asyncio.get_running_loop(), Watch()
    late, early = Delivery(), Delivery()
    for delivery in (late, early):
        delivery.expect(1)
    now = loop.time()
    waiting = asyncio.ensure_future(watch.over(early, now + 60, TimeoutError()))
    await asyncio.sleep(0)

    with pytest.raises(Unconfirmed):
        await watch.over(late, now + 0.01, Unconfirmed())

    assert not waiting.done()
    early.settle([0], None)
    await waiting
    watch.end(KafkaTimeoutError)


async def test_all_who_wait_are_told_when_a_producer_is_given_up() -> None:
    loop, watch, delivery = asyncio.get_running_loop(), Watch(), Delivery()
    delivery.expect(1)
    waiting = asyncio.ensure_future(watch.over(delivery, loop.time() + 60, TimeoutError()))
    await asyncio.sleep(0)

    watch.end(KafkaTimeoutError, "given up")

    with pytest.raises(KafkaTimeoutError, match="given up"):
        await waiting
