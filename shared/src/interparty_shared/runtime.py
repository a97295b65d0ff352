"""Opens and closes everything; runs one service, or all three in one process.

A service is a value (`Service`): routes, loops and checks. It starts nothing itself, so the same
code runs as three processes on Kafka and PostgreSQL or as one on SQLite: only two URLs differ.
"""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import structlog
import uvicorn
from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from interparty_shared.bus.base import Bus
from interparty_shared.bus.open import open_bus
from interparty_shared.clock import Clock, SystemClock
from interparty_shared.db.engine import Database, open_database
from interparty_shared.settings import Settings
from interparty_shared.web.app import create_app
from interparty_shared.web.keys import KeyRing

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Loop:
    """Something that runs as long as the process: a consumer, a scheduler, a relay."""

    name: str
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Service:
    """What a service consists of."""

    name: str
    routers: Sequence[APIRouter]
    loops: Sequence[Loop]
    checks: Mapping[str, Check]


@dataclass(frozen=True, slots=True)
class Resources:
    """What services are given: nothing in them is opened by a service itself."""

    settings: Settings
    clock: Clock
    bus: Bus
    keys: KeyRing
    metrics: CollectorRegistry
    databases: Mapping[str, Database] = field(default_factory=dict)

    def database(self, service: str) -> Database:
        """Return the service's own database."""
        return self.databases[service]


Build = Callable[[Resources], Service]


@asynccontextmanager
async def open_resources(
    settings: Settings, services: Sequence[str], *, clock: Clock | None = None
) -> AsyncGenerator[Resources]:
    """Open the log and the services' databases; close them in reverse order."""
    async with AsyncExitStack() as stack:
        bus = await stack.enter_async_context(open_bus(settings))
        databases = {}
        for name in services:
            databases[name] = open_database(settings.database_for(name))
            stack.push_async_callback(databases[name].close)
        yield Resources(
            settings=settings,
            clock=clock or SystemClock(),
            bus=bus,
            keys=KeyRing.open(settings),
            metrics=CollectorRegistry(),
            databases=databases,
        )


async def serve(
    settings: Settings,
    builders: Mapping[str, Build],
    *,
    ready: Callable[[int], None] | None = None,
    clock: Clock | None = None,
) -> None:
    """Run services until SIGINT or SIGTERM: stop HTTP, end the loops, close resources.

    `ready` is called with the port once HTTP is listening (a port of 0 asks for any free one).

    Raises:
        ExceptionGroup: a loop died; the process should end and be started again.
    """
    async with open_resources(settings, tuple(builders), clock=clock) as resources:
        services = [build(resources) for build in builders.values()]
        app = create_app(
            services=[(service.name, service.routers, service.checks) for service in services],
            settings=settings,
            metrics=resources.metrics,
        )
        with _listening(settings) as sock:
            port = int(sock.getsockname()[1])
            server = uvicorn.Server(
                uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=10)
            )
            await _run(services, server, sock, lambda: ready(port) if ready else None)


async def _run(
    services: Sequence[Service],
    server: uvicorn.Server,
    sock: socket.socket,
    ready: Callable[[], None],
) -> None:
    stop = asyncio.Event()
    event_loop = asyncio.get_running_loop()
    # uvicorn would take the signals for itself and raise them again when it is done, which ends the
    # process before anything else is closed.
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            event_loop.add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as group:
        http = group.create_task(_serve_http(server, sock), name="http")
        loops = [
            group.create_task(loop.run(), name=f"{service.name}.{loop.name}")
            for service in services
            for loop in service.loops
        ]
        group.create_task(_announce(server, http, ready), name="announce")
        waiting = asyncio.ensure_future(stop.wait())
        await asyncio.wait({waiting, http}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        log.info("stopping")
        server.should_exit = True
        await http
        for task in loops:
            task.cancel()


async def _serve_http(server: uvicorn.Server, sock: socket.socket) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        # `_serve`, not `serve`: the latter captures signals (see `_run`).
        await server._serve(sockets=[sock])  # noqa: SLF001


async def _announce(
    server: uvicorn.Server, http: "asyncio.Task[None]", ready: Callable[[], None]
) -> None:
    while not server.started and not http.done():
        await asyncio.sleep(0.02)
    if server.started:
        ready()


@contextlib.contextmanager
def _listening(settings: Settings) -> Generator[socket.socket]:
    sock = socket.create_server((settings.host, settings.port), backlog=512, reuse_port=False)
    try:
        yield sock
    finally:
        sock.close()
