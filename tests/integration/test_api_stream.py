"""The live stream, on a real port: what a reader hears, and what it never misses."""

import asyncio
import re
import socket
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from interparty_shared.wire.published import Published
from tests.support.published import after, an_alert, person
from tests.support.streaming import PATIENCE_S, Served, hear, sequences_in, served


@pytest.fixture
async def server(tmp_path: Path) -> AsyncGenerator[Served]:
    async with served(tmp_path) as server:
        yield server


async def test_a_reader_hears_what_is_published_from_then_on(server: Served) -> None:
    async with server.listening() as (answer, heard, coming):
        await anext(coming)
        await server.publish(an_alert(1), an_alert(2, revision=2, status="withdrawn"))
        await hear(heard, coming, 2)

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert heard.retry == "3000"
    assert [(one.id, one.type) for one in heard.events] == [
        ("1", "alert.opened"),
        ("2", "alert.withdrawn"),
    ]
    assert heard.events[1].data["status"] == "withdrawn"
    assert heard.events[1].data["sequence"] == 2
    assert heard.events[1].data["answers"] == []


async def test_a_reader_resumes_after_the_last_event_that_it_has(server: Served) -> None:
    await server.publish(*(an_alert(n, id_=f"al_{n}") for n in range(1, 151)))
    async with server.listening(after=0) as (_, heard, coming):
        await hear(heard, coming, 100)
        left_at = heard.events[99].id
    async with server.listening(last=left_at, after=0) as (_, rest, coming):
        await hear(rest, coming, 50)
        await server.publish(an_alert(151, id_="al_151"))
        await hear(rest, coming, 51)

    assert heard.sequences[:100] + rest.sequences == list(range(1, 152))


async def test_a_filter_lets_through_what_fulfils_it_and_its_corrections(server: Served) -> None:
    async with server.listening(severity="high", country="GB") as (_, heard, coming):
        await anext(coming)
        await server.publish(
            an_alert(1),
            an_alert(2, id_="al_2", severity="low"),
            an_alert(3, id_="al_3", domestic=person(country="FR"), foreign=person(country="DE")),
            an_alert(4, revision=2, severity="low", updated=after(1)),
            an_alert(5, revision=3, severity="info", updated=after(2)),
            an_alert(6, id_="al_2", revision=2, severity="high", updated=after(3)),
        )
        await hear(heard, coming, 4)
    async with server.listening(last="2", severity="high", country="GB") as (_, again, coming):
        await hear(again, coming, 3)

    assert heard.sequences == [1, 4, 5, 6]
    assert again.sequences == [4, 5, 6], "who resumes was told of the alert before, too"


async def test_a_reader_that_wants_nothing_of_it_resumes_at_its_end_all_the_same(
    server: Served,
) -> None:
    await server.publish(*(an_alert(n, id_=f"al_{n}") for n in range(1, 6)))
    async with server.listening(after=0, regime="FR-HATVP") as (_, heard, coming):
        async with asyncio.timeout(PATIENCE_S):
            while heard.last_id != "5":
                await anext(coming)

    assert heard.events == []


async def test_a_silent_stream_says_that_it_lives_and_where_it_stands(server: Served) -> None:
    async with server.listening() as (_, heard, coming):
        await server.publish(an_alert(1))
        await hear(heard, coming, 1)
        async with asyncio.timeout(PATIENCE_S):
            while "1" not in heard.comments:
                await anext(coming)

    assert heard.last_id == "1"
    clock = server.resources.clock
    assert 15.0 in clock.slept  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"after": "x"}, "/after"),
        ({"last_event_id": "-1"}, "/last_event_id"),
        ({"after": str(2**63)}, "/after"),
        ({"severity": "dire"}, "/severity"),
        ({"q": "the"}, "/q"),
        ({"since": "2026-01-01"}, "/since"),
    ],
)
async def test_a_question_that_means_nothing_is_refused(
    server: Served, query: dict[str, str], pointer: str
) -> None:
    answer = await server.client.get("/v1/alerts/stream", params=query)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_readers_beyond_the_limit_are_asked_to_come_again(tmp_path: Path) -> None:
    async with served(tmp_path, stream_readers=1) as server:
        async with server.listening() as (_, _, coming):
            await anext(coming)
            refused = await server.client.get("/v1/alerts/stream")
        async with asyncio.timeout(PATIENCE_S):
            while True:  # the one that left has made room as soon as that was noticed
                async with server.listening() as (answer, _, _):
                    if answer.status_code == 200:
                        break
                await asyncio.sleep(0.02)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")


