"""What is told of a surge: the sentence to quote, its steps and numbers, and the series behind it."""

from math import exp
from typing import Final, NamedTuple

from interparty_shared.domain.duties import Step
from interparty_shared.domain.facts import Actor
from interparty_shared.domain.patterns.history import History, Party, Subject, Timeline, View
from interparty_shared.domain.patterns.rules import (
    Finding,
    Level,
    Point,
    Rule,
    counted,
    days_of,
    engagements,
    rounded,
    stake_of,
    stepped,
    told,
)
from interparty_shared.domain.patterns.statistics.scoring import INTERVAL, Scored, return_years
from interparty_shared.domain.patterns.statistics.weeks import week_start
from interparty_shared.domain.patterns.statistics.world import World

_MOST: Final = 13.8
"""The logarithm of a million: likelier than that is told as that."""


class Told(NamedTuple):
    """What is said of a pair: its score, of how many weeks before there is a record, and its q value."""

    scored: Scored
    weeks: int
    q_value: float


def _sides(of: str, view: View, history: History) -> tuple[Party, Party]:
    """Return home and abroad as the rule sees them: a body, or all of a country."""
    home, away = view.home, view.away
    if of == "countries":
        home = _country(home, history)
    return home, away if of == "pair" else _country(away, history)


def _country(party: Party, history: History) -> Party:
    name = history.country(party.country)
    return Party(f"country:{party.country}", Actor(name, country=party.country))


def finding(
    rule: Rule, history: History, subject: Subject, timeline: Timeline, said: Told, world: World
) -> Finding:
    """Return what is told of a subject that the rule `surge.NAME` found in the week of the world."""
    p = rule.parameters
    week, scored = world.week, said.scored
    first = week - p.window + 1
    views = tuple(timeline.within(first, week))
    home, away = _sides(p.of, views[-1], history)
    expected, years = rounded(scored.expected), rounded(return_years(scored.p_value, world))
    start, end = days_of(first, week)
    summary = (
        f"{home.name} and {away.name} were in contact on {counted(scored.count, 'occasion')}"
        f" ({counted(engagements(views), 'engagement')}) from {start} to {end};"
        f" {_past(scored, said.weeks)}, so that {told(expected)} were expected; under the model any of the"
        f" {counted(world.tests, 'pair')} watched has so many for its past once in {_years(years)}."
    )
    series = stepped(timeline.occasions(p.apart), first - p.past, week, step=p.window)
    effect: Level = 0 if scored.times < 3 else 1 if scored.times < 6 else 2
    q = said.q_value
    certainty: Level = 2 if q <= p.level / 10 else 1 if q <= p.level / 2 else 0
    return Finding(
        subject=subject,
        home=home,
        away=away,
        week=week,
        window=(start, end),
        counted=views,
        summary=summary,
        steps=_steps(rule, said, world, expected),
        undone=(
            f"It goes away if fewer engagements of these weeks stand, or if enough earlier ones become"
            f" known that {scored.count} is no more than expected."
        ),
        numbers={
            "count": scored.count,
            "before": scored.before,
            "weeks_before": said.weeks,
            "expected": expected,
            "low": scored.low,
            "high": scored.high,
            "p": rounded(scored.p_value),
            "q": rounded(q),
            "years": years,
            "pairs": world.tests,
        },
        series=(*series[:-1], Point(week_start(first), scored.count, expected)),
        effect=effect,
        certainty=certainty,
        stake=stake_of(views),
    )


def _steps(rule: Rule, said: Told, world: World, expected: float) -> tuple[Step, ...]:
    p, scored, q = rule.parameters, said.scored, said.q_value
    return (
        Step(
            "counted",
            f"{counted(scored.count, 'occasion')} in {counted(p.window, 'week')}; engagements less than"
            f" {counted(p.apart, 'day')} apart are one.",
            "recorded",
            {"count": scored.count, "weeks": p.window, "apart": p.apart},
        ),
        Step(
            "expected",
            f"{told(expected)} expected, by the {said.weeks} weeks on record before, the season and the"
            f" trend of all; of such windows {INTERVAL:.0%} hold from {scored.low} to {scored.high}.",
            "inferred",
            {"expected": expected, "low": scored.low, "high": scored.high, "before": scored.before},
        ),
        Step(
            "test",
            f"So many or more have the probability {rounded(scored.p_value):.2g}. Taken week by week, the"
            f" last weeks are {told(rounded(exp(min(_MOST, scored.evidence))))} times likelier if more goes"
            f" on than before; of {world.tests:,} pairs tested in the week, those kept at a false discovery"
            f" rate of {p.level:.0%} have a q value of {p.level:g} or less, this one {rounded(q):.2g}.",
            "inferred",
            {
                "p": rounded(scored.p_value),
                "evidence": rounded(scored.evidence),
                "q": rounded(q),
                "pairs": world.tests,
                "level": p.level,
            },
        ),
    )


def _past(scored: Scored, weeks: int) -> str:
    """Return what there was before, as a rate that a reader can picture."""
    if scored.before == 0:
        return f"in the {weeks} weeks on record before, none"
    days = weeks * 7 / scored.before
    return f"in the {weeks} weeks on record before, once in {told(days)} days on average"


def _years(years: float) -> str:
    if years >= 1_000:
        return "more than 1,000 years"
    return f"{told(years)} years" if years >= 1 else f"{told(years * 52.1775)} weeks"
