"""What an engagement would oblige to, whether or not it has taken place, and what to ask first.

No register is looked into and nothing is kept: the facts, the rules and the day are all there is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from interparty_shared.domain import obligations, regimes
from interparty_shared.domain.facts import Engagement, Ref
from interparty_shared.domain.obligations import Obligation
from interparty_shared.domain.posted import engagement_of
from interparty_shared.domain.regimes import Regime


class Wanted(NamedTuple):
    """A fact that is not known, and what hangs on it."""

    fact: str
    """Its path in the engagement, as the obligations name it."""
    obligations: int
    """How many obligations ask for it."""
    regimes: tuple[str, ...]


def posed(
    ref: Ref, data: Mapping[str, Any], beside: Iterable[Mapping[str, Any]]
) -> list[Engagement]:
    """Return the engagement that is asked about, and after it those beside it.

    These are taken to come before it where they end on the same day.
    """
    others = (engagement_of(Ref("", str(at)), one) for at, one in enumerate(beside))
    return [engagement_of(ref, data), *others]


def owed(
    engagement: Engagement,
    packs: Iterable[Regime],
    *,
    beside: Sequence[Engagement] = (),
    today: date,
) -> list[Obligation]:
    """Return the obligations that an engagement brings under the rules in force on its last day.

    `beside` are other engagements of those who take part, for rules on sums and frequencies. Nothing is
    `missing` here, because no copy of a register is taken for complete.
    """
    return [
        obligation
        for regime in regimes.in_force(packs, engagement.occurred.end)
        for obligation in obligations.assess(
            engagement, regime, records=(), syncs=(), today=today, beside=beside
        )
    ]


def wanted(found: Sequence[Obligation]) -> list[Wanted]:
    """Return the facts that obligations ask for, those first on which most of them hang.

    Among equals, one that is all that is missing to more of them goes first, then the order of names.
    """
    asked = Counter(fact for one in found for fact in one.missing_facts)
    alone = Counter(one.missing_facts[0] for one in found if len(one.missing_facts) == 1)
    return [
        Wanted(
            fact,
            asked[fact],
            tuple(sorted({one.regime.id for one in found if fact in one.missing_facts})),
        )
        for fact in sorted(asked, key=lambda fact: (-asked[fact], -alone[fact], fact))
    ]
