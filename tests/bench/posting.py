"""How many events a second ingest takes: many per request, and one per request."""

import subprocess
import sys
import tempfile
from pathlib import Path

import orjson

from interparty_shared.bus.topics import create_topics
from interparty_shared.wire.topics import EVENTS, Topic
from tests.bench import load
from tests.bench.against_bare import against_bare
from tests.bench.figures import Figure
from tests.bench.servers import ROOT, Servers, service
from tests.bench.world import World

SIZE = 500
CONCURRENT = 4
CONNECTIONS = 32
NDJSON = "application/x-ndjson"
BATCH = "application/cloudevents-batch+json"
STRUCTURED = "application/cloudevents+json"


async def batches(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return what requests of 500 events reach of a bare producer."""
    count, rounds = (10_000, 2) if quick else (30_000, 4)
    bus, database = await servers.bus(), await servers.database()
    bare = Topic("bench.bare", EVENTS.partitions, None, "", "")
    await create_topics(bus, topics=[bare])
    lines = [orjson.dumps(event) for event in World().events(count)]
    groups = [lines[at : at + SIZE] for at in range(0, count, SIZE)]
    forms = {
        NDJSON: [b"\n".join(group) for group in groups],
        BATCH: [b"[" + b",".join(group) + b"]" for group in groups],
    }
    ours: dict[str, list[float]] = {form: [] for form in forms}
    peer: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        service("ingest", bus=bus, database=database) as (port, _),
    ):
        for form, bodies in forms.items():
            load.write_bodies(Path(folder) / form.replace("/", "-"), bodies)
        for number in range(rounds + 1):
            for form in forms:
                bodies_at = Path(folder) / form.replace("/", "-")
                done = load.run(
                    port, "/v1/events", bodies_at, content_type=form, connections=CONCURRENT
                )
                _expect(done, "207")
                if number:  # the first round warms both up
                    ours[form].append(count / done.seconds)
            seconds = _bare_producer(servers.kafka.bootstrap, bare.name, count)
            if number:
                peer.append(count / seconds)
    servers.drop(database)
    note = (
        f"{count} events of {sum(map(len, lines)) // count} bytes on average, {SIZE} to a request,"
        f" {CONCURRENT} requests at a time; the producer has as many batches of {SIZE} on their way."
    )
    return [
        Figure(
            f"batch ingest, {name}",
            "events/s",
            tuple(ours[form]),
            tuple(peer),
            "bare idempotent producer",
            goal=0.5,
            notes=(note,),
        )
        for name, form in (("NDJSON", NDJSON), ("JSON array", BATCH))
    ]


async def single(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return what one event per request reaches of a route that only validates."""
    count, rounds = (1_000, 2) if quick else (4_000, 5)
    bodies = [orjson.dumps(event) for event in World().events(count)]
    ours, peer = await against_bare(
        servers,
        "ingest",
        "/v1/events",
        bodies,
        rounds=rounds,
        content_type=STRUCTURED,
        connections=CONNECTIONS,
        status="202",
    )
    note = f"{CONNECTIONS} connections, each with one request at a time."
    return [
        Figure(
            "single POST",
            "requests/s",
            tuple(ours),
            tuple(peer),
            "bare route",
            goal=0.5,
            notes=(note,),
        )
    ]


def _bare_producer(servers: str, topic: str, count: int) -> float:
    arguments = [servers, topic, str(count), str(SIZE), str(CONCURRENT)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bare_producer", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=load.LONGEST_S,
        check=True,
    )
    return float(done.stdout)


def _expect(done: load.Load, status: str) -> None:
    if set(done.statuses) != {status}:
        raise RuntimeError(f"answers: {done.statuses}")
