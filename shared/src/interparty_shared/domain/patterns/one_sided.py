"""`one_sided`: made public by one side only, after the time in which the other usually tells of such."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from interparty_shared.domain.duties import Step
from interparty_shared.domain.patterns.history import History, Met, Subject, View, active
from interparty_shared.domain.patterns.rules import (
    Finding,
    Level,
    Point,
    Rule,
    counted,
    days_of,
    engagements,
    stake_of,
    weekly,
)
from interparty_shared.domain.patterns.statistics.delays import Delays, Usual, usual

NAME: Final = "one_sided"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What it can be told.

    `share`: of what the other side told of, how much a body tells of within its usual time; `least`: its
    own past contacts that the other side told of, at least; `past`: weeks in which these are looked for;
    `strength`: what the other bodies of its country weigh beside them, in contacts; `said`: weeks for which
    a contact that is overdue is told of.
    """

    share: float = 0.75
    least: int = 8
    past: int = 156
    strength: float = 2.0
    said: int = 8

    def __post_init__(self) -> None:
        if not 0.0 < self.share < 1.0 or self.strength <= 0:
            raise ValueError("share lies between 0 and 1, strength is above 0")
        if min(self.least, self.past, self.said) < 1:
            raise ValueError("least, past and said are 1 or more")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week."""
        return self.past


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the pairs of which one told of a contact and the other is overdue this week."""
    p: Parameters = rule.parameters

    def silent(met: Met) -> Iterable[tuple[Subject, View]]:
        for view in _told_abroad(rule, met):
            if not _told(view, _side(view.home_gives)):
                yield (view.home.key, view.away.key), view

    def states(met: Met) -> Iterable[tuple[Subject, View]]:
        for view in _told_abroad(rule, met):
            yield (view.home.country,), view

    first, end = week - p.past + 1, days_of(week, week)[1]
    of_states = history.timelines((rule, "states"), states)
    countries: dict[str, Mapping[str, Sequence[View]]] = {}
    usually: dict[str, _Usually | None] = {}
    for subject, timeline, views in active(
        history.timelines((rule, "silent"), silent), first, week
    ):
        who, country = subject[0], views[0].home.country
        if country not in countries:
            countries[country] = _by_body(of_states[(country,)].within(first, week))
        if who not in usually:
            usually[who] = _usually(countries[country], who, end, p)
        known = usually[who]
        here = _overdue(views, known.time, end, 7 * p.said) if known is not None else []
        if known is not None and here:
            series = weekly(timeline.views, max(first, week - 103), week, step=4)
            yield _finding(week, subject, here, known, p, series)


class _Usually(NamedTuple):
    """How long a body took, and the others of its country; and what it usually takes by that."""

    own: Delays
    others: Delays
    time: Usual


def _by_body(views: Sequence[View]) -> Mapping[str, Sequence[View]]:
    found: dict[str, list[View]] = {}
    for one in views:
        found.setdefault(one.home.key, []).append(one)
    return found


def _usually(
    bodies: Mapping[str, Sequence[View]], who: str, end: date, p: Parameters
) -> _Usually | None:
    """Return how long a body of these usually takes; None where too little is known of it."""
    own = _delays(bodies[who], end)
    if len(own) < p.least:
        return None
    others = _delays([one for key, some in bodies.items() if key != who for one in some], end)
    return _Usually(own, others, usual(own, others, share=p.share, strength=p.strength))


def _overdue(views: Sequence[View], time: Usual, end: date, most: int) -> list[View]:
    """Return the contacts that are overdue, by no more days than `most`."""
    if time.high is None:
        return []
    return [one for one in views if _public(one, end) and 0 < _age(one, end) - time.high <= most]


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    return [
        "Of a contact, the sources of one side tell, and none of the other side.",
        f"The other side is overdue: of contacts that its opposite told of it tells of {p.share:.0%} within"
        " some days, by its own past (Kaplan and Meier 1958), and more have gone by than the upper limit of"
        " 95% about these.",
        f"Of {counted(p.least, 'such contact')} of its own at least in {p.past} weeks the outcome is known;"
        f" the other bodies of its country weigh as {p.strength:g} more. Where fewer are known, or it does"
        " not usually tell, nothing is said.",
    ]


