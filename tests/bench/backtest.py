"""`interparty backtest` against the same files read and decoded without deciding.

`python -m tests.bench.backtest FILE DAY [decide]` takes one of the two, in a process of its own: nothing
is remembered of a round before.
"""

import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import orjson

from interparty_embedded.backtesting.packs import OWN, named
from interparty_embedded.backtesting.progress import bar
from interparty_embedded.backtesting.reading import Moments, Refused
from interparty_embedded.backtesting.running import judge_all, read_all
from interparty_shared import garbage
from interparty_shared.reference import naming
from interparty_shared.settings import Settings
from tests.bench.figures import Figure
from tests.bench.servers import Servers
from tests.bench.world import DAYS, FIRST_DAY, World

SIZE = 4
PACE = 100_000
"""Events in DAYS: more of them last longer, so that people have as many at a time in any world."""
MILLION = 1_000_000
_GOAL = 0.3


class Taken(NamedTuple):
    """One measurement."""

    rate: float
    seconds: float
    mib: float


async def backtest(_: Servers, *, quick: bool) -> list[Figure]:
    """Return how many events a second are judged, a hundred thousand of them and a million."""
    counts = [(20_000, 1)] if quick else [(PACE, 3), (MILLION, 1)]
    return [await _figure(count, rounds) for count, rounds in counts]


async def _figure(count: int, rounds: int) -> Figure:
    days = max(1, DAYS * count // PACE)
    day = FIRST_DAY + timedelta(days=days + 30)
    ours: list[Taken] = []
    peer: list[Taken] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.ndjson"
        with path.open("wb") as file:
            for event in World(size=SIZE, days=days).events(count):
                file.write(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE))
        for _ in range(rounds):
            ours.append(await _taken(path, day, "decide"))
            peer.append(await _taken(path, day))
    people = SIZE * (650 + 338 + 150 + 1_500)
    last = ours[-1]
    note = (
        f"{count:,} events of {days:,} days, by {people:,} people, under our own packs: each side reads,"
        " checks by the whole contract and decodes the same file, in a process of its own; ours then"
        f" judges it. {last.seconds:,.0f} s of one core in all, {last.mib:,.0f} MiB at most; reading"
        f" alone {peer[-1].seconds:,.0f} s. Seconds of the process's own time."
    )
    return Figure(
        f"backtest of {count:,} events",
        "events/s",
        tuple(one.rate for one in ours),
        tuple(one.rate for one in peer),
        "read and decoded without deciding",
        goal=_GOAL,
        notes=(note,),
    )


async def _taken(path: Path, day: date, *more: str) -> Taken:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.backtest",
        str(path),
        day.isoformat(),
        *more,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"a backtest ended with {process.returncode}")
    return Taken(**json.loads(said))


def main(arguments: Sequence[str]) -> None:
    """Take one measurement and print it."""
    path, day = arguments[0], date.fromisoformat(arguments[1])
    packs = named(OWN)
    garbage.settle()
    began = time.process_time()  # one core's own: others may share the machine
    with bar() as progress:
        reading = read_all(
            [path],
            Moments.of(day, datetime.now(UTC)),
            progress,
            longest=Settings().max_event_bytes,
            refuse=_never,
        )
        if "decide" in arguments:
            standing = reading.facts.standing(naming.matcher())
            garbage.settle()
            judge_all(standing, packs, day, progress, None)
    seconds = time.process_time() - began
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rate": reading.read / seconds, "seconds": seconds, "mib": mib}))


def _never(one: Refused) -> None:
    raise RuntimeError(f"line {one.line} was refused: {one.reason}")


if __name__ == "__main__":
    main(sys.argv[1:])
