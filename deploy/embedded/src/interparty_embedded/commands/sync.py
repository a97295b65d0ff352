"""`interparty sync`: a register is asked for its present edition, and what is new is posted."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from interparty_embedded.calling import DEFAULT_URL, ApiKey, Url
from interparty_embedded.keeping import (
    DATA_DIR,
    DataDir,
    desk,
    register_of,
    settings_at,
    tell,
    waiting,
    when_free,
)
from interparty_ingest.handlers import syncing
from interparty_ingest.sources.report import Report
from interparty_ingest.sources.walking.fetching import mirrored
from interparty_shared.clock import SystemClock

Fewer = Annotated[
    bool,
    typer.Option("--fewer", help="Believe an edition that has lost many of its records."),
]


def run(
    register: Annotated[str, typer.Argument(help="Which register: gb-commons, us-fara, ...")],
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    data_dir: DataDir = DATA_DIR,
    again: Annotated[
        bool, typer.Option("--again", help="Read it anew although it has not changed.")
    ] = False,
    fewer: Fewer = False,
    mirror: Annotated[
        str | None, typer.Option(help="Ask this server, which has the same paths, instead.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Ask a public register for what is new, changed or gone, and post it.

    The copy of before is in the database of ingest; events go to a running Interparty. A run that was
    broken off is gone on with by the next. Exit 1 where it failed or a record could not be used.
    """
    chosen = register_of(register)
    asked = mirrored(chosen, mirror) if mirror else chosen
    settings = settings_at(data_dir)
    spool: Path = settings.sync_folder or data_dir / "spool"

    async def act() -> Report:
        async with desk(url, key, settings) as held:
            return await when_free(
                lambda: syncing.sync(
                    held,
                    asked,
                    spool,
                    SystemClock(),
                    contact=settings.sync_contact,
                    again=again,
                    fewer=fewer,
                    told=waiting,
                )
            )

    tell(asyncio.run(act()), as_json=as_json)
