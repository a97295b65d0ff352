"""`concentration`: one country's contacts with another bunch on one body, more than they did before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from interparty_shared.domain.duties import Step
from interparty_shared.domain.facts import Actor
from interparty_shared.domain.patterns.history import (
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
    stepped,
)
from interparty_shared.domain.patterns.shares import (
    Discovery,
    Shares,
    certainty,
    discovered,
    of_countries,
    tested,
)
from interparty_shared.domain.patterns.statistics.tables import at_least_of_sample

NAME: Final = "concentration"


@dataclass(frozen=True, slots=True)
class Parameters(Shares):
    """What it can be told.

    Occasions are of all bodies; `least_top`: those of one body in the window, at least.
    """

    least_top: int = 5


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

    pairs = of_countries(history.timelines(rule, mine))
    weighed = ((pair, _bunch(bodies, week, p)) for pair, bodies in pairs.items())
    for pair, bunch, kept in discovered(p, weighed, lambda one: one.top >= p.least_top):
        yield _finding(rule, history, week, pair, pairs[pair], bunch, kept)


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
    counts = {key: p.occasions(one, week) for key, one in bodies.items()}
    now = {key: here for key, (here, _) in counts.items()}
    was = {key: earlier for key, (_, earlier) in counts.items()}
    every, ever = sum(now.values()), sum(was.values())
    if every < p.least or ever < p.least:
        return None
    key = max(now, key=lambda one: (now[one], one))
    there = sum(1 for one in bodies if now[one] or was[one])
    chance = at_least_of_sample(now[key], now[key] + was[key], every, every + ever)
    # Whichever body has most is looked at: any of them might have (Bonferroni).
    return _Bunch(key, now[key], was[key], every, ever, there, min(1.0, there * chance))


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
    kept: Discovery,
) -> Finding:
    p: Parameters = rule.parameters
    first = week - p.window + 1
    timeline = bodies[bunch.key]
    views = tuple(timeline.within(first, week))
    home = views[-1].home
    at_home, abroad = history.country(pair[0]), history.country(pair[1])
    share, before = bunch.top / bunch.every, bunch.before / bunch.ever
    start, end = days_of(first, week)
    summary = (
        f"Of {bunch.every:,} occasions on which bodies of {at_home} and {abroad} were in contact from"
        f" {start} to {end}, {bunch.top:,} ({share:.0%}) were with {home.name}; in the {p.before} weeks"
        f" before, {bunch.before:,} of {bunch.ever:,} ({before:.0%})."
    )
    simpson = evenly(p.occasions(one, week)[0] for one in bodies.values())
    times = share / before if before else float(bunch.top)
    effect: Level = 0 if times < 2 else 1 if times < 4 else 2
    return Finding(
        subject=(*pair, bunch.key),
        home=home,
        away=Party(f"country:{pair[1]}", Actor(abroad, country=pair[1])),
        week=week,
        window=(start, end),
        counted=views,
        summary=summary,
        steps=(
            Step(
                "counted",
                f"{counted(bunch.top, 'occasion')} of {bunch.every:,} with one of {bunch.bodies:,} bodies;"
                f" {bunch.before:,} of {bunch.ever:,} before.",
                "recorded",
                {"top": bunch.top, "all": bunch.every, "bodies": bunch.bodies},
            ),
            tested(p, bunch.p, kept),
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
            "q": rounded(kept.q),
            "pairs": kept.tests,
        },
        series=stepped(timeline.occasions(p.apart), first - p.before, week, step=p.window),
        effect=effect,
        certainty=certainty(p, kept),
        stake=stake_of(views),
    )
