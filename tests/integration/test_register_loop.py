"""The service keeps registers in step by itself, and shows what disclosures were made of."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from prometheus_client import generate_latest

from interparty_ingest import scheduler
from interparty_ingest.app import build
from interparty_ingest.handlers import syncing
from interparty_ingest.handlers.intake import Intake
from interparty_ingest.handlers.register_rows import Desk as RegisterDesk
from interparty_ingest.quotas import Quotas
from interparty_ingest.scheduler import Keeping
from interparty_ingest.sources.registers.known import REGISTERS, configured
from interparty_ingest.sources.registers.register import Download
from interparty_ingest.sources.walking.fetching import mirrored
from interparty_ingest.store.quotas import lease_from
from interparty_shared.errors import Misconfigured
from tests.support.desk import Desk, HandClock, open_desk, settings_in
from tests.support.register_books import Hurried
from tests.support.register_server import RegisterServer, Said, principals, serving


@pytest.fixture
async def server() -> AsyncGenerator[RegisterServer]:
    async with serving(file=principals({}, {"Foreign_principal": "Party B"})) as served:
        yield served


class Turned(Hurried):
    """A clock of which a test sees how often the loop has slept between two looks."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = 0
        self.again = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds == scheduler.LOOKED:
            self.looked += 1
            self.again.clear()
            await self.again.wait()
        else:
            await super().sleep(seconds)

    async def until_looked(self, times: int) -> None:
        async with asyncio.timeout(30):
            while self.looked < times:
                await asyncio.sleep(0.02)


def keeping(desk: Desk, clock: Turned, spool: Path) -> Keeping:
    resources = desk.resources
    database = resources.database("ingest")
    intake = Intake(
        bus=resources.bus,
        quotas=Quotas(lease_from(database)),
        max_event_bytes=65_536,
        metrics=resources.metrics,
    )
    post = syncing.posting(intake, clock.now)
    at = RegisterDesk(database, post, "here:1", clock.now)
    return Keeping(at, spool, clock, "", resources.metrics)


async def test_a_register_is_asked_when_it_is_due_and_its_records_are_on_the_log(
    desk: Desk, server: RegisterServer, tmp_path: Path
) -> None:
    clock = Turned()
    register = mirrored(REGISTERS["us-fara"], server.url)
    loop = asyncio.ensure_future(
        scheduler.keep_in_step(keeping(desk, clock, tmp_path / "spool"), register)
    )
    await clock.until_looked(1)
    clock.again.set()
    await clock.until_looked(2)
    loop.cancel()

    events = [orjson.loads(one.value) for one in await desk.on_log()]
    assert len(server.asked) == 1, "not due again for a day"
    assert [one["type"].split(".")[2] for one in events].count("disclosure") == 2
    assert {one["data"]["register"] for one in events} == {"us-fara"}
    told = generate_latest(desk.resources.metrics).decode()
    assert 'interparty_ingest_register_records{register="us-fara",state="used"} 2.0' in told
    assert 'runs_total{outcome="taken",register="us-fara"} 1.0' in told


async def test_a_failure_is_counted_and_tried_again_earlier_than_usual(
    desk: Desk, server: RegisterServer, tmp_path: Path
) -> None:
    clock = Turned()
    server.faults = [Said(b"", 404)]
    register = mirrored(REGISTERS["us-fara"], server.url)
    kept = keeping(desk, clock, tmp_path / "spool")
    loop = asyncio.ensure_future(scheduler.keep_in_step(kept, register))
    await clock.until_looked(1)
    loop.cancel()

    wait = await syncing.due(kept.desk.database, register, now=clock.now())
    assert 0 < wait <= syncing.RETRIED
    assert await desk.on_log() == []
    told = generate_latest(desk.resources.metrics).decode()
    assert 'runs_total{outcome="failed",register="us-fara"} 1.0' in told


async def test_evidence_is_shown_to_who_may_read_and_never_as_a_page(
    desk: Desk, server: RegisterServer, tmp_path: Path
) -> None:
    clock = Turned()
    register = replace(mirrored(REGISTERS["us-fara"], server.url), seconds_between=0.0)
    kept = keeping(desk, clock, tmp_path / "spool")
    await syncing.sync(kept.desk, register, kept.spool, clock)
    events = [orjson.loads(one.value) for one in await desk.on_log()]
    digest = next(one["rawdigest"] for one in events if "rawdigest" in one)

    shown = await desk.client.get(f"/v1/evidence/{digest}")
    refused = await desk.client.get(f"/v1/evidence/{digest}", headers={"authorization": "Bearer x"})
    unknown = await desk.client.get("/v1/evidence/" + "0" * 64)

    assert orjson.loads(shown.content)["Registrant_name"] == "Agent A"
    assert shown.headers["content-type"] == "application/octet-stream"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert (refused.status_code, unknown.status_code) == (401, 404)


async def test_no_register_is_asked_unless_a_setting_names_it(tmp_path: Path) -> None:
    def names(said: str) -> list[str]:
        return [one.id for one in configured(said)]

    async with open_desk(settings_in(tmp_path), clock=HandClock()) as desk:
        loops = [one.name for one in build(desk.resources).loops]
    assert loops == ["consumer", "scheduler"]
    assert names("") == []
    assert names(" gb-commons , us-fara=http://mirror:8080") == ["gb-commons", "us-fara"]
    for wrong in ("gb-comons", "us-fara,us-fara", "gb-commons,au-interests"):
        with pytest.raises(Misconfigured, match="INTERPARTY_SYNC"):
            configured(wrong)
    (one,) = configured("us-fara=http://mirror:8080")
    assert isinstance(one.walk, Download)
    assert one.walk.url == "http://mirror:8080/bulk/zip/FARA_All_ForeignPrincipals.xml.zip"
