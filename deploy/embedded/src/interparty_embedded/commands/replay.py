"""`interparty replay`: have a service read the whole log again."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from interparty_alerts.handlers.positions import rewind as rewind_alerts
from interparty_api.handlers.batches import rewind as rewind_api
from interparty_embedded import databases, say
from interparty_embedded.folder import DEFAULT, Folder, settings_of
from interparty_embedded.reading import READS
from interparty_shared.db.engine import open_database
from interparty_shared.settings import Settings


class Service(StrEnum):
    """Who reads again."""

    ALERTS = "alerts"
    API = "api"


REWIND = {Service.ALERTS: rewind_alerts, Service.API: rewind_api}


def run(
    service: Annotated[Service, typer.Option(help="Which one.")] = Service.ALERTS,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: Annotated[
        Path,
        typer.Option(
            envvar="INTERPARTY_DATA_DIR",
            help="The folder of `interparty up`, unless INTERPARTY_BUS_URL names a log.",
        ),
    ] = DEFAULT,
) -> None:
    """Have a service read the whole log again, from offset zero; alerts judges all again, too.

    What is true does not depend on how often it was read: nothing is counted twice, and no alert is
    published again that says nothing new. Use it after restoring a database, or after a mended bug
    has left records out. It takes as long as reading everything takes; new events wait meanwhile.
    """
    settings = Settings.load()
    if "bus_url" not in settings.model_fields_set:
        settings = settings_of(Folder(data_dir))
    url = settings.database_for(service.value)
    topics = READS[service.value]
    if not yes:
        say.note(f"{service.value} will read {', '.join(topics)} again from their beginning.")
        typer.confirm("Go on?", abort=True, err=True)
    count = asyncio.run(_rewind(service, url))
    say.line(
        f"{say.count(count, 'partition')} of {databases.shown(url)} begin again at zero."
        f" Where {service.value} is running it begins within seconds."
    )


async def _rewind(service: Service, url: str) -> int:
    async with databases.asked(url):
        database = open_database(url)
        try:
            return await REWIND[service](database, READS[service.value])
        finally:
            await database.close()
