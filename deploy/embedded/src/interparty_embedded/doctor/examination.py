"""All checks of a deployment, in the order in which one part needs another."""

import shutil
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from interparty_embedded import databases, reading
from interparty_embedded.doctor import configuration, copies, listening, progress
from interparty_embedded.doctor.findings import Finding, fine, note, wrong
from interparty_embedded.migrations import MIGRATIONS
from interparty_embedded.reading import POSITIONS, READS, Waiting
from interparty_ingest.handlers import syncing
from interparty_ingest.sources.registers.known import configured
from interparty_shared.bus.base import Positions
from interparty_shared.bus.open import KAFKA, TABLE, open_bus
from interparty_shared.bus.table.peeking import ends_on_disk
from interparty_shared.bus.topics import check_topics
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database, open_database
from interparty_shared.errors import InterpartyError
from interparty_shared.settings import Settings
from interparty_shared.wire.topics import TOPICS

WATCH_S = 3.0
"""Between two looks at what waits: longer than any loop sleeps while there is work."""
SQLITE = "sqlite+aiosqlite:///"


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is examined."""

    settings: Settings
    urls: Sequence[str]
    clock: Clock


@dataclass(frozen=True, slots=True)
class _Look:
    positions: dict[str, Positions]
    waiting: Waiting | None


async def examine(deployment: Deployment) -> AsyncGenerator[Finding]:
    """Give each finding as soon as it is made."""
    settings = deployment.settings
    key = settings.api_key.get_secret_value() if settings.api_key else None
    for finding in (
        *configuration.contradictions(settings),
        *configuration.first_key(key),
        *configuration.keys_file(settings.keys_file),
        *configuration.rule_packs(settings.rules),
        *_disk(settings),
    ):
        yield finding
    if _is_missing(settings):
        return  # of everything below there would be one more complaint
    ends: Positions = {}
    async for finding, found in _log(settings):
        ends = found
        yield finding
    async with AsyncExitStack() as stack:
        opened: dict[str, Database] = {}
        async for finding, service in _databases(settings):
            if service:
                opened[service] = open_database(settings.database_for(service))
                stack.push_async_callback(opened[service].close)
            yield finding
        for finding in await _progress(opened, ends, deployment.clock, settings.sync):
            yield finding
    async for finding in _services(deployment):
        yield finding


def _folder(settings: Settings) -> Path | None:
    """Return the folder of an embedded log."""
    if not settings.bus_url.startswith(TABLE):
        return None
    return Path(settings.bus_url.removeprefix(TABLE)).parent


def _is_missing(settings: Settings) -> bool:
    folder = _folder(settings)
    return folder is not None and not folder.is_dir()


def _disk(settings: Settings) -> list[Finding]:
    folder = _folder(settings)
    if folder is None:
        return []
    if not folder.is_dir():
        return [
            wrong(
                "folder",
                f"There is no folder {folder}.",
                "`interparty up` makes it; --data-dir names another.",
            )
        ]
    usage = shutil.disk_usage(folder)
    return configuration.disk(folder, free=usage.free, total=usage.total)


async def _log(settings: Settings) -> AsyncGenerator[tuple[Finding, Positions]]:
    """Give findings about the log, the last of them with its ends."""
    try:
        if settings.bus_url.startswith(KAFKA):
            for sentence in await check_topics(settings):
                yield wrong("log", sentence), {}
            async with open_bus(settings) as bus:
                ends = await bus.ends([topic.name for topic in TOPICS])
        else:
            ends = ends_on_disk(Path(settings.bus_url.removeprefix(TABLE)))
        yield (
            fine("log", f"The log answers; {sum(ends.values()):,} records were ever written."),
            ends,
        )
    except InterpartyError as error:
        yield wrong("log", str(error), "Nothing is accepted until the log answers."), {}


async def _databases(settings: Settings) -> AsyncGenerator[tuple[Finding, str]]:
    """Give findings about databases, with the service's name where its own can be looked into."""
    for service, migrations in MIGRATIONS.items():
        url = settings.database_for(service)
        if not _is_made(url):
            text = f"{databases.shown(url)} was never made."
            yield wrong("database", text, "`interparty up` makes it."), ""
            continue
        try:
            found = await databases.standing(migrations, settings)
        except InterpartyError as error:
            yield wrong("database", f"{service}: {error}"), ""
            continue
        if found.is_newest:
            yield fine("database", f"{service}: at revision {found.revision}, the newest."), service
        else:
            at, newest = found.revision or "none", found.newest
            said = f"{service}: at revision {at}, this code needs {newest}."
            yield wrong("database", said, "`interparty db upgrade`"), ""


def _is_made(url: str) -> bool:
    # Connecting to a SQLite file that is not there would make it.
    return not url.startswith(SQLITE) or Path(url.removeprefix(SQLITE)).exists()


async def _progress(
    opened: dict[str, Database], ends: Positions, clock: Clock, sync: str
) -> list[Finding]:
    if not ends or not opened:
        return [
            note("progress", "Whether services keep up cannot be told without log and databases.")
        ]
    try:
        before = after = await _look(opened)
        if not _is_idle(before, ends):
            await clock.sleep(WATCH_S)
            after = await _look(opened)
        return await _judged(opened, ends, before, after, clock, sync)
    except InterpartyError as error:
        return [wrong("progress", f"A database broke off: {error}")]


async def _judged(
    opened: dict[str, Database],
    ends: Positions,
    before: _Look,
    after: _Look,
    clock: Clock,
    sync: str,
) -> list[Finding]:
    found = []
    for service, positions in after.positions.items():
        found += progress.lag(service, ends, before.positions[service], positions)
    if before.waiting and after.waiting:
        is_behind = reading.behind("alerts", ends, after.positions["alerts"]) > 0
        found += progress.outbox(before.waiting, after.waiting, now=clock.now())
        found += progress.coverage(before.waiting, after.waiting, is_behind=is_behind)
        found += progress.rejudging(after.waiting)
    if "ingest" in opened:
        found += progress.dead_letters(await reading.put_aside(opened["ingest"], now=clock.now()))
        standing = await syncing.copies(opened["ingest"])
        found += copies.registers(standing, configured(sync), now=clock.now())
    return found


async def _look(opened: dict[str, Database]) -> _Look:
    positions = {name: await POSITIONS[name](opened[name]) for name in READS if name in opened}
    waiting = await reading.waiting(opened["alerts"]) if "alerts" in opened else None
    return _Look(positions, waiting)


def _is_idle(look: _Look, ends: Positions) -> bool:
    late = any(reading.behind(name, ends, one) for name, one in look.positions.items())
    return not late and (look.waiting is None or look.waiting.nothing)


async def _services(deployment: Deployment) -> AsyncGenerator[Finding]:
    if not deployment.urls:
        yield note(
            "service",
            "The services were not asked: no address was given.",
            "--url http://…, once for each of them, or INTERPARTY_URL.",
        )
        return
    async with httpx.AsyncClient(timeout=10) as client:
        for url in deployment.urls:
            for finding in await listening.service(client, url, deployment.clock):
                yield finding
