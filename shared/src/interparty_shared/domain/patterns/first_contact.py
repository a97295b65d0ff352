"""`first_contact`: two bodies that are both well observed meet for the first time on record.

A first contact of bodies of which hardly anything is recorded says no more than that they came into
view. How often the next contact of a body is with one that it was never seen with is estimated by the
share of its partners that were seen once only (Good 1953, Biometrika 40, 237-264: with Turing's formula).
Where that is likely of either of the two, a first contact of them is no surprise.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from interparty_shared.domain.duties import Step
from interparty_shared.domain.patterns.history import (
    History,
    Met,
    Party,
    Subject,
    Timeline,
    View,
    active,
)
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
    weekly,
)

NAME: Final = "first_contact"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What it can be told.

    `silence`: weeks before in which the two did not meet; `least_seen`: engagements of each of them with
    others in these weeks, at least; `most_new`: how likely at most it is, of either, that its next contact
    is with somebody new.
    """

    silence: int = 260
    least_seen: int = 12
    most_new: float = 0.25

    def __post_init__(self) -> None:
        if self.silence < 1 or self.least_seen < 1:
            raise ValueError("silence and least_seen are 1 or more")
        if not 0.0 < self.most_new <= 1.0:
            raise ValueError("most_new lies between 0 and 1")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week."""
        return self.silence + 1


@dataclass(frozen=True, slots=True)
class _Known:
    """What was seen of a body: in how many engagements with others, and with how many of these once."""

    engagements: int
    partners: int
    once: int

    @property
    def new(self) -> float:
        """Return how likely its next contact is with somebody that it was never seen with."""
        return (self.once + 1) / (self.engagements + 1)


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the pairs that meet this week and did not in the weeks before, both being well observed."""
    p: Parameters = rule.parameters

    def pairs(met: Met) -> Iterable[tuple[Subject, View]]:
        view = next((one for one in met.views if rule.sees(one)), None)
        if view is not None:
            yield (view.home.key, view.away.key), view

    def bodies(met: Met) -> Iterable[tuple[Subject, View]]:
        for view in met.views:
            if rule.sees(view):
                yield (view.home.key,), view

    of_bodies = history.timelines((rule, "bodies"), bodies)
    for subject, timeline, views in active(history.timelines((rule, "pairs"), pairs), week, week):
        first = week - p.silence
        if timeline.within(first, week - 1):
            continue
        known = [_known(of_bodies[(key,)], first, week - 1) for key in subject]
        if min(one.engagements for one in known) < p.least_seen:
            continue
        if max(one.new for one in known) > p.most_new:
            continue
        span = max(first, week - 103)
        series = weekly(of_bodies[subject[:1]].views, span, week, step=8)
        yield _finding(rule, week, subject, views, known, series)


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    return [
        f"Two bodies meet, and no contact of theirs is recorded in the {p.silence} weeks before.",
        f"Of each of them {counted(p.least_seen, 'engagement')} with others or more are recorded in these"
        " weeks: of a body that is hardly observed a first contact says nothing.",
        "How likely it is that a body's next contact is with somebody new is estimated by the share of its"
        f" partners seen once; where that is above {p.most_new:.0%} for either, nothing is said.",
    ]


def _known(timeline: Timeline, first: int, last: int) -> _Known:
    views = timeline.within(first, last)
    met: Counter[str] = Counter()
    for key, _ in {(one.away.key, one.contact.ref) for one in views}:
        met[key] += 1
    return _Known(engagements(views), len(met), sum(number == 1 for number in met.values()))


def _finding(
    rule: Rule,
    week: int,
    subject: Subject,
    views: Iterable[View],
    known: list[_Known],
    series: tuple[Point, ...],
) -> Finding:
    p: Parameters = rule.parameters
    here = tuple(views)
    home, away = here[-1].home, here[-1].away
    chance = rounded(max(one.new for one in known))
    day = here[0].contact.day
    summary = (
        f"{home.name} and {away.name} met on {day}, for the first time on record in {p.silence} weeks, in"
        f" which {counted(known[0].engagements, 'engagement')} of {home.name} with"
        f" {counted(known[0].partners, 'other body', 'other bodies')} are recorded and"
        f" {known[1].engagements:,} of {away.name} with {known[1].partners:,}."
    )
    steps = (
        _seen(home, known[0]),
        _seen(away, known[1]),
        Step(
            "test",
            f"That the next contact is with somebody new has, for either of them, a probability of at most"
            f" {chance:.2g} by that (Good 1953).",
            "inferred",
            {"probability": chance, "at_most": p.most_new},
        ),
    )
    effect: Level = 1 if min(one.engagements for one in known) < 3 * p.least_seen else 2
    certainty: Level = 2 if chance <= p.most_new / 3 else 1
    return Finding(
        subject=subject,
        home=home,
        away=away,
        week=week,
        window=days_of(week, week),
        counted=here,
        summary=summary,
        steps=steps,
        undone="It goes away if an earlier contact of the two becomes known, or if this report is taken"
        " back.",
        numbers={
            "silence": p.silence,
            "home_engagements": known[0].engagements,
            "away_engagements": known[1].engagements,
            "home_partners": known[0].partners,
            "away_partners": known[1].partners,
            "probability": chance,
        },
        series=series,
        effect=effect,
        certainty=certainty,
        stake=stake_of(here),
    )


def _seen(who: Party, known: _Known) -> Step:
    return Step(
        "observed",
        f"Of {who.name} {counted(known.engagements, 'engagement')} with"
        f" {counted(known.partners, 'other body', 'other bodies')} are recorded, {known.once:,} of them"
        " seen once.",
        "recorded",
        {"engagements": known.engagements, "partners": known.partners, "once": known.once},
    )