async def test_all_readers_are_let_go_when_the_process_stops_and_no_task_is_left(
    tmp_path: Path,
) -> None:
    before = asyncio.all_tasks()
    async with (
        served(tmp_path) as server,
        server.listening() as (_, heard, coming),
        server.listening() as (_, _, other),
    ):
        await anext(coming)
        await anext(other)
        await server.publish(an_alert(1))
        await hear(heard, coming, 1)
        server.stop.set()
        async with asyncio.timeout(PATIENCE_S):
            for blocks in (coming, other):
                async for _ in blocks:
                    pass
    left = asyncio.all_tasks() - before

    assert heard.sequences == [1]
    assert {one.get_name() for one in left} == set()


def large(sequence: int) -> Published:
    step = {"step": "deadline", "text": "x" * 20_000, "basis": "rule", "inputs": {}}
    return an_alert(sequence, id_=f"al_{sequence}", reason=[step])


async def test_a_slow_reader_is_cut_off_and_the_others_hear_all(server: Served) -> None:
    count = 600
    slow = server.raw()
    try:
        async with server.listening() as (_, heard, coming), server.listening() as (_, too, other):
            await anext(coming)
            await anext(other)
            for begin in range(1, count + 1, 20):
                await server.publish(*(large(n) for n in range(begin, begin + 20)))
                await asyncio.gather(hear(heard, coming, begin + 19), hear(too, other, begin + 19))
        received = await asyncio.wait_for(asyncio.to_thread(drained, slow), PATIENCE_S)
    finally:
        slow.close()

    assert heard.sequences == too.sequences == list(range(1, count + 1))
    got = sequences_in(received)
    assert got == list(range(1, len(got) + 1))
    assert len(got) < count, "it was cut off"
    async with server.listening(last=str(len(got))) as (_, rest, coming):
        await hear(rest, coming, count - len(got))
    assert rest.sequences == list(range(len(got) + 1, count + 1))


async def test_a_reader_that_resumes_and_then_reads_nothing_is_cut_off(tmp_path: Path) -> None:
    async with served(tmp_path, stream_readers=1) as server:
        for begin in range(1, 601, 100):
            await server.publish(*(large(n) for n in range(begin, begin + 100)))
        async with server.listening(after=0) as (_, heard, coming):
            await hear(heard, coming, 600)
        async with asyncio.timeout(PATIENCE_S):
            while (slow := await entered(server)) is None:
                await asyncio.sleep(0.02)
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:  # nobody else gets in before it is gone
                    async with server.listening() as (answer, _, _):
                        if answer.status_code == 200:
                            break
                    await asyncio.sleep(0.05)
            assert not is_held(server.port, slow), "nothing is kept for who does not read"
            received = await asyncio.wait_for(asyncio.to_thread(drained, slow), PATIENCE_S)
        finally:
            slow.close()

    assert 0 < len(sequences_in(received)) < 600


def is_held(port: int, sock: socket.socket) -> bool:
    """Return whether the server's end of a connection is still open (Linux says so)."""
    ends = f":{port:04X} ", f":{sock.getsockname()[1]:04X} "
    lines = Path("/proc/self/net/tcp").read_text().splitlines()
    fields = [line.split() for line in lines if ends[0] in line and ends[1] in line]
    established = "01"
    return any(
        f"{local} ".endswith(ends[0]) and state == established for _, local, _, state, *_ in fields
    )


async def entered(server: Served) -> socket.socket | None:
    """Return a connection that was let in, and is read no further; None: there was no room yet."""
    sock = server.raw("?after=0")
    head = await asyncio.to_thread(sock.recv, 12)
    if head.endswith(b"200"):
        return sock
    sock.close()
    return None


def drained(sock: socket.socket) -> bytes:
    """Return what a connection still has for a reader, until it ends; without the marks of chunks."""
    found = []
    try:
        while block := sock.recv(65_536):
            found.append(block)
    except ConnectionResetError:
        pass
    return re.sub(rb"\r\n[0-9a-f]+\r\n", b"", b"".join(found))
