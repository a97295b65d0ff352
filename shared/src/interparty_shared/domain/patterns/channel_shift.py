"""`channel_shift`: the contacts of two countries move from official channels to those of parties."""

from collections.abc import Iterable, Iterator
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

NAME: Final = "channel_shift"


@dataclass(frozen=True, slots=True)
class Parameters(Shares):
    """What it can be told.

    Occasions are of both layers; `least_party`: those of parties in the window, at least.
    """

    least_party: int = 5


class _Shift(NamedTuple):
    """Occasions of parties and of governments, in the window and before; `p`: were the shares the same."""

    party: int
    official: int
    party_before: int
    official_before: int
    p: float


def belongs(rule: Rule, met: Met) -> Iterator[tuple[Subject, View]]:
    """Give the subject of a contact: two countries, and the layer; what is of neither layer is left out."""
    if met.contact.layer == "other":
        return
    view = next((one for one in met.views if rule.sees(one)), None)
    if view is not None:
        yield (view.home.country, view.away.country, met.contact.layer), view


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the two countries whose contacts shifted, at the rule's level."""
    p: Parameters = rule.parameters

    def mine(met: Met) -> Iterable[tuple[Subject, View]]:
        return belongs(rule, met)

    pairs = of_countries(history.timelines(rule, mine))
    weighed = ((pair, _shift(layers, week, p)) for pair, layers in pairs.items())
    for pair, shift, kept in discovered(p, weighed, lambda one: one.party >= p.least_party):
        yield _finding(rule, history, week, pair, pairs[pair], shift, kept)


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    return [
        f"Of two countries' contacts in {counted(p.window, 'week')}, a greater share is of parties, and a"
        f" smaller of governments, than in the {p.before} weeks before; of parties are"
        f" {counted(p.least_party, 'occasion')} or more.",
        f"Both spans hold {counted(p.least, 'occasion')} or more; engagements less than"
        f" {counted(p.apart, 'day')} apart are one.",
        f"Of all findings of a week a share of {p.level:.0%} may be false, over all pairs of countries.",
    ]


def _shift(layers: dict[str, Timeline], week: int, p: Parameters) -> _Shift | None:
    party, party_before = p.occasions(layers.get("party"), week)
    official, official_before = p.occasions(layers.get("official"), week)
    every, ever = party + official, party_before + official_before
    # Where one layer was never seen before, whoever collects may not have looked at it.
    if min(every, ever) < p.least or not party_before or not official_before:
        return None
    chance = at_least_of_sample(party, party + party_before, every, every + ever)
    return _Shift(party, official, party_before, official_before, chance)


def _finding(
    rule: Rule,
    history: History,
    week: int,
    pair: Subject,
    layers: dict[str, Timeline],
    shift: _Shift,
    kept: Discovery,
) -> Finding:
    p: Parameters = rule.parameters
    first = week - p.window + 1
    home, away = (Party(f"country:{one}", Actor(history.country(one), country=one)) for one in pair)
    views = tuple(layers["party"].within(first, week))
    every, ever = shift.party + shift.official, shift.party_before + shift.official_before
    share, before = shift.party / every, shift.party_before / ever
    start, end = days_of(first, week)
    summary = (
        f"Of {every:,} occasions on which {home.name} and {away.name} were in contact from {start} to"
        f" {end}, {shift.party:,} ({share:.0%}) were of parties; in the {p.before} weeks before,"
        f" {shift.party_before:,} of {ever:,} ({before:.0%})."
    )
    odds = (shift.party * shift.official_before) / max(1, shift.official * shift.party_before)
    effect: Level = 0 if odds < 3 else 1 if odds < 9 else 2
    return Finding(
        subject=pair,
        home=home,
        away=away,
        week=week,
        window=(start, end),
        counted=views,
        summary=summary,
        steps=(
            Step(
                "counted",
                f"{counted(shift.party, 'occasion')} of parties and {shift.official:,} of governments;"
                f" {shift.party_before:,} and {shift.official_before:,} before.",
                "recorded",
                {"party": shift.party, "official": shift.official},
            ),
            tested(p, shift.p, kept),
        ),
        undone=(
            "It goes away if fewer contacts of parties stand in these weeks, or if more official ones"
            " become known."
        ),
        numbers={
            "party": shift.party,
            "official": shift.official,
            "share": rounded(share),
            "party_before": shift.party_before,
            "official_before": shift.official_before,
            "share_before": rounded(before),
            "p": rounded(shift.p),
            "q": rounded(kept.q),
            "pairs": kept.tests,
        },
        series=stepped(layers["party"].occasions(p.apart), first - p.before, week, step=p.window),
        effect=effect,
        certainty=certainty(p, kept),
        stake=stake_of(views),
    )
