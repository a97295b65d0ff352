"""A rule of a pattern, and what it finds in a week: pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from interparty_shared.domain.contacts import OFFICES
from interparty_shared.domain.duties import Step
from interparty_shared.domain.patterns.history import Party, Subject, View
from interparty_shared.domain.patterns.statistics.weeks import week_start
from interparty_shared.domain.words import SEVERITIES, Severity

Mode = Literal["off", "shadow", "live"]
MODES: Final[tuple[Mode, ...]] = ("off", "shadow", "live")
"""`shadow`: it finds, its findings are kept and counted, and nobody is told; `live`: they are alerts."""
Level = Literal[0, 1, 2]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pattern: its kind, its parameters, and how grave it can be.

    `ends_after`: an episode is over when it was not found for so many weeks. `channels`, `layers`,
    `home` and `away` (countries): which contacts it sees; None: all.
    """

    id: str
    version: str
    title: str
    kind: str
    mode: Mode
    question: str
    method: str
    parameters: Any
    sources: tuple[str, ...] = ()
    most: Severity = "medium"
    ends_after: int = 8
    channels: frozenset[str] | None = None
    layers: frozenset[str] | None = None
    home: frozenset[str] | None = None
    away: frozenset[str] | None = None

    def sees(self, view: View) -> bool:
        """Return whether a contact is one that it looks at."""
        return (
            (self.channels is None or view.contact.channel in self.channels)
            and (self.layers is None or view.contact.layer in self.layers)
            and (self.home is None or view.home.country in self.home)
            and (self.away is None or view.away.country in self.away)
        )


@dataclass(frozen=True, slots=True)
class Point:
    """A week, or a run of them, of the series behind a finding."""

    start: date
    count: int
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found about a subject in a week.

    `home` and `away` are the two sides of the subject; `window`: the days that were looked at; `counted`:
    the contacts that count; `summary`: a sentence to quote, with the numbers; `undone`: what would make it
    go away; `effect`, `certainty`, `stake`: what severity is made of (`severity`).
    """

    subject: Subject
    home: Party
    away: Party
    week: int
    window: tuple[date, date]
    counted: tuple[View, ...]
    summary: str
    steps: tuple[Step, ...]
    undone: str
    numbers: Mapping[str, Any]
    series: tuple[Point, ...] = ()
    effect: Level = 0
    certainty: Level = 0
    stake: Level = 0


def severity(finding: Finding, most: Severity) -> Severity:
    """Return how grave a finding is: by the sum of effect, certainty and stake, each 0, 1 or 2.

    0 or 1 are `info`, 2 or 3 `low`, 4 `medium`, 5 or 6 `high`; never more than the rule allows, and no
    more than `low` where programs alone read the reports.
    """
    total = finding.effect + finding.certainty + finding.stake
    found: Severity = ("info", "info", "low", "low", "medium", "high", "high")[total]
    if finding.counted and all(one.contact.machine for one in finding.counted):
        most = min(most, "low", key=SEVERITIES.index)
    return min(found, most, key=SEVERITIES.index)


def stake_of(views: Sequence[View]) -> Level:
    """Return what is at stake by who took part at home, or by money.

    2: a minister, a head, a party's leader, or money; 1: a member of a parliament or another official; 0:
    nobody of whom an office is known.
    """
    money = any(one.contact.value is not None for one in views)
    ranks = [OFFICES.get(who.office or "", 0) for one in views for who in one.home_people]
    highest = max(ranks, default=0)
    return 2 if money or highest >= 4 else 1 if highest >= 2 else 0


def days_of(first: int, last: int) -> tuple[date, date]:
    """Return the first and the last day of a span of weeks."""
    return week_start(first), week_start(last) + timedelta(days=6)


def weekly(views: Sequence[View], first: int, last: int, *, step: int = 1) -> tuple[Point, ...]:
    """Return the engagements of a span, counted by `step` weeks, the last step ending with the span.

    What is left over at its beginning is not counted.
    """
    begin = last - (last - first + 1) // step * step + 1
    refs: dict[int, set[object]] = {at: set() for at in range(begin, last + 1, step)}
    for one in views:
        if begin <= one.week <= last:
            refs[begin + (one.week - begin) // step * step].add(one.contact.ref)
    return tuple(Point(week_start(at), len(found)) for at, found in refs.items())


def newly(certainty: Level, recorded: int, before: int) -> Level:
    """Return how sure it is that something is new: not at all where half of the time before is unknown."""
    return certainty if 2 * recorded >= before else 0


def stepped(counts: Mapping[int, int], first: int, last: int, *, step: int) -> tuple[Point, ...]:
    """Return counts by week of a span, added up by `step` weeks, as `weekly` has it."""
    begin = last - (last - first + 1) // step * step + 1
    return tuple(
        Point(week_start(at), sum(counts.get(one, 0) for one in range(at, at + step)))
        for at in range(begin, last + 1, step)
    )


def engagements(views: Sequence[View]) -> int:
    """Return in how many engagements these contacts were."""
    return len({one.contact.ref for one in views})


def joined(words: Sequence[str]) -> str:
    """Return "a", "a and b", or "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def counted(number: int, one: str, several: str | None = None) -> str:
    """Return "1 contact", "1,200 contacts"."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def homes(views: Sequence[View]) -> str:
    """Return the bodies at home of these contacts, each once, by name; of many the first few."""
    return named(sorted({one.home.name for one in views}))


def named(names: Sequence[str], most: int = 4) -> str:
    """Return names as a reader reads them, and how many more there are."""
    if len(names) <= most:
        return joined(names)
    return joined([*names[: most - 1], f"{len(names) - most + 1:,} others"])


def rounded(value: float) -> float:
    """Return a number with two significant digits: what is told does not move by a hair."""
    return float(f"{value:.1e}")


def told(value: float) -> str:
    """Return a number as a reader reads it: 0.3, 4.2, 120."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 0.1 else f"{value:.2g}"
