"""Posting NDJSON: chunks, what is tried again, what is told."""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from interparty_embedded.calling import Refused
from interparty_embedded.sending import CHUNK_BYTES, Patience, Sent, chunks, send
from interparty_shared.errors import Unavailable

Answer = Callable[[list[dict[str, Any]]], httpx.Response]


@dataclass
class Other:
    """The other side: answers in turn, then takes everything; remembers what it took."""

    answers: list[Answer | Exception] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    taken: list[Any] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        body = request.content
        if request.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        events = [json.loads(line) for line in body.split(b"\n")]
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer(events)
        self.taken += events
        return accepted(events)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def send(self, lines: Sequence[bytes], **options: Any) -> Sent:
        sent = Sent()
        patience = Patience(options.pop("seconds", 300), sleep=self.sleep, chance=lambda: 0.0)
        transport = httpx.MockTransport(self)
        async with httpx.AsyncClient(transport=transport, base_url="http://there") as client:
            await send(client, lines, sent, patience=patience, **options)
        return sent


def accepted(events: list[dict[str, Any]]) -> httpx.Response:
    items = [{"index": index, "status": "accepted"} for index, _ in enumerate(events)]
    return httpx.Response(207, json={"accepted": len(items), "rejected": 0, "items": items})


def problem(status: int, **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, json={"detail": "because"}, headers=names)


def lines(count: int) -> list[bytes]:
    return [json.dumps({"id": str(number)}).encode() for number in range(count)]


def test_chunks_keep_line_numbers_and_leave_out_blank_lines() -> None:
    found = list(chunks([b"\xef\xbb\xbfa\n", b"\n", b"  \r\n", b"b\n", b"c"], 2))

    assert found == [[(1, b"a"), (4, b"b")], [(5, b"c")]]


def test_chunks_end_before_the_other_side_finds_them_too_large() -> None:
    big = b"x" * (CHUNK_BYTES // 2)

    assert [len(chunk) for chunk in chunks([big, big, big], 500)] == [1, 1, 1]


async def test_all_lines_arrive_once_in_chunks() -> None:
    there = Other()

    sent = await there.send(lines(7), batch=3, lane="backfill")

    assert [event["id"] for event in there.taken] == [str(number) for number in range(7)]
    assert len(there.requests) == 3
    assert {request.url.params["lane"] for request in there.requests} == {"backfill"}
    assert (sent.accepted, sent.rejected, sent.last_line) == (7, 0, 7)


@pytest.mark.parametrize("again", [problem(503), problem(429), httpx.ConnectError("refused")])
async def test_what_was_not_taken_is_posted_again(again: Answer | Exception) -> None:
    there = Other(answers=[again, again])

    sent = await there.send(lines(2))

    assert sent.accepted == 2
    assert there.pauses == [0.25, 0.5]


async def test_it_waits_as_long_as_it_is_asked_to() -> None:
    there = Other(answers=[problem(429, Retry_After="17")])

    await there.send(lines(1))

    assert there.pauses == [17.0]


async def test_it_gives_up_after_a_while_and_says_why() -> None:
    there = Other(answers=[problem(503)] * 50)

    with pytest.raises(Unavailable, match="503, because"):
        await there.send(lines(1), seconds=10)

    assert sum(there.pauses) <= 10


@pytest.mark.parametrize("status", [401, 403, 404, 415, 500])
async def test_what_will_never_be_taken_is_not_posted_again(status: int) -> None:
    there = Other(answers=[problem(status)])

    with pytest.raises(Refused, match=f"{status}, because"):
        await there.send(lines(1))

    assert there.pauses == []


async def test_too_much_at_once_is_posted_in_halves() -> None:
    there = Other(answers=[problem(413), problem(413)])

    sent = await there.send(lines(8))

    assert sorted(event["id"] for event in there.taken) == [str(number) for number in range(8)]
    assert sent.accepted == 8


async def test_a_line_too_large_by_itself_is_told_and_the_others_go_on() -> None:
    there = Other(answers=[problem(413), problem(413)])

    sent = await there.send(lines(2))

    assert (sent.accepted, sent.rejected) == (1, 1)
    assert sent.refusals[0].line == 1


async def test_rejected_lines_are_told_with_their_place() -> None:
    def refuse_second(events: list[dict[str, Any]]) -> httpx.Response:
        errors = [{"pointer": "/data/channel", "detail": "required, but absent"}]
        item = {"index": 1, "status": "rejected", "step": "validate", "problem": {"errors": errors}}
        answer = {"accepted": 1, "rejected": 1, "items": [{"index": 0, "status": "accepted"}, item]}
        return httpx.Response(207, json=answer)

    there = Other(answers=[refuse_second])

    sent = await there.send([b"{}", b"", b"{}"])

    (told,) = sent.refusals
    assert (told.line, told.pointer, told.reason) == (3, "/data/channel", "required, but absent")


async def test_only_the_first_rejections_are_kept() -> None:
    def refuse(events: list[dict[str, Any]]) -> httpx.Response:
        items = [{"index": index, "status": "rejected"} for index, _ in enumerate(events)]
        return httpx.Response(207, json={"accepted": 0, "rejected": len(items), "items": items})

    sent = await Other(answers=[refuse]).send(lines(100))

    assert sent.rejected == 100
    assert len(sent.refusals) == 20


async def test_large_bodies_are_packed_unless_they_look_like_a_bomb() -> None:
    there = Other()

    await there.send(lines(1000), batch=1000)
    await there.send([b'{"id": "1"}'] * 9_000, batch=10_000)

    assert [request.headers.get("Content-Encoding") for request in there.requests] == ["gzip", None]
