"""`concentration`: one country's contacts with another bunch on one body, more than they did before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, NamedTuple

from interparty_shared.domain.duties import Step
from interparty_shared.domain.facts import Actor
from interparty_shared.domain.patterns.history import (
    LONGEST,
    History,
    Met,
    Party,
    Subject,
    Timeline,
    View,
)
from interparty_shared.domain.patterns.rules import (
    Finding,
    Level,
    Rule,
    counted,
    days_of,
    rounded,
    stake_of,
    weekly,
)
from interparty_shared.domain.patterns.statistics.discoveries import benjamini_hochberg
from interparty_shared.domain.patterns.statistics.tables import at_least_of_sample

NAME: Final = "concentration"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What it can be told.

    `window`: weeks that are looked at; `before`: those before, that they are held against; `least`:
    occasions that either must hold, of all bodies; `least_top`: those of one body in the window; `apart`:
    in days, contacts of a body that follow sooner are of one occasion; `level`: the share of false
    findings in a week.
    """

    window: int = 26
    before: int = 104
    least: int = 10
    least_top: int = 5
    apart: int = 3
    level: float = 0.05

    def __post_init__(self) -> None:
        if self.window < 1 or self.before < self.window:
            raise ValueError("window is 1 or more, and before no shorter")
        if self.least < 2 or not self.least_top >= 1:
            raise ValueError("least is 2 or more, least_top 1 or more")
        if not 1 <= self.apart <= 14:
            raise ValueError("apart is 1 to 14 days")
        if not 0.0 < self.level < 1.0:
            raise ValueError("level lies between 0 and 1")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week; the first may begin within an occasion."""
        return self.window + self.before + ceil((LONGEST + self.apart) / 7)


class _Bunch(NamedTuple):
    """The body at home that has most occasions in the window, and all of them.

    `top` and `before`: occasions of the body in the window and before; `every`, `ever`: of all bodies;
    `bodies`: how many there are in both; `p`: the probability of so many with any of these, were the shares
    the same.
    """

    key: str
    top: int
    before: int
    every: int
    ever: int
    bodies: int
    p: float


def belongs(rule: Rule, met: Met) -> Iterator[tuple[Subject, View]]:
    """Give the subjects of a contact, from both sides: two countries, and the body at home."""
    for view in met.views:
        if rule.sees(view):
            yield (view.home.country, view.away.country, view.home.key), view


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the two countries whose contacts bunch on one body, at the rule's level."""
    p: Parameters = rule.parameters

    def mine(met: Met) -> Iterable[tuple[Subject, View]]:
        return belongs(rule, met)

    by_pair: dict[Subject, dict[str, Timeline]] = {}
    for (home, away, body), timeline in history.timelines(rule, mine).items():
        by_pair.setdefault((home, away), {})[body] = timeline
    bunches: dict[Subject, _Bunch] = {}
    tests = 0
    for pair, bodies in by_pair.items():
        bunch = _bunch(bodies, week, p)
        if bunch is None:
            continue
        tests += 1
        if bunch.top >= p.least_top:
            bunches[pair] = bunch
    if not bunches:
        return
    p_values = {pair: one.p for pair, one in bunches.items()}
    found = benjamini_hochberg(p_values, tests=tests, level=p.level)
    for pair in found.kept:
        yield _finding(
            rule, history, week, pair, by_pair[pair], bunches[pair], found.q_values[pair], tests
        )


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    return [
        f"Of the contacts of one country's bodies with another's in {counted(p.window, 'week')}, one body"
        f" has a greater share than in the {p.before} weeks before, and {counted(p.least_top, 'occasion')}"
        " or more.",
        f"Both spans hold {counted(p.least, 'occasion')} or more; engagements less than"
        f" {counted(p.apart, 'day')} apart are one.",
        "Tested exactly, for whichever body has most; of all findings of a week a share of"
        f" {p.level:.0%} may be false, over all pairs of countries.",
    ]


