"""Thresholds on what adds up: what one payer gave, or one source in a calendar year.

What is added up follows from the facts alone: the engagements of the year that ended before this one,
or on the same day and under a lesser reference, and this one. So whichever was reported first, the
duty falls on the one by which the threshold is crossed, and on those after it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from interparty_shared.domain import identity, names
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.findings import Finding, fact_of
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.money import Money
from interparty_shared.domain.paying import payers_of
from interparty_shared.domain.regimes import Threshold

_SAME: Final = 0.9


class _Sum(NamedTuple):
    """What a source gave before this engagement and with it, in the threshold's currency."""

    payer: Actor
    before: Decimal
    after: Decimal
    unknown: bool
    """Some of it is not recorded, or in another currency."""


def above(value: Money, limit: Threshold) -> bool:
    """Return whether an amount in the threshold's currency reaches it."""
    return _reaches(value.amount, limit)


def earlier(engagement: Engagement, beside: Iterable[Engagement]) -> list[Engagement]:
    """Return those of a holder's engagements that come before one, in an order that facts alone give."""
    mark = (engagement.occurred.end, engagement.ref)
    return [one for one in beside if (one.occurred.end, one.ref) < mark]


def worth(
    engagement: Engagement,
    payers: Sequence[Actor],
    limit: Threshold,
    beside: Sequence[Engagement],
    said: Mapping[str, Any],
) -> Finding:
    """Return whether what one of the payers gave reaches a threshold on such a sum."""
    sign = "at least" if limit.inclusive else "more than"
    yearly = limit.per == "source_year"
    scope = "from one source in a calendar year" if yearly else "from one payer"
    asked = f"The duty begins at {sign} {limit.amount} {limit.currency} {scope}"
    if not payers:
        return Finding(
            "threshold", None, f"{asked}; nobody is recorded as having paid.", said, "payer"
        )
    year = engagement.occurred.end.year
    before = earlier(engagement, beside) if yearly else []
    before = [one for one in before if one.occurred.end.year == year]
    found = [_sum(payer, engagement, payers, before, limit) for payer in payers]
    for one in found:
        if _crosses(one, limit) is True:
            text = f"{one.payer.name} gave {one.after:,} {limit.currency}"
            text += f" in {year}, this included." if yearly else "."
            given = {**said, "value": f"{one.after} {limit.currency}", "payer": one.payer.name}
            return Finding("threshold", True, f"{asked}; {text}", given)
    doubtful = next((one for one in found if _crosses(one, limit) is None), None)
    if doubtful is not None:
        who = doubtful.payer.name
        text = f"{asked}; not all that {who} gave is recorded in {limit.currency}."
        return Finding("threshold", None, text, said, fact=fact_of(who, "pays"))
    most = max(found, key=lambda one: one.after)
    text = f"{asked}; {most.payer.name} gave {most.after:,} {limit.currency}."
    return Finding("threshold", False, text, {**said, "value": f"{most.after} {limit.currency}"})


def _crosses(one: _Sum, limit: Threshold) -> Truth:
    reached = _reaches(one.after, limit)
    if limit.counts_above is not None and one.after == one.before:
        reached = False  # this engagement adds nothing
    if limit.multiples and reached and limit.amount > 0:
        reached = one.after // limit.amount > one.before // limit.amount
    return None if one.unknown and not reached else reached


def _reaches(amount: Decimal, limit: Threshold) -> bool:
    return amount > limit.amount or (limit.inclusive and amount == limit.amount)


def _sum(
    payer: Actor,
    engagement: Engagement,
    payers: Sequence[Actor],
    before: Iterable[Engagement],
    limit: Threshold,
) -> _Sum:
    past, unknown = Decimal(0), False
    for one in before:
        theirs = payers_of(one)
        for other in theirs:
            if _same(payer, other):
                amount = _share(one, other, theirs, limit)
                unknown = unknown or amount is None
                past += _counted(amount, limit)
    amount = _share(engagement, payer, payers, limit)
    after = past + _counted(amount, limit)
    if limit.counts_above is not None and amount is not None and after == past:
        unknown = False  # it adds nothing to the sum, whatever that is
    return _Sum(payer, past, after, unknown or amount is None)


def _counted(amount: Decimal | None, limit: Threshold) -> Decimal:
    """Return what an amount adds to a sum: nothing, where it is unknown or too small to count."""
    if amount is None or (limit.counts_above is not None and amount <= limit.counts_above):
        return Decimal(0)
    return amount


def _share(
    engagement: Engagement, payer: Actor, payers: Sequence[Actor], limit: Threshold
) -> Decimal | None:
    """Return what a payer gave for an engagement, or None where that is not known."""
    given = payer.pays or (engagement.value if len(payers) == 1 else None)
    if given is None or given.currency != limit.currency:
        return None
    return given.amount


def _same(one: Actor, other: Actor) -> bool:
    if one is other or identity.actor_key(one) == identity.actor_key(other):
        return True
    if one.country and other.country and one.country != other.country:
        return False
    return names.similarity(one.name, other.name) >= _SAME
