"""`intermediary`: a body that is not the state's own carries contacts of a state and a party."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from interparty_shared.domain.contacts import PARTY_KINDS
from interparty_shared.domain.duties import Step
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.patterns.history import (
    History,
    Met,
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
    newly,
    rounded,
    stake_of,
    weekly,
)

NAME: Final = "intermediary"

CARRIERS: Final = frozenset({"party_foundation", "front_organisation"})
"""Kinds of bodies that act beside their state or its parties; contacts of all others are direct."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What it can be told.

    `window`: weeks that are looked at; `carried`: engagements that one body carried in them, at least;
    `share`: of all engagements of the state and the party in them, how many these are, at least; `before`:
    weeks before in which it did not carry so many, so that it is new; 0: it need not be.
    """

    window: int = 52
    carried: int = 3
    share: float = 0.5
    before: int = 104

    def __post_init__(self) -> None:
        if self.window < 1 or self.carried < 1 or self.before < 0:
            raise ValueError("window and carried are 1 or more, before is 0 or more")
        if not 0.0 < self.share <= 1.0:
            raise ValueError("share lies above 0, and is 1 at most")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week."""
        return self.window + self.before


class _Third(NamedTuple):
    """An engagement of bodies of three countries: which, and who (by key) brought the others together."""

    countries: frozenset[str]
    givers: frozenset[str]


def _thirds(history: History) -> Mapping[Ref, _Third]:
    """Return the engagements in which a body of one country may have brought two others together.

    Only where nobody of a fourth country took part: a conference carries no contact of two of its guests.
    """
    by_ref: dict[Ref, list[Met]] = defaultdict(list)
    for one in history.met:
        by_ref[one.contact.ref].append(one)
    found = {}
    for ref, some in by_ref.items():
        countries = frozenset(party.country for one in some for party in (one.a, one.b))
        givers = frozenset(view.home.key for one in some for view in one.views if view.home_gives)
        if len(countries) == 3 and givers:
            found[ref] = _Third(countries, givers)
    return found


def belongs(rule: Rule, met: Met, thirds: Mapping[Ref, _Third]) -> Iterator[tuple[Subject, View]]:
    """Give the subjects of a contact: the party at home, and the state whose contact with it this is.

    With a body of a third country that is the state of which it brought somebody, too.
    """
    for view in met.views:
        if view.home.kind not in PARTY_KINDS or not rule.sees(view):
            continue
        yield (view.home.key, view.away.country), view
        third = thirds.get(view.contact.ref)
        if third is not None and view.away.key in third.givers:
            for state in sorted(third.countries - {view.home.country, view.away.country}):
                yield (view.home.key, state), view


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the bodies that carry most contacts of a state and a party, and did so this week."""
    p: Parameters = rule.parameters
    known: list[Mapping[Ref, _Third]] = []

    def mine(met: Met) -> Iterable[tuple[Subject, View]]:
        if not known:
            known.append(_thirds(history))
        return belongs(rule, met, known[0])

    first = week - p.window + 1
    for subject, timeline, lately in active(history.timelines(rule, mine), week, week):
        state = subject[1]
        here = timeline.within(first, week)
        every = engagements(here)
        before = timeline.within(first - p.before, first - 1) if p.before else ()
        for key in sorted({one.away.key for one in lately if _carries(one, state)}):
            carried = _by(key, here)
            number = engagements(carried)
            if number < p.carried or number < p.share * every:
                continue
            was = engagements(_by(key, before))
            if p.before and was >= p.carried:
                continue
            yield _finding(rule, week, history, subject, timeline, here, carried, was)


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    said = [
        f"Within {counted(p.window, 'week')}, one body carries {counted(p.carried, 'engagement')} or more"
        f" of a state's with a party of another, and {p.share:.0%} or more of all that they have.",
        "A body carries a contact that is a foundation or a front of the state; or one of a third country"
        " that hosts, organises or pays, where nobody of a fourth took part.",
    ]
    if p.before:
        said.append(f"In the {p.before} weeks before, it carried fewer.")
    return said


def _carries(view: View, state: str) -> bool:
    return view.away.country != state or view.away.kind in CARRIERS


def _by(key: str, views: Sequence[View]) -> list[View]:
    return [one for one in views if one.away.key == key]


def _finding(
    rule: Rule,
    week: int,
    history: History,
    subject: Subject,
    timeline: Timeline,
    here: Sequence[View],
    carried: Sequence[View],
    before: int,
) -> Finding:
    p: Parameters = rule.parameters
    state, number, every = history.country(subject[1]), engagements(carried), engagements(here)
    direct = engagements([one for one in here if not _carries(one, subject[1])])
    last, recorded = carried[-1], history.recorded(week, p.window, p.before)
    start, end = days_of(week - p.window + 1, week)
    of_third = last.away.country != subject[1]
    where = f" of {history.country(last.away.country)}" if of_third else ""
    summary = (
        f"{last.away.name}{where} carried {number:,} of {counted(every, 'engagement')} of {state} with"
        f" {last.home.name} from {start} to {end}; {direct:,} were with bodies of the state itself"
    )
    if p.before:
        summary += f"; in the {recorded} weeks on record before, it carried {before:,}"
    effect: Level = 0 if number < 2 * p.carried else 1 if number < 4 * p.carried else 2
    return Finding(
        subject=(*subject, last.away.key),
        home=last.home,
        away=last.away,
        week=week,
        window=(start, end),
        counted=tuple(carried),
        summary=summary + ".",
        steps=(
            Step(
                "counted",
                f"{counted(number, 'engagement')} carried, {direct:,} direct, {every:,} in all.",
                "recorded",
                {"carried": number, "direct": direct, "all": every},
            ),
            Step(
                "carried",
                f"It is of a third country, and brought people of {state} and of the party together."
                if of_third
                else f"It is of {state}, and by its kind ({(last.away.kind or '').replace('_', ' ')})"
                " no body of the state.",
                "inferred",
                {"kind": last.away.kind, "country": last.away.country},
            ),
        ),
        undone=(
            f"It goes away if fewer than {p.carried} of these engagements stand, if more direct ones become"
            " known, or if reference data comes to say otherwise what kind of body it is."
        ),
        numbers={
            "carried": number,
            "direct": direct,
            "all": every,
            "share": rounded(number / every),
            "carried_before": before,
            "weeks_before": recorded,
        },
        series=weekly(_by(last.away.key, timeline.views), week - p.memory + 1, week, step=4),
        effect=effect,
        certainty=newly(1 if of_third else 2, recorded, p.before),
        stake=stake_of(carried),
    )
