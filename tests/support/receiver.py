"""A receiver of webhooks: a real HTTP server that verifies, records, and misbehaves when asked to."""

import asyncio
import base64
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook

Way = Literal["ok", "status", "hang", "redirect", "flood", "close", "raw", "drip"]
PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a receiver does with a request."""

    way: Way = "ok"
    status: int = 500
    """Of `status`."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw: bytes = b""
    """Of `raw`: written as it stands, then the connection is closed; of `drip`: again and again."""
    to: str = ""
    """Of `redirect`."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    verified: bool
    """Whether one of its signatures is by one of the receiver's keys."""
    connection: int
    """Which connection it came by, counted from 1."""

    @property
    def id(self) -> str:
        """Return the id of the message."""
        return self.headers["webhook-id"]

    def json(self) -> dict[str, Any]:
        """Return the body."""
        said: dict[str, Any] = orjson.loads(self.body)
        return said


def verifies(headers: Mapping[str, str], body: bytes, key: str) -> bool:
    """Return whether a request bears a signature by a `whsec_…` or `whpk_…`, whatever the hour is.

    HMAC is computed by the upstream library. (Its `verify` also asks the system's clock, which the
    clock of a test need not agree with.)
    """
    id_, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "").split(" ")
    if not timestamp.isdigit():
        return False
    if key.startswith("whpk_"):
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix("whpk_")))
        for one in signatures:
            with suppress(InvalidSignature):
                if one.startswith("v1a,"):
                    said = f"{id_}.{timestamp}.".encode() + body
                    public.verify(base64.b64decode(one.removeprefix("v1a,")), said)
                    return True
        return False
    at = datetime.fromtimestamp(int(timestamp), tz=UTC)
    return Webhook(key).sign(id_, at, body.decode()) in signatures


class Receiver:
    """The server. `behave` says what it does from then on; `script` what it does first, one by one."""

    def __init__(self, keys: Sequence[str], *, tls: bool) -> None:
        self.keys = list(keys)
        self.requests: list[Received] = []
        self.connections = 0
        self.port = 0
        self.script: list[Behaviour] = []
        self._tls = tls
        self._usual = Behaviour()
        self._came = asyncio.Condition()
        self._open: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Return where it is."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/hook"

    def behave(self, way: Way, **more: Any) -> None:
        """Do this with every request from now on."""
        self._usual = Behaviour(way, **more)

    def choose(self, _request: Received) -> Behaviour:
        """Return what is done with a request."""
        return self.script.pop(0) if self.script else self._usual

    async def wait(self, count: int) -> list[Received]:
        """Return all requests when there are so many.

        Raises:
            TimeoutError: there are not.
        """
        async with asyncio.timeout(PATIENCE_S), self._came:
            await self._came.wait_for(lambda: len(self.requests) >= count)
        return self.requests

    async def until(self, holds: Callable[[Sequence[Received]], bool]) -> list[Received]:
        """Return all requests when they are as they should be.

        Raises:
            TimeoutError: they are not.
        """
        async with asyncio.timeout(PATIENCE_S), self._came:
            await self._came.wait_for(lambda: holds(self.requests))
        return self.requests

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        number = self.connections
        try:
            while request := await self._read(reader, writer, number):
                async with self._came:
                    self.requests.append(request)
                    self._came.notify_all()
                if not await _answer(writer, self.choose(request)):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # the other side went away, as it may
        except asyncio.CancelledError:
            writer.transport.abort()  # only `close` cancels it
        finally:
            self._open.discard(task)
            writer.close()

    async def close(self) -> None:
        """Cut off whoever is connected."""
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _read(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> Received | None:
        try:
            head = (await reader.readexactly(1)).decode("latin-1")
            if not head.isalpha():  # TLS, where none is spoken
                writer.write(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")
                return None
            head += (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.split("\r\n")[:-2]
        method, path, _ = first.split(" ")
        headers = {
            name.lower(): value.strip() for name, value in (one.split(":", 1) for one in lines)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        verified = any(verifies(headers, body, key) for key in self.keys)
        return Received(method, path, headers, body, verified, connection)


async def _answer(writer: asyncio.StreamWriter, behaviour: Behaviour) -> bool:
    """Answer a request; return whether the connection stays open."""
    match behaviour.way:
        case "hang":
            await asyncio.Event().wait()
        case "close":
            return False
        case "raw":
            writer.write(behaviour.raw)
        case "drip":
            writer.write(behaviour.body)
            await _for_ever(writer, behaviour.raw, pause_s=0.02)
        case "flood":
            writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            await _for_ever(writer, b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        case "redirect":
            _write(writer, Behaviour(headers={"location": behaviour.to}), 302)
        case "ok":
            _write(writer, behaviour, 200)
        case "status":
            _write(writer, behaviour, behaviour.status)
    await writer.drain()
    return behaviour.way != "raw"


async def _for_ever(writer: asyncio.StreamWriter, what: bytes, *, pause_s: float = 0) -> None:
    while True:
        writer.write(what)
        await writer.drain()
        await asyncio.sleep(pause_s)


def _write(writer: asyncio.StreamWriter, behaviour: Behaviour, status: int) -> None:
    headers = {"content-length": str(len(behaviour.body)), **behaviour.headers}
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + behaviour.body)


@asynccontextmanager
async def receiver(
    *keys: str, ssl_context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncGenerator[Receiver]:
    """Run a receiver that knows these keys (`whsec_…`, `whpk_…`), on a port of its own."""
    there = Receiver(keys, tls=ssl_context is not None)
    server = await asyncio.start_server(there.serve, host, 0, ssl=ssl_context)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        await there.close()
