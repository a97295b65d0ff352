"""`dual_track`: one foreign body that works governing and opposition parties of one country at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from interparty_shared.domain.contacts import PARTY_KINDS
from interparty_shared.domain.duties import Step
from interparty_shared.domain.facts import Actor
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
    Rule,
    counted,
    days_of,
    engagements,
    homes,
    newly,
    stake_of,
    weekly,
)

NAME: Final = "dual_track"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What it can be told.

    `window`: weeks in which both were met; `each`: engagements with either side, at least; `before`:
    weeks before the window in which not both sides were met, so that it is new; 0: it need not be.
    """

    window: int = 26
    each: int = 2
    before: int = 52

    def __post_init__(self) -> None:
        if self.window < 1 or self.each < 1 or self.before < 0:
            raise ValueError("window and each are 1 or more, before is 0 or more")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week."""
        return self.window + self.before


@dataclass(frozen=True, slots=True)
class _Sides:
    """Contacts by what the party at home was that day."""

    governing: Sequence[View]
    opposition: Sequence[View]
    unknown: Sequence[View]

    def both(self, each: int) -> bool:
        """Return whether both sides were met often enough."""
        return min(engagements(self.governing), engagements(self.opposition)) >= each


def belongs(rule: Rule, met: Met) -> Iterator[tuple[Subject, View]]:
    """Give the subjects of a contact: the foreign body, and the country of the party that it met."""
    for view in met.views:
        if view.home.kind in PARTY_KINDS and rule.sees(view):
            yield (view.away.key, view.home.country), view


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the bodies that met both sides in the window, and meet one of them this week."""
    p: Parameters = rule.parameters

    def mine(met: Met) -> Iterable[tuple[Subject, View]]:
        return belongs(rule, met)

    for subject, timeline, _ in active(history.timelines(rule, mine), week, week):
        first = week - p.window + 1
        sides = _sides(timeline.within(first, week))
        if not sides.both(p.each):
            continue
        before = _sides(timeline.within(first - p.before, first - 1))
        if p.before and before.both(p.each):
            continue
        yield _finding(rule, week, history, subject, timeline, sides, before)


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    said = [
        f"Within {p.window} weeks, one foreign body has {counted(p.each, 'engagement')} or more with"
        " parties of one country that govern, and as many with parties that do not.",
        "Whether a party governed is what reference data says of the day; where it says nothing, the"
        " contact counts on neither side, and that is said.",
    ]
    if p.before:
        said.append(f"In the {p.before} weeks before, it had not so many with both.")
    return said


def _sides(views: Sequence[View]) -> _Sides:
    found: dict[bool | None, list[View]] = {True: [], False: [], None: []}
    for view in views:
        found[view.home.governs(view.contact.day)].append(view)
    return _Sides(found[True], found[False], found[None])


def _finding(
    rule: Rule,
    week: int,
    history: History,
    subject: Subject,
    timeline: Timeline,
    sides: _Sides,
    before: _Sides,
) -> Finding:
    p: Parameters = rule.parameters
    country = history.country(subject[1])
    here = (*sides.governing, *sides.opposition)
    away = max(here, key=lambda one: one.met.order).away
    of_governing, of_opposition = engagements(sides.governing), engagements(sides.opposition)
    summary = (
        f"{away.name} dealt with parties on both sides of politics in {country} within {p.window} weeks:"
        f" {counted(of_governing, 'engagement')} with {homes(sides.governing)}, in government,"
        f" {of_opposition:,} with {homes(sides.opposition)}, in opposition"
    )
    recorded = history.recorded(week, p.window, p.before)
    was_governing, was_opposition = engagements(before.governing), engagements(before.opposition)
    if p.before:
        summary += (
            f"; in the {recorded} weeks on record before, {was_governing:,} and {was_opposition:,}"
        )
    steps = [
        Step(
            "counted",
            f"{counted(of_governing, 'engagement')} with parties that governed that day, {of_opposition:,}"
            " with parties that did not.",
            "recorded",
            {"governing": of_governing, "opposition": of_opposition},
        )
    ]
    if sides.unknown:
        steps.append(
            Step(
                "unknown",
                f"Of {homes(sides.unknown)} it is not known whether they governed then;"
                " these contacts count on neither side.",
                "not_assessable",
                {"engagements": engagements(sides.unknown)},
            )
        )
    weaker = min(of_governing, of_opposition)
    effect: Level = 0 if weaker < 2 else 1 if weaker < 4 else 2
    certainty: Level = 1 if sides.unknown else 2
    first = week - p.window + 1
    return Finding(
        subject=subject,
        home=Party(f"country:{subject[1]}", Actor(country, country=subject[1])),
        away=away,
        week=week,
        window=days_of(first, week),
        counted=tuple(sorted(here, key=lambda one: one.met.order)),
        summary=summary + ".",
        steps=tuple(steps),
        undone=(
            f"It goes away if fewer than {p.each} of the engagements with one side stand, or if reference"
            " data comes to say otherwise who governed."
        ),
        numbers={
            "governing": of_governing,
            "opposition": of_opposition,
            "unknown": engagements(sides.unknown),
            "governing_before": was_governing,
            "opposition_before": was_opposition,
            "weeks_before": recorded,
        },
        series=weekly(
            timeline.within(week - p.memory + 1, week), week - p.memory + 1, week, step=4
        ),
        effect=effect,
        certainty=newly(certainty, recorded, p.before),
        stake=stake_of(here),
    )
