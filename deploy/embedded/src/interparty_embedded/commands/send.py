"""`interparty send`: post a file of NDJSON, one CloudEvent per line."""

import asyncio
import sys
from contextlib import ExitStack
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from interparty_embedded import say
from interparty_embedded.calling import DEFAULT_URL, ApiKey, Url, caller
from interparty_embedded.sending import Patience, Sent, send
from interparty_shared.errors import Misconfigured, Unavailable


class Lane(StrEnum):
    """Which way events go in."""

    LIVE = "live"
    BACKFILL = "backfill"


def run(
    file: Annotated[str, typer.Argument(help="NDJSON: one CloudEvent per line; - for stdin.")],
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    lane: Annotated[
        Lane, typer.Option(help="backfill for history: behind live events, nobody is notified.")
    ] = Lane.LIVE,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Events in one request.")] = 500,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds to try again where nothing is taken.")
    ] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Post events from a file of NDJSON.

    Sending a file again changes nothing: an event is known by its source and id. So after a break,
    run the same command again. Exit 1 where a line was rejected.
    """
    sent = Sent()
    with ExitStack() as stack:
        source, size = _opened(file, stack)
        progress = stack.enter_context(_bar())
        task = progress.add_task("", total=size)

        def show(sent: Sent) -> None:
            progress.update(task, completed=sent.bytes, description=_counts(sent))

        def told(why: str, pause: float) -> None:
            progress.console.print(f"{why}; again in {pause:.0f} s", markup=False)

        async def act() -> None:
            async with caller(url, key) as client:
                await send(
                    client,
                    source,
                    sent,
                    lane=lane.value,
                    batch=batch,
                    patience=Patience(patience, told=told),
                    progress=show,
                )

        try:
            asyncio.run(act())
        except Unavailable as error:
            raise Unavailable(
                f"{error}. Up to line {sent.last_line}: {_counts(sent)}."
                " Run the same command again to go on; nothing is counted twice."
            ) from error
    if as_json:
        say.as_json(asdict(sent))
    else:
        _tell(sent)
    if sent.rejected:
        raise typer.Exit(1)


def _counts(sent: Sent) -> str:
    return f"{sent.accepted:,} accepted, {sent.rejected:,} rejected"


def _opened(file: str, stack: ExitStack) -> tuple[BinaryIO, int | None]:
    if file == "-":
        return sys.stdin.buffer, None
    try:
        size = Path(file).stat().st_size
        return stack.enter_context(Path(file).open("rb")), size or None
    except OSError as error:
        raise Misconfigured(f"{file} cannot be read: {error.strerror}.") from error


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.description}", markup=False),
        TimeRemainingColumn(),
        console=say.err(),
        disable=not sys.stderr.isatty(),
        transient=True,
    )


def _tell(sent: Sent) -> None:
    say.line(f"{_counts(sent)}.")
    for one in sent.refusals:
        place = f" at {one.pointer}" if one.pointer else ""
        say.line(f"line {one.line}{place}: {one.reason}")
    if sent.rejected > len(sent.refusals):
        say.line(f"… and {sent.rejected - len(sent.refusals):,} more.")
