"""`surge`: more contacts of two bodies than their past, the season and everybody's trend explain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from interparty_shared.domain.contacts import PARTY_KINDS
from interparty_shared.domain.duties import Step
from interparty_shared.domain.facts import Actor
from interparty_shared.domain.patterns.history import History, Met, Party, Subject, Timeline, View
from interparty_shared.domain.patterns.rules import (
    Finding,
    Level,
    Point,
    Rule,
    counted,
    days_of,
    rounded,
    stake_of,
    told,
    weekly,
)
from interparty_shared.domain.patterns.statistics.fitting import fit_world
from interparty_shared.domain.patterns.statistics.scoring import (
    INTERVAL,
    Scored,
    discover,
    return_years,
    score_pair,
)
from interparty_shared.domain.patterns.statistics.series import Settings, aggregated
from interparty_shared.domain.patterns.statistics.weeks import week_start
from interparty_shared.domain.patterns.statistics.world import World

NAME: Final = "surge"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What it can be told.

    `of`: whose contacts are counted: two bodies (`pair`), or all bodies of a country and one party of
    another (`country_and_party`); `window`, `memory`, `least_history`, `least_count`: as
    `statistics.series.Settings` has them; `level`: the share of false findings in a week.
    """

    of: Literal["pair", "country_and_party"] = "pair"
    window: int = 4
    past: int = 104
    least_history: int = 26
    least_count: int = 4
    level: float = 0.05

    def __post_init__(self) -> None:
        if self.window < 1 or self.past < self.least_history or self.least_count < 2:
            raise ValueError("window is 1 or more, least_count 2 or more, past holds least_history")
        if not 0.0 < self.level < 1.0:
            raise ValueError("level lies between 0 and 1")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week."""
        return self.window + self.past

    @property
    def settings(self) -> Settings:
        """Return them as the statistics take them."""
        return Settings(
            window=self.window,
            memory=self.past,
            least_history=self.least_history,
            least_count=self.least_count,
        )


def belongs(rule: Rule, met: Met) -> Iterator[tuple[Subject, View]]:
    """Give the subjects of a contact."""
    if rule.parameters.of == "pair":
        view = next((one for one in met.views if rule.sees(one)), None)
        if view is not None:
            yield (view.home.key, view.away.key), view
        return
    for view in met.views:
        if view.home.kind in PARTY_KINDS and rule.sees(view):
            yield (view.home.key, f"country:{view.away.country}"), view


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the pairs whose window holds more than the null model explains, at the rule's level."""
    p: Parameters = rule.parameters
    settings = p.settings

    def mine(met: Met) -> Iterable[tuple[Subject, View]]:
        return belongs(rule, met)

    timelines = history.timelines(rule, mine)
    group_of = {subject: _group(one) for subject, one in timelines.items()}
    first = week - p.window + 1
    due = {
        subject: one
        for subject, one in timelines.items()
        if one.engagements(first, week) >= p.least_count
    }
    if not due:
        return
    pairs = ((group_of[subject], one.counts) for subject, one in timelines.items())
    world = fit_world(week, aggregated(pairs, week, settings, since=history.since), settings)
    scores = {
        subject: score_pair(world, group_of[subject], one.counts) for subject, one in due.items()
    }
    found = discover(world, scores, level=p.level)
    for subject in found.kept:
        yield _finding(rule, history, subject, due[subject], scores[subject], world, found.q_values)


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    who = (
        "two bodies of different countries"
        if p.of == "pair"
        else "all bodies of a country and one party of another"
    )
    return [
        f"In {counted(p.window, 'week')}, {who} have {counted(p.least_count, 'engagement')} or more, and"
        f" more than the {p.past} weeks before, the season and everybody's trend lead one to expect.",
        f"Of all findings of a week a share of {p.level:.0%} may be false, over all that are watched.",
        f"Nothing is said of countries of which less than {p.least_history} weeks are recorded before.",
    ]


def _group(timeline: Timeline) -> str:
    """Return the country by which a pair's exposure is known: that of the side at home."""
    return timeline.views[0].home.country


def _finding(
    rule: Rule,
    history: History,
    subject: Subject,
    timeline: Timeline,
    scored: Scored,
    world: World,
    q_values: Mapping[Subject, float],
) -> Finding:
    p: Parameters = rule.parameters
    week = world.week
    first = week - p.window + 1
    views = tuple(timeline.within(first, week))
    home, away = views[-1].home, views[-1].away
    if p.of == "country_and_party":
        name = history.country(away.country)
        away = Party(f"country:{away.country}", Actor(name, country=away.country))
    expected, years = rounded(scored.expected), rounded(return_years(scored.p_value, world))
    start, end = days_of(first, week)
    summary = (
        f"{counted(scored.count, 'engagement')} of {home.name} with {away.name} from {start} to {end};"
        f" {_past(scored, p.past)}, so that {told(expected)} were expected; under the model any of the"
        f" {counted(world.tests, 'pair')} watched has so many for its past once in {_years(years)}."
    )
    q = q_values[subject]
    steps = (
        Step(
            "counted",
            f"{counted(scored.count, 'engagement')} in {counted(p.window, 'week')}.",
            "recorded",
            {"count": scored.count, "weeks": p.window},
        ),
        Step(
            "expected",
            f"{told(expected)} expected, by the {p.past} weeks before, the season and the trend of all;"
            f" of such windows {INTERVAL:.0%} hold from {scored.low} to {scored.high}.",
            "inferred",
            {"expected": expected, "low": scored.low, "high": scored.high, "before": scored.before},
        ),
        Step(
            "test",
            f"So many or more have the probability {rounded(scored.p_value):.2g}; of {world.tests:,} pairs"
            f" tested in the week, those kept at a false discovery rate of {p.level:.0%} have a q value of"
            f" {p.level:g} or less, this one {rounded(q):.2g}.",
            "inferred",
            {"p": rounded(scored.p_value), "q": rounded(q), "pairs": world.tests, "level": p.level},
        ),
    )
    effect: Level = 0 if scored.times < 3 else 1 if scored.times < 6 else 2
    certainty: Level = 2 if q <= p.level / 10 else 1 if q <= p.level / 2 else 0
    series = weekly(timeline.views, first - p.past, week, step=p.window)
    return Finding(
        subject=subject,
        home=home,
        away=away,
        week=week,
        window=(start, end),
        counted=views,
        summary=summary,
        steps=steps,
        undone=(
            f"It goes away if fewer engagements of these weeks stand, or if enough earlier ones become"
            f" known that {scored.count} is no more than expected."
        ),
        numbers={
            "count": scored.count,
            "before": scored.before,
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


def _past(scored: Scored, weeks: int) -> str:
    """Return what there was before, as a rate that a reader can picture."""
    if scored.before == 0:
        return f"in the {weeks} weeks before, none"
    days = weeks * 7 / scored.before
    return f"in the {weeks} weeks before, 1 in {told(days)} days on average"


def _years(years: float) -> str:
    if years >= 1_000:
        return "more than 1,000 years"
    return f"{told(years)} years" if years >= 1 else f"{told(years * 52.1775)} weeks"
