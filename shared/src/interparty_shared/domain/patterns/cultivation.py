"""`cultivation`: one party is courted by one country in several ways, and by ever more senior people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from interparty_shared.domain.contacts import OFFICES, PARTY_KINDS
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
    joined,
    newly,
    stake_of,
    weekly,
)

NAME: Final = "cultivation"

WAYS: Final[Mapping[str, str]] = {
    "visit": "visits",
    "hospitality": "visits",
    "training": "training",
    "foundation_programme": "training",
    "forum": "forums",
    "donation": "money",
    "loan": "money",
    "agreement": "agreements",
    "meeting": "meetings",
    "communication": "meetings",
}
"""In which way each kind of contact courts; kinds that are absent court nobody."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What it can be told.

    `window`: weeks that are looked at; `ways`: different ones in it (`WAYS`), at least; `engagements`: in
    all, at least; `given`: of them those that the other side hosts, organises or pays for, at least;
    `before`: weeks before in which there were fewer ways; `rising`: whether the highest office met must be
    above that of the weeks before.
    """

    window: int = 104
    ways: int = 3
    engagements: int = 4
    given: int = 2
    before: int = 104
    rising: bool = False

    def __post_init__(self) -> None:
        if min(self.window, self.ways, self.engagements) < 1 or self.given < 0:
            raise ValueError("window, ways and engagements are 1 or more, given is 0 or more")
        if self.ways > len(set(WAYS.values())):
            raise ValueError(f"there are {len(set(WAYS.values()))} ways, and no more")
        if self.before < 1:
            raise ValueError("before is 1 or more")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week."""
        return self.window + self.before


def belongs(rule: Rule, met: Met) -> Iterator[tuple[Subject, View]]:
    """Give the subject of a contact: the party at home, and the country that may court it."""
    for view in met.views:
        if view.home.kind in PARTY_KINDS and view.contact.channel in WAYS and rule.sees(view):
            yield (view.home.key, f"country:{view.away.country}"), view


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the parties that are met in more ways than before, and were met this week."""
    p: Parameters = rule.parameters

    def mine(met: Met) -> Iterable[tuple[Subject, View]]:
        return belongs(rule, met)

    first = week - p.window + 1
    for subject, timeline, _ in active(history.timelines(rule, mine), week, week):
        here = timeline.within(first, week)
        if engagements(here) < p.engagements or len(_ways(here)) < p.ways:
            continue
        if engagements([one for one in here if one.home_gives is False]) < p.given:
            continue
        before = timeline.within(first - p.before, first - 1)
        if len(_ways(before)) >= p.ways or (p.rising and _highest(here) <= _highest(before)):
            continue
        yield _finding(rule, week, history, subject, timeline, here, before)


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    said = [
        f"Within {counted(p.window, 'week')}, bodies of one country are in contact with a party in"
        f" {counted(p.ways, 'way')} or more ({joined(sorted(set(WAYS.values())))}), in"
        f" {counted(p.engagements, 'engagement')} or more, of which they host, organise or pay for"
        f" {p.given} or more.",
        f"In the {p.before} weeks before, there were fewer ways.",
    ]
    if p.rising:
        said.append("Somebody of a higher office takes part at home than in the weeks before.")
    return said


def _ways(views: Sequence[View]) -> Mapping[str, int]:
    refs: dict[str, set[object]] = {}
    for one in views:
        refs.setdefault(WAYS[one.contact.channel], set()).add(one.contact.ref)
    return {
        name: len(refs[name]) for name in sorted(refs, key=lambda name: (-len(refs[name]), name))
    }


def _highest(views: Sequence[View]) -> int:
    """Return how senior the most senior are whom they met at home; 0: of nobody an office is known."""
    return max(
        (OFFICES.get(who.office or "", 0) for one in views for who in one.home_people), default=0
    )


def _office(views: Sequence[View]) -> str | None:
    offices = {who.office for one in views for who in one.home_people if who.office}
    return max(offices, key=lambda one: (OFFICES.get(one, 0), one), default=None)


def _finding(
    rule: Rule,
    week: int,
    history: History,
    subject: Subject,
    timeline: Timeline,
    here: Sequence[View],
    before: Sequence[View],
) -> Finding:
    p: Parameters = rule.parameters
    home, country = here[-1].home, here[-1].away.country
    name = history.country(country)
    ways, was = _ways(here), _ways(before)
    recorded = history.recorded(week, p.window, p.before)
    given = engagements([one for one in here if one.home_gives is False])
    start, end = days_of(week - p.window + 1, week)
    rising = _highest(here) > _highest(before)
    each = joined([f"{way} ({number:,})" for way, number in ways.items()])
    summary = (
        f"Bodies of {name} dealt with {home.name} in {counted(len(ways), 'way')} from {start} to {end}:"
        f" {each}; in the {recorded} weeks on record before, in {len(was):,}"
    )
    steps = [
        Step(
            "counted",
            f"{counted(engagements(here), 'engagement')}, of which {given:,} were given by the other side.",
            "recorded",
            {"engagements": engagements(here), "given": given, "ways": dict(ways)},
        )
    ]
    if rising:
        office = (_office(here) or "").replace("_", " ")
        summary += f"; it was met at a higher level than before ({office})"
        steps.append(
            Step(
                "rising",
                f"The highest office met was that of a {office}; before, it was lower, or none is known.",
                "inferred",
                {"highest": _office(here), "highest_before": _office(before)},
            )
        )
    effect: Level = 0 if len(ways) == p.ways and not rising else 1 if len(ways) <= p.ways + 1 else 2
    return Finding(
        subject=subject,
        home=home,
        away=Party(f"country:{country}", Actor(name, country=country)),
        week=week,
        window=(start, end),
        counted=tuple(here),
        summary=summary + ".",
        steps=tuple(steps),
        undone=(
            f"It goes away if engagements in fewer than {p.ways} of these ways stand, or if as many become"
            " known of the weeks before."
        ),
        numbers={
            "ways": len(ways),
            "ways_before": len(was),
            "weeks_before": recorded,
            "engagements": engagements(here),
            "given": given,
            "highest_office": _office(here),
            "highest_office_before": _office(before),
        },
        series=weekly(timeline.views, week - p.memory + 1, week, step=13),
        effect=effect,
        certainty=newly(2, recorded, p.before),
        stake=stake_of(here),
    )
