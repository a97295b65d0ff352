"""`interparty up`: the three services in one process, on a folder of their own."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from interparty_embedded import say
from interparty_embedded.folder import DEFAULT, Folder, settings_of
from interparty_embedded.together import serve_together
from interparty_shared import garbage
from interparty_shared.observability import configure_logging


def run(
    data_dir: Annotated[
        Path, typer.Option(envvar="INTERPARTY_DATA_DIR", help="Log, databases and keys go here.")
    ] = DEFAULT,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; else INTERPARTY_HOST.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65_535, help="Port; 0 takes a free one; else INTERPARTY_PORT."),
    ] = None,
) -> None:
    """Run everything in one process, on a folder of its own, until Ctrl-C or SIGTERM.

    No broker and no database server are needed. What was accepted is on disk and survives a crash
    of the process or the machine. Logs go to stdout, one JSON object per line.
    """
    folder = Folder(data_dir)
    settings = settings_of(folder, host=host, port=port)
    folder.make()
    configure_logging("interparty", settings.log_level)

    def announce(listening_on: int) -> None:
        garbage.settle()
        url = address(settings.host, listening_on)
        say.note(f"Interparty listens on {url} and keeps its data in {data_dir}.")
        say.note(
            "Make a key: interparty keys create NAME --scope events:write --scope alerts:read"
            f" --data-dir {data_dir}"
        )

    asyncio.run(serve_together(settings, ready=announce))


def address(host: str, port: int) -> str:
    """Return where this machine's own clients find it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - all addresses, this machine's own among them
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