def _bunch(bodies: Mapping[str, Timeline], week: int, p: Parameters) -> _Bunch | None:
    first = week - p.window + 1
    now = {key: _sum(one, first, week, p.apart) for key, one in bodies.items()}
    was = {key: _sum(one, first - p.before, first - 1, p.apart) for key, one in bodies.items()}
    every, ever = sum(now.values()), sum(was.values())
    if every < p.least or ever < p.least:
        return None
    key = max(now, key=lambda one: (now[one], one))
    there = sum(1 for one in bodies if now[one] or was[one])
    chance = at_least_of_sample(now[key], now[key] + was[key], every, every + ever)
    # Whichever body has most is looked at: any of them might have (Bonferroni).
    return _Bunch(key, now[key], was[key], every, ever, there, min(1.0, there * chance))


def _sum(timeline: Timeline, first: int, last: int, apart: int) -> int:
    counts = timeline.occasions(apart)
    if len(counts) < last - first:
        return sum(n for week, n in counts.items() if first <= week <= last)
    return sum(counts.get(week, 0) for week in range(first, last + 1))


def evenly(counts: Iterable[int]) -> float:
    """Return the chance that two occasions drawn are with one body (Simpson 1949, Nature 163, 688).

    Without bias for small counts, where the sum of squared shares (Herfindahl) would be too great.
    """
    known = list(counts)
    whole = sum(known)
    return sum(n * (n - 1) for n in known) / (whole * (whole - 1)) if whole > 1 else 0.0


def _finding(
    rule: Rule,
    history: History,
    week: int,
    pair: Subject,
    bodies: Mapping[str, Timeline],
    bunch: _Bunch,
    q: float,
    tests: int,
) -> Finding:
    p: Parameters = rule.parameters
    first = week - p.window + 1
    every = sorted(
        (view for one in bodies.values() for view in one.within(first, week)),
        key=lambda one: one.met.order,
    )
    views: Sequence[View] = tuple(bodies[bunch.key].within(first, week))
    home = views[-1].home
    at_home, abroad = history.country(pair[0]), history.country(pair[1])
    share, before = bunch.top / bunch.every, bunch.before / bunch.ever
    start, end = days_of(first, week)
    summary = (
        f"Of {bunch.every:,} occasions on which bodies of {at_home} and {abroad} were in contact from"
        f" {start} to {end}, {bunch.top:,} ({share:.0%}) were with {home.name}; in the {p.before} weeks"
        f" before, {bunch.before:,} of {bunch.ever:,} ({before:.0%})."
    )
    simpson = evenly(_sum(one, first, week, p.apart) for one in bodies.values())
    times = share / before if before else float(bunch.top)
    effect: Level = 0 if times < 2 else 1 if times < 4 else 2
    certainty: Level = 2 if q <= p.level / 10 else 1 if q <= p.level / 2 else 0
    return Finding(
        subject=(*pair, bunch.key),
        home=home,
        away=Party(f"country:{pair[1]}", Actor(abroad, country=pair[1])),
        week=week,
        window=(start, end),
        counted=tuple(views),
        summary=summary,
        steps=(
            Step(
                "counted",
                f"{counted(bunch.top, 'occasion')} of {bunch.every:,} with one of {bunch.bodies:,} bodies;"
                f" {bunch.before:,} of {bunch.ever:,} before.",
                "recorded",
                {"top": bunch.top, "all": bunch.every, "bodies": bunch.bodies},
            ),
            Step(
                "test",
                f"Were the shares the same, so many with any of them would have the probability"
                f" {rounded(bunch.p):.2g}; of {tests:,} pairs of countries tested in the week, those kept"
                f" at a false discovery rate of {p.level:.0%} have a q value of {p.level:g} or less, this"
                f" one {rounded(q):.2g}.",
                "inferred",
                {"p": rounded(bunch.p), "q": rounded(q), "pairs": tests, "level": p.level},
            ),
        ),
        undone=(
            "It goes away if fewer of these contacts stand, or if others of the same weeks, or earlier ones"
            f" with {home.name}, become known."
        ),
        numbers={
            "top": bunch.top,
            "all": bunch.every,
            "share": rounded(share),
            "top_before": bunch.before,
            "all_before": bunch.ever,
            "share_before": rounded(before),
            "same_body": rounded(simpson),
            "bodies": bunch.bodies,
            "p": rounded(bunch.p),
            "q": rounded(q),
            "pairs": tests,
        },
        series=weekly(every, first - p.before, week, step=p.window),
        effect=effect,
        certainty=certainty,
        stake=stake_of(views),
    )
