"""The API as a whole: records on an embedded log, its readers, HTTP in process."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from interparty_api.app import build
from interparty_api.migrations import MIGRATIONS
from interparty_api.store import positions
from interparty_shared.bus.base import Message
from interparty_shared.db.migrate import upgrade
from interparty_shared.domain.facts import Ref
from interparty_shared.runtime import Resources, Service, open_resources
from interparty_shared.settings import Settings
from interparty_shared.web.app import create_app
from interparty_shared.wire import codec
from interparty_shared.wire.published import Published
from interparty_shared.wire.topics import ALERTS, BACKFILL, EVENTS
from tests.support.builders import NOON, Event

KEY = "a-key-for-tests"
TOPICS = (EVENTS.name, BACKFILL.name, ALERTS.name)
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


class SetClock:
    """A clock that shows what it was set to; sleeping takes (little) real time."""

    def __init__(self, now: datetime) -> None:
        self.time = now
        self.slept: set[float] = set()

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.add(seconds)
        await asyncio.sleep(min(seconds, 0.05))


@dataclass
class Api:
    """The service, and what a test does with it."""

    resources: Resources
    service: Service
    client: httpx.AsyncClient
    clock: SetClock

    async def publish(self, *said: Published) -> None:
        """Publish what the alerts service would, and wait until it was read."""
        await self.resources.bus.publish([one.message() for one in said])
        await self.settled()

    async def post(
        self, *events: Event, lane: str = "live", received: datetime = NOON, trace: str = TRACE
    ) -> None:
        """Publish events as ingest would, and wait until they were read."""
        await self.resources.bus.publish(
            [message(event, lane=lane, received=received, trace=trace) for event in events]
        )
        await self.settled()

    async def put(self, topic: str, *values: bytes) -> None:
        """Publish anything, and wait until it was read."""
        await self.resources.bus.publish([Message(topic, b"key", value) for value in values])
        await self.settled()

    async def settled(self) -> None:
        """Wait until all that is in the log was read."""
        ends = await self.resources.bus.ends(TOPICS)
        wanted = {place: end for place, end in ends.items() if end > 0}
        async with asyncio.timeout(20):
            while True:
                async with self.resources.database("api").read() as connection:
                    saved = await positions.saved(connection)
                if all(saved.get(place, 0) >= end for place, end in wanted.items()):
                    return
                await asyncio.sleep(0.01)

    async def get(self, path: str, **query: Any) -> Any:
        """Return the JSON of an answer that must be 200."""
        answer = await self.client.get(path, params=query or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, path: str, **query: Any) -> tuple[int, dict[str, Any]]:
        """Return status and problem of an answer that must be one."""
        answer = await self.client.get(path, params=query or None)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()

    async def paged(self, path: str, **query: Any) -> list[Any]:
        """Return the items of all pages."""
        found: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self.get(path, **query, **cursor)
            found += page["items"]
            if page["next"] is None:
                return found
            cursor = {"cursor": page["next"]}


def message(event: Event, *, lane: str, received: datetime, trace: str) -> Message:
    return codec.event_message(
        json.dumps(event).encode(),
        type_=event["type"],
        ref=Ref(event["source"], event["id"]),
        data=event["data"],
        lane=lane,
        received=received,
        trace=trace,
        producer="collector",
    )


@contextlib.asynccontextmanager
async def running(
    folder: Path, *, database_url: str | None = None, start: bool = True, **settings: Any
) -> AsyncGenerator[Api]:
    """Run the service in a folder; with `start`, its readers too."""
    given = Settings(
        bus_url=f"table:{folder}/log.db",
        database_url=database_url or f"sqlite+aiosqlite:///{folder}/{{service}}.db",
        api_key=KEY,
        **settings,
    )
    clock = SetClock(datetime(2026, 6, 1, 12, tzinfo=UTC))
    await upgrade(MIGRATIONS, given.database_for("api"))
    async with open_resources(given, ["api"], clock=clock) as resources:
        service = build(resources)
        app = create_app(
            services=[(service.name, service.routers, service.checks)],
            settings=given,
            metrics=resources.metrics,
        )
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://test",
            headers={"Authorization": f"Bearer {KEY}"},
        )
        async with client, _loops(service, start=start):
            yield Api(resources, service, client, clock)


@contextlib.asynccontextmanager
async def _loops(service: Service, *, start: bool) -> AsyncGenerator[None]:
    tasks = [asyncio.ensure_future(loop.run()) for loop in service.loops] if start else []
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for result in ended:
            assert isinstance(result, asyncio.CancelledError), f"a loop ended: {result!r}"


async def until(holds: Callable[[], Awaitable[bool]], *, seconds: float = 10) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.01)


def ids(items: Iterable[dict[str, Any]]) -> list[str]:
    """Return the ids of items."""
    return [item["id"] for item in items]
