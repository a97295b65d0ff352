"""Surges found in worlds with planted ones: our statistics beside other detectors, on the same streams.

Each detector's threshold is lowered until it raises so many false alerts a week and no more; of a peer's
variants the one that finds most at that rate is taken, by what was planted: nobody who uses it has
that choice. Of each strength it is told what an oracle finds, who knows the true law of every pair.
Ours runs with what it ships with. `INTERPARTY_BENCH_SEEDS` names other worlds than the three;
`INTERPARTY_BENCH_LONG` has deciding measured at a million pairs, too, which takes hours.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from tests.bench import patterns_oracle, patterns_ours
from tests.bench.figures import Figure
from tests.bench.patterns_judging import Judge, Judged, Scores
from tests.bench.patterns_world import Made, Plan, made
from tests.bench.peers import ROOT, interpreter
from tests.bench.servers import Servers

HERE = Path(__file__).parent
OURS = "ours"
RATES = (0.5, 1.0, 2.0)
LEVELS = (0.05, 0.1, 0.2)
SEEDS = (101, 102, 103)
QUICK = Plan(pairs=500, groups=15, weeks=150, planted=6, seed=101)


async def patterns(servers: Servers, *, quick: bool = False) -> list[Figure]:
    """Measure; `quick`: one small world, without peers, and no cost."""
    plans = [QUICK] if quick else [Plan(planted=100, seed=seed) for seed in seeds()]
    python = None if quick else interpreter()
    at_rate: dict[float, dict[str, list[Judged]]] = {rate: {} for rate in RATES}
    bounds: dict[float, list[Mapping[str, float]]] = {rate: [] for rate in RATES}
    shares: dict[float, list[tuple[float, Judged]]] = {level: [] for level in LEVELS}
    seconds: dict[str, float] = {}
    for plan in plans:
        world = made(plan)
        judge = Judge(world)
        said = list(patterns_ours.weeks(world))
        scores: dict[str, Scores] = {OURS: patterns_ours.ranked(said)}
        if python is not None:
            theirs = _asked(python, world)
            scores |= theirs["said"]
            seconds |= theirs["seconds"]
        for rate, of in at_rate.items():
            for name, one in scores.items():
                of.setdefault(name, []).append(judge.at_rate(one, rate))
        oracles = patterns_oracle.ranked(world)
        for rate, bound in bounds.items():
            bound.append({
                strength: judge.at_rate(one, rate).recall(strength) for strength, one in oracles.items()
            })  # fmt: skip
        for level, of_level in shares.items():
            flags = patterns_ours.found(said, level)
            of_level.append((_false_share(judge, flags), judge.judged(flags)))
    figures = [_recalled(rate, of, plans[0].strengths, seconds) for rate, of in at_rate.items()]
    for rate, bound in bounds.items():
        _bounded(rate, bound, at_rate[rate][OURS])
    figures += [_held(level, of_level) for level, of_level in shares.items()]
    if python is not None:
        figures += _reference(python)
    if quick:
        return figures
    long = os.environ.get("INTERPARTY_BENCH_LONG", "")
    deciding = (1_000, 100_000, *((1_000_000,) if long else ()))
    costs = [*map(_cost, (1_000, 100_000, 1_000_000))]
    return [*figures, *costs, *(one for pairs in deciding for one in _deciding(pairs))]


def seeds() -> Sequence[int]:
    """Return which worlds are made."""
    given = os.environ.get("INTERPARTY_BENCH_SEEDS", "")
    return [int(one) for one in given.split(",")] if given else SEEDS


def _asked(python: Path, world: Made) -> dict[str, Any]:
    given = {
        "pairs": world.plan.pairs,
        "weeks": world.plan.weeks,
        "judged_from": world.plan.judged_from,
        "happened": [(one.pair, one.week, one.known) for one in world.happened],
    }
    ran = subprocess.run(
        [python, HERE / "patterns_peers.py"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


def _recalled(
    rate: float,
    of: Mapping[str, Sequence[Judged]],
    strengths: Sequence[str],
    seconds: Mapping[str, float],
) -> Figure:
    """Return the share of episodes found at a rate of false alerts, and tell the whole table."""
    best: dict[str, tuple[float, str]] = {}
    for name, judged in of.items():
        family = name.split(",")[0]
        found = mean(one.recall() for one in judged)
        best[family] = max(best.get(family, (-1.0, "")), (found, name))
    lines = []
    for _, name in sorted(best.values(), reverse=True):
        by_strength = " ".join(
            f"{one} {mean(j.recall(one) for j in of[name]):.2f}" for one in strengths
        )
        delays = [delay for j in of[name] for every in j.delays.values() for delay in every]
        after = f"{median(delays):g} w" if delays else "-"
        lines.append(
            f"{name}: recall {mean(j.recall() for j in of[name]):.3f} ({by_strength}), precision "
            f"{mean(j.precision for j in of[name]):.2f}, found after {after}, "
            f"{mean(j.false_per_week for j in of[name]):.2f} false a week, {seconds.get(name, 0):.0f} s"
        )
    print(f"surges at {rate:g} false alerts a week\n  " + "\n  ".join(lines))
    peers = sorted((one for family, one in best.items() if family != OURS), reverse=True)
    theirs = tuple(100 * one.recall() for one in of[peers[0][1]]) if peers else ()
    return Figure(
        f"recall of planted surges at {rate:g} false alerts a week",
        "%",
        tuple(100 * one.recall() for one in of[OURS]),
        theirs,
        peers[0][1] if peers else "",
        goal=1.0 if peers else None,
        notes=tuple(lines),
    )


def _bounded(rate: float, bounds: Sequence[Mapping[str, float]], ours: Sequence[Judged]) -> None:
    """Tell what the oracle of each strength finds, and which share of that ours does."""
    told = []
    for strength in bounds[0]:
        bound = mean(one[strength] for one in bounds)
        share = mean(one.recall(strength) for one in ours) / bound if bound else 1.0
        told.append(f"{strength} {bound:.2f} ({share:.0%})")
    print(
        f"an oracle of each strength at {rate:g} false alerts a week (ours of it): {' '.join(told)}"
    )


def _false_share(judge: Judge, flags: set[tuple[int, int]]) -> float:
    """Return the mean over weeks of the share of false ones among what was kept; 0 where nothing was."""
    by_week: dict[int, list[bool]] = {}
    for pair, week in flags:
        by_week.setdefault(week, []).append(not judge.due(pair, week))
    return sum(mean(false) for false in by_week.values()) / judge.weeks


def _held(level: float, of: Sequence[tuple[float, Judged]]) -> Figure:
    shares = tuple(share for share, _ in of)
    judged = [one for _, one in of]
    note = (
        f"recall {mean(one.recall() for one in judged):.3f}, "
        f"{mean(one.alerts for one in judged):.0f} alerts, "
        f"{mean(one.false for one in judged):.1f} of them false, "
        f"{mean(one.false_per_week for one in judged):.3f} false a week"
    )
    print(f"false discovery rate set to {level:g}: {mean(shares):.3f}; {note}")
    return Figure(
        f"false discovery rate, set to {level:g}",
        "%",
        tuple(100 * share for share in shares),
        tuple(100 * level for _ in shares),
        "the setting",
        goal=1.0,
        at_most=True,
        notes=(note,),
    )


def _reference(python: Path) -> list[Figure]:
    """Return how far our Farrington flexible is that of R's surveillance, where the data folder has it."""
    folder = Path(os.environ.get("INTERPARTY_BENCH_DATA", "")) / "timeseries" / "epysurv"
    if not folder.is_dir():
        print(
            "INTERPARTY_BENCH_DATA names no folder with timeseries/epysurv; Farrington is unchecked"
        )
        return []
    ran = subprocess.run(
        [python, HERE / "patterns_farrington.py", folder],
        capture_output=True,
        text=True,
        check=True,
    )
    alike, weeks = json.loads(ran.stdout)
    print(f"Farrington flexible: {alike} of {weeks} weeks as R's surveillance has them")
    return [Figure("Farrington flexible as in R, weeks", "", (alike,), (weeks,), "all weeks")]


