"""All services in one process, on a folder of their own."""

import asyncio
from collections.abc import Callable

from interparty_embedded import databases
from interparty_embedded.migrations import MIGRATIONS
from interparty_embedded.services import BUILDERS
from interparty_shared.db import migrate
from interparty_shared.runtime import Resources, serve
from interparty_shared.settings import Settings


async def serve_together(
    settings: Settings,
    *,
    ready: Callable[[int], None],
    opened: Callable[[Resources], None] = lambda _: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Run all services until asked to stop; `opened` is called once databases are up to date.

    Raises:
        Misconfigured: the folder is another process's or cannot be used, or the port is taken.
        LoopDied: a loop ended by itself.
    """

    async def prepare(resources: Resources) -> None:
        # The log is locked by now: nobody else has these databases open.
        for service, migrations in MIGRATIONS.items():
            url = settings.database_for(service)
            async with databases.asked(url):
                await migrate.upgrade(migrations, url)
        opened(resources)

    await serve(settings, BUILDERS, prepare=prepare, ready=ready, stop=stop)
