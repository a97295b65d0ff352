"""Bad input: each kind has the answer of the contract, and harms nobody else."""

import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.support.desk import (
    BATCH,
    NDJSON,
    STRUCTURED,
    Desk,
    FakeLog,
    an_event,
    lines,
    open_desk,
    settings_in,
    with_data,
)

GOOD = orjson.dumps(an_event())
BAD_EVENTS = {
    "malformed JSON": (b'{"specversion": "1.0",', "parse"),
    "nothing at all": (b"{}", "validate"),
    "wrong types": (orjson.dumps(with_data(participants="two")), "validate"),
    "an unknown field": (orjson.dumps(with_data(chanel="visit")), "validate"),
    "an unknown type": (orjson.dumps(an_event(type="org.example.v1")), "validate"),
    "an absurd date": (orjson.dumps(with_data(occurred={"from": "0225-12-02"})), "validate"),
    "an absurd time": (orjson.dumps(an_event(time="2999-01-01T00:00:00Z")), "validate"),
    "invalid UTF-8": (GOOD.replace(b"Washington", b"Washin\xffton"), "parse"),
    "a NUL": (GOOD.replace(b"Washington", b"Washin\\u0000ton"), "validate"),
    "half a surrogate": (GOOD.replace(b"Washington", b"Washin\\ud83dton"), "parse"),
    "nesting without end": (b'{"a":' * 2_000 + b"1" + b"}" * 2_000, "parse"),
    "a number beyond all": (GOOD.replace(b'"GBP"', b"1" + b"0" * 5_000), "parse"),
    "NaN": (GOOD.replace(b'"445.00"', b"NaN"), "validate"),
}
EACH = pytest.mark.parametrize(("bad", "step"), BAD_EVENTS.values(), ids=BAD_EVENTS.keys())


def assert_problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == f"/problems/{kind}"
    return problem


@EACH
async def test_one_bad_event_is_answered_422_and_kept(
    fake_desk: Desk, fake_log: FakeLog, bad: bytes, step: str
) -> None:
    answer = await fake_desk.post(bad)

    problem = assert_problem(answer, 422, "invalid-event")
    assert problem["step"] == step
    assert problem["errors"]
    assert fake_log.on("events.v1") == []
    assert len(fake_log.on("dead.v1")) == 1


@EACH
@pytest.mark.parametrize("form", [BATCH, NDJSON])
async def test_one_bad_event_among_many_harms_no_neighbour(
    fake_desk: Desk, fake_log: FakeLog, bad: bytes, step: str, form: str
) -> None:
    before, after = orjson.dumps(an_event(id="before")), orjson.dumps(an_event(id="after"))
    items = [before, bad, after]
    if form == BATCH and bad == BAD_EVENTS["malformed JSON"][0]:
        items[1] = b"{nope}"  # an array is no array where a bracket is missing

    answer = await fake_desk.post(
        b"[%b]" % b",".join(items) if form == BATCH else lines(*items), form
    )

    assert answer.status_code == 207, answer.text
    assert [item["id"] for item in answer.json()["items"] if item["status"] == "accepted"] == [
        "before",
        "after",
    ]
    assert answer.json()["items"][1]["step"] == step
    assert len(fake_log.on("events.v1")) == 2
    assert len(fake_log.on("dead.v1")) == 1


@pytest.mark.parametrize("body", [b"", b"{}", b"1", b"[1", b"nonsense", GOOD])
async def test_a_batch_that_is_no_array_is_answered_422(
    fake_desk: Desk, fake_log: FakeLog, body: bytes
) -> None:
    problem = assert_problem(await fake_desk.post(body, BATCH), 422, "invalid-event")

    assert problem["step"] == "parse"
    assert len(fake_log.on("dead.v1")) == 1


@pytest.mark.parametrize("form", [STRUCTURED, BATCH, NDJSON, "application/json"])
async def test_10_mb_are_too_much_in_any_form(desk: Desk, form: str) -> None:
    answer = await desk.post(b"[" + b"1," * 5_000_000 + b"1]", form)

    assert_problem(answer, 413, "too-large")


