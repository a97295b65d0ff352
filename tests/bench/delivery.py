"""From an alert's publication to its webhook's arrival, while some receivers hang."""

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx

from interparty_shared.bus.open import open_bus
from tests.bench.figures import Figure
from tests.bench.servers import KEY, Servers, free_port, process, service
from tests.support.published import an_alert, person

RATE: Final = 100
SUBSCRIPTIONS: Final = 200
HANG: Final = 20
"""One receiver in so many never answers."""
PATIENCE_S: Final = 60.0


async def delivery(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return the delays at 100 alerts a second, 200 subscriptions, of which 5 in 100 hang."""
    seconds = 5 if quick else 60
    bus, database = await servers.bus(empty=True), await servers.database()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "arrivals"
        receiver = process(["-m", "tests.bench.watching", str(port), str(notes)], {})
        api = service("api", bus=bus, database=database, webhook_allow="127.0.0.0/8")
        with receiver, api as (api_port, _):
            await _subscribe(api_port, port)
            sent = await _publish(bus, seconds)
            wanted = {sequence for sequence in sent if not _hangs(sequence)}
            until = time.monotonic() + PATIENCE_S
            while wanted - _arrivals(notes).keys() and time.monotonic() < until:
                await asyncio.sleep(0.5)
            arrived, count = _arrivals(notes), len(_lines(notes))
    servers.drop(database)
    delays = sorted(1_000 * (arrived[one] - sent[one]) for one in wanted & arrived.keys())
    note = (
        f"{len(sent)} alerts at {RATE} a second on Kafka and PostgreSQL, {SUBSCRIPTIONS} subscriptions"
        f" each for one member, {SUBSCRIPTIONS // HANG} of which never answer. Median"
        f" {statistics.median(delays):.0f} ms, longest {delays[-1]:.0f} ms. Never arrived:"
        f" {len(wanted - arrived.keys())} of {len(wanted)}; arrived twice: {count - len(arrived)}."
    )
    p99 = delays[int(0.99 * (len(delays) - 1))]
    return [
        Figure("alert published to webhook received, p99", "ms", (round(p99, 1),), notes=(note,))
    ]


def _hangs(sequence: int) -> bool:
    return sequence % SUBSCRIPTIONS % HANG == 0


async def _subscribe(api: int, receiver: int) -> None:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {KEY}"}, timeout=30) as client:
        for number in range(SUBSCRIPTIONS):
            path = "hang" if number % HANG == 0 else "ok"
            body = {
                "name": f"subscription {number}",
                "filter": {"actor": f"Member {number}"},
                "channel": "webhook",
                "to": f"http://127.0.0.1:{receiver}/{path}/{number}",
                "pace": "immediate",
            }
            answer = await client.post(f"http://127.0.0.1:{api}/v1/subscriptions", json=body)
            if answer.status_code != httpx.codes.CREATED:
                raise RuntimeError(f"no subscription: {answer.status_code} {answer.text[:300]}")


async def _publish(bus: str, seconds: int) -> dict[int, float]:
    """Publish at the rate; return when each sequence was."""
    sent: dict[int, float] = {}
    async with open_bus(bus) as log:
        began = time.time()
        for tick in range(seconds * 10):
            await asyncio.sleep(max(0.0, began + tick / 10 - time.time()))
            first = tick * RATE // 10 + 1
            batch = range(first, first + RATE // 10)
            now = datetime.now(tz=UTC)
            alerts = [
                an_alert(
                    sequence,
                    id_=f"al_{sequence}",
                    domestic=person(f"Member {sequence % SUBSCRIPTIONS}"),
                    opened=now,
                    engagement=("urn:bench", f"e{sequence}"),
                )
                for sequence in batch
            ]
            sent.update(dict.fromkeys(batch, time.time()))
            await log.publish([one.message() for one in alerts])
    return sent


def _lines(notes: Path) -> list[tuple[int, float]]:
    if not notes.exists():
        return []
    pairs = (line.split() for line in notes.read_text().splitlines())
    return [(int(pair[0]), float(pair[1])) for pair in pairs if len(pair) == 2]


def _arrivals(notes: Path) -> dict[int, float]:
    found: dict[int, float] = {}
    for sequence, at in _lines(notes):
        found.setdefault(sequence, at)
    return found
