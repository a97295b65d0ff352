"""The log or the database is down: nothing is accepted that is not durable, nothing else stops."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text

from interparty_ingest.handlers import dead
from interparty_shared.web.keys import create
from interparty_shared.wire.topics import DEAD, EVENTS
from tests.support.desk import (
    BATCH,
    NDJSON,
    NOW,
    Desk,
    FakeLog,
    HandClock,
    an_event,
    lines,
    open_desk,
    settings_in,
)

GOOD = orjson.dumps(an_event())


def limited(desk: Desk, quota: int) -> str:
    path = desk.resources.settings.keys_file
    assert path is not None
    return create(path, name="limited", scopes=["events:write"], quota_per_minute=quota, now=NOW)


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (GOOD, "application/cloudevents+json"),
        (GOOD, NDJSON),
        (b"[%b]" % GOOD, BATCH),
        (b"{", NDJSON),
    ],
)
async def test_while_the_log_is_down_everything_is_answered_503(
    fake_desk: Desk, fake_log: FakeLog, body: bytes, form: str
) -> None:
    fake_log.down = True

    answer = await fake_desk.post(body, form)

    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/unavailable"
    assert int(answer.headers["retry-after"]) > 0
    fake_log.down = False
    assert (await fake_desk.post(body, form)).status_code in {202, 207}


async def test_a_rejection_that_cannot_be_kept_is_answered_503(
    fake_desk: Desk, fake_log: FakeLog
) -> None:
    fake_log.down_for = DEAD.name

    assert (await fake_desk.post(b"{}")).status_code == 503
    assert (await fake_desk.post(lines(GOOD, b"{}"), NDJSON)).status_code == 503
    assert (await fake_desk.post(GOOD)).status_code == 202


async def test_a_dead_letter_that_the_log_refuses_is_answered_503(
    fake_desk: Desk, fake_log: FakeLog
) -> None:
    fake_log.refuses = lambda message: "too large" if message.topic == DEAD.name else None

    assert (await fake_desk.post(b"{}")).status_code == 503


async def test_what_the_log_refuses_for_good_is_rejected_at_step_publish(
    fake_desk: Desk, fake_log: FakeLog
) -> None:
    fake_log.refuses = lambda message: "too large" if message.topic == EVENTS.name else None

    answer = await fake_desk.post(GOOD)

    assert answer.status_code == 422
    assert (answer.json()["step"], answer.json()["detail"]) == ("publish", "too large")
    assert len(fake_log.on(DEAD.name)) == 1


async def test_of_many_only_those_that_the_log_refuses_are_rejected(
    fake_desk: Desk, fake_log: FakeLog
) -> None:
    fake_log.refuses = lambda message: "no" if b'"refused"' in message.value[:200] else None
    refused = an_event(id="refused")

    answer = await fake_desk.post(lines(GOOD, b"{}", refused, GOOD, refused), NDJSON)

    items = answer.json()["items"]
    assert [item["status"] for item in items] == [
        "accepted",
        "rejected",
        "rejected",
        "accepted",
        "rejected",
    ]
    assert [item["step"] for item in items if item["status"] == "rejected"] == [
        "validate",
        "publish",
        "publish",
    ]
    assert items[2]["id"] == "refused"
    assert len(fake_log.on(EVENTS.name)) == 2


async def test_ready_is_who_has_a_log(fake_desk: Desk, fake_log: FakeLog) -> None:
    assert (await fake_desk.client.get("/readyz")).status_code == 200

    fake_log.down = True

    assert (await fake_desk.client.get("/readyz")).json()["checks"] == {
        "ingest.log": "The log is down."
    }
    assert (await fake_desk.client.get("/healthz")).status_code == 200


async def test_without_the_database_events_are_taken_and_rejections_wait(
    tmp_path: Path, fake_log: FakeLog
) -> None:
    settings = settings_in(tmp_path)
    async with open_desk(settings, log=fake_log) as opened:
        async with opened.resources.database("ingest").begin() as connection:
            for table in ("rejection", "quota", "position"):
                await connection.execute(text(f"DROP TABLE ingest_{table}"))
        token = limited(opened, 100)

        assert (await opened.post(GOOD, key=token)).status_code == 202
        assert (await opened.client.get("/readyz")).status_code == 200


async def test_a_key_may_send_its_quota_and_then_waits(
    fake_desk: Desk, fake_log: FakeLog, hand_clock: HandClock
) -> None:
    token = limited(fake_desk, 5)
    await fake_desk.post(lines(GOOD, GOOD, GOOD), NDJSON, key=token)

    for body, form in ((lines(GOOD, GOOD, GOOD), NDJSON), (b"[%b,1,2]" % GOOD, BATCH)):
        refused = await fake_desk.post(body, form, key=token)
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "30"
        assert refused.json()["type"] == "/problems/too-many-requests"
    assert len(fake_log.published) == 3

    hand_clock.turn(seconds=30)
    assert (await fake_desk.post(lines(GOOD, GOOD, GOOD), NDJSON, key=token)).status_code == 207


async def test_garbage_counts_against_the_quota(fake_desk: Desk, fake_log: FakeLog) -> None:
    token = limited(fake_desk, 10)

    answers = [await fake_desk.post(b"nonsense", key=token) for _ in range(12)]
    broken = await fake_desk.post(b"nonsense", content_encoding="gzip", key=token)

    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert broken.status_code == 429
    assert len(fake_log.on(DEAD.name)) == 10
    metrics = (await fake_desk.client.get("/metrics")).text
    assert 'interparty_ingest_throttled_total{key="limited"} 3.0' in metrics


async def test_more_at_once_than_the_quota_is_answered_413(fake_desk: Desk) -> None:
    answer = await fake_desk.post(b"{}\n" * 11, NDJSON, key=limited(fake_desk, 10))

    assert answer.status_code == 413


async def test_an_outage_of_the_log_costs_no_quota(fake_desk: Desk, fake_log: FakeLog) -> None:
    token = limited(fake_desk, 3)
    fake_log.down = True
    for _ in range(10):
        assert (await fake_desk.post(GOOD, key=token)).status_code == 503
    fake_log.down = False

    answers = [await fake_desk.post(GOOD, key=token) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]


async def test_old_quotas_are_forgotten(fake_desk: Desk, hand_clock: HandClock) -> None:
    await fake_desk.post(GOOD, key=limited(fake_desk, 3))
    database = fake_desk.resources.database("ingest")

    await dead.forget(database, now=hand_clock.now() + timedelta(minutes=62))

    async with database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM ingest_quota"))).scalar() == 0
