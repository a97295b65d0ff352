"""All services in one process, on a folder of their own."""

import asyncio
from collections.abc import Callable
from typing import Any

from interparty_embedded.folder import Folder
from interparty_embedded.migrations import MIGRATIONS
from interparty_embedded.services import BUILDERS
from interparty_shared.db import migrate
from interparty_shared.errors import Misconfigured
from interparty_shared.runtime import Resources, serve
from interparty_shared.settings import Settings


def settings_for(folder: Folder, *, host: str | None, port: int | None) -> Settings:
    """Return the settings of one process on a folder; all others come from the environment.

    Raises:
        Misconfigured: the environment says another log or other databases, or is wrong otherwise.
    """
    said = Settings.load().model_fields_set
    for name in ("bus_url", "database_url"):
        if name in said:
            raise Misconfigured(
                f"INTERPARTY_{name.upper()} is set, but `interparty up` keeps log and databases in"
                " its own folder: unset it, or run the services as processes of their own."
            )
    return embedded_settings(
        folder,
        **({} if host is None else {"host": host}),
        **({} if port is None else {"port": port}),
        **({} if "keys_file" in said else {"keys_file": folder.keys}),
    )


def embedded_settings(folder: Folder, **given: Any) -> Settings:
    """Return settings whose log and databases lie in a folder.

    Raises:
        Misconfigured: the environment says something impossible.
    """
    return Settings.load(bus_url=folder.bus_url, database_url=folder.database_url, **given)


async def serve_together(
    settings: Settings,
    *,
    ready: Callable[[int], None],
    opened: Callable[[Resources], None] = lambda _: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Run all services until asked to stop; `opened` is called once databases are up to date.

    Raises:
        Misconfigured: the folder is another process's, or the port is taken.
        LoopDied: a loop ended by itself.
    """

    async def prepare(resources: Resources) -> None:
        # The log is locked by now: nobody else has these databases open.
        for service, migrations in MIGRATIONS.items():
            await migrate.upgrade(migrations, settings.database_for(service))
        opened(resources)

    await serve(settings, BUILDERS, prepare=prepare, ready=ready, stop=stop)
