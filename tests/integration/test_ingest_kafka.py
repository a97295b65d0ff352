"""The service on a real Kafka and PostgreSQL, as in production."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import orjson
import pytest

from interparty_shared.bus.topics import create_topics
from interparty_shared.wire.codec import decode
from tests.parts.kafka import GivenKafka, Kafka
from tests.parts.postgres import Postgres
from tests.support.desk import NDJSON, Desk, an_event, lines, open_desk, settings_in

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
async def kafka_desk(
    kafka: Kafka | GivenKafka, postgres_url: str, tmp_path: Path
) -> AsyncGenerator[Desk]:
    settings = settings_in(
        tmp_path,
        bus_url=f"kafka://{kafka.bootstrap}",
        database_url=postgres_url.replace("postgresql://", "postgresql+asyncpg://", 1),
    )
    await create_topics(settings)
    async with open_desk(settings) as opened:
        yield opened


async def test_events_and_rejections_take_their_way(kafka_desk: Desk, tmp_path: Path) -> None:
    name = tmp_path.name  # other tests write to the same topics
    events = [an_event(id=f"{name}-{number}") for number in range(50)]

    answer = await kafka_desk.post(lines(*events, {"id": name}), NDJSON)

    assert (answer.json()["accepted"], answer.json()["rejected"]) == (50, 1)
    found = [decode(record).ref.id for record in await kafka_desk.on_log()]
    assert {event["id"] for event in events} <= set(found)
    async with asyncio.timeout(60):
        while True:
            items = (await kafka_desk.client.get("/v1/rejections?limit=1000")).json()["items"]
            if any(orjson.loads(item["raw"]).get("id") == name for item in items):
                break
            await asyncio.sleep(0.1)


async def test_while_kafka_is_away_events_are_answered_503_and_afterwards_taken(
    stoppable_kafka: Kafka, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, bus_url=f"kafka://{stoppable_kafka.bootstrap}")
    await create_topics(settings)
    stoppable_kafka.stop()

    async with open_desk(settings) as opened:
        answer = await opened.post(an_event(id="away"))
        assert answer.status_code == 503
        assert "retry-after" in answer.headers
        assert (await opened.client.get("/readyz")).status_code == 503

        stoppable_kafka.ensure_running()
        async with asyncio.timeout(60):
            while (await opened.post(an_event(id="back"))).status_code != 202:
                await asyncio.sleep(0.2)
        assert (await opened.client.get("/readyz")).status_code == 200


async def test_while_postgresql_is_away_events_are_taken_and_rejections_come_later(
    stoppable_postgres: Postgres, postgres_url: str, tmp_path: Path
) -> None:
    url = postgres_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    async with open_desk(settings_in(tmp_path, database_url=url)) as opened:
        stoppable_postgres.stop()
        assert (await opened.post(an_event())).status_code == 202
        assert (await opened.post(b"{}")).status_code == 422
        listed = await opened.client.get("/v1/rejections")
        assert listed.status_code == 503
        assert "retry-after" in listed.headers

        stoppable_postgres.ensure_running()

        async with asyncio.timeout(60):
            while (await opened.client.get("/v1/rejections")).status_code != 200:
                await asyncio.sleep(0.2)
        (rejection,) = await opened.rejections(1)
    assert rejection["raw"] == "{}"
