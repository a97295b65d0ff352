"""The ingest service over HTTP, on whatever log and database a test gives it."""

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson

from interparty_ingest.app import build
from interparty_ingest.migrations import MIGRATIONS
from interparty_shared.bus.base import Bus, Message, Positions, Record, Rejected
from interparty_shared.clock import Clock
from interparty_shared.db.migrate import upgrade
from interparty_shared.errors import LogUnavailable
from interparty_shared.runtime import Resources, open_resources
from interparty_shared.settings import Settings
from interparty_shared.web.app import create_app
from interparty_shared.wire.schemas import EXAMPLES
from interparty_shared.wire.topics import EVENTS

NOW = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
NDJSON = "application/x-ndjson"
ENGAGEMENT = "org.interparty.engagement.v1"
DISCLOSURE = "org.interparty.disclosure.v1"
COVERAGE = "org.interparty.coverage.v1"


@dataclass
class HandClock:
    """A clock that only a test turns; sleeping gives others a turn."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class FakeLog:
    """A log in memory that a test can break: takes messages, or refuses some, or is down."""

    published: list[Message] = field(default_factory=list)
    down: bool = False
    down_for: str | None = None
    refuses: Callable[[Message], str | None] = lambda _: None

    async def publish(self, messages: Sequence[Message]) -> None:
        if self.down or any(message.topic == self.down_for for message in messages):
            raise LogUnavailable("The log is down.")
        reasons = {i: why for i, one in enumerate(messages) if (why := self.refuses(one))}
        self.published += [one for i, one in enumerate(messages) if i not in reasons]
        if reasons:
            raise Rejected(reasons)

    async def check(self) -> None:
        if self.down:
            raise LogUnavailable("The log is down.")

    def on(self, topic: str) -> list[Message]:
        return [message for message in self.published if message.topic == topic]

    def subscribe(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    async def ends(self, topics: Any) -> Positions:
        raise NotImplementedError

    async def read(self, topic: str, start: Positions, *, limit: int) -> list[Record]:
        raise NotImplementedError

    async def close(self) -> None:
        pass


@dataclass
class Desk:
    """An ingest service that is up, and a client with its first key."""

    client: httpx.AsyncClient
    resources: Resources

    async def post(
        self,
        body: bytes | Mapping[str, Any] | Sequence[Mapping[str, Any]],
        content_type: str = STRUCTURED,
        *,
        lane: str | None = None,
        key: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        sent = {
            "content-type": content_type,
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        if key is not None:
            sent["authorization"] = f"Bearer {key}"
        url = "/v1/events" + (f"?lane={lane}" if lane else "")
        return await self.client.post(url, content=content, headers=sent)

    async def on_log(self, topic: str = EVENTS.name) -> list[Record]:
        return await self.resources.bus.read(topic, {}, limit=100_000)

    async def rejections(self, count: int, **filters: str) -> list[dict[str, Any]]:
        """Return the rejections once so many are listed."""
        async with asyncio.timeout(20):
            while True:
                answer = await self.client.get("/v1/rejections", params=filters)
                assert answer.status_code == 200, answer.text
                items: list[dict[str, Any]] = answer.json()["items"]
                if len(items) >= count:
                    return items
                await asyncio.sleep(0.02)


def an_event(type_: str = ENGAGEMENT, /, **changes: Any) -> dict[str, Any]:
    """Return a valid event with some attributes changed; None takes one away."""
    event = {**orjson.loads(orjson.dumps(EXAMPLES[type_])), **changes}
    return {name: value for name, value in event.items() if value is not None}


def with_data(type_: str = ENGAGEMENT, /, **changes: Any) -> dict[str, Any]:
    """Return a valid event with some fields of its data changed."""
    event = an_event(type_)
    event["data"] |= changes
    return event


def lines(*events: Mapping[str, Any] | bytes) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else orjson.dumps(one) for one in events)


def settings_in(folder: Path, **changes: Any) -> Settings:
    """Return settings of an embedded deployment in a folder, with the first key `first-key`."""
    given: dict[str, Any] = {
        "bus_url": f"table:{folder}/log.db",
        "database_url": f"sqlite+aiosqlite:///{folder}/{{service}}.db",
        "api_key": "first-key",
        "keys_file": folder / "keys.json",
    }
    return Settings(**(given | changes))


@asynccontextmanager
async def open_desk(
    settings: Settings, *, log: FakeLog | None = None, clock: Clock | None = None
) -> AsyncGenerator[Desk]:
    """Run the service with its consumer; on `log`, if one is given, and then without."""
    await upgrade(MIGRATIONS, settings.database_for("ingest"))
    async with AsyncExitStack() as stack:
        resources = await stack.enter_async_context(
            open_resources(settings, ["ingest"], clock=clock or HandClock())
        )
        if log is not None:
            bus: Bus = log
            resources = dataclasses.replace(resources, bus=bus)
        service = build(resources)
        app = create_app(
            services=[(service.name, service.routers, service.checks)],
            settings=settings,
            metrics=resources.metrics,
        )
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://ingest",
            headers={"authorization": "Bearer first-key"},
        )
        await stack.enter_async_context(client)
        if log is None:
            loops = [loop for loop in service.loops if loop.name == "consumer"]
            running = [asyncio.ensure_future(loop.run()) for loop in loops]
            stack.push_async_callback(_stop, running)
        yield Desk(client, resources)


async def _stop(running: Sequence["asyncio.Future[None]"]) -> None:
    for one in running:
        one.cancel()
    outcomes = await asyncio.gather(*running, return_exceptions=True)
    for outcome in outcomes:
        assert outcome is None or isinstance(outcome, asyncio.CancelledError), outcome
