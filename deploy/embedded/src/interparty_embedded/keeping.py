"""Keeping a register in step from the command line: the database of ingest here, events over HTTP."""

import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from interparty_embedded import databases, say
from interparty_embedded.calling import caller
from interparty_embedded.folder import DEFAULT, Folder, settings_of
from interparty_embedded.sending import Patience, chunks, post
from interparty_ingest.handlers.register_rows import LEASE, Desk
from interparty_ingest.handlers.syncing import Busy
from interparty_ingest.migrations import MIGRATIONS
from interparty_ingest.sources.registers.known import REGISTERS
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.report import Report
from interparty_ingest.sources.rows import BrokenFile
from interparty_shared.clock import SystemClock
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import require_newest
from interparty_shared.errors import InterpartyError, Misconfigured
from interparty_shared.settings import Settings

DataDir = Annotated[
    Path,
    typer.Option(
        envvar="INTERPARTY_DATA_DIR",
        help="The folder of `interparty up`, unless INTERPARTY_DATABASE_URL names a database.",
    ),
]
DATA_DIR: Final = DEFAULT
PATIENCE_S: Final = 300.0
IN_ONE_REQUEST: Final = 500
BUSY_S: Final = 10.0


class NotTaken(InterpartyError):
    """An edition is not what its register publishes: nothing of it was posted."""


def register_of(name: str) -> Register:
    """Return the register of that id.

    Raises:
        Misconfigured: there is no reader for it.
    """
    if name not in REGISTERS:
        raise Misconfigured(f"No register is called {name!r}: {', '.join(sorted(REGISTERS))}.")
    return REGISTERS[name]


def settings_at(data_dir: Path) -> Settings:
    """Return the settings of the environment, or of the folder of `interparty up`.

    Raises:
        Misconfigured: they are not possible.
    """
    settings = Settings.load()
    return (
        settings if "database_url" in settings.model_fields_set else settings_of(Folder(data_dir))
    )


@asynccontextmanager
async def database_of(settings: Settings) -> AsyncGenerator[Database]:
    """Hold the database of ingest, where the copies of registers are.

    Raises:
        Unavailable: it does not answer, or is behind the code.
        Misconfigured: it refuses us.
    """
    url = settings.database_for("ingest")
    database = open_database(url)
    try:
        async with databases.asked(url):
            await require_newest(MIGRATIONS, database)
            yield database
    finally:
        await database.close()


@asynccontextmanager
async def desk(url: str, key: str | None, settings: Settings) -> AsyncGenerator[Desk]:
    """Hold what a register is kept in step with, its events posted to a running Interparty.

    Raises:
        Misconfigured, Unavailable: see `caller` and `database_of`.
        NotTaken: an edition is broken.
    """
    async with caller(url, key) as client, database_of(settings) as database:

        async def send(batch: Sequence[bytes]) -> Mapping[int, str]:
            refused: dict[int, str] = {}
            for chunk in chunks(batch, IN_ONE_REQUEST):
                found = await post(client, chunk, "live", Patience(PATIENCE_S, told=waiting))
                refused |= {one.line - 1: f"{one.pointer}: {one.reason}" for one in found}
            return refused

        holder = f"{socket.gethostname()}:{os.getpid()}"
        try:
            yield Desk(database, send, holder, SystemClock().now)
        except BrokenFile as error:
            raise NotTaken(f"Nothing was posted: {error}.") from error


async def when_free(act: Callable[[], Awaitable[Report]]) -> Report:
    """Do something with a register, once nobody else keeps it in step.

    Whoever was killed holds it for as long as a lease lasts.

    Raises:
        Busy: somebody else still did, after twice as long.
    """
    clock = SystemClock()
    until = clock.now() + 2 * LEASE
    while True:
        try:
            return await act()
        except Busy as error:
            if clock.now() >= until:
                raise
            waiting(str(error), BUSY_S)
            await clock.sleep(BUSY_S)


def waiting(why: str, seconds: float) -> None:
    """Say that something is tried again."""
    say.note(f"{why}; again in {seconds:.0f} s")


def tell(report: Report, *, as_json: bool) -> None:
    """Say what became of an edition; end with exit code 1 where records of it could not be used."""
    if as_json:
        say.as_json(report.document())
    else:
        for line in _lines(report):
            say.line(line)
    if report.refused:
        raise typer.Exit(1)


def _lines(report: Report) -> list[str]:
    of = f"{report.register}, edition of {report.edition:%Y-%m-%d %H:%M:%S} UTC"
    if report.unchanged:
        return [f"{of}: it is the one that we have."]
    changes = ", ".join(f"{count:,} {what}" for what, count in sorted(report.changes.items()))
    found = [
        f"{of}{' (begun by an earlier run)' if report.resumed else ''}:"
        f" {say.count(report.read, 'record')} read ({changes});"
        f" {say.count(report.accepted, 'event')} accepted."
    ]
    found += [f"No longer there: {count:,} {why}." for why, count in sorted(report.gone.items())]
    found += [f"Not used: {count:,}, {why}." for why, count in report.refused.most_common()]
    found += [
        f"Not known: {count:,} times {what}." for what, count in report.unknown.most_common(10)
    ]
    spans = ", ".join(f"{one.start} to {one.end}" for one in report.covered)
    found.append(f"Filings known complete: {spans or 'none'}.")
    if report.uncovered:
        found.append(f"Not more, because of this: {report.uncovered}.")
    return found
