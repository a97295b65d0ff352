"""The service as a whole: who may read, what readers survive, what operators see."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import structlog
from sqlalchemy import text

from interparty_api.app import EVENTS_PAUSE_S
from interparty_api.store import positions
from interparty_shared.bus.base import TopicPartition
from interparty_shared.wire.topics import ALERTS, EVENTS
from tests.support.api import KEY, Api, ids, running, until
from tests.support.builders import coverage, disclosure, engagement
from tests.support.published import after, an_alert, an_obligation

PATHS = (
    "/v1/alerts",
    "/v1/alerts/al_1",
    "/v1/alerts/al_1/history",
    "/v1/changes",
    "/v1/corrections",
    "/v1/obligations",
    "/v1/engagements",
    "/v1/disclosures",
    "/v1/actors",
    "/v1/registers",
    "/v1/regimes",
    "/v1/rules",
    "/v1/explain?source=a&id=b",
)


async def test_reading_needs_a_key_unless_reads_are_public(tmp_path: Path) -> None:
    async with running(tmp_path / "closed", start=False) as api:
        forms = [f"/v1/alerts{form}" for form in (".atom", ".json", ".csv", ".ftm", "/stream")]
        for path in [*PATHS, *forms]:
            assert (await _without_key(api, path)).status_code == 401
        checked = await api.client.post("/v1/check", json={}, headers={"Authorization": "Bearer x"})
        assert checked.status_code == 401
    async with running(tmp_path / "open", start=False, public_read=True) as api:
        assert (await _without_key(api, "/v1/alerts")).status_code == 200
        assert (await _without_key(api, "/v1/alerts/al_1")).status_code == 404


async def _without_key(api: Api, path: str) -> httpx.Response:
    transport = api.client._transport
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path)


async def test_records_that_cannot_be_read_are_counted_and_passed_over(api: Api) -> None:
    headless = an_alert(2, id_="al_2")
    broken = [
        b"not json",
        b"{}",
        b'{"kind": "alert"}',
        headless.message().value.replace(b'"subject"', b'"object"'),
        an_alert(3, severity="dreadful").message().value,
    ]
    with structlog.testing.capture_logs() as logs:
        await api.put(ALERTS.name, *broken, an_alert(1).message().value)
        await api.put(EVENTS.name, b"\xff\xfe", b'{"type": "x", "data": {}}')
        await api.post(engagement("e1"))

    assert ids((await api.get("/v1/alerts"))["items"]) == ["al_1"]
    assert ids((await api.get("/v1/engagements"))["items"]) == ["e1"]
    passed_over = [one for one in logs if one["event"] == "record cannot be read"]
    assert len(passed_over) == 7
    metrics = (await api.client.get("/metrics")).text
    assert 'interparty_api_records_total{outcome="unreadable",reader="alerts"} 5.0' in metrics


async def test_what_was_read_before_a_crash_is_not_read_twice_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as api:
        await api.publish(an_alert(1), an_obligation())
    async with running(tmp_path, start=False) as api:
        await api.resources.bus.publish([an_alert(2, id_="al_2").message()])
    async with running(tmp_path) as api:
        await api.settled()
        assert [one["sequence"] for one in (await api.get("/v1/changes"))["items"]] == [1, 2]


async def test_reading_everything_anew_changes_no_answer(api: Api) -> None:
    await api.post(engagement("e1"))
    await api.publish(
        an_alert(1),
        an_obligation(),
        an_alert(2, revision=2, status="resolved"),
        an_alert(3, id_="al_3"),
    )
    asked = ("/v1/alerts", "/v1/changes", "/v1/obligations", "/v1/engagements", "/v1/registers")
    before = [await api.get(path) for path in asked]

    async with api.resources.database("api").begin() as connection:
        assert await positions.rewind(connection, [ALERTS.name, EVENTS.name]) > 0
    await api.resources.bus.publish([an_alert(4, id_="al_4").message()])
    await api.post(engagement("e2"))
    await api.settled()

    now = [await api.get(path) for path in asked]
    assert ids(now[0]["items"]) == ["al_4", *ids(before[0]["items"])]
    assert now[1]["items"][:3] == before[1]["items"]
    assert now[2] == before[2]
    assert now[3]["items"][-1] == before[3]["items"][0]


async def test_after_a_few_events_their_reader_rests_and_after_alerts_none_does(api: Api) -> None:
    await api.publish(an_alert(1))
    rested_before = EVENTS_PAUSE_S in api.clock.slept

    await api.post(engagement("e1"))
    await until(lambda: _has_rested(api))

    assert not rested_before


async def _has_rested(api: Api) -> bool:
    return EVENTS_PAUSE_S in api.clock.slept


async def test_a_reader_whose_partitions_were_taken_over_saves_nothing(tmp_path: Path) -> None:
    async with running(tmp_path, start=False) as api:
        place = TopicPartition(ALERTS.name, 0)
        await api.resources.bus.publish([an_alert(1).message()])
        alerts_loop = asyncio.ensure_future(api.service.loops[0].run())
        await api.settled()
        async with api.resources.database("api").begin() as connection:
            await positions.claim(connection, frozenset([place]), "another")
            await positions.advance(connection, {place: 2}, "another")

        await api.resources.bus.publish([an_alert(2, id_="al_2").message()])
        await until(lambda: _owned_again(api))
        await api.publish(an_alert(3, id_="al_3"))
        alerts_loop.cancel()

        assert ids((await api.get("/v1/alerts"))["items"]) == ["al_3", "al_1"]


async def _owned_again(api: Api) -> bool:
    async with api.resources.database("api").read() as connection:
        rows = await connection.execute(text("SELECT owner FROM api_position"))
        return "another" not in set(rows.scalars())


async def test_the_trace_of_a_record_is_in_the_line_that_says_its_alert_is_visible(
    api: Api,
) -> None:
    with structlog.testing.capture_logs() as logs:
        await api.publish(an_alert(1))

    (line,) = [one for one in logs if one["event"] == "alert visible"]
    assert (line["alert"], line["sequence"], line["trace_id"]) == ("al_1", 1, "c" * 32)


async def test_operators_see_lag_watermark_and_records(api: Api) -> None:
    await api.publish(an_alert(1), an_alert(3, id_="al_3"))
    api.clock.time += timedelta(seconds=10)

    async def shows(line: str) -> bool:
        return line in (await api.client.get("/metrics")).text

    for line in (
        "interparty_api_watermark 1.0",
        "interparty_api_last_sequence 3.0",
        'interparty_api_records_total{outcome="taken",reader="alerts"} 2.0',
        'interparty_api_lag_records{topic="alerts.v1"} 0.0',
    ):
        await until(partial(shows, line))


async def test_it_is_ready_when_log_and_database_answer_and_migrations_have_run(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, start=False) as api:
        assert (await api.client.get("/readyz")).json()["checks"] == {
            "api.log": "ok",
            "api.database": "ok",
            "api.migrations": "ok",
        }
        async with api.resources.database("api").begin() as connection:
            await connection.execute(text("DELETE FROM alembic_version_api"))
        answer = await api.client.get("/readyz")
        assert answer.status_code == 503
        assert "interparty db upgrade" in answer.json()["checks"]["api.migrations"]


async def test_it_answers_alike_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    url = postgres_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    answers = []
    for folder, database_url in (("postgres", url), ("sqlite", None)):
        async with running(tmp_path / folder, database_url=database_url) as api:
            await api.post(
                engagement("e1"), disclosure("100"), coverage("2026-01-01", "2026-05-01")
            )
            await api.publish(
                an_obligation(),
                an_alert(1),
                an_alert(3, id_="al_3", severity="low"),
                an_alert(2, revision=2, status="resolved", updated=after(5)),
            )
            assert (await api.client.get("/readyz")).status_code == 200
            asked = [path for path in PATHS if "source=a" not in path]
            asked += ["/v1/explain?source=urn:test&id=e1", "/v1/alerts?country=GB&status=open"]
            asked += ["/v1/alerts?q=forum&sort=due", "/v1/alerts?as_of=2026-03-01&sort=-severity"]
            answers.append([await api.get(path) for path in asked])

    assert answers[0] == answers[1]


async def test_openapi_has_an_example_and_a_shape_for_every_answer(api: Api) -> None:
    document = (await api.client.get("/openapi.json")).json()

    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        if not path.startswith("/v1/"):
            continue
        for operation in operations.values():
            assert operation["security"] == [{"key": []}], path
            code, done = next(one for one in operation["responses"].items() if one[0][0] == "2")
            if code == "204":
                continue
            schema = done["content"].get("application/json", {}).get("schema")
            if schema is None:  # a feed, an export, the stream: their forms are others' to describe
                assert done["content"], path
                continue
            shape = schemas[schema["$ref"].rsplit("/", 1)[1]]
            inner = shape.get("properties", {}).get("items", {}).get("items", {}).get("$ref")
            if inner:
                shape = schemas[inner.rsplit("/", 1)[1]]
            assert shape.get("examples") or "alert" in shape["properties"], path
    assert KEY not in str(document)
