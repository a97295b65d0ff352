"""Over real sockets: large bodies, bodies without a length, clients that go away."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from interparty_ingest.app import build
from interparty_ingest.migrations import MIGRATIONS
from interparty_shared.db.migrate import upgrade
from interparty_shared.runtime import _listening, serve
from tests.support.desk import NDJSON, STRUCTURED, an_event, settings_in

GOOD = orjson.dumps(an_event())
HEADERS = {"authorization": "Bearer first-key", "content-type": STRUCTURED}


@pytest.fixture
async def url(tmp_path: Path) -> AsyncGenerator[str]:
    """The address of a service behind a real server."""
    settings = settings_in(tmp_path, port=0, max_body_bytes=1_000_000)
    await upgrade(MIGRATIONS, settings.database_for("ingest"))
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    stop = asyncio.Event()
    serving = asyncio.ensure_future(
        serve(settings, {"ingest": build}, ready=port.set_result, stop=stop)
    )
    yield f"http://127.0.0.1:{await asyncio.wait_for(port, 30)}"
    stop.set()
    await asyncio.wait_for(serving, 30)


async def say(url: str, text: bytes) -> bytes:
    """Send bytes and return all that comes back until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
    writer.write(text)
    try:
        return await asyncio.wait_for(reader.read(), 20)
    finally:
        writer.close()


def head(*lines: str) -> bytes:
    given = [f"{name}: {value}" for name, value in HEADERS.items()]
    return "\r\n".join(["POST /v1/events HTTP/1.1", "Host: x", *given, *lines, "", ""]).encode()


@pytest.mark.parametrize("size", [1_000_001, 3_900_000, 10_000_000])
async def test_a_client_that_sends_too_much_can_read_why(url: str, size: int) -> None:
    async with httpx.AsyncClient(base_url=url, headers=HEADERS) as client:
        try:
            answer = await client.post("/v1/events", content=b"x" * size)
        except httpx.TransportError:
            # Beyond four times the limit nobody waits for the rest: the connection is closed.
            assert size > 4_000_000
        else:
            assert answer.status_code == 413
            assert answer.json()["limit"] == 1_000_000
        assert (await client.post("/v1/events", content=GOOD)).status_code == 202


async def test_a_body_without_a_length_is_cut_off_at_the_limit(url: str) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65_536
            await asyncio.sleep(0)

    async with httpx.AsyncClient(base_url=url, headers=HEADERS) as client:
        try:
            answer = await client.post("/v1/events", content=endless(), headers={"x": NDJSON})
        except httpx.TransportError:
            pass
        else:
            assert answer.status_code == 413
        assert (await client.get("/healthz")).status_code == 200


async def test_who_asks_before_sending_too_much_is_told_at_once(url: str) -> None:
    asked = head("Content-Length: 2000000", "Expect: 100-continue", "Connection: close")

    answer = await say(url, asked)

    assert answer.startswith(b"HTTP/1.1 413")


async def test_a_client_that_goes_away_leaves_nothing_behind(url: str) -> None:
    for sent in (head("Content-Length: 500"), head("Content-Length: 500") + GOOD[:100]):
        _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(sent)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with httpx.AsyncClient(base_url=url, headers=HEADERS) as client:
        async with asyncio.timeout(20):
            while (
                "interparty_http_requests_in_progress 1.0"
                not in (await client.get("/metrics")).text
            ):
                await asyncio.sleep(0.05)
        metrics = (await client.get("/metrics")).text
    assert 'status="500"' not in metrics
    assert "interparty_ingest_items_total{" not in metrics


async def test_a_length_that_is_a_lie_is_refused_by_the_server(url: str) -> None:
    for lie in ("Content-Length: -5", "Content-Length: 5, 6", "Content-Length: five"):
        assert (await say(url, head(lie) + GOOD)).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "begin",
    [
        b"POST /v1/events HTTP/1.1\r\nHost: x\r\nX-Endless: ",
        b"POST /" + b"x" * 100,
        head("Transfer-Encoding: chunked") + b"0\r\nX-Endless: ",
    ],
)
async def test_a_head_or_trailer_without_an_end_is_cut_off(url: str, begin: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
    writer.write(begin)
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(20):
            while not reader.at_eof():
                writer.write(b"x" * 10_000)
                await writer.drain()
                await asyncio.sleep(0)
    writer.close()

    async with httpx.AsyncClient(base_url=url, headers=HEADERS) as client:
        assert (await client.post("/v1/events", content=GOOD)).status_code == 202


async def test_an_answer_does_not_wait_for_the_client_to_confirm_its_head(tmp_path: Path) -> None:
    with (
        _listening(settings_in(tmp_path, port=0)) as listening,
        socket.create_connection(listening.getsockname()),
    ):
        connection, _ = listening.accept()

        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
