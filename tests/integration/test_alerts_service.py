"""The loops of the alerts service, on a real log and database."""

from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
import structlog

from interparty_alerts.app import service
from interparty_alerts.questions import Rules
from interparty_shared import packs
from interparty_shared.bus.base import Bus
from interparty_shared.bus.open import open_bus
from interparty_shared.db.engine import Database
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.errors import Invalid, Unavailable
from interparty_shared.observability import configure_logging
from interparty_shared.reference import naming
from interparty_shared.wire.codec import Received
from interparty_shared.wire.dead import dead_letter
from interparty_shared.wire.published import Published, published
from interparty_shared.wire.topics import ALERTS, DEAD
from tests.support import builders
from tests.support.builders import Event, coverage, disclosure, engagement
from tests.support.loops import context_of, post, running, until


@pytest.fixture(autouse=True)
def logs_in_short() -> Generator[None]:
    """Log in JSON as services do: the library's own default draws tracebacks, slowly."""
    configure_logging("alerts", "CRITICAL")
    yield
    structlog.reset_defaults()


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncGenerator[Bus]:
    async with open_bus(f"table:{tmp_path}/log.db", partitions=3) as bus:
        yield bus


async def told(bus: Bus) -> list[Published]:
    return [published(one) for one in await bus.read(ALERTS.name, {}, limit=10_000)]


async def verdicts(bus: Bus) -> dict[str, str]:
    found = {}
    for one in await told(bus):
        if one.kind == "obligation":
            found[one.document["id"]] = "" if one.gone else one.document["verdict"]
    return found


async def letters(bus: Bus) -> list[str]:
    found = [dead_letter(one) for one in await bus.read(DEAD.name, {}, limit=10_000)]
    return [f"{one.step}: {one.reason}" for one in found]


async def test_an_event_on_the_log_becomes_an_alert_on_the_log(
    bus: Bus, alerts_database: Database
) -> None:
    context = context_of(bus, alerts_database)
    async with running(context):
        await post(bus, [engagement(), disclosure("7", filer={"name": "Somebody Else"})])
        await post(bus, [coverage(last="2026-05-30")])

        async def missing() -> bool:
            return [one.document["verdict"] for one in await told(bus) if one.kind == "alert"] == [
                "missing"
            ]

        await until(missing)
        await post(bus, [disclosure(filed="2026-02-20")])

        async def resolved() -> bool:
            said = [one for one in await told(bus) if one.kind == "alert"]
            return [(one.sequence, one.document["status"]) for one in said] == [
                (1, "open"),
                (2, "resolved"),
            ]

        await until(resolved)


async def test_poison_is_found_by_splitting_and_the_rest_goes_through(
    bus: Bus, alerts_database: Database
) -> None:
    context = context_of(bus, alerts_database)

    def fail_on_some(event: Received) -> None:
        if event.ref.id in {"e3", "e11"}:
            raise ZeroDivisionError("our own bug")

    context.check = fail_on_some
    await post(bus, [engagement(f"e{number}", participants=people(number)) for number in range(16)])
    async with running(context):

        async def through() -> bool:
            return len(await verdicts(bus)) == 14 and len(await letters(bus)) == 2

        await until(through)
    assert await letters(bus) == ["process: ZeroDivisionError: our own bug"] * 2


def people(number: int) -> list[Event]:
    return [builders.member(f"Member {number}"), builders.funder()]


async def test_a_bad_deploy_stops_at_the_limit_and_says_why(
    bus: Bus, alerts_database: Database
) -> None:
    context = context_of(bus, alerts_database, dead_limit=5)

    def fail_on_all(_: Received) -> None:
        raise ZeroDivisionError("a bad deploy")

    context.check = fail_on_all
    await post(bus, [engagement(f"e{number}") for number in range(40)])
    async with running(context):

        async def halted() -> bool:
            return context.halted is not None

        await until(halted)
        with pytest.raises(Unavailable, match="bad deploy"):
            await service(context).checks["reading"]()

        async def told_of_five() -> bool:
            return len(await letters(bus)) == 5

        await until(told_of_five)

    mended = context_of(bus, alerts_database, dead_limit=5)
    mended.worker = (
        context.worker
    )  # or its relay would wait until the lead of the first has run out
    async with running(mended):

        async def rest() -> bool:
            return len(await verdicts(bus)) == 35

        await until(rest)


async def test_an_event_refused_as_invalid_is_put_aside_without_splitting(
    bus: Bus, alerts_database: Database
) -> None:
    context = context_of(bus, alerts_database)

    def refuse(event: Received) -> None:
        if event.ref.id == "e1":
            raise Invalid("not this one")

    context.check = refuse
    await post(bus, [engagement(f"e{number}", participants=people(number)) for number in range(3)])
    async with running(context):

        async def through() -> bool:
            return len(await verdicts(bus)) == 2 and await letters(bus) == ["process: not this one"]

        await until(through)


async def test_history_waits_for_live_events_and_nobody_is_notified_of_it(
    bus: Bus, alerts_database: Database
) -> None:
    await post(bus, [engagement("old", participants=people(1))], lane="backfill")
    await post(bus, [engagement("new", participants=people(2)), coverage(last="2026-05-30")])
    context = context_of(bus, alerts_database, batch_size=1)
    async with running(context):

        async def both() -> bool:
            return len([one for one in await told(bus) if one.kind == "alert"]) == 2

        await until(both)
    alerts = [one for one in await told(bus) if one.kind == "alert"]
    assert {one.key.split("\n")[1]: one.notify for one in alerts} == {"old": False, "new": True}
    assert orjson.loads(orjson.dumps(alerts[0].document))["status"] == "open"


async def test_a_start_with_other_packs_judges_anew_what_was_judged_before(
    bus: Bus, alerts_database: Database
) -> None:
    await post(bus, [engagement(), disclosure(filed="2026-03-20")])

    async def lives() -> dict[int | None, tuple[str, str]]:
        return {
            one.sequence: (one.document["status"], one.document["verdict"])
            for one in await told(bus)
            if one.kind == "alert"
        }

    first, longer = (context_of(bus, alerts_database) for _ in range(2))
    longer.rules = Rules(
        [replace(one, deadline=Deadline(60)) for one in packs.load()], naming.matcher()
    )
    longer.worker = first.worker  # or its relay would wait until the lead of the first has run out
    async with running(first):

        async def late() -> bool:
            return await lives() == {1: ("open", "late")}

        await until(late)
    async with running(longer):

        async def resolved() -> bool:
            return await lives() == {1: ("open", "late"), 2: ("resolved", "disclosed")}

        await until(resolved)


async def test_of_two_workers_with_two_packs_the_one_that_started_last_judges(
    bus: Bus, alerts_database: Database
) -> None:
    older, newer = (context_of(bus, alerts_database) for _ in range(2))
    newer.rules = Rules(
        [replace(one, deadline=Deadline(60)) for one in packs.load()], naming.matcher()
    )
    async with running(older):
        await until(lambda: _is(older.taken_up.is_set()))
        async with running(newer):
            await until(lambda: _is(not older.judges))
            await post(bus, [engagement(), disclosure(filed="2026-03-20")])

            async def judged() -> bool:
                return list((await verdicts(bus)).values()) == ["disclosed"]

            await until(judged)
    assert newer.judges
    assert [one for one in await told(bus) if one.kind == "alert"] == []


async def _is(value: bool) -> bool:
    return value
