"""Time in: what is older than the log keeps it is forgotten here too."""

from typing import Final

import structlog

from interparty_ingest.handlers import dead
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import Unavailable

log = structlog.get_logger(__name__)

EVERY_SECONDS: Final = 3600.0


async def forget_old(database: Database, clock: Clock) -> None:
    """Forget what is old, now and every hour, for as long as the process lives."""
    while True:
        try:
            if gone := await dead.forget(database, now=clock.now()):
                log.info("old dead letters forgotten", count=gone)
        except Unavailable as error:
            log.warning("old dead letters are kept for another hour", error=str(error))
        await clock.sleep(EVERY_SECONDS)
