"""`interparty demo`: real public cases through all three services, on a folder of its own."""

import asyncio
import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from interparty_embedded import say
from interparty_embedded.demonstration import history
from interparty_embedded.demonstration.running import demonstrate
from interparty_embedded.folder import Folder
from interparty_shared.observability import configure_logging


def run(
    data: Annotated[
        Path | None,
        typer.Option(help="Also load the UK register's history from this folder, if you have it."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port; 0 takes a free one.")] = 0,
    keep: Annotated[bool, typer.Option(help="Keep the folder that was made for it.")] = False,
    stay: Annotated[
        bool | None,
        typer.Option(help="Keep serving until Ctrl-C; else only if this is a terminal."),
    ] = None,
) -> None:
    """Show it at work: post real public cases, and read the alerts that come of them.

    Everything runs in this process, in a folder of its own that is removed at the end.
    """
    path = history.find(data) if data is not None else None
    stays = sys.stdout.isatty() if stay is None else stay
    folder = Folder(Path(tempfile.mkdtemp(prefix="interparty-demo-")))
    try:
        folder.make()
        settings = folder.settings(
            host="127.0.0.1", port=port, keys_file=folder.keys, public_read=True
        )
        # Logs must not tear the tables apart; what is wrong is still to be seen.
        with contextlib.redirect_stdout(sys.stderr):
            configure_logging("interparty", "WARNING")
        asyncio.run(demonstrate(folder, settings, path, stay=stays))
    finally:
        if keep:
            say.note(f"Its data lies in {folder.path}: interparty up --data-dir {folder.path}")
        else:
            shutil.rmtree(folder.path, ignore_errors=True)
