"""Which other engagements of a holder add up with one: to a sum of the year, to a number of contacts.

What adds is what the rule speaks of: an engagement of one of its channels, in which the holder took part
as somebody whom it binds, or may bind. What a member of a legislature gave, hosted or was given as
somebody else's guest through another channel is of no concern to a rule on what members are given.
"""

from collections.abc import Iterable
from typing import NamedTuple

from interparty_shared.domain import holders, names
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.regimes import Regime


class Adding(NamedTuple):
    """Another engagement of the holder."""

    engagement: Engagement
    certain: bool
    """Whether the rule bound the holder there; else it may have."""


def adding_for(engagement: Engagement, regime: Regime) -> list[tuple[Actor, Truth]]:
    """Return those for whom an engagement adds to what a rule counts, and whether it surely binds them."""
    if engagement.channel not in regime.channels:
        return []
    answers = (
        (one, holders.may_be_bound(one, regime, engagement.channel))
        for one in engagement.participants
    )
    return [(one, truth) for one, truth in answers if truth is not False]


def own(beside: Iterable[Engagement], holder: Actor, regime: Regime) -> list[Adding]:
    """Return those of some engagements that add up for a holder, by identifier or name to the letter."""
    found = []
    for one in beside:
        truths = [truth for actor, truth in adding_for(one, regime) if same(actor, holder)]
        if truths:
            found.append(Adding(one, True in truths))
    return found


def earlier(engagement: Engagement, beside: Iterable[Adding]) -> list[Adding]:
    """Return those that come before an engagement, in an order that facts alone give."""
    mark = (engagement.occurred.end, engagement.ref)
    return [one for one in beside if (one.engagement.occurred.end, one.engagement.ref) < mark]


def same(actor: Actor, holder: Actor) -> bool:
    """Return whether two are one by what both say: identifiers, or the name to the letter and country."""
    theirs = dict(actor.ids)
    shared = [theirs[scheme] == value for scheme, value in holder.ids if scheme in theirs]
    if shared:
        return all(shared)
    return names.key(actor.name) == names.key(holder.name) and actor.country == holder.country
