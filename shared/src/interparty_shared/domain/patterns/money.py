"""`money`: what one foreign body paid within a period, against a threshold and what it paid before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from interparty_shared.domain.duties import Step
from interparty_shared.domain.facts import Actor, Ref
from interparty_shared.domain.money import Money
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
    homes,
    newly,
    weekly,
)

NAME: Final = "money"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What it can be told.

    `of`: whose payments are added up: of a body to all of a country (`country`), or to one recipient there
    (`recipient`: those that went to several at once are nobody's share, and left out); `window`: weeks;
    `payments`: at least; `thresholds`: by currency (ISO 4217), the sum from which on it is found, in whole
    units; other currencies are left out, for no rate of exchange is a fact; `times`: how many times what
    was paid in a window on average in the `before` weeks before, at least.
    """

    thresholds: Mapping[str, int] = field(default_factory=dict, hash=False)
    of: Literal["country", "recipient"] = "country"
    window: int = 52
    payments: int = 2
    before: int = 104
    times: float = 2.0

    def __post_init__(self) -> None:
        if not self.thresholds or min(self.thresholds.values()) < 1:
            raise ValueError("thresholds has a currency at least, and whole amounts above 0")
        if self.window < 1 or self.payments < 1 or self.before < 0 or self.times < 0:
            raise ValueError("window and payments are 1 or more, before and times 0 or more")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week."""
        return self.window + self.before


def belongs(
    rule: Rule, met: Met, recipients: Mapping[tuple[Ref, str], int]
) -> Iterator[tuple[Subject, View]]:
    """Give the subjects of a payment: who paid, to whom or to which country, in what."""
    p: Parameters = rule.parameters
    one = met.contact
    if one.value is None or one.paid_by is None or one.value.currency not in p.thresholds:
        return
    view = met.seen_from("b" if one.paid_by == "a" else "a")
    if not rule.sees(view):
        return
    if p.of == "country":
        yield (view.away.key, f"country:{view.home.country}", one.value.currency), view
    elif recipients[one.ref, view.away.key] == 1:
        yield (view.away.key, view.home.key, one.value.currency), view


def _recipients(history: History) -> Mapping[tuple[Ref, str], int]:
    """Return how many bodies each engagement's payers paid for."""
    found: dict[tuple[Ref, str], set[str]] = defaultdict(set)
    for one in history.met:
        if one.contact.paid_by is not None:
            payer, paid = (one.a, one.b) if one.contact.paid_by == "a" else (one.b, one.a)
            found[one.contact.ref, payer.key].add(paid.key)
    return {key: len(paid) for key, paid in found.items()}


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the payers who reach a threshold, and paid this week."""
    p: Parameters = rule.parameters
    known: list[Mapping[tuple[Ref, str], int]] = []

    def mine(met: Met) -> Iterable[tuple[Subject, View]]:
        if not known:
            known.append(_recipients(history) if p.of == "recipient" else {})
        return belongs(rule, met, known[0])

    first = week - p.window + 1
    for subject, timeline, _ in active(history.timelines(rule, mine), week, week):
        here = timeline.within(first, week)
        paid = _paid(here)
        if len(paid) < p.payments or sum(paid.values()) < p.thresholds[subject[2]]:
            continue
        weeks = history.recorded(week, p.window, p.before)
        was = sum(_paid(timeline.within(first - p.before, first - 1)).values(), Decimal(0))
        usual = was * p.window / weeks if weeks > 0 else Decimal(0)
        if sum(paid.values()) < Decimal(str(p.times)) * usual:
            continue
        yield _finding(rule, week, history, subject, timeline, here, usual, weeks)


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    sums = ", ".join(f"{amount:,} {currency}" for currency, amount in sorted(p.thresholds.items()))
    to = "bodies of one country" if p.of == "country" else "one recipient"
    said = [
        f"Within {counted(p.window, 'week')}, one foreign body pays {to} {sums} or more, in"
        f" {counted(p.payments, 'engagement')} or more. Currencies are not converted.",
        "Counted is what it is said to have paid; or the whole value, where it alone funded, hosted or"
        " organised. What several paid together is nobody's.",
    ]
    if p.before and p.times:
        said.append(
            f"It is {p.times:g} times or more what it paid on average in so long, in the {p.before} weeks"
            " before, as far as they are on record."
        )
    return said


def _paid(views: Sequence[View]) -> Mapping[Ref, Decimal]:
    """Return what was paid in each engagement: once, however many took part."""
    return {one.contact.ref: one.contact.value.amount for one in views if one.contact.value}


def _finding(
    rule: Rule,
    week: int,
    history: History,
    subject: Subject,
    timeline: Timeline,
    here: Sequence[View],
    usual: Decimal,
    weeks: int,
) -> Finding:
    p: Parameters = rule.parameters
    paid = _paid(here)
    whole, threshold = sum(paid.values(), Decimal(0)), p.thresholds[subject[2]]
    last = here[-1]
    home = last.home
    if p.of == "country":
        name = history.country(home.country)
        home = Party(f"country:{home.country}", Actor(name, country=home.country))
    start, end = days_of(week - p.window + 1, week)
    usually = Money(usual.quantize(Decimal("0.01")), subject[2])
    paid_for = f"{homes(here)} of {home.name}" if p.of == "country" else homes(here)
    summary = (
        f"{last.away.name} paid {Money(whole, subject[2])} in {counted(len(paid), 'engagement')} with"
        f" {paid_for} from {start} to {end}"
    )
    if weeks:
        summary += f"; in the {weeks} weeks on record before, {usually} in so long on average"
    ratio = whole / threshold
    effect: Level = 0 if ratio < 2 else 1 if ratio < 5 else 2
    return Finding(
        subject=subject,
        home=home,
        away=last.away,
        week=week,
        window=(start, end),
        counted=tuple(here),
        summary=summary + ".",
        steps=(
            Step(
                "counted",
                f"{Money(whole, subject[2])} in {counted(len(paid), 'engagement')}.",
                "recorded",
                {"sum": str(whole), "currency": subject[2], "payments": len(paid)},
            ),
            Step(
                "threshold",
                f"The rule asks for {Money(Decimal(threshold), subject[2])} or more.",
                "recorded",
                {"threshold": threshold, "usual": str(usually.amount)},
            ),
        ),
        undone=(
            "It goes away if fewer of these payments stand, if their sum falls below the threshold, or if"
            " it becomes known that as much was paid before."
        ),
        numbers={
            "sum": str(whole),
            "currency": subject[2],
            "payments": len(paid),
            "threshold": threshold,
            "usual": str(usually.amount),
            "weeks_before": weeks,
        },
        series=weekly(timeline.views, week - p.memory + 1, week, step=p.window),
        effect=effect,
        certainty=newly(
            2 if all(one.contact.reports for one in here) else 1, weeks, p.before if p.times else 0
        ),
        stake=2,
    )
