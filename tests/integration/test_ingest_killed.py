"""Kill the process at any instant: what was answered 202 is on the log."""

import asyncio
import random
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from interparty_shared.bus.open import open_bus
from interparty_shared.bus.topics import create_topics
from interparty_shared.wire.topics import EVENTS
from tests.support.desk import NDJSON, STRUCTURED, an_event, lines

ROOT = Path(__file__).resolve().parents[2]
KINDS = ["table", pytest.param("kafka", marks=pytest.mark.kafka)]


async def started(bus_url: str, folder: Path) -> tuple[asyncio.subprocess.Process, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.ingest_process",
        bus_url,
        f"sqlite+aiosqlite:///{folder}/ingest.db",
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    async with asyncio.timeout(40):
        while not (line := (await process.stdout.readline()).strip()).isdigit():
            assert not process.stdout.at_eof(), line
    return process, f"http://127.0.0.1:{line.decode()}"


async def post_until_it_dies(url: str, name: str, accepted: set[str]) -> None:
    """Post single events and batches in turn, and note every one that was accepted."""
    headers = {"authorization": "Bearer first-key"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=20) as client:
        for number in range(100_000):
            ids = [f"{name}-{number}-{part}" for part in range(1 if number % 2 else 20)]
            body = lines(*[an_event(id=one) for one in ids])
            form = STRUCTURED if len(ids) == 1 else NDJSON
            try:
                answer = await client.post(
                    "/v1/events", content=body, headers={"content-type": form}
                )
            except httpx.TransportError:
                return
            if answer.status_code in {202, 207}:
                accepted.update(ids)


async def ids_on_log(bus_url: str) -> set[str]:
    async with open_bus(bus_url) as bus:
        records = await bus.read(EVENTS.name, {}, limit=1_000_000)
    return {orjson.loads(record.value)["id"] for record in records}


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_accepted_survives_a_kill(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    if kind == "table":
        bus_url = f"table:{tmp_path}/log.db"
    else:
        bus_url = f"kafka://{request.getfixturevalue('kafka').bootstrap}"
        await create_topics(bus_url)
    accepted: set[str] = set()

    for life in range(2):
        process, url = await started(bus_url, tmp_path)
        assert urlsplit(url).port
        posting = [
            asyncio.ensure_future(post_until_it_dies(url, f"{kind}-{life}-{who}", accepted))
            for who in range(4)
        ]
        before = len(accepted)
        async with asyncio.timeout(40):
            while len(accepted) < before + 200:
                await asyncio.sleep(0.02)
        await asyncio.sleep(random.random() / 5)
        process.send_signal(signal.SIGKILL)
        await process.communicate()
        await asyncio.gather(*posting)

    assert accepted - await ids_on_log(bus_url) == set()


@pytest.mark.timeout(120)
async def test_a_process_that_is_asked_to_stop_answers_what_it_has_begun(tmp_path: Path) -> None:
    bus_url = f"table:{tmp_path}/log.db"
    process, url = await started(bus_url, tmp_path)
    accepted: set[str] = set()
    posting = asyncio.ensure_future(post_until_it_dies(url, "one", accepted))
    async with asyncio.timeout(40):
        while len(accepted) < 50:
            await asyncio.sleep(0.02)

    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), timeout=30)
    await posting

    assert process.returncode == 0
    assert await ids_on_log(bus_url) == accepted
