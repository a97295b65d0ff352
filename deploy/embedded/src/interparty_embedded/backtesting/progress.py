"""How far a backtest is, at a terminal."""

import sys
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text
from typing_extensions import override

from interparty_embedded import say

T = TypeVar("T")
STEP: Final = 250
"""Things after which progress is told."""


class _Rate(ProgressColumn):
    """How many, and how many a second: the bar itself may count bytes."""

    @override
    def render(self, task: Task) -> Text:
        done = int(task.fields.get("done", 0))
        rate = f", {done / task.elapsed:,.0f}/s" if task.elapsed and done else ""
        return Text(f"{done:,} {task.fields.get('noun', '')}{rate}")


def bar() -> Progress:
    """Return a bar that says nothing where nobody looks."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=say.err(),
        disable=not (sys.stderr.isatty() and sys.stdout.isatty()),
        transient=True,
    )


def counted(items: Iterable[T], progress: Progress, *, total: int, what: str) -> Iterator[T]:
    """Give the items, and tell how many there were."""
    task = progress.add_task(what, total=total, noun="engagements")
    done = 0
    for item in items:
        yield item
        done += 1
        if done % STEP == 0:
            progress.update(task, completed=done, done=done)
    progress.update(task, completed=done, done=done)
