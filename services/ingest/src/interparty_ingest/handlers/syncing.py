"""A register asked for its present edition, or given one by hand: by one at a time, and noted."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from interparty_ingest.handlers import registers
from interparty_ingest.handlers.intake import Intake
from interparty_ingest.handlers.register_rows import LEASE, Desk, Post
from interparty_ingest.outcomes import Sender
from interparty_ingest.sources.editions import Edition, digest_of
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.report import Report
from interparty_ingest.sources.rows import BrokenFile
from interparty_ingest.sources.walking.fetching import fetch
from interparty_ingest.sources.walking.spool import Spool
from interparty_ingest.store import registers as store
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import Fenced, InterpartyError, Misconfigured, NotFound, Unavailable
from interparty_shared.observability import new_traceparent

RENEWED: Final = LEASE.total_seconds() / 4
RETRIED: Final = 900.0
"""Seconds from a first failure to the next attempt."""
PRODUCER: Final = "registers"
"""Who is named as the producer of events of registers that this service keeps in step itself."""

Told = Callable[[str, float], None]


class Standing(NamedTuple):
    """How our copy of a register stands."""

    copy: store.Copy
    records: int
    """How many the register shows, of those that are its disclosures."""
    refused: int
    """Of how many of them the present version could not be used."""


class Busy(Unavailable):
    """Somebody else keeps this register in step at the moment."""


async def sync(
    desk: Desk,
    register: Register,
    spool: Path,
    clock: Clock,
    *,
    contact: str = "",
    again: bool = False,
    fewer: bool = False,
    told: Told = lambda _why, _pause: None,
) -> Report:
    """Ask a register for its present edition and take it in.

    `spool` is the folder in which walks leave what they have; `again` asks without condition.

    Raises:
        Misconfigured: there is nothing to ask the register for.
        Busy: somebody else does so.
        BrokenFile, Invalid, Fenced, Unavailable: see `registers.take_in`; the failure is noted.
    """
    if not register.walks:
        raise Misconfigured(
            f"{register.id} publishes no file that can be asked for: it can only be imported"
            f" (`interparty import {register.id} FILE`)."
        )
    async with _holding(desk, register, clock), _noting(desk, register):
        async with desk.database.read() as connection:
            copy = await store.copy_of(connection, register.id)
        kept = Spool(spool / register.id)
        edition = await fetch(
            register,
            kept,
            clock,
            validators=(None, None) if again else (copy.etag, copy.last_modified),
            contact=contact,
            told=told,
        )
        if edition is None:
            return await registers.not_modified(desk, register, copy)
        try:
            report = await registers.take_in(desk, register, edition, again=again, fewer=fewer)
        except BrokenFile:
            kept.clear()  # it would be as broken the next time
            raise
        kept.clear()
        return report


async def import_files(
    desk: Desk,
    register: Register,
    files: Sequence[Path],
    clock: Clock,
    *,
    moment: datetime,
    fewer: bool = False,
) -> Report:
    """Take in an edition that somebody downloaded at a moment.

    Raises:
        Busy, BrokenFile, Invalid, Fenced, Unavailable: as of `sync`.
    """
    async with _holding(desk, register, clock), _noting(desk, register):
        edition = Edition(
            files=[(path, path.name) for path in files],
            moment=moment,
            synced=moment,
            digest=await asyncio.to_thread(digest_of, files),
        )
        return await registers.take_in(desk, register, edition, fewer=fewer)


async def due(database: Database, register: Register, *, now: datetime) -> float:
    """Return in how many seconds a register is to be asked again; 0 or less: now.

    After a failure earlier than usual, and later each time.

    Raises:
        Unavailable: the database does not answer.
    """
    async with database.read() as connection:
        copy = await store.copy_of(connection, register.id)
    if copy.tried is None:
        return 0.0
    usual = register.every.total_seconds()
    wait = min(usual, RETRIED * 2.0 ** min(copy.failures - 1, 10)) if copy.failures else usual
    return wait - (now - copy.tried).total_seconds()


def posting(intake: Intake, now: Callable[[], datetime]) -> Post:
    """Return what posts events as if somebody had sent them, without going over HTTP."""

    async def post(batch: Sequence[bytes]) -> Mapping[int, str]:
        sender = Sender(producer=PRODUCER, quota=None, lane="live", trace=new_traceparent())
        answer = await intake.accept_events(batch, sender, now=now())
        return {
            item["index"]: str(item["problem"].get("detail", "refused"))
            for item in answer.document["items"]
            if item["status"] != "accepted"
        }

    return post


async def copies(database: Database) -> list[Standing]:
    """Return how our copies stand.

    Raises:
        Unavailable: the database does not answer.
    """
    async with database.read() as connection:
        found = await store.copies(connection)
        counts = await store.counts(connection)
    return [Standing(one, *counts.get(one.register, (0, 0))) for one in found]


async def evidence(database: Database, digest: str) -> store.Found:
    """Return the bytes of a record by their SHA-256.

    Raises:
        NotFound: none are kept that have it.
        Unavailable: the database does not answer.
    """
    async with database.read() as connection:
        found = await store.evidence(connection, digest)
    if found is None:
        raise NotFound(f"no evidence {digest}")
    return found


@asynccontextmanager
async def _holding(desk: Desk, register: Register, clock: Clock) -> AsyncGenerator[None]:
    """Hold a register, and go on holding it meanwhile; every save makes sure of it by itself."""
    now = desk.now()
    async with desk.database.begin() as connection:
        other = await store.hold(connection, register.id, desk.holder, now=now, until=now + LEASE)
    if other is not None:
        raise Busy(f"{other} keeps {register.id} in step at the moment")
    holding = asyncio.ensure_future(_hold_on(desk, register, clock))
    try:
        yield
    finally:
        holding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await holding
        with contextlib.suppress(Unavailable):  # it ends by itself
            async with desk.database.begin() as connection:
                await store.let_go(connection, register.id, desk.holder)


async def _hold_on(desk: Desk, register: Register, clock: Clock) -> None:
    while True:
        await clock.sleep(RENEWED)
        now = desk.now()
        with contextlib.suppress(Unavailable):
            async with desk.database.begin() as connection:
                await store.hold(connection, register.id, desk.holder, now=now, until=now + LEASE)


@asynccontextmanager
async def _noting(desk: Desk, register: Register) -> AsyncGenerator[None]:
    """Keep that a run failed, and why; the failure goes on."""
    try:
        yield
    except OSError as error:
        failure = Unavailable(f"files cannot be read or written: {error}")
        await _note_failure(desk, register, failure)
        raise failure from error
    except Fenced:
        raise  # another run is at work, which says how it stands
    except (BrokenFile, InterpartyError) as error:
        await _note_failure(desk, register, error)
        raise


async def _note_failure(desk: Desk, register: Register, error: Exception) -> None:
    with contextlib.suppress(Unavailable):
        async with desk.database.begin() as connection:
            await store.note_failure(connection, register.id, str(error), now=desk.now())
