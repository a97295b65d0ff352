"""`POST /v1/events` in every form of the contract."""

import gzip

import orjson
import pytest

from interparty_shared.domain import words
from interparty_shared.wire.codec import decode
from interparty_shared.wire.schemas import EXAMPLES
from interparty_shared.wire.topics import BACKFILL, EVENTS
from tests.support.desk import (
    BATCH,
    COVERAGE,
    DISCLOSURE,
    NDJSON,
    NOW,
    STRUCTURED,
    Desk,
    FakeLog,
    an_event,
    lines,
    with_data,
)

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
BINARY = "application/json"


@pytest.mark.parametrize("type_", words.EVENT_TYPES)
async def test_a_structured_event_is_on_the_log_as_it_was_posted(desk: Desk, type_: str) -> None:
    event = an_event(type_)
    raw = orjson.dumps(event, option=orjson.OPT_INDENT_2)

    answer = await desk.post(raw, traceparent=TRACE)

    assert answer.status_code == 202
    assert answer.json() == {"id": event["id"], "source": event["source"], "status": "accepted"}
    (record,) = await desk.on_log()
    assert record.value == raw
    received = decode(record)
    assert (received.type, received.producer, received.lane) == (type_, "first", "live")
    assert received.received == NOW
    assert received.trace.split("-")[1] == TRACE.split("-")[1]
    assert answer.headers["traceparent"] == received.trace


async def test_an_event_in_binary_mode_is_put_together_from_its_headers(desk: Desk) -> None:
    event = an_event()

    answer = await desk.post(
        orjson.dumps(event["data"]),
        "application/json; charset=utf-8",
        ce_specversion="1.0",
        ce_id="caf%C3%A9 1",
        ce_source=event["source"],
        ce_type=event["type"],
        ce_time=event["time"],
        ce_subject='"a \\"quoted\\" one"',
    )

    assert answer.json()["id"] == "café 1"
    (record,) = await desk.on_log()
    assert orjson.loads(record.value) == {
        **event,
        "id": "café 1",
        "subject": 'a "quoted" one',
        "datacontenttype": "application/json; charset=utf-8",
    }


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("form", [BATCH, NDJSON])
async def test_many_events_are_answered_each_for_itself(
    desk: Desk, form: str, packed: bool
) -> None:
    events = [an_event(), with_data(chanel="visit"), an_event(DISCLOSURE), {"id": 1}]
    body = orjson.dumps(events) if form == BATCH else lines(*events)
    encoding = {"content_encoding": "gzip"} if packed else {}

    answer = await desk.post(gzip.compress(body) if packed else body, form, **encoding)

    assert answer.status_code == 207
    report = answer.json()
    assert (report["accepted"], report["rejected"]) == (2, 2)
    assert [item["status"] for item in report["items"]] == [
        "accepted",
        "rejected",
        "accepted",
        "rejected",
    ]
    assert [item["index"] for item in report["items"]] == [0, 1, 2, 3]
    wrong = report["items"][1]
    assert (wrong["id"], wrong["source"], wrong["step"]) == (
        events[1]["id"],
        events[1]["source"],
        "validate",
    )
    assert wrong["problem"]["type"] == "/problems/invalid-event"
    assert wrong["problem"]["errors"] == [{"pointer": "/data/chanel", "detail": "no such field"}]
    assert [decode(record).ref.id for record in await desk.on_log()] == [
        events[0]["id"],
        events[2]["id"],
    ]


@pytest.mark.parametrize(("form", "body"), [(BATCH, b" [ ] "), (NDJSON, b""), (NDJSON, b"\n \n")])
async def test_nothing_is_accepted_of_nothing(desk: Desk, form: str, body: bytes) -> None:
    answer = await desk.post(body, form)

    assert answer.status_code == 207
    assert answer.json() == {"accepted": 0, "rejected": 0, "items": []}


@pytest.mark.parametrize("form", [STRUCTURED, BATCH, NDJSON])
async def test_a_byte_order_mark_is_no_part_of_a_body(desk: Desk, form: str) -> None:
    raw = orjson.dumps(an_event())

    answer = await desk.post(b"\xef\xbb\xbf" + (b"[%b]" % raw if form == BATCH else raw), form)

    assert answer.status_code in {202, 207}
    assert [record.value for record in await desk.on_log()] == [raw]


async def test_history_has_a_lane_of_its_own(desk: Desk) -> None:
    await desk.post(an_event(), lane="backfill")
    await desk.post(an_event(COVERAGE), lane="live")

    assert [decode(one).lane for one in await desk.on_log(BACKFILL.name)] == ["backfill"]
    assert [decode(one).lane for one in await desk.on_log(EVENTS.name)] == ["live"]
    assert (await desk.post(an_event(), lane="fast")).json()["errors"][0]["pointer"] == "/lane"


async def test_the_same_event_again_is_accepted_again(desk: Desk) -> None:
    first = await desk.post(an_event())
    again = await desk.post([an_event(), an_event()], BATCH)

    assert first.status_code == 202
    assert again.json()["accepted"] == 2
    assert len({record.key for record in await desk.on_log()}) == 1


async def test_an_engagement_and_its_retraction_share_a_key(desk: Desk) -> None:
    await desk.post([an_event(), an_event(words.EVENT_RETRACTED)], BATCH)

    first, second = await desk.on_log()
    assert first.key == second.key


async def test_openapi_has_an_example_of_every_body_and_the_examples_work(desk: Desk) -> None:
    document = (await desk.client.get("/openapi.json")).json()
    operation = document["paths"]["/v1/events"]["post"]
    content = operation["requestBody"]["content"]

    assert set(content) == {STRUCTURED, BATCH, NDJSON, BINARY}
    assert {"202", "207", "401", "403", "413", "415", "422", "429", "503"} <= set(
        operation["responses"]
    )
    for form in (STRUCTURED, BATCH, NDJSON):
        for example in content[form]["examples"].values():
            value = example["value"]
            answer = await desk.post(value.encode() if isinstance(value, str) else value, form)
            assert answer.status_code in {202, 207}
            assert answer.json().get("rejected", 0) == 0
    assert operation["security"] == [{"key": []}]


async def test_events_are_posted_and_nothing_else(desk: Desk) -> None:
    answer = await desk.client.get("/v1/events")

    assert answer.status_code == 405
    assert answer.json()["type"] == "/problems/method-not-allowed"
    assert answer.headers["allow"] == "POST"


async def test_schemas_are_served_without_a_key(desk: Desk) -> None:
    del desk.client.headers["authorization"]

    listed = (await desk.client.get("/v1/schemas")).json()

    assert [item["type"] for item in listed["items"]] == list(words.EVENT_TYPES)
    for item in listed["items"]:
        answer = await desk.client.get(item["url"])
        assert answer.headers["content-type"] == "application/schema+json"
        assert answer.json()["$id"] == item["schema"]
        assert answer.json()["examples"] == [EXAMPLES[item["type"]]]
    assert (await desk.client.get("/v1/schemas/unknown")).status_code == 404


async def test_what_became_of_events_is_counted(fake_desk: Desk, fake_log: FakeLog) -> None:
    fake_log.refuses = lambda one: "no" if b'"refused"' in one.value[:200] else None
    refused = an_event(id="refused")
    await fake_desk.post(lines(an_event(), b"{", with_data(chanel=1), refused), NDJSON)

    text = (await fake_desk.client.get("/metrics")).text

    for outcome in ("accepted", "parse", "validate", "publish"):
        assert f'interparty_ingest_items_total{{lane="live",outcome="{outcome}"}} 1.0' in text, (
            outcome
        )
