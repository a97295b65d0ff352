"""Time in: what is old is forgotten, and registers are asked for what is new."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from prometheus_client import CollectorRegistry

from interparty_ingest.handlers import dead, syncing
from interparty_ingest.handlers.register_rows import Desk
from interparty_ingest.handlers.syncing import Busy
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.rows import BrokenFile
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import InterpartyError, Unavailable
from interparty_shared.observability import counter, gauge

log = structlog.get_logger(__name__)

EVERY_SECONDS: Final = 3600.0
LOOKED: Final = 60.0
"""Seconds between two looks at whether a register is due: somebody else may keep it in step too."""


async def forget_old(database: Database, clock: Clock) -> None:
    """Forget what is old, now and every hour, for as long as the process lives."""
    while True:
        try:
            if gone := await dead.forget(database, now=clock.now()):
                log.info("old dead letters forgotten", count=gone)
        except Unavailable as error:
            log.warning("old dead letters are kept for another hour", error=str(error))
        await clock.sleep(EVERY_SECONDS)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How registers are kept in step."""

    desk: Desk
    spool: Path
    clock: Clock
    contact: str
    metrics: CollectorRegistry


async def keep_in_step(keeping: Keeping, register: Register) -> None:
    """Ask one register for what is new whenever it is due, for as long as the process lives.

    A failure is logged, counted and noted; coverage does not go on meanwhile, so that nothing is said
    to be missing from a copy that is not known complete.
    """
    while True:
        wait = LOOKED
        try:
            now = keeping.clock.now()
            wait = await syncing.due(keeping.desk.database, register, now=now)
            if wait <= 0:
                await _once(keeping, register)
                wait = LOOKED
            await _tell(keeping, register)
        except Unavailable as error:
            log.warning("register not looked at", register=register.id, error=str(error))
        await keeping.clock.sleep(min(max(wait, 1.0), LOOKED))


async def _once(keeping: Keeping, register: Register) -> None:
    runs = counter(keeping.metrics, "interparty_ingest_register_runs_total")
    try:
        report = await syncing.sync(
            keeping.desk, register, keeping.spool, keeping.clock, contact=keeping.contact
        )
    except Busy as error:
        log.info("register is kept in step by somebody else", why=str(error))
    except (BrokenFile, InterpartyError) as error:
        runs.labels(register.id, "failed").inc()
        log.error("register not in step", register=register.id, error=str(error))  # noqa: TRY400
    else:
        runs.labels(register.id, "unchanged" if report.unchanged else "taken").inc()
        said = report.document()
        log.info("register in step", **said)


async def _tell(keeping: Keeping, register: Register) -> None:
    synced = gauge(keeping.metrics, "interparty_ingest_register_synced_seconds")
    records = gauge(keeping.metrics, "interparty_ingest_register_records")
    for one in await syncing.copies(keeping.desk.database):
        if one.copy.register == register.id and one.copy.synced is not None:
            synced.labels(register.id).set(one.copy.synced.timestamp())
            records.labels(register.id, "used").set(one.records - one.refused)
            records.labels(register.id, "refused").set(one.refused)
