"""The ingest service as a process of its own, on the log and database that it is told.

Run as `python -m tests.support.ingest_process BUS_URL DATABASE_URL`; prints its port when it
listens. Unlike `python -m interparty_ingest` it may run alone on an embedded log.
"""

import asyncio
import sys

from interparty_ingest.app import build
from interparty_ingest.migrations import MIGRATIONS
from interparty_shared.db.migrate import upgrade
from interparty_shared.runtime import serve
from interparty_shared.settings import Settings


async def main(bus_url: str, database_url: str) -> None:
    """Run until told to stop."""
    settings = Settings(bus_url=bus_url, database_url=database_url, api_key="first-key", port=0)
    await upgrade(MIGRATIONS, settings.database_for("ingest"))
    await serve(settings, {"ingest": build}, ready=lambda port: print(port, flush=True))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
