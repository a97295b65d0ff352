"""The loops of the alerts service, run by a test, and what it waits for."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress

from prometheus_client import CollectorRegistry

from interparty_alerts.app import service
from interparty_alerts.context import Context, Metrics
from interparty_alerts.questions import Rules
from interparty_shared import packs
from interparty_shared.bus.base import Bus, Message, Record
from interparty_shared.clock import SystemClock
from interparty_shared.db.engine import Database
from interparty_shared.reference import naming
from interparty_shared.settings import Settings
from tests.support import builders
from tests.support.builders import Event


def context_of(bus: Bus, database: Database, **settings: object) -> Context:
    return Context(
        settings=Settings(bus_url="table:unused", **settings),  # type: ignore[arg-type]
        clock=SystemClock(),
        bus=bus,
        database=database,
        rules=Rules(packs.load(), naming.matcher()),
        metrics=Metrics(CollectorRegistry()),
    )


@asynccontextmanager
async def running(context: Context) -> AsyncGenerator[None]:
    """Run the loops of a service; one that died meanwhile is raised."""
    async with beside(*(loop.run for loop in service(context).loops)):
        yield


@asynccontextmanager
async def beside(*acts: Callable[[], Awaitable[None]]) -> AsyncGenerator[None]:
    """Do these things meanwhile; one that died of it is raised."""
    loops = [asyncio.ensure_future(act()) for act in acts]
    try:
        yield
        for task in loops:
            if task.done():
                task.result()
    finally:
        for task in loops:
            task.cancel()
        for task in loops:
            with suppress(asyncio.CancelledError):
                await task


async def post(bus: Bus, events: Iterable[Event], lane: str = "live") -> None:
    records = [builders.record(one, offset=0, lane=lane) for one in events]
    await bus.publish([message(one) for one in records])


def message(record: Record) -> Message:
    return Message(record.topic, record.key, record.value, record.headers)


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await holds():
            await asyncio.sleep(0.02)
