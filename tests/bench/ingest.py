"""Ingest against what it stands on: a bare producer, and a bare route.

`python -m tests.bench.ingest` starts its own Kafka. Rounds of ours and theirs alternate, because the
machine is not the same from one minute to the next; each ratio is of medians. CPU is that of the
process which does the work, per event: it says the same on a busy machine.
"""

import asyncio
import contextlib
import statistics
import sys
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

import orjson
from aiokafka import AIOKafkaProducer

from interparty_shared.bus.base import Message
from interparty_shared.bus.topics import create_topics
from interparty_shared.domain.facts import Ref
from interparty_shared.observability import new_traceparent
from interparty_shared.wire.codec import event_message
from interparty_shared.wire.schemas import EXAMPLES
from tests.parts.kafka import Kafka

ROOT = Path(__file__).resolve().parents[2]
ENGAGEMENT = EXAMPLES["org.interparty.engagement.v1"]
BATCH, REQUESTS, SINGLES, ROUNDS, CLIENTS = 1_000, 10, 2_000, 5, 8
TICKS = 100  # of /proc/PID/stat, per second


@dataclass
class Series:
    """What one contestant did, round by round: (events per second, microseconds of CPU each)."""

    rounds: list[tuple[float, float]] = field(default_factory=list)

    def add(self, events: int, seconds: float, cpu: float) -> None:
        self.rounds.append((events / seconds, cpu / events * 1e6))

    @property
    def speed(self) -> float:
        return statistics.median(speed for speed, _ in self.rounds)

    @property
    def cpu(self) -> float:
        return statistics.median(cpu for _, cpu in self.rounds)


@dataclass
class Server:
    """A process that answers `POST /v1/events`."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Return the seconds of CPU that it has taken so far."""
        columns = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(columns[11]) + int(columns[12])) / TICKS


@contextlib.asynccontextmanager
async def server(*arguments: str) -> AsyncGenerator[Server]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    while not (line := (await process.stdout.readline()).strip()).isdigit():
        assert not process.stdout.at_eof(), line
    swallowing = asyncio.ensure_future(process.stdout.read())  # the log; a full pipe would stop it
    try:
        yield Server(int(line), process.pid)
    finally:
        process.terminate()
        await swallowing
        await process.wait()


async def post(at: Server, bodies: Sequence[bytes], content_type: str, clients: int) -> None:
    """Post bodies one after the other on each of some connections."""
    waiting = iter(bodies)

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        for body in waiting:
            head = (
                f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer first-key\r\n"
                f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            writer.write(head.encode() + body)
            answer = (await reader.readuntil(b"\r\n\r\n")).lower()
            assert answer[9:12] in {b"202", b"207"}, answer
            length = int(answer.partition(b"content-length: ")[2].partition(b"\r")[0])
            await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*(one() for _ in range(clients)))


async def measured(series: Series, at: Server, events: int, work: Awaitable[None]) -> None:
    cpu, began = at.cpu(), perf_counter()
    await work
    series.add(events, perf_counter() - began, at.cpu() - cpu)


def events_of(count: int) -> list[bytes]:
    return [orjson.dumps({**ENGAGEMENT, "id": f"e{number}"}) for number in range(count)]


async def batches(bootstrap: str) -> dict[str, Series]:
    """Measure NDJSON and arrays of events against a producer of the same records."""
    events = events_of(BATCH)
    ref, now, trace = Ref(ENGAGEMENT["source"], ""), datetime.now(UTC), new_traceparent()
    records: list[Message] = [
        event_message(
            raw,
            type_=ENGAGEMENT["type"],
            ref=ref._replace(id=f"e{number}"),
            data=ENGAGEMENT["data"],
            lane="live",
            received=now,
            trace=trace,
            producer="first",
        )
        for number, raw in enumerate(events)
    ]
    bare = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        acks="all",
        enable_idempotence=True,
        linger_ms=5,
        max_batch_size=512 * 1024,
    )
    await bare.start()

    async def produce() -> None:
        sent = [
            await bare.send(one.topic, one.value, one.key, headers=list(one.headers))
            for one in records
        ]
        await asyncio.gather(*sent)

    found = {"bare producer": Series(), "NDJSON": Series(), "array": Series()}
    posts: dict[str, tuple[str, bytes]] = {
        "NDJSON": ("application/x-ndjson", b"\n".join(events)),
        "array": ("application/cloudevents-batch+json", b"[" + b",".join(events) + b"]"),
    }
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{folder}/ingest.db"
        async with server("tests.support.ingest_process", f"kafka://{bootstrap}", database) as ours:
            for number in range(ROUNDS + 1):
                cpu, began = process_time(), perf_counter()
                for _ in range(REQUESTS):
                    await produce()
                if number:  # the first warms up
                    found["bare producer"].add(
                        BATCH * REQUESTS, perf_counter() - began, process_time() - cpu
                    )
                for name, (form, body) in posts.items():
                    work = post(ours, [body] * REQUESTS, form, 3)
                    series = found[name] if number else Series()
                    await measured(series, ours, BATCH * REQUESTS, work)
    await bare.stop()
    return found


async def singles(bootstrap: str) -> dict[str, Series]:
    """Measure one event per request, on Kafka and on the embedded log, against a bare route."""
    bodies = events_of(SINGLES)
    found = {"bare route": Series(), "on Kafka": Series(), "on the embedded log": Series()}
    process = "tests.support.ingest_process"
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{folder}/ingest.db"
        async with (
            server("tests.bench.bare_route") as bare,
            server(process, f"kafka://{bootstrap}", database) as kafka,
            server(process, f"table:{folder}/log.db", f"{database}2") as table,
        ):
            for number in range(ROUNDS + 1):
                for name, at in zip(found, (bare, kafka, table), strict=True):
                    series = found[name] if number else Series()
                    work = post(at, bodies, "application/cloudevents+json", CLIENTS)
                    await measured(series, at, SINGLES, work)
    return found


def table(title: str, found: dict[str, Series]) -> str:
    """Return the figures as lines; the first contestant is what the others are compared with."""
    lines = [f"{title:<34}{'events/s':>10}{'ratio':>8}{'CPU µs':>10}{'ratio':>8}"]
    bare = next(iter(found.values()))
    for name, series in found.items():
        lines.append(
            f"  {name:<32}{series.speed:>10.0f}{series.speed / bare.speed:>8.2f}"
            f"{series.cpu:>10.0f}{bare.cpu / series.cpu:>8.2f}"
        )
    return "\n".join(lines)


Bench = Callable[[str], Awaitable[dict[str, Series]]]
BENCHES: dict[str, Bench] = {
    f"many events per request ({BATCH})": batches,
    "one event per request": singles,
}


async def main(bootstrap: str) -> None:
    """Print the figures of all benches on this Kafka."""
    await create_topics(f"kafka://{bootstrap}")
    for title, bench in BENCHES.items():
        print(table(title, await bench(bootstrap)), flush=True)


if __name__ == "__main__":
    broker = Kafka()
    broker.start()
    try:
        asyncio.run(main(broker.bootstrap))
    finally:
        broker.close()
