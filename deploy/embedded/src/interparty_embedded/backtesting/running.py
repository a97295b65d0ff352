"""A backtest from its files to what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from rich.progress import Progress

from interparty_embedded.backtesting.evenness import Evenness, document
from interparty_embedded.backtesting.files import opened, size_of
from interparty_embedded.backtesting.outcome import (
    Differences,
    Verdicts,
    Write,
    write_changes,
    write_judged,
)
from interparty_embedded.backtesting.packs import Named
from interparty_embedded.backtesting.progress import counted
from interparty_embedded.backtesting.reading import Moments, Reading, Refused, read
from interparty_shared.backtest.difference import compared
from interparty_shared.backtest.evaluation import Evaluator, judged
from interparty_shared.backtest.facts import Standing
from interparty_shared.backtest.rules import Rules

SHOWN: Final = 20


@dataclass(slots=True)
class Refusals:
    """Lines that were refused: the first ones, and all of them to the file that is written."""

    write: Write | None = None
    count: int = 0
    first: list[Refused] = field(default_factory=list)

    def add(self, one: Refused) -> None:
        """Count a line that was refused."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(one)
        if self.write is not None:
            said = {"file": one.file, "line": one.line, "reason": one.reason}
            self.write({"refused": said})


def read_all(
    names: Sequence[str],
    moments: Moments,
    progress: Progress,
    *,
    longest: int,
    refuse: Callable[[Refused], None],
) -> Reading:
    """Return what stands in the files, in whatever order they are.

    Raises:
        Misconfigured: one of them cannot be read.
    """
    sizes = [size_of(name) for name in names]
    total = None if None in sizes else sum(filter(None, sizes))
    task = progress.add_task("reading", total=total, noun="events")
    reading, before = Reading(), 0
    for name, size in zip(names, sizes, strict=True):
        with opened(name) as source:

            def tell(done: Callable[[], int] = source.position, before: int = before) -> None:
                progress.update(task, completed=before + done(), done=reading.read)

            read(source, reading, moments, longest=longest, refuse=refuse, progress=tell)
            tell()
        before += size or 0
    return reading


def judge_all(
    standing: Standing,
    packs: Named,
    day: date,
    progress: Progress,
    write: Write | None,
    even: Evenness | None = None,
) -> Verdicts:
    """Return the verdicts under one set of packs, counted; all of them are written."""
    evaluator, found = Evaluator(standing, today=day), Verdicts()
    judging = judged(evaluator, Rules(packs.packs))
    for one in counted(judging, progress, total=len(evaluator), what="judging"):
        found.count(one.obligations)
        if even is not None:
            even.count(one.engagement, one.obligations)
        if write is not None:
            write_judged(one, write)
    if even is not None and write is not None:
        write({"evenness": document(even)})
    return found


def compare_all(
    standing: Standing,
    packs: tuple[Named, Named],
    day: date,
    progress: Progress,
    write: Write | None,
    *,
    most: int,
) -> Differences:
    """Return how alerts differ, counted, with the first few of each sort; all of them are written."""
    evaluator, found = Evaluator(standing, today=day), Differences(most)
    before = Rules(packs[0].packs)
    comparing = compared(evaluator, before, Rules(packs[1].packs, like=before))
    for one in counted(comparing, progress, total=len(evaluator), what="comparing"):
        found.count(one)
        if write is not None:
            write_changes(one, write)
    return found
