"""What it was worth and who paid: does the value reach the threshold from which the duty begins?

A value is that of one engagement, of what one payer gave for it, or of what one source gave the holder
in a calendar year: then the other engagements of the holder count, up to and with this one.
"""

from collections.abc import Sequence
from typing import Any

from interparty_shared.domain import exemptions, paying, sums
from interparty_shared.domain.adding import Adding
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.findings import Finding
from interparty_shared.domain.money import Money, total
from interparty_shared.domain.regimes import Regime, Threshold
from interparty_shared.domain.sums import above


def worth(
    engagement: Engagement,
    payers: Sequence[Actor],
    regime: Regime,
    holder: Actor,
    beside: Sequence[Adding] = (),
) -> Finding | None:
    """Return whether the engagement was worth enough; None where the regime has no threshold.

    `beside` are the holder's other engagements that add up, for thresholds on a sum.
    """
    limit = regime.threshold_on(engagement.occurred.end)
    if limit is None:
        return None
    said: dict[str, Any] = {
        "threshold": str(limit.amount),
        "currency": limit.currency,
        "inclusive": limit.inclusive,
    }
    if limit.per != "engagement":
        others = [payer for payer in payers if exemptions.is_holder(payer, holder) is not True]
        return sums.worth(engagement, holder, others, limit, beside, said)
    sign = "at least" if limit.inclusive else "more than"
    value = _value(engagement.value, payers, limit)
    if value is None:
        text = f"The duty begins at {sign} {limit.amount} {limit.currency}; no value is recorded."
        return Finding("threshold", None, text, said, fact="value")
    said["value"] = str(value)
    if value.currency != limit.currency:
        text = f"{value} is not compared with {limit.amount} {limit.currency}: no rate is recorded."
        return Finding("threshold", None, text, said, fact=f"value in {limit.currency}")
    over = above(value, limit)
    shared_by = 1 + len(paying.beside_holder(engagement, holder))
    if over and shared_by > 1:
        text = f"{value} was for {shared_by} people; the share of {holder.name} is not recorded."
        return Finding("threshold", None, text, said, fact=f"value for {holder.name}")
    text = f"{value} is {'' if over else 'not '}{sign} {limit.amount} {limit.currency}."
    return Finding("threshold", over, text, said)


def _value(stated: Money | None, payers: Sequence[Actor], limit: Threshold) -> Money | None:
    """Return the total: as stated, or as the payers' shares add up to.

    Where some shares are not known, those that are may be enough by themselves.
    """
    if stated is not None and stated.currency == limit.currency:
        return stated
    shares = [actor.pays for actor in payers if actor.pays is not None]
    known = total(shares)
    if known is None or known.currency != limit.currency:
        return stated
    return known if len(shares) == len(payers) or above(known, limit) else stated