async def test_one_event_that_is_too_large_is_answered_413(
    fake_desk: Desk, fake_log: FakeLog
) -> None:
    answer = await fake_desk.post(an_event(subject="x" * 17_000))

    assert_problem(answer, 413, "too-large")
    assert fake_log.published == []


@pytest.mark.parametrize("form", [BATCH, NDJSON])
async def test_one_event_of_many_that_is_too_large_is_refused_alone(
    fake_desk: Desk, form: str
) -> None:
    large = orjson.dumps(an_event(subject="x" * 17_000))

    answer = await fake_desk.post(
        b"[%b,%b]" % (large, GOOD) if form == BATCH else lines(large, GOOD), form
    )

    first, second = answer.json()["items"]
    assert first["problem"]["type"] == "/problems/too-large"
    assert second["status"] == "accepted"


async def test_more_events_than_a_request_may_have_are_too_much(desk: Desk) -> None:
    assert_problem(await desk.post(b"{}\n" * 10_001, NDJSON), 413, "too-large")


async def test_gzip_bombs_are_too_much(desk: Desk, fake_desk: Desk) -> None:
    bomb = gzip.compress(b" " * 50_000_000)

    answers = [
        await desk.post(bomb, NDJSON, content_encoding="gzip"),
        await desk.post(gzip.compress(bomb + b"\x00" * 9_000_000), content_encoding="gzip"),
        await fake_desk.post(gzip.compress(b" " * 70_000), content_encoding="gzip"),
    ]

    for answer in answers:
        assert_problem(answer, 413, "too-large")


@pytest.mark.parametrize(
    "body",
    [b"", b"no gzip", gzip.compress(GOOD, mtime=0)[:-9], gzip.compress(GOOD, mtime=0) + b"more"],
)
@pytest.mark.parametrize("form", [STRUCTURED, NDJSON])
async def test_broken_gzip_is_answered_422(
    fake_desk: Desk, fake_log: FakeLog, body: bytes, form: str
) -> None:
    answer = await fake_desk.post(body, form, content_encoding="gzip")

    assert "gzip" in assert_problem(answer, 422, "invalid-event")["detail"]
    assert fake_log.on("events.v1") == []


async def test_other_types_and_encodings_are_answered_415(fake_desk: Desk) -> None:
    typed = await fake_desk.post(GOOD, "text/plain")
    packed = await fake_desk.post(GOOD, content_encoding="br")

    assert_problem(typed, 415, "unsupported-media-type")
    assert STRUCTURED in typed.headers["accept-post"]
    assert_problem(packed, 415, "unsupported-media-type")
    assert packed.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("headers", "body", "said"),
    [
        ({}, b"{}", "application/cloudevents+json"),
        ({"ce_id": "%FF"}, b"{}", "ce-id"),
        ({"ce_id": "1"}, b"{nope", "line 1"),
        ({"ce_id": "1"}, b"", "line 1"),
        ({"ce_id": "1"}, b'{},"id":"2"', "after"),
        ({"ce_id": "1", "ce_type": "org.interparty.coverage.v1"}, b"{}", "specversion"),
    ],
)
async def test_binary_mode_that_is_wrong_says_what_is(
    fake_desk: Desk, headers: dict[str, str], body: bytes, said: str
) -> None:
    answer = await fake_desk.post(body, "application/json", **headers)

    assert said in str(assert_problem(answer, 422, "invalid-event"))


async def test_events_need_a_key_that_may_write(tmp_path: Path, fake_log: FakeLog) -> None:
    async with open_desk(settings_in(tmp_path), log=fake_log) as opened:
        assert_problem(await opened.post(GOOD, key="wrong"), 401, "unauthenticated")
        del opened.client.headers["authorization"]
        assert_problem(await opened.post(GOOD), 401, "unauthenticated")

    assert fake_log.published == []
