"""The API on a real port, and readers of its stream."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson

from interparty_api.app import build
from interparty_api.migrations import MIGRATIONS
from interparty_shared.db.migrate import upgrade
from interparty_shared.runtime import Resources, serve
from interparty_shared.settings import Settings
from interparty_shared.wire.published import Published
from tests.support.api import KEY, SetClock

PATIENCE_S = 30


class Sooner(SetClock):
    """A clock by which a second of sleep takes a thirtieth: beats come every half second."""

    async def sleep(self, seconds: float) -> None:
        self.slept.add(seconds)
        await asyncio.sleep(seconds / 30)


@dataclass
class Event:
    """One event of a stream, as a reader understands it."""

    id: str
    type: str
    data: Any


@dataclass
class Heard:
    """What a reader has heard: events, comments, the last id."""

    events: list[Event] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    last_id: str = ""
    retry: str = ""

    @property
    def sequences(self) -> list[int]:
        return [int(one.id) for one in self.events]

    def take(self, block: str) -> None:
        """Interpret the lines up to an empty one (HTML Standard, 9.2.6)."""
        type_, data = "message", []
        for line in block.split("\n"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if not name:
                self.comments.append(value)
            elif name == "id":
                self.last_id = value
            elif name == "event":
                type_ = value
            elif name == "data":
                data.append(value)
            elif name == "retry":
                self.retry = value
        if data:
            self.events.append(Event(self.last_id, type_, orjson.loads("\n".join(data))))


@dataclass
class Served:
    """The service on a port."""

    port: int
    resources: Resources
    client: httpx.AsyncClient
    stop: asyncio.Event

    async def publish(self, *said: Published) -> None:
        await self.resources.bus.publish([one.message() for one in said])

    @contextlib.asynccontextmanager
    async def listening(
        self, *, last: str | None = None, **query: Any
    ) -> AsyncGenerator[tuple[httpx.Response, Heard, AsyncIterator[str]]]:
        """Open the stream; what is heard is what was taken from the iterator of blocks."""
        headers = {"Last-Event-ID": last} if last is not None else {}
        path = "/v1/alerts/stream"
        async with self.client.stream("GET", path, params=query, headers=headers) as answer:
            heard = Heard()
            yield answer, heard, blocks(answer, heard)

    def raw(self, query: str = "", *, buffer: int = 4096) -> socket.socket:
        """Open the stream on a socket that takes little and is read by nobody."""
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        sock.connect(("127.0.0.1", self.port))
        head = f"GET /v1/alerts/stream{query} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n\r\n"
        sock.sendall(head.encode())
        return sock


async def blocks(answer: httpx.Response, heard: Heard) -> AsyncIterator[str]:
    """Yield blocks as they come, each taken in before."""
    kept = ""
    async for text in answer.aiter_text():
        kept += text
        while "\n\n" in kept:
            block, _, kept = kept.partition("\n\n")
            heard.take(block)
            yield block


async def hear(heard: Heard, coming: AsyncIterator[str], count: int) -> None:
    """Listen until so many events were heard."""
    async with asyncio.timeout(PATIENCE_S):
        while len(heard.events) < count:
            await anext(coming)


@contextlib.asynccontextmanager
async def served(folder: Path, **settings: Any) -> AsyncGenerator[Served]:
    """Serve the API on a free port, until the end or until `stop` is set."""
    given = Settings(
        bus_url=f"table:{folder}/log.db",
        database_url=f"sqlite+aiosqlite:///{folder}/{{service}}.db",
        api_key=KEY,
        port=0,
        **settings,
    )
    await upgrade(MIGRATIONS, given.database_for("api"))
    opened: asyncio.Future[Resources] = asyncio.get_running_loop().create_future()
    listens: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    stop = asyncio.Event()

    async def prepare(resources: Resources) -> None:
        opened.set_result(resources)

    serving = asyncio.ensure_future(
        serve(
            given,
            {"api": build},
            prepare=prepare,
            ready=listens.set_result,
            stop=stop,
            clock=Sooner(datetime(2026, 6, 1, 12, tzinfo=UTC)),
        )
    )
    port = await asyncio.wait_for(listens, PATIENCE_S)
    client = httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Authorization": f"Bearer {KEY}"},
        timeout=PATIENCE_S,
        trust_env=False,
    )
    try:
        async with client:
            yield Served(port, await opened, client, stop)
    finally:
        stop.set()
        await asyncio.wait_for(serving, PATIENCE_S)


def sequences_in(content: bytes) -> list[int]:
    """Return the sequences of the whole events in what was received."""
    whole = content[: content.rfind(b"\n\n") + 2]
    return [int(one) for one in re.findall(rb"id: (\d+)\nevent: ", whole)]
