"""Thresholds on what adds up: what one payer gave, or one source in a calendar year.

What is added up follows from the facts alone: the engagements of the year that ended before this one,
or on the same day and under a lesser reference, and this one. So whichever was reported first, the
duty falls on the one by which the threshold is crossed, and on those after it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from interparty_shared.domain import identity, names
from interparty_shared.domain.adding import Adding, earlier
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.findings import Finding, fact_of
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.money import Money
from interparty_shared.domain.paying import beside_holder, payers_of
from interparty_shared.domain.regimes import Threshold


class _Sum(NamedTuple):
    """What a source gave before this engagement, and with it, in the threshold's currency.

    What is not known to have been for the holder as one who is bound, or not recorded, is in `most` alone.
    """

    payer: Actor
    before: Decimal
    after: Decimal
    most: Decimal | None
    """What it can be at most, with this engagement; None: no bound is known."""
    adds: bool
    """Whether this engagement adds anything, or may."""


class _Gift(NamedTuple):
    """What somebody got of a payer for an engagement: at least, and at most (None: no bound is known)."""

    least: Decimal
    most: Decimal | None


def above(value: Money, limit: Threshold) -> bool:
    """Return whether an amount in the threshold's currency reaches it."""
    return _reaches(value.amount, limit)


def worth(
    engagement: Engagement,
    holder: Actor,
    payers: Sequence[Actor],
    limit: Threshold,
    beside: Sequence[Adding],
    said: Mapping[str, Any],
) -> Finding:
    """Return whether what one of the payers gave the holder reaches a threshold on such a sum.

    `payers` are those on record but for the holder, who is no source of what he or she paid; there are
    none, where nobody else paid.
    """
    sign = "at least" if limit.inclusive else "more than"
    yearly = limit.per == "source_year"
    scope = "from one source in a calendar year" if yearly else "from one payer"
    asked = f"The duty begins at {sign} {limit.amount} {limit.currency} {scope}"
    if not payers:
        if payers_of(engagement):
            return Finding("threshold", False, f"{asked}; nobody but the holder paid.", said)
        text = f"{asked}; nobody is recorded as having paid."
        return Finding("threshold", None, text, said, "payer")
    year = engagement.occurred.end.year
    before = earlier(engagement, beside) if yearly else []
    before = [one for one in before if one.engagement.occurred.end.year == year]
    found = [_sum(payer, holder, engagement, before, limit) for payer in payers]
    for one in found:
        if _crosses(one, limit) is True:
            text = f"{one.payer.name} gave {one.after:,} {limit.currency}"
            text += f" in {year}, this included." if yearly else "."
            given = {**said, "value": f"{one.after} {limit.currency}", "payer": one.payer.name}
            return Finding("threshold", True, f"{asked}; {text}", given)
    doubtful = next((one for one in found if _crosses(one, limit) is None), None)
    if doubtful is not None:
        who = doubtful.payer.name
        text = f"{asked}; not all that {who} gave the holder is recorded in {limit.currency}."
        return Finding("threshold", None, text, said, fact=fact_of(who, "pays"))
    most = max(found, key=lambda one: one.after)
    text = f"{asked}; {most.payer.name} gave {most.after:,} {limit.currency}."
    return Finding("threshold", False, text, {**said, "value": f"{most.after} {limit.currency}"})


def _crosses(one: _Sum, limit: Threshold) -> Truth:
    if not one.adds:
        return False
    reached = _reaches(one.after, limit)
    certain = one.most == one.after
    if limit.multiples and limit.amount > 0 and (reached or not certain):
        further = one.after // limit.amount > one.before // limit.amount
        return further if certain else None
    if reached:
        # Of what is only perhaps too small to count it is not known whether it adds anything.
        return True if one.after > one.before or limit.counts_above is None else None
    if certain:
        return False
    return None if one.most is None or _reaches(one.most, limit) else False


def _reaches(amount: Decimal, limit: Threshold) -> bool:
    return amount > limit.amount or (limit.inclusive and amount == limit.amount)


def _sum(
    payer: Actor,
    holder: Actor,
    engagement: Engagement,
    before: Iterable[Adding],
    limit: Threshold,
) -> _Sum:
    past = Decimal(0)
    at_most: Decimal | None = past
    for one in before:
        for other in payers_of(one.engagement):
            if _same(payer, other):
                gift = _counted(_gift(one.engagement, holder, other, limit), limit)
                past += gift.least if one.certain else Decimal(0)
                at_most = _added(at_most, gift.most)
    this = _counted(_gift(engagement, holder, payer, limit), limit)
    return _Sum(
        payer=payer,
        before=past,
        after=past + this.least,
        most=_added(at_most, this.most),
        adds=limit.counts_above is None or this.most is None or this.most > 0,
    )


def _added(sum_: Decimal | None, more: Decimal | None) -> Decimal | None:
    return None if sum_ is None or more is None else sum_ + more


def _counted(gift: _Gift, limit: Threshold) -> _Gift:
    """Return what a gift adds to a sum: nothing, where it is too small to count."""
    if limit.counts_above is None:
        return gift
    least = gift.least if gift.least > limit.counts_above else Decimal(0)
    if gift.most is None:
        return _Gift(least, None)
    return _Gift(least, gift.most if gift.most > limit.counts_above else Decimal(0))


def _gift(engagement: Engagement, holder: Actor, payer: Actor, limit: Threshold) -> _Gift:
    """Return what the holder got of a payer; of what was for several people, how much is not known."""
    given = payer.pays or (engagement.value if len(payers_of(engagement)) == 1 else None)
    if given is None or given.currency != limit.currency:
        return _Gift(Decimal(0), None)
    shared = beside_holder(engagement, holder)
    return _Gift(Decimal(0) if shared else given.amount, given.amount)


def _same(one: Actor, other: Actor) -> bool:
    if one is other or identity.actor_key(one) == identity.actor_key(other):
        return True
    if one.country and other.country and one.country != other.country:
        return False
    return names.similarity(one.name, other.name) >= names.SAME
