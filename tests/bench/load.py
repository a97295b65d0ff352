"""A cheap load generator, in a process of its own so that it takes no time from the server's.

Requests lie ready as bytes; connections are kept open, and each waits for its answer before it sends
again. Bodies come from a file: four bytes of length, then the body, again and again.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.servers import KEY, ROOT

LONGEST_S = 600


@dataclass(frozen=True, slots=True)
class Load:
    """What became of a load."""

    requests: int
    seconds: float
    statuses: dict[str, int]

    @property
    def per_second(self) -> float:
        """Return requests per second."""
        return self.requests / self.seconds


def write_bodies(path: Path, bodies: Sequence[bytes]) -> None:
    """Put bodies where a load generator finds them."""
    with path.open("wb") as out:
        for body in bodies:
            out.write(len(body).to_bytes(4, "big") + body)


def run(port: int, path: str, bodies: Path, *, content_type: str, connections: int) -> Load:
    """Send all bodies and return what became of them.

    Raises:
        RuntimeError: the generator failed.
    """
    arguments = [str(port), path, str(bodies), content_type, str(connections)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Load(**json.loads(done.stdout))


def main() -> None:
    """Send what the command line says."""
    port, path, bodies, content_type, connections = sys.argv[1:]
    requests = requests_of(path, Path(bodies), content_type)
    print(json.dumps(asyncio.run(_send(int(port), requests, int(connections)))))


def requests_of(path: str, bodies: Path, content_type: str) -> list[bytes]:
    """Return the requests that post these bodies, ready to be sent."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: "
    ).encode()
    return [head + f"{len(body)}\r\n\r\n".encode() + body for body in _cut(bodies.read_bytes())]


def _cut(raw: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(raw):
        size = int.from_bytes(raw[at : at + 4], "big")
        yield raw[at + 4 : at + 4 + size]
        at += 4 + size


class Client(asyncio.Protocol):
    """One connection: takes the next request when it has the whole answer to the last."""

    def __init__(self, requests: Iterator[bytes], statuses: Counter[str]) -> None:
        self._requests = requests
        self._statuses = statuses
        self._buffer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.proceed()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(b"content-length:")
        size = int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self._buffer) >= end + 4 + size:
            self._statuses[self._buffer[9:12].decode()] += 1
            self._buffer = self._buffer[end + 4 + size :]
            self.answered()
            self.proceed()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))

    def answered(self) -> None:
        """Note that an answer is there."""

    def proceed(self) -> None:
        """Take the next request."""
        self.send(next(self._requests, None))

    def send(self, request: bytes | None) -> None:
        """Send a request, or hang up where there is none."""
        if request is None:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._transport.write(request)


async def _send(port: int, requests: Sequence[bytes], connections: int) -> dict[str, object]:
    loop = asyncio.get_running_loop()
    waiting, statuses = iter(requests), Counter[str]()
    began = time.perf_counter()
    clients = [
        (await loop.create_connection(lambda: Client(waiting, statuses), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(client.done for client in clients))
    seconds = time.perf_counter() - began
    return {"requests": len(requests), "seconds": seconds, "statuses": statuses}


if __name__ == "__main__":
    main()
