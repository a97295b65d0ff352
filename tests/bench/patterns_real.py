"""Surges in real series: `python -m tests.bench.patterns_real DATA` lists the most unusual of each.

Pairs are a Chinese leader and a country (China Vitae, 2003 to 2018), any of them and a country, and the
International Department of the CPC and a country (its list of meetings). Each is listed twice: a day counts
once for a pair, in windows of four weeks; and a visit counts once, in windows of twelve. Beside each
finding is what was counted, with its date and words, so that a person can judge it. ICEWS's sample
holds two days: no week can be held against another, and only the pairs seen most are listed.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import inf
from pathlib import Path
from typing import NamedTuple

from interparty_ingest.sources.engagements import idcpc
from interparty_shared.domain.patterns.statistics.fitting import fit_world
from interparty_shared.domain.patterns.statistics.scoring import (
    Scored,
    discover,
    return_years,
    weighed,
)
from interparty_shared.domain.patterns.statistics.series import Settings, aggregated, seen
from interparty_shared.domain.patterns.statistics.weeks import week_of, week_start

TOP = 30
TEXT = 160
"""Letters told of what was counted."""
QUIET = 8
"""An episode is over when its pair was not found for so many weeks."""


SAME_VISIT = 4
"""A day of a pair that follows on another after fewer days than this belongs to the same visit."""


class Day(NamedTuple):
    """An engagement: the pair, its group, when, and what was said of it."""

    pair: str
    group: str
    day: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The most unusual week of an episode."""

    pair: str
    scored: Scored
    years: float
    q_value: float
    counted: tuple[Day, ...]

    def __str__(self) -> str:
        one = self.scored
        years = "never by chance" if self.years == inf else f"once in {self.years:,.1f} years"
        monday = week_start(one.week)
        beside = "".join(f"\n      {of.day} {of.text[:TEXT]}" for of in self.counted)
        return (
            f"{self.pair}: {one.count} in the window that ends in the week of {monday}, "
            f"{one.expected:.2f} expected ({one.low} to {one.high}), {one.before} in two years before; "
            f"{years}; e^{one.evidence:.1f} times likelier if more goes on; q {self.q_value:.3f}{beside}"
        )


def leaders(folder: Path, *, together: bool) -> Iterator[Day]:
    """Yield the engagements of China Vitae; `together`: of the leaders as one."""
    path = folder / "chinavitae" / "engagements_2003_2018.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            who = "leaders" if together else row["leader"]
            yield Day(
                f"{who} - {row['country']}", who, date.fromisoformat(row["date"]), row["text"]
            )


def department(folder: Path) -> Iterator[Day]:
    """Yield the meetings of the International Department whose counterpart's country is known."""
    with (folder / "idcpc" / "idcpc_meetings.csv").open("rb") as file:
        for row in idcpc.SOURCE.readers["csv"](file):
            for made in row.made:
                day = date.fromisoformat(made.data["occurred"]["from"])
                there = made.data["participants"]
                others = {one.get("country") for one in there} - {"CN", None}
                for country in sorted(str(one) for one in others):
                    who = "; ".join(one["name"] for one in there if one.get("country") == country)
                    yield Day(f"IDCPC - {country}", "IDCPC", day, who)


def visits(days: Iterator[Day]) -> Iterator[Day]:
    """Yield the first day of each visit."""
    last: dict[str, date] = {}
    for one in sorted(set(days)):
        before = last.get(one.pair)
        if before is None or (one.day - before).days >= SAME_VISIT:
            yield one
        last[one.pair] = one.day


def found(days: Iterator[Day], settings: Settings) -> tuple[list[Found], int, int]:
    """Return the episodes, most unusual first; how many pairs there are, and how many weeks were tested."""
    counts: dict[str, Counter[int]] = {}
    groups, told = {}, dict[tuple[str, date], Day]()
    of_pair: dict[str, list[Day]] = {}
    for said_of in sorted(set(days)):
        pair = said_of.pair
        if told.setdefault((pair, said_of.day), said_of) is said_of:
            counts.setdefault(pair, Counter())[week_of(said_of.day)] += 1
            groups[pair] = said_of.group
            of_pair.setdefault(pair, []).append(said_of)
    weeks = sorted(week for own in counts.values() for week in own)
    first, last = weeks[0], weeks[-1]
    said: dict[str, list[Found]] = {}
    for week in range(first + settings.least_history + settings.window, last + 1):
        pairs = ((groups[pair], own) for pair, own in counts.items())
        world = fit_world(week, aggregated(pairs, week, settings, since=first), settings)
        scores = {
            pair: weighed(world, seen(groups[pair], own, week, settings), own)
            for pair, own in counts.items()
        }
        kept = discover(world, scores, level=0.1)
        for pair, one in scores.items():
            if one.evidence > 0.0:
                now = settings.now(week)
                within = tuple(of for of in of_pair[pair] if week_of(of.day) in now)
                years = return_years(one.p_value, world)
                found = Found(pair, one, years, kept.q_values[pair], within)
                said.setdefault(pair, []).append(found)
    best = [one for of in said.values() for one in _episodes(of)]
    return (
        sorted(best, key=lambda one: -one.scored.evidence),
        len(counts),
        last - first - settings.least_history,
    )


def _episodes(of: list[Found]) -> Iterator[Found]:
    best = of[0]
    last = best.scored.week
    for one in of[1:]:
        if one.scored.week - last > QUIET:
            yield best
            best = one
        elif one.scored.evidence > best.scored.evidence:
            best = one
        last = one.scored.week
    yield best


def main(folder: Path) -> None:
    """Print the top of each."""
    for title, days in (
        ("China Vitae, each leader and country", list(leaders(folder, together=False))),
        ("China Vitae, all leaders and country", list(leaders(folder, together=True))),
        ("International Department and country", list(department(folder))),
    ):
        _told(f"{title}, days in 4 weeks", iter(days), Settings())
        _told(f"{title}, visits in 12 weeks", visits(iter(days)), Settings(window=12))

    _seen_most(folder)


def _seen_most(folder: Path) -> None:
    """Print the pairs of countries of ICEWS's sample with most consultations, and what they were."""
    with (folder / "icews" / "events.2018.sample.tab").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file, delimiter="\t") if row["CAMEO Code"][:2] == "04"
        ]
    of: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        pair = row["Source Country"], row["Target Country"]
        if pair[0] != pair[1] and "NA" not in pair:
            said = f"{row['Event Date']} {row['Source Name']} - {row['Target Name']}"
            of.setdefault(pair, []).append(f"{said}: {row['Event Text']}")
    days = sorted({row["Event Date"] for row in rows})
    print(
        f"ICEWS sample, {days[0]} to {days[-1]}: no past, so nothing can be tested; {len(of)} pairs"
    )
    most = sorted(of.items(), key=lambda item: (-len(item[1]), item[0]))
    for rank, ((one, other), told) in enumerate(most[:TOP], start=1):
        print(f"{rank:3} {one} - {other}: {len(told)} reports")
        for line in sorted(set(told))[:5]:
            print(f"      {line[:TEXT]}")


def _told(title: str, days: Iterator[Day], settings: Settings) -> None:
    episodes, pairs, weeks = found(days, settings)
    kept = sum(one.q_value <= 0.1 for one in episodes)
    print(
        f"{title}: {pairs} pairs, {weeks} weeks, {kept} episodes at a false discovery rate of 0.1"
    )
    for rank, one in enumerate(episodes[:TOP], start=1):
        print(f"{rank:3} {one}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