def _deciding(pairs: int) -> list[Figure]:
    """Return what each kind costs for an event beside rules on disclosure, and the memory of deciding."""
    one = _run("patterns_deciding", pairs)
    disclosure = one["disclosure_microseconds_per_event"]
    memory = f"{one['bytes_per_contact']:.0f} bytes a contact, {one['mebibytes']:.0f} MiB kept"
    print(f"deciding at {pairs:,} pairs: {one['peak_mebibytes']:.0f} MiB at most; {memory}")
    figures = [
        Figure(
            f"deciding, memory at {pairs:,} pairs", "MiB", (one["peak_mebibytes"],), notes=(memory,)
        )
    ]
    for rule, took in one["microseconds_per_event"].items():
        print(f"  {rule}: {took:,.0f} µs an event; rules on disclosure {disclosure:,.0f}")
        figures.append(
            Figure(
                f"{rule}, CPU for an event at {pairs:,} pairs",
                "µs",
                (took,),
                (disclosure,),
                "rules on disclosure",
                at_most=True,
            )
        )
    return figures


def _run(module: str, pairs: int) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", str(pairs)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def _cost(pairs: int) -> Figure:
    one = _run("patterns_cost", pairs)
    note = (
        f"{one['pairs']:,.0f} of the pairs have an engagement; {one['mebibytes']:.0f} MiB of state, "
        f"{one['bytes_per_pair']:.0f} bytes a pair; a week is fitted in {one['fit_seconds']:.2f} s "
        f"({one['alike']:,} kinds of pairs) and tested in {one['test_seconds']:.2f} s"
    )
    print(f"cost at {pairs:,} pairs: {one['microseconds_per_event']:.1f} µs an event; {note}")
    return Figure(
        f"statistics, CPU for an event at {pairs:,} pairs",
        "µs",
        (one["microseconds_per_event"],),
        notes=(note,),
    )
