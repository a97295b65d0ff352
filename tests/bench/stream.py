"""The live stream: a thousand readers of a process on one core."""

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from typing_extensions import override

from tests.bench.figures import Figure
from tests.bench.servers import KEY, Servers, process, resident_mib, wait_ready
from tests.parts.process import free_ports

READERS = 1_000
FEW = 10
RATE = 10
SAMPLED = 20
"""One reader in so many looks at the times; the others count."""
MARK = b"\nevent: "
SENT = re.compile(rb"sent=(\d+)\.")
LONGEST_S = 120.0


@dataclass
class Counted:
    """What readers have received together."""

    frames: int = 0
    octets: int = 0
    lost: int = 0
    heard: int = 0
    """Readers that have been answered."""
    delays: list[float] = field(default_factory=list)


class Reader(asyncio.Protocol):
    """Counts events as they arrive."""

    def __init__(self, counted: Counted, *, looks: bool) -> None:
        self._counted = counted
        self._looks = looks
        self._tail = b""
        self._heard = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        head = f"GET /v1/alerts/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n\r\n"
        transport.write(head.encode())

    @override
    def data_received(self, data: bytes) -> None:
        self._counted.octets += len(data)
        if not self._heard:
            self._heard = True
            self._counted.heard += 1
        whole = self._tail + data
        self._counted.frames += whole.count(MARK)
        if self._looks:
            now = time.perf_counter_ns()
            self._counted.delays += [(now - int(one)) / 1e6 for one in SENT.findall(whole)]
            # What is kept is looked at again: only what may be the beginning of something.
            self._tail = whole[max(whole.rfind(b"sent=") + 40, len(whole) - len(MARK) + 1) :]
        else:
            self._tail = whole[-len(MARK) + 1 :]

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._counted.lost += 1


async def stream(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return frames a second, the delay under a steady rate, and memory by readers."""
    del servers  # one process, on files
    readers, seconds, burst = (100, 3, 200) if quick else (READERS, 30, 1_000)
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})  # the server has the other one
    (port,) = free_ports(1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            arguments = ["-m", "tests.bench.stream_server", str(port), folder]
            with process(arguments, {"log_level": "WARNING"}) as child:
                wait_ready(port, "/readyz", child)
                order, counted = Path(folder) / "order", Counted()
                connections = await _connect(port, FEW, counted)
                await _publish(order, counted, 50, 0, FEW)
                few = resident_mib(child.pid)
                connections += await _connect(port, readers - FEW, counted)
                many = resident_mib(child.pid)
                took, frames = await _publish(order, counted, burst, 0, readers)
                counted.delays.clear()
                await _publish(order, counted, seconds * RATE, RATE, readers)
                after = resident_mib(child.pid)
                delays = sorted(counted.delays)
                lost, size = counted.lost, counted.octets / max(1, counted.frames)
                _leave(connections)
    finally:
        os.sched_setaffinity(0, cores)
    return [
        Figure(
            f"live stream, {readers:,} readers on one core, at once",
            "frames/s",
            (frames / took,),
            notes=(
                f"{burst} alerts published at once, taken in and handed to {readers} readers, without"
                f" filters, in {took:.1f} s; {size:,.0f} bytes a frame. Cut off as too slow: {lost}.",
            ),
        ),
        Figure(
            f"live stream, {readers:,} readers, {RATE} alerts/s: published to received, p99",
            "ms",
            (delays[int(0.99 * len(delays))],),
            notes=(
                f"{len(delays)} frames at one reader in {SAMPLED}; median"
                f" {delays[len(delays) // 2]:.0f} ms, longest {delays[-1]:.0f} ms.",
            ),
        ),
        Figure(
            f"memory with {readers:,} readers",
            "MiB",
            (many,),
            (few,),
            f"with {FEW}",
            notes=(
                f"Resident; {1024 * (many - few) / (readers - FEW):.0f} KiB a reader. After all of the"
                f" above: {after:.0f} MiB.",
            ),
        ),
    ]


async def _connect(port: int, count: int, counted: Counted) -> list[asyncio.BaseTransport]:
    loop = asyncio.get_running_loop()
    wanted = counted.heard + count
    made = []
    for number in range(count):
        make = partial(Reader, counted, looks=number % SAMPLED == 0)
        transport, _ = await loop.create_connection(make, "127.0.0.1", port)
        made.append(transport)
    await _until(lambda: counted.heard >= wanted)
    return list(made)


async def _publish(
    order: Path, counted: Counted, count: int, rate: int, readers: int
) -> tuple[float, int]:
    """Have alerts published; return how long it took until all readers had them, and how many came."""
    before = counted.frames
    began = time.perf_counter()
    order.with_suffix(".new").write_text(f"{count} {rate}")
    order.with_suffix(".new").rename(order)

    def done() -> bool:
        return counted.frames - before >= count * (readers - counted.lost) and not order.exists()

    await _until(done)
    return time.perf_counter() - began, counted.frames - before


async def _until(is_so: Callable[[], bool]) -> None:
    until = time.perf_counter() + LONGEST_S
    while not is_so() and time.perf_counter() < until:
        await asyncio.sleep(0.01)


def _leave(connections: Sequence[asyncio.BaseTransport]) -> None:
    for one in connections:
        one.close()