def _told_abroad(rule: Rule, met: Met) -> Iterator[View]:
    """Give a contact from each side that the rule sees, where the side across tells of it.

    Contacts that are known by one's own word alone would make everybody look prompt.
    """
    for view in met.views:
        if (
            view.home_gives is not None
            and rule.sees(view)
            and _told(view, _side(not view.home_gives))
        ):
            yield view


def _side(gives: bool | None) -> str:
    return "host" if gives else "guest"


def _told(view: View, side: str) -> bool:
    return any(name == side for name, _ in view.contact.made_public)


def _day(view: View, side: str) -> date | None:
    return next((day for name, day in view.contact.made_public if name == side), None)


def _public(view: View, end: date) -> bool:
    """Return whether the side across had told of it by a day."""
    day = _day(view, _side(not view.home_gives))
    return day is None or day <= end


def _age(view: View, end: date) -> int:
    return (end - view.contact.last).days


def _delays(views: Sequence[View], end: date) -> Delays:
    """Return how long a body took, as it was known on a day; of a day not known nothing is learnt."""
    told: list[int] = []
    waiting: list[int] = []
    for one in {(view.home.key, view.contact.ref): view for view in views}.values():
        side = _side(one.home_gives)
        day = _day(one, side)
        if _age(one, end) < 0 or (day is None and _told(one, side)):
            continue
        if day is not None and day <= end:
            told.append(max(0, (day - one.contact.last).days))
        else:
            waiting.append(_age(one, end))
    return Delays(told, waiting)


def _finding(
    week: int,
    subject: Subject,
    here: Sequence[View],
    known: _Usually,
    p: Parameters,
    series: tuple[Point, ...],
) -> Finding:
    own, others, time = known
    window = days_of(week, week)
    last = here[-1]
    waited = max(_age(one, window[1]) for one in here)
    met = engagements(here)
    summary = (
        f"{last.away.name} made public {counted(met, 'engagement')} with {last.home.name}, of which no"
        f" source of {last.home.name} is on record {waited:,} days after; of {len(own):,} that the"
        f" other side told of it told of {len(own.told):,}, and"
        f" usually ({p.share:.0%}) within {time.day:,} days"
        f" (95%: {time.low:,} to {time.high:,})."
    )
    steps = (
        Step(
            "observed",
            f"Of {len(own):,} engagements that the other side told of, {last.home.name} told of"
            f" {len(own.told):,} by then, and {len(own.waiting):,} are waited for.",
            "recorded",
            {"told": len(own.told), "waiting": len(own.waiting)},
        ),
        Step(
            "estimated",
            f"{p.share:.0%} are told of within {time.day:,} days, at most {time.high:,} (95%);"
            f" {len(others):,} of other bodies of its country weigh as {p.strength:g} of its own.",
            "inferred",
            {"usual_days": time.day, "usual_days_high": time.high, "neighbours": len(others)},
        ),
    )
    over = waited / max(1, time.high or 1)
    effect: Level = 0 if over < 2 else 1 if over < 4 else 2
    certainty: Level = 2 if len(own.told) >= 4 * p.least else 1
    return Finding(
        subject=subject,
        home=last.home,
        away=last.away,
        week=week,
        window=window,
        counted=tuple(here),
        summary=summary,
        steps=steps,
        undone=f"It goes away if a source of {last.home.name} tells of it, whenever that was published, or"
        " if it comes to take longer as a rule.",
        numbers={
            "told": len(own.told),
            "waiting": len(own.waiting),
            "neighbours": len(others),
            "usual_days": time.day,
            "usual_days_low": time.low,
            "usual_days_high": time.high,
            "waited_days": waited,
        },
        series=series,
        effect=effect,
        certainty=certainty,
        stake=stake_of(here),
    )
