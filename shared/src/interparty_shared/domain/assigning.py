"""Who takes which: an optimal assignment of things that some may share and others want for themselves.

Each of some takers gets one thing or none. A thing is shared by any number of takers for whom it is
meant, or is had by one alone for whom it is not; never both. The best assignment is the one of the
greatest total score. Of several such it is the one in which the first taker has the thing that is first
in its order, then the second taker, and so on: the order in which they are given decides, nothing else.

An assignment with capacities of one is found by augmenting paths (H. W. Kuhn, The Hungarian method for the
assignment problem, Naval Research Logistics Quarterly 2, 1955; in the form with potentials, of cubic time).
A thing that several would share and others want alone is tried both ways.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

TRIED: Final = 6
"""How many things are tried both ways; of more, the last ones in order are left to those who share them."""


class Fit(NamedTuple):
    """How well a thing would do for a taker."""

    score: int
    """More than 0."""
    shared: bool
    """It is meant for the taker, who has it beside others for whom it is."""


def assigned(fits: Sequence[Mapping[int, Fit]]) -> list[int | None]:
    """Return what each taker gets; `fits` are, taker by taker, the things that would do for it.

    Things are numbered from 0; a lower number goes before a higher one where scores leave a choice.
    """
    things = 1 + max((thing for one in fits for thing in one), default=-1)
    gains = _gains(fits, things)
    sharers = [sum(one[thing].shared for one in fits if thing in one) for thing in range(things)]
    loners = [
        any(thing in one and not one[thing].shared for one in fits) for thing in range(things)
    ]
    single = {thing for thing in range(things) if sharers[thing] < 2 and loners[thing]}
    either = [thing for thing in range(things) if sharers[thing] > 1 and loners[thing]][:TRIED]
    best: tuple[int, list[int | None]] | None = None
    for alone in product((False, True), repeat=len(either)):
        had_alone = {thing for thing, one in zip(either, alone, strict=True) if one}
        # What is shared has room for all; what one has alone for one.
        shared = set(range(things)) - single - had_alone
        open_ = [
            {
                thing: gains[at][thing]
                for thing, fit in one.items()
                if thing in single or fit.shared is (thing in shared)
            }
            for at, one in enumerate(fits)
        ]
        found = _found(open_, shared, sorted(single | had_alone))
        total = sum(gains[at][thing] for at, thing in enumerate(found) if thing is not None)
        if best is None or total > best[0]:
            best = total, found
    assert best is not None  # noqa: S101 - there is always one way
    return best[1]


def _gains(fits: Sequence[Mapping[int, Fit]], things: int) -> list[dict[int, int]]:
    """Return the scores with the order in them, each place of it worth less than all before together."""
    base = things + 1
    worth = base ** len(fits)
    return [
        {
            thing: fit.score * worth + (things - thing) * base ** (len(fits) - 1 - at)
            for thing, fit in one.items()
        }
        for at, one in enumerate(fits)
    ]


def _found(
    gains: Sequence[Mapping[int, int]], shared: set[int], single: Sequence[int]
) -> list[int | None]:
    """Return the best assignment where each thing is either shared or had by one."""
    spare = [
        max(((gain, thing) for thing, gain in one.items() if thing in shared), default=(0, None))
        for one in gains
    ]
    never = -1 - sum(max(one.values(), default=0) for one in gains)
    # A column for each thing that one has, and one for each taker: what it has without them.
    table = [
        [one.get(thing, never) for thing in single]
        + [spare[at][0] if at == other else never for other in range(len(gains))]
        for at, one in enumerate(gains)
    ]
    columns = _columns(table)
    return [
        single[column] if column < len(single) else spare[at][1]
        for at, column in enumerate(columns)
    ]


def _columns(table: Sequence[Sequence[int]]) -> list[int]:
    """Return a column for each row, no two alike, with the greatest sum.

    There are as many columns as rows at least. Rows and columns are numbered from 1 on here; column 0 is
    had by the row that looks for one.
    """
    rows, width = len(table), len(table[0]) if table else 0
    of_row, of_column = [0] * (rows + 1), [0] * (width + 1)
    has = [0] * (width + 1)
    for row in range(1, rows + 1):
        has[0] = row
        column, came_by = _free(table, of_row, of_column, has)
        while column:
            has[column] = has[came_by[column]]
            column = came_by[column]
    found = [0] * rows
    for column in range(1, width + 1):
        if has[column]:
            found[has[column] - 1] = column - 1
    return found


def _free(
    table: Sequence[Sequence[int]], of_row: list[int], of_column: list[int], has: Sequence[int]
) -> tuple[int, Sequence[int]]:
    """Return the free column to which the cheapest way leads, and by which column each was come to.

    The potentials are moved so that all that is on the way costs nothing.
    """
    least: dict[int, int] = {}
    came_by, seen, column = [0] * len(has), {0}, 0
    while True:
        row = has[column]
        for other in range(1, len(has)):
            cost = -table[row - 1][other - 1] - of_row[row] - of_column[other]
            if other not in seen and cost < least.get(other, cost + 1):
                least[other], came_by[other] = cost, column
        column = min(least, key=lambda one: (least[one], one))
        step = least.pop(column)
        for other in seen:
            of_row[has[other]] += step
            of_column[other] -= step
        least = {other: cost - step for other, cost in least.items()}
        if not has[column]:
            return column, came_by
        seen.add(column)
