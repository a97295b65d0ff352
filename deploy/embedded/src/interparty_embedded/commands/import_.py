"""`interparty import`: an edition of a register that was downloaded by hand."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from interparty_embedded.calling import DEFAULT_URL, ApiKey, Url
from interparty_embedded.commands.sync import Fewer
from interparty_embedded.keeping import (
    DATA_DIR,
    DataDir,
    desk,
    register_of,
    settings_at,
    tell,
    when_free,
)
from interparty_ingest.handlers import syncing
from interparty_ingest.sources.report import Report
from interparty_shared.clock import SystemClock
from interparty_shared.errors import Misconfigured


def run(
    register: Annotated[str, typer.Argument(help="Which register: gb-commons, us-fara, ...")],
    file: Annotated[
        list[Path], typer.Argument(help="The file; all of them where an edition has several.")
    ],
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    data_dir: DataDir = DATA_DIR,
    edition: Annotated[
        str | None,
        typer.Option(help="When it was downloaded (2026-11-20T04:00Z); else the file's own time."),
    ] = None,
    fewer: Fewer = False,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Take in a file that a register publishes, as `interparty sync` would.

    Its name must end in its form (.csv, .json, .xml, or .zip of such). Older editions come first: one
    that is older than the copy is refused. Exit 1 where it failed or a record could not be used.
    """
    chosen = register_of(register)
    moment = _moment(edition, file)

    async def act() -> Report:
        async with desk(url, key, settings_at(data_dir)) as held:
            return await when_free(
                lambda: syncing.import_files(
                    held, chosen, file, SystemClock(), moment=moment, fewer=fewer
                )
            )

    tell(asyncio.run(act()), as_json=as_json)


def _moment(edition: str | None, files: list[Path]) -> datetime:
    now = SystemClock().now()
    try:
        if edition is None:
            newest = max(path.stat().st_mtime for path in files)
            return min(now, datetime.fromtimestamp(newest, UTC).replace(microsecond=0))
        moment = datetime.fromisoformat(edition)
    except OSError as error:
        raise Misconfigured(f"{error.filename} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise Misconfigured(f"--edition {edition} is no time: {error}.") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > now:
        raise Misconfigured(f"--edition {edition} lies in the future.")
    return moment
