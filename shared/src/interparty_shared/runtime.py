"""Opens and closes everything; runs one service, or all three in one process.

A service is a value (`Service`): routes, loops and checks. It starts nothing itself, so the same
code runs as three processes on Kafka and PostgreSQL or as one on SQLite: only two URLs differ.
"""

import asyncio
import contextlib
import errno
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import structlog
import uvicorn
from fastapi import APIRouter
from prometheus_client import CollectorRegistry
from typing_extensions import override

from interparty_shared import garbage
from interparty_shared.bus.base import Bus
from interparty_shared.bus.open import open_bus
from interparty_shared.bus.topics import require_topics
from interparty_shared.clock import Clock, SystemClock
from interparty_shared.db.engine import Database, open_database
from interparty_shared.errors import InterpartyError, LogUnavailable, Misconfigured
from interparty_shared.observability import configure_logging
from interparty_shared.settings import Settings
from interparty_shared.web.app import create_app
from interparty_shared.web.http import Http
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
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process was asked to end: what is open for long (a live stream) then ends."""

    def database(self, service: str) -> Database:
        """Return the service's own database."""
        return self.databases[service]


Build = Callable[[Resources], Service]
Prepare = Callable[[Resources], Awaitable[None]]


class LoopDied(InterpartyError):
    """Loops ended that should run as long as the process; it should end and be started again."""


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


def run(builders: Mapping[str, Build]) -> None:
    """Be the process of these services: settings from the environment, logs to stdout.

    Raises:
        SystemExit: 1 where a loop died, 2 where the deployment contradicts itself; the last line of
            the log says what and why. Asked to stop, it returns.
    """
    configure_logging("+".join(builders), "INFO")
    try:
        settings = Settings.load()
        configure_logging("+".join(builders), settings.log_level)
        settings.refuse_shared_embedded()
        asyncio.run(serve(settings, builders, prepare=_have_topics, ready=_settled))
    except LoopDied:
        sys.exit(1)  # logged where it happened
    except InterpartyError as error:
        log.error("refused to start", why=str(error))  # noqa: TRY400 - a sentence, no crash of ours
        sys.exit(2)


def _settled(_port: int) -> None:
    garbage.settle()


async def _have_topics(resources: Resources) -> None:
    try:
        await require_topics(resources.settings)
    except LogUnavailable as error:
        # Kafka may come later; until then `/readyz` says that it is not there.
        log.warning("topics not checked", why=str(error))


async def serve(
    settings: Settings,
    builders: Mapping[str, Build],
    *,
    prepare: Prepare | None = None,
    ready: Callable[[int], None] | None = None,
    stop: asyncio.Event | None = None,
    clock: Clock | None = None,
) -> None:
    """Run services until SIGINT or SIGTERM (or `stop`): end HTTP, then the loops, close resources.

    `prepare` is awaited when everything is open and nothing runs yet. `ready` is called with the
    port once HTTP is listening (a port of 0 asks for any free one).

    Raises:
        Misconfigured: the deployment contradicts itself, or the port is taken.
        LoopDied: a loop ended by itself; the sentence names it.
    """
    stop = stop or asyncio.Event()
    with _signals(stop):
        async with open_resources(settings, tuple(builders), clock=clock) as resources:
            if prepare is not None and not await _unless(stop, prepare(resources)):
                return
            services = [build(resources) for build in builders.values()]
            app = create_app(
                services=[(service.name, service.routers, service.checks) for service in services],
                settings=settings,
                metrics=resources.metrics,
            )
            with _listening(settings) as sock:
                port = int(sock.getsockname()[1])
                config = uvicorn.Config(
                    app,
                    http=Http,
                    log_config=None,
                    access_log=False,
                    timeout_graceful_shutdown=10,
                )
                server = _Server(config, lambda: ready(port) if ready else None)
                loops = [
                    (f"{service.name}.{loop.name}", loop.run)
                    for service in services
                    for loop in service.loops
                ]
                await _run(server, sock, loops, stop, resources.stopping)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


async def _run(
    server: uvicorn.Server,
    sock: socket.socket,
    loops: Sequence[tuple[str, Callable[[], Awaitable[None]]]],
    stop: asyncio.Event,
    stopping: asyncio.Event,
) -> None:
    died: list[str] = []
    async with asyncio.TaskGroup() as group:
        http = group.create_task(_serve_http(server, sock), name="http")
        tasks = [
            group.create_task(_guarded(name, loop, died, stop), name=name) for name, loop in loops
        ]
        waiting = asyncio.ensure_future(stop.wait())
        await asyncio.wait({waiting, http}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        log.info("stopping")
        stopping.set()
        server.should_exit = True
        await http
        for task in tasks:
            task.cancel()
    if died:
        raise LoopDied("; ".join(died))
    log.info("stopped")


async def _guarded(
    name: str, loop: Callable[[], Awaitable[None]], died: list[str], stop: asyncio.Event
) -> None:
    try:
        await loop()
        died.append(f"The loop {name} ended")
        log.error("a loop ended", loop=name)
    except Exception as error:
        died.append(f"The loop {name} died of {type(error).__name__}: {error}")
        log.exception("a loop died", loop=name)
    stop.set()  # in order, so that requests under way get their answer


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Generator[None]:
    # uvicorn would take the signals for itself and raise them again when it is done, which ends the
    # process before anything else is closed.
    event_loop = asyncio.get_running_loop()
    taken = []
    for number in (signal.SIGINT, signal.SIGTERM):
        # ValueError, RuntimeError: not in the main thread, where a test may run us.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            event_loop.add_signal_handler(number, stop.set)
            taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            event_loop.remove_signal_handler(number)


async def _unless(stop: asyncio.Event, work: Awaitable[None]) -> bool:
    """Return whether the work was done before `stop` was set."""
    doing = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(stop.wait())
    await asyncio.wait({doing, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if doing.done():
        await doing
        return True
    doing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await doing
    return False


async def _serve_http(server: uvicorn.Server, sock: socket.socket) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        # `_serve`, not `serve`: the latter captures signals (see `_signals`).
        await server._serve(sockets=[sock])  # noqa: SLF001


@contextlib.contextmanager
def _listening(settings: Settings) -> Generator[socket.socket]:
    where = f"{settings.host}:{settings.port}"
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        sock = socket.create_server((settings.host, settings.port), family=family, backlog=512)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Misconfigured(
                f"Another process listens on {where}: choose another port"
                " (INTERPARTY_PORT; 0 takes any that is free)."
            ) from error
        raise Misconfigured(f"Cannot listen on {where}: {error.strerror or error}.") from error
    # Connections have it from here. Without it the body of an answer waits for the client to
    # confirm its head, 40 ms; asyncio sets it only where it made the socket itself.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        yield sock
    finally:
        sock.close()
