"""What was not accepted is kept, listed to who sent it, and can be replayed."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from prometheus_client import CollectorRegistry

from interparty_ingest.handlers import dead
from interparty_ingest.handlers.intake import KEEP_BYTES
from interparty_shared.bus.base import Message, TopicPartition
from interparty_shared.observability import counter
from interparty_shared.web.keys import create
from interparty_shared.wire.dead import DeadLetter
from interparty_shared.wire.topics import DEAD
from tests.support.desk import NDJSON, NOW, Desk, HandClock, an_event, lines, with_data

GOOD = orjson.dumps(an_event())


def key_for(desk: Desk, name: str, *scopes: str) -> str:
    path = desk.resources.settings.keys_file
    assert path is not None
    return create(path, name=name, scopes=scopes, quota_per_minute=None, now=NOW)


def a_letter(**changes: Any) -> DeadLetter:
    given: dict[str, Any] = {
        "at": NOW,
        "by": "alerts",
        "producer": "first",
        "step": "conflict",
        "reason": "two contents under one time",
        "problem": {"type": "/problems/conflict"},
        "raw": GOOD,
        "origin": "events.v1",
        "partition": 3,
        "offset": 17,
        "source": "urn:test",
        "id": "e1",
    }
    return DeadLetter(**(given | changes))


async def test_a_rejection_says_what_was_sent_and_what_was_wrong(desk: Desk) -> None:
    bad = orjson.dumps(with_data(chanel="visit"))
    answer = await desk.post(bad, lane="backfill")

    (rejection,) = await desk.rejections(1)

    assert rejection == {
        "dead_id": "0-0",
        "at": "2026-11-22T12:00:30Z",
        "by": "ingest",
        "producer": "first",
        "step": "validate",
        "reason": "/data/chanel: no such field",
        "problem": {
            "type": "/problems/invalid-event",
            "title": "The event was not accepted",
            "status": 422,
            "detail": "/data/chanel: no such field",
            "errors": [{"pointer": "/data/chanel", "detail": "no such field"}],
            "step": "validate",
        },
        "source": "https://collector.example/gb",
        "id": "idu-forum-2025",
        "lane": "backfill",
        "origin": "http",
        "trace": answer.headers["traceparent"],
        "replayed": None,
        "raw": bad.decode(),
        "raw_encoding": "utf-8",
    }


async def test_bytes_that_are_no_text_are_listed_in_base64(desk: Desk) -> None:
    await desk.post(b"\xff\x00")

    (rejection,) = await desk.rejections(1)

    assert (rejection["raw"], rejection["raw_encoding"]) == ("/wA=", "base64")


async def test_of_what_is_long_the_beginning_is_kept_and_the_cut_is_said(desk: Desk) -> None:
    await desk.post(b'{"a": "' + b"x" * 100_000)

    (rejection,) = await desk.rejections(1)

    assert len(rejection["raw"]) == KEEP_BYTES
    assert rejection["problem"]["bytes"] == 100_007
    assert "65536 of 100007 bytes" in rejection["reason"]
    replay = await desk.client.post(f"/v1/dead/{rejection['dead_id']}/replay")
    assert replay.status_code == 409


async def test_a_key_sees_its_own_rejections_and_an_admin_sees_all(desk: Desk) -> None:
    one, two = key_for(desk, "one", "events:write"), key_for(desk, "two", "events:write")
    operator = key_for(desk, "operator", "admin")
    for key in (one, two, two):
        await desk.post(b"{", key=key)
    await desk.rejections(3)

    async def producers(key: str, **filters: str) -> list[str] | int:
        headers = {"authorization": f"Bearer {key}"}
        answer = await desk.client.get("/v1/rejections", params=filters, headers=headers)
        if answer.status_code != 200:
            return answer.status_code
        return [item["producer"] for item in answer.json()["items"]]

    assert await producers(one) == ["one"]
    assert await producers(two, producer="two") == ["two", "two"]
    assert await producers(one, producer="two") == 403
    assert await producers(operator) == ["two", "two", "one"]
    assert await producers(operator, producer="one") == ["one"]
    assert await producers(operator, producer="a\x00b") == []
    assert await producers(key_for(desk, "reader", "alerts:read")) == 403


async def test_rejections_come_newest_first_page_by_page(desk: Desk) -> None:
    await desk.post(lines(*[b'{"number": %d}' % number for number in range(25)]), NDJSON)
    await desk.rejections(25)

    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        params: dict[str, str | int] = {"limit": 10} | ({"cursor": cursor} if cursor else {})
        answer = (await desk.client.get("/v1/rejections", params=params)).json()
        found += [orjson.loads(item["raw"])["number"] for item in answer["items"]]
        cursor, pages = answer["next"], pages + 1

    assert found == list(reversed(range(25)))
    assert pages == 3


@pytest.mark.parametrize("cursor", ["nonsense", "WyJ4IiwieCJd", "WyJ4IiwiMC0xIl0", "W10"])
async def test_a_cursor_that_is_not_ours_is_refused(desk: Desk, cursor: str) -> None:
    answer = await desk.client.get("/v1/rejections", params={"cursor": cursor})

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid-cursor"


async def test_conflicts_found_by_alerts_are_listed_to_who_sent_them(desk: Desk) -> None:
    await desk.resources.bus.publish([a_letter().message()])

    (conflict,) = await desk.rejections(1, step="conflict")

    assert (conflict["by"], conflict["step"], conflict["id"]) == ("alerts", "conflict", "e1")
    assert (await desk.client.get("/v1/rejections?step=parse")).json()["items"] == []


async def test_operators_see_everything_that_was_put_aside(desk: Desk) -> None:
    await desk.resources.bus.publish([a_letter().message(), a_letter(step="process").message()])
    await desk.post(b"{", lane="backfill")
    await desk.rejections(3)

    async def count(**filters: str) -> int:
        return len((await desk.client.get("/v1/dead", params=filters)).json()["items"])

    assert await count() == 3
    assert await count(by="alerts") == 2
    assert await count(by="alerts", step="process") == 1
    assert await count(lane="backfill") == 1
    writer = {"authorization": f"Bearer {key_for(desk, 'writer', 'events:write')}"}
    assert (await desk.client.get("/v1/dead", headers=writer)).status_code == 403


async def test_what_was_put_aside_can_be_sent_back_to_its_lane(desk: Desk) -> None:
    await desk.resources.bus.publish([a_letter(step="process", lane="backfill").message()])
    (letter,) = await desk.rejections(1)

    answer = await desk.client.post(f"/v1/dead/{letter['dead_id']}/replay")

    assert answer.status_code == 202
    assert answer.json()["status"] == "accepted"
    (record,) = await desk.on_log("events.backfill.v1")
    assert record.value == GOOD
    assert record.header("producer") == "first"
    assert (await desk.rejections(1))[0]["replayed"] == "2026-11-22T12:00:30Z"


async def test_what_is_still_wrong_is_refused_again_and_kept_once(desk: Desk) -> None:
    await desk.post(b"{}")
    (letter,) = await desk.rejections(1)

    answer = await desk.client.post(f"/v1/dead/{letter['dead_id']}/replay")

    assert answer.status_code == 422
    assert len(await desk.on_log(DEAD.name)) == 1
    assert (await desk.rejections(1))[0]["replayed"] is None


@pytest.mark.parametrize("name", ["0-99", "x", "1-1-1", "99999999999-1", "-1-0"])
async def test_what_is_not_there_cannot_be_replayed(desk: Desk, name: str) -> None:
    assert (await desk.client.post(f"/v1/dead/{name}/replay")).status_code == 404


@pytest.mark.parametrize(
    "value",
    [
        b"nonsense",
        b"{}",
        orjson.dumps({**orjson.loads(a_letter().message().value), "at": "2026-11-22T00:00:00"}),
        orjson.dumps({**orjson.loads(a_letter().message().value), "problem": "text"}),
        orjson.dumps({**orjson.loads(a_letter().message().value), "offset": "text"}),
        orjson.dumps({**orjson.loads(a_letter().message().value), "reason": {"is": "a dict"}}),
        a_letter(reason="a\x00b", source="c\x00d", problem={"e": "f\x00g"}).message().value,
    ],
)
async def test_a_record_that_is_no_letter_is_listed_too(desk: Desk, value: bytes) -> None:
    await desk.resources.bus.publish([Message(DEAD.name, b"", value), a_letter().message()])

    listed = await desk.rejections(2)

    assert {item["producer"] for item in listed} <= {"", "first"}
    assert "\x00" not in str([{**item, "problem": None} for item in listed])


async def test_a_letter_read_twice_is_listed_once(desk: Desk) -> None:
    await desk.resources.bus.publish([a_letter(id=str(number)).message() for number in range(5)])
    await desk.rejections(5)
    database = desk.resources.database("ingest")
    records = await desk.on_log(DEAD.name)

    registry = CollectorRegistry()
    taken = counter(registry, "interparty_dead_records_total")
    await dead.take_in(database, records[:3], taken)

    assert len(await desk.rejections(5)) == 5
    assert registry.get_sample_value("interparty_dead_records_total") is None
    place = TopicPartition(DEAD.name, 0)
    assert await dead.begin_at(database, frozenset({place})) == {place: 5}, "never back"


async def test_letters_are_forgotten_when_the_log_forgets_them(
    desk: Desk, hand_clock: HandClock
) -> None:
    old = NOW - timedelta(days=90, seconds=1)
    await desk.resources.bus.publish([a_letter(at=old).message(), a_letter().message()])
    await desk.rejections(2)

    gone = await dead.forget(desk.resources.database("ingest"), now=hand_clock.now())

    assert gone == 1
    assert len(await desk.rejections(1)) == 1
