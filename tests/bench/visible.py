"""From the POST of an engagement to its alert in `GET /v1/changes`, at 200 events a second."""

import asyncio
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson

from tests.bench import load
from tests.bench.figures import Figure
from tests.bench.servers import KEY, ROOT, Servers, process, service, wait_ready
from tests.bench.world import SOURCE, World
from tests.parts.process import free_ports

RATE = 200
PROBE = 10
"""One event in so many raises an alert at once: a visit long past, in a register known whole."""
STRUCTURED = "application/cloudevents+json"
POLL_S = 0.05
PATIENCE_S = 30.0


@dataclass
class Seen:
    """When probes were due to be posted, and when their alerts were first seen."""

    posted: dict[str, float] = field(default_factory=dict)
    alerts: dict[str, float] = field(default_factory=dict)
    answers: list[float] = field(default_factory=list)
    refused: int = 0
    sequence: int = 0

    @property
    def delays(self) -> list[float]:
        """Return milliseconds from post to alert, in order."""
        return sorted(1_000 * (self.alerts[one] - self.posted[one]) for one in self.alerts)


async def embedded(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return the delay where one process does it all, on SQLite."""
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["-m", "interparty_embedded", "up", "--data-dir", folder, "--port", str(port)]
        with process(arguments, {"api_key": KEY}) as child:
            wait_ready(port, "/readyz", child)
            return [_figure("one process, SQLite", await _measured(port, port, quick=quick))]


async def three_processes(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return the delay where three processes do it, on Kafka and PostgreSQL."""
    bus, database = await servers.bus(empty=True), await servers.database()
    with ExitStack() as stack:
        ports = {
            name: stack.enter_context(service(name, bus=bus, database=database))[0]
            for name in ("ingest", "alerts", "api")
        }
        seen = await _measured(ports["ingest"], ports["api"], quick=quick)
    servers.drop(database)
    return [_figure("three processes, Kafka and PostgreSQL", seen)]


def _figure(how: str, seen: Seen) -> Figure:
    delays = seen.delays
    lost = len(seen.posted) - len(delays)
    answers = sorted(seen.answers)
    note = (
        f"{len(seen.answers)} events at {RATE} a second, one POST each, one in {PROBE} raising an alert;"
        f" from when each was due to be sent. Median {statistics.median(delays):.0f} ms, longest"
        f" {delays[-1]:.0f} ms. The POST itself: median {statistics.median(answers):.0f} ms, p99"
        f" {_p99(answers):.0f} ms. Refused: {seen.refused}; alerts never seen: {lost}."
    )
    return Figure(
        f"POST to visible alert, p99, {how}", "ms", (round(_p99(delays), 1),), notes=(note,)
    )


def _p99(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]


async def _measured(ingest: int, api: int, *, quick: bool) -> Seen:
    seconds = 5 if quick else 60
    seen = Seen()
    headers = {"Authorization": f"Bearer {KEY}"}
    limits = httpx.Limits(max_connections=64)
    async with httpx.AsyncClient(headers=headers, limits=limits, timeout=30) as client:
        world = World(seed=9)
        await _post(client, ingest, _coverage(), seen)
        await _first_alert(client, ingest, api, seen)
        watching = asyncio.create_task(_watch(client, api, seen))
        try:
            await _paced(ingest, world, seconds, seen)
            until = time.perf_counter() + PATIENCE_S
            while seen.posted.keys() - seen.alerts.keys() and time.perf_counter() < until:
                await asyncio.sleep(0.1)
        finally:
            watching.cancel()
    return seen


async def _paced(port: int, world: World, seconds: int, seen: Seen) -> None:
    """Post at the rate, whatever becomes of what was posted before; by a process of its own.

    In one with those who watch, the rate was not kept: what was measured was the load generator.
    """
    events = list(_mixed(world, seconds * RATE))
    began = time.perf_counter() + 3.0  # until the other process is there
    for number, event in enumerate(events):
        if event["id"].startswith("probe"):
            seen.posted[event["id"]] = began + number / RATE
    with tempfile.TemporaryDirectory() as folder:
        bodies = Path(folder) / "bodies"
        load.write_bodies(bodies, [orjson.dumps(event) for event in events])
        arguments = [str(port), "/v1/events", str(bodies), STRUCTURED, str(RATE), str(began)]
        posting = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.paced", *arguments, cwd=ROOT, stdout=PIPE
        )
        out, _ = await posting.communicate()
    done = orjson.loads(out)
    seen.answers = done["answers"]
    seen.refused += sum(count for status, count in done["statuses"].items() if status != "202")


def _mixed(world: World, count: int) -> Iterator[dict[str, Any]]:
    others = world.events(count)
    for number in range(count):
        yield _probe(number) if number % PROBE == 0 else next(others)


async def _post(client: httpx.AsyncClient, port: int, event: dict[str, Any], seen: Seen) -> None:
    began = time.perf_counter()
    answer = await client.post(
        f"http://127.0.0.1:{port}/v1/events",
        content=orjson.dumps(event),
        headers={"Content-Type": STRUCTURED},
    )
    seen.answers.append(1_000 * (time.perf_counter() - began))
    seen.refused += answer.status_code != 202


async def _first_alert(client: httpx.AsyncClient, ingest: int, api: int, seen: Seen) -> None:
    """Return once a probe's alert is seen: the register is believed, everything is warm."""
    for number in range(60):
        await _post(client, ingest, _probe(-1 - number), seen)
        await asyncio.sleep(0.5)
        await _look(client, api, seen)
        if seen.sequence:
            return
    raise RuntimeError("no alert was raised")


async def _watch(client: httpx.AsyncClient, port: int, seen: Seen) -> None:
    while True:
        await _look(client, port, seen)
        await asyncio.sleep(POLL_S)


async def _look(client: httpx.AsyncClient, port: int, seen: Seen) -> None:
    """Note what is new."""
    answer = await client.get(
        f"http://127.0.0.1:{port}/v1/changes", params={"after": seen.sequence, "limit": 200}
    )
    now = time.perf_counter()
    items = orjson.loads(answer.raise_for_status().content)["items"]
    for item in items:
        seen.sequence = item["sequence"]
        for engagement in item["alert"]["evidence"]["engagements"]:
            if engagement["id"] in seen.posted:
                seen.alerts.setdefault(engagement["id"], now)


def _coverage() -> dict[str, Any]:
    data = {
        "register": "gb-commons",
        "from": "2024-01-01",
        "to": "2026-10-31",
        "synced": "2026-11-01T04:00:00Z",
    }
    return _event("org.interparty.coverage.v1", "coverage", data)


def _probe(number: int) -> dict[str, Any]:
    day = date(2024, 2, 1) + timedelta(days=number % 400)
    data = {
        "channel": "visit",
        "occurred": {"from": day.isoformat(), "to": day.isoformat()},
        "place": {"country": "US"},
        "value": {"amount": "900.00", "currency": "GBP"},
        "participants": [
            {
                "name": f"Prudence Q{number:x}z",
                "kind": "politician",
                "country": "GB",
                "office": "member_of_parliament",
                "role": "guest",
            },
            {
                "name": "Heritage Forum",
                "kind": "party_foundation",
                "country": "US",
                "role": "funder",
            },
        ],
    }
    return _event("org.interparty.engagement.v1", f"probe{number}", data)


def _event(type_: str, id_: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"specversion": "1.0", "type": type_, "source": SOURCE, "id": id_, "data": data}
