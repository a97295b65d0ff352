"""Questions to two databases by turns: one with ten thousand rows, one with many more."""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from interparty_shared.db.engine import Database
from tests.bench.figures import Figure

SMALL = 10_000
WARMING = 3
SHOWN_SLOWEST = 4
Ask = Callable[[Database], Awaitable[Any]]


@dataclass
class Timed:
    """Milliseconds that the answers to one question took."""

    name: str
    small: list[float] = field(default_factory=list)
    large: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Return how much longer it takes in the large database: as the figure is judged, by pairs."""
        return statistics.median(
            large / small for small, large in zip(self.small, self.large, strict=True)
        )


async def timed_by_turns(
    small: Database, large: Database, asked: Mapping[str, Ask], rounds: int
) -> list[Timed]:
    """Ask both databases everything by turns, so many times; return what took longest by ratio last.

    A round is all questions: a moment in which the machine is busy with something else then falls on
    one answer to each of them, and not on all answers to one. Who is asked first changes by turns.
    """
    timed = {name: Timed(name) for name in asked}
    for number in range(WARMING + rounds):
        for name, ask in asked.items():
            one = timed[name]
            turns = [(small, one.small), (large, one.large)]
            for database, times in turns if number % 2 else reversed(turns):
                began = time.perf_counter()
                await ask(database)
                if number >= WARMING:
                    times.append((time.perf_counter() - began) * 1_000)
    return sorted(timed.values(), key=lambda one: one.ratio)


def worst(name: str, what: str, timed: Sequence[Timed]) -> Figure:
    """Return the figure of the question that takes longest by ratio, which is the last."""
    slowest = "; ".join(
        f"{one.name} {one.ratio:.2f}"
        f" ({statistics.median(one.small):.1f} → {statistics.median(one.large):.1f} ms)"
        for one in reversed(timed[-SHOWN_SLOWEST:])
    )
    middle, last = timed[len(timed) // 2], timed[-1]
    note = (
        f"{len(timed)} questions ({what}), {len(last.small)} times each by turns, 50 items to a page;"
        f" the ratio of the worst is the figure. Slowest by ratio: {slowest}. In the middle:"
        f" {middle.name}, {middle.ratio:.2f}."
    )
    return Figure(
        f"{name}, worst of {len(timed)}: {last.name}",
        "ms",
        tuple(last.large),
        tuple(last.small),
        f"the same at {SMALL:,}",
        goal=1.5,
        at_most=True,
        notes=(note,),
    )
