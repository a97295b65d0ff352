"""No body and no header whatsoever gives a 500, and neighbours in a batch are unharmed."""

import asyncio
import gzip
import tempfile
from collections.abc import Coroutine, Generator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_shared.wire.topics import DEAD, EVENTS
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
)

GOOD = orjson.dumps(an_event(id="good"))
ANSWERS = {202, 207, 413, 415, 422}
bodies = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    # Without the time in gzip's head: the same example must be the same bytes when it is tried again.
    st.binary(max_size=50).map(lambda raw: gzip.compress(raw, mtime=0)),
    st.sampled_from([GOOD, b"[%b]" % GOOD, GOOD[:-1], b"[" * 3_000, b'[{"a":' * 800]),
)
types = st.sampled_from([STRUCTURED, BATCH, NDJSON, "application/json", "text/plain", ""])
values = st.binary(max_size=30).filter(lambda value: not set(value) & {0, 10, 13})
attributes = st.dictionaries(
    st.sampled_from(
        ["id", "source", "type", "specversion", "time", "data", "datacontenttype", "x"]
    ),
    values,
    max_size=6,
)


class Stage:
    """A service whose loop outlives one example, because each example is a coroutine of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop, desk: Desk, log: FakeLog) -> None:
        self.loop, self.desk, self.log = loop, desk, log

    def run(self, coroutine: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
        self.log.published.clear()
        return self.loop.run_until_complete(coroutine)


@pytest.fixture(scope="module")
def stage() -> Generator[Stage]:
    log = FakeLog()
    loop = asyncio.new_event_loop()
    with tempfile.TemporaryDirectory() as folder:
        opened = open_desk(
            settings_in(Path(folder), max_body_bytes=65_536, max_event_bytes=16_384), log=log
        )
        yield Stage(loop, loop.run_until_complete(opened.__aenter__()), log)
        loop.run_until_complete(opened.__aexit__(None, None, None))
    loop.close()


def assert_answered(stage: Stage, answer: httpx.Response) -> None:
    assert answer.status_code in ANSWERS, answer.text
    document = answer.json()
    accepted = len(stage.log.on(EVENTS.name))
    refused = len(stage.log.on(DEAD.name))
    if answer.status_code == 202:
        assert (accepted, refused) == (1, 0)
    elif answer.status_code == 207:
        assert (accepted, refused) == (document["accepted"], document["rejected"])
        assert len(document["items"]) == accepted + refused
    elif answer.status_code == 422:
        assert (accepted, refused) == (0, 1)
    else:
        assert (accepted, refused) == (0, 0)
    for message in stage.log.on(EVENTS.name):
        orjson.loads(message.value)


@given(bodies, types, st.sampled_from(["", "gzip", "identity", "br"]))
@settings(max_examples=200, deadline=None)
def test_any_body_is_accepted_or_refused_and_what_is_refused_is_kept(
    stage: Stage, body: bytes, content_type: str, encoding: str
) -> None:
    headers = {"content_encoding": encoding} if encoding else {}

    assert_answered(stage, stage.run(stage.desk.post(body, content_type, **headers)))


@given(bodies, attributes)
@settings(max_examples=150, deadline=None)
def test_any_headers_in_binary_mode_are_accepted_or_refused(
    stage: Stage, body: bytes, given_: dict[str, bytes]
) -> None:
    headers = [(b"content-type", b"application/json")]
    headers += [(f"ce-{name}".encode(), value) for name, value in given_.items()]
    request = stage.desk.client.post("/v1/events", content=body, headers=headers)

    assert_answered(stage, stage.run(request))


@given(st.lists(bodies.filter(lambda body: b"\n" not in body and body.strip()), max_size=5))
@settings(max_examples=150, deadline=None)
def test_good_lines_among_any_others_are_accepted(stage: Stage, others: list[bytes]) -> None:
    mixed = [GOOD, *[line for other in others for line in (other, GOOD)]]

    answer = stage.run(stage.desk.post(lines(*mixed), NDJSON))

    assert_answered(stage, answer)
    statuses = [item["status"] for item in answer.json()["items"][::2]]
    assert statuses == ["accepted"] * len(statuses)


@given(st.lists(st.sampled_from([b"1", b'"\xff"', b"{}", b'"\\ud800"', b"[[]]", b'{"a":"],["}'])))
@settings(max_examples=100, deadline=None)
def test_good_items_of_an_array_among_any_others_are_accepted(
    stage: Stage, others: list[bytes]
) -> None:
    mixed = [GOOD, *[item for other in others for item in (other, GOOD)]]

    answer = stage.run(stage.desk.post(b"[%b]" % b",".join(mixed), BATCH))

    assert_answered(stage, answer)
    assert answer.json()["accepted"] == len(others) + 1


@given(st.text(max_size=60), st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_query_is_answered(stage: Stage, cursor: str, lane: str) -> None:
    listed = stage.desk.client.get("/v1/rejections", params={"cursor": cursor, "step": lane})
    posted = stage.desk.client.post("/v1/events", params={"lane": lane}, content=GOOD)

    assert stage.run(listed).status_code in {200, 422}
    assert stage.run(posted).status_code in {202, 415, 422}
