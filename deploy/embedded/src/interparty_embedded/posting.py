"""Posting lines from the command line: a bar while it lasts, how far it came where it breaks."""

import asyncio
import sys
from collections.abc import Iterable
from enum import StrEnum

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from interparty_embedded import say
from interparty_embedded.calling import caller
from interparty_embedded.sending import Patience, Sent, send
from interparty_shared.errors import Unavailable


class Lane(StrEnum):
    """Which way events go in."""

    LIVE = "live"
    BACKFILL = "backfill"


def post(
    lines: Iterable[bytes],
    size: int | None,
    *,
    url: str,
    key: str | None,
    lane: Lane,
    batch: int,
    patience: float,
    in_lines: bool = False,
) -> Sent:
    """Post lines, `size` bytes of them in all where that is known; return what became of them.

    `in_lines`: `size` is how many lines there are, and so the bar counts.

    Raises:
        Misconfigured: no key was given, or no URL.
        Refused: nothing can be posted there in this way.
        Unavailable: it does not answer; says how far we came.
    """
    sent = Sent()
    with _bar(MofNCompleteColumn() if in_lines else DownloadColumn()) as progress:
        task = progress.add_task("", total=size)

        def show(sent: Sent) -> None:
            done = sent.last_line if in_lines else sent.bytes
            progress.update(task, completed=done, description=counts(sent))

        def told(why: str, pause: float) -> None:
            progress.console.print(f"{why}; again in {pause:.0f} s", markup=False)

        async def act() -> None:
            async with caller(url, key) as client:
                await send(
                    client,
                    lines,
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
                f"{error}. Up to line {sent.last_line}: {counts(sent)}."
                " Run the same command again to go on; nothing is counted twice."
            ) from error
    return sent


def counts(sent: Sent) -> str:
    """Return what became of the lines so far, in numbers."""
    return f"{sent.accepted:,} accepted, {sent.rejected:,} rejected"


def tell(sent: Sent) -> None:
    """Say what became of the lines, and why the first ones were rejected."""
    say.line(f"{counts(sent)}.")
    for one in sent.refusals:
        place = f" at {one.pointer}" if one.pointer else ""
        say.line(f"line {one.line}{place}: {one.reason}")
    if sent.rejected > len(sent.refusals):
        say.line(f"… and {sent.rejected - len(sent.refusals):,} more.")


def _bar(done: ProgressColumn) -> Progress:
    return Progress(
        SpinnerColumn(),
        BarColumn(),
        done,
        TextColumn("{task.description}", markup=False),
        TimeRemainingColumn(),
        console=say.err(),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
