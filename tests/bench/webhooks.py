"""Deliveries a second of the sender of webhooks, against a bare httpx loop that posts the same bodies."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack

import httpx

from interparty_api.notify import payload
from interparty_api.notify.base import Outgoing
from interparty_api.notify.ssrf import Policy
from interparty_api.notify.webhook import WebhookSender
from interparty_shared.clock import SystemClock
from interparty_shared.settings import Settings
from tests.bench.figures import Figure
from tests.bench.servers import Servers, free_port, process, wait_ready
from tests.support.outgoing import message, revision

CONCURRENT = 32
GOAL = 0.6

Send = Callable[[Outgoing], Awaitable[None]]
Loop = Callable[[Sequence[Outgoing]], Awaitable[float]]


async def webhooks(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return deliveries a second to one receiver, and to 200 of them."""
    count, rounds = (500, 2) if quick else (2_000, 4)
    port = free_port()
    with process(["-m", "tests.bench.receiving", str(port)], {}) as receiving:
        await asyncio.to_thread(wait_ready, port, "/", receiving)
        one, many = (_messages(count, port, receivers=some) for some in (1, 200))
        return [
            await _figure("one receiver", one, rounds, _bare, "bare httpx"),
            await _figure(
                "one receiver", one, rounds, _bare_apart, "bare httpx, a client per loop"
            ),
            await _figure("200 receivers", many, rounds, _bare, "bare httpx"),
        ]


def _messages(count: int, port: int, *, receivers: int) -> list[Outgoing]:
    return [
        message(
            f"http://127.0.1.{1 + number % receivers}:{port}/hook",
            items=[revision(number, id_=f"al_{number}")],
            id_=f"msg_{number}",
        )
        for number in range(count)
    ]


async def _figure(
    name: str, messages: Sequence[Outgoing], rounds: int, loop: Loop, peer_is: str
) -> Figure:
    ours: list[float] = []
    peer: list[float] = []
    for number in range(rounds + 1):
        by_us, bare = await _ours(messages), await loop(messages)
        if number:  # the first round warms both up
            ours.append(len(messages) / by_us)
            peer.append(len(messages) / bare)
    size = sum(len(payload.body(one)) for one in messages) // len(messages)
    note = (
        f"{len(messages)} messages of {size} bytes on average, {CONCURRENT} at a time. Ours makes each"
        " body of the alert, signs it, and judges each address; the bare loop posts bodies that lie ready."
        f" A client that {CONCURRENT} loops share looks at every connection at every request; one for"
        " each loop, with its one connection, is the fastest that httpx can be here."
    )
    return Figure(
        f"webhooks to {name}",
        "deliveries/s",
        tuple(ours),
        tuple(peer),
        peer_is,
        goal=GOAL,
        notes=(note,),
    )


async def _ours(messages: Sequence[Outgoing]) -> float:
    policy = Policy.of(Settings(webhook_allow="127.0.0.0/8"))
    sender = WebhookSender(policy, SystemClock())

    async def send(one: Outgoing) -> None:
        outcome = await sender.send(one)
        if outcome.outcome != "delivered":
            raise RuntimeError(outcome.detail)

    try:
        return await _timed(messages, [send] * CONCURRENT)
    finally:
        await sender.close()


async def _bare(messages: Sequence[Outgoing]) -> float:
    async with _client(CONCURRENT) as client:
        return await _timed(messages, [_poster(client, _bodies(messages))] * CONCURRENT)


async def _bare_apart(messages: Sequence[Outgoing]) -> float:
    bodies = _bodies(messages)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(_client(1)) for _ in range(CONCURRENT)]
        return await _timed(messages, [_poster(one, bodies) for one in clients])


def _client(connections: int) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx.AsyncClient(limits=limits, trust_env=False)


def _bodies(messages: Sequence[Outgoing]) -> dict[str, bytes]:
    return {one.id: payload.body(one) for one in messages}


def _poster(client: httpx.AsyncClient, bodies: Mapping[str, bytes]) -> Send:
    headers = {"content-type": "application/json"}

    async def send(one: Outgoing) -> None:
        answer = await client.post(one.to.target, content=bodies[one.id], headers=headers)
        answer.raise_for_status()

    return send


async def _timed(messages: Sequence[Outgoing], senders: Sequence[Send]) -> float:
    """Return in how many seconds all were sent, by so many loops at a time."""
    waiting = iter(messages)

    async def one_by_one(waiting: Iterator[Outgoing], send: Send) -> None:
        for one in waiting:
            await send(one)

    began = time.perf_counter()
    await asyncio.gather(*(one_by_one(waiting, send) for send in senders))
    return time.perf_counter() - began
