"""Is the contact one that the regime speaks of? With whom it was, and of which country they are."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from interparty_shared.domain import limbs, logic, paying
from interparty_shared.domain.countries import in_european_union
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.findings import Finding, fact_of
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.regimes import Limb, Regime

_ROLE_ORDER: Final = {"principal": 0, "funder": 0, "host": 1, "organiser": 2}


class Counterparts(NamedTuple):
    """Whom a holder met: all of them, those whom the regime speaks of, and what is said of these."""

    all: tuple[Actor, ...]
    accepted: tuple[Actor, ...]
    """The weightiest first. Where nobody is known to count, those who may."""
    said: Finding


def met(
    others: Sequence[Actor], engagement: Engagement, regime: Regime, home: frozenset[str]
) -> Counterparts | None:
    """Return whom somebody of that home met, or None where the regime speaks of none of them."""
    sure: list[Actor] = []
    open_to: list[Actor] = []
    for actor in others:
        first = logic.all_of(
            (_origin(actor, engagement, regime, home), _gave(actor, engagement, regime))
        )
        truth = (
            first if first is False else logic.all_of((first, _caught(actor, engagement, regime)))
        )
        if truth is not False:
            (sure if truth else open_to).append(actor)
    accepted = sorted(sure or open_to, key=lambda actor: _weight(actor, home))
    if not accepted:
        return None
    said = _finding(accepted[0], engagement, regime, home)
    return Counterparts(tuple(others), tuple(accepted), said)


def _origin(actor: Actor, engagement: Engagement, regime: Regime, home: frozenset[str]) -> Truth:
    match regime.counterpart.origin:
        case "any":
            return True
        case "third_country":
            if actor.country is None:
                return None
            return not in_european_union(actor.country, engagement.occurred.end)
        case "foreign":
            return None if actor.country is None else actor.country not in (regime.home or home)
        case "cross_border":
            # Contact crosses a border by who the other is, or by where they met.
            if actor.country is not None and actor.country not in home:
                return True
            if any(country not in home for country in engagement.countries):
                return True
            return False if engagement.countries else None


def _gave(actor: Actor, engagement: Engagement, regime: Regime) -> Truth:
    """Return whether the actor paid, where the rule is about those who did."""
    if not regime.counterpart.pays or paying.pays(actor):
        return True
    # A payer on record does not say that there was no other, but of no other is it said that he paid.
    return False if paying.payers_of(engagement) or actor.pays is not None else None


def _caught(actor: Actor, engagement: Engagement, regime: Regime) -> Truth:
    caught = _any(regime.counterpart.limbs, actor, engagement, regime)
    left_out = _any(regime.counterpart.but_not, actor, engagement, regime)
    meant = caught if regime.counterpart.limbs else True
    return logic.all_of((meant, logic.negated(left_out)))


def _any(found: Sequence[Limb], actor: Actor, engagement: Engagement, regime: Regime) -> Truth:
    return logic.any_of(
        limbs.catches(limb, actor, engagement.occurred, regime.id) for limb in found
    )


def _finding(actor: Actor, engagement: Engagement, regime: Regime, home: frozenset[str]) -> Finding:
    said: dict[str, Any] = {
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "role": actor.role,
    }
    if _origin(actor, engagement, regime, home) is None:
        if actor.country is None:
            text = f"The country of {actor.name} is not recorded."
            return Finding("counterpart", None, text, said, fact=fact_of(actor.name, "country"))
        text = f"{actor.name} is of the same country; where they met is not recorded."
        return Finding("counterpart", None, text, said, fact="place.country")
    if _gave(actor, engagement, regime) is None:
        text = "Nobody is recorded as having paid."
        return Finding("counterpart", None, text, said, fact="payer")
    meant, left_out = regime.counterpart.limbs, regime.counterpart.but_not
    found = Finding("counterpart", True, f"The counterpart is {actor.name}.", said)
    if meant:
        found = limbs.finding(meant, actor, engagement.occurred, regime.id, said)
    if found.truth is True and _any(left_out, actor, engagement, regime) is None:
        return limbs.finding(left_out, actor, engagement.occurred, regime.id, said)
    return found


def _weight(actor: Actor, home: frozenset[str]) -> tuple[int, int, int, str]:
    """Order counterparts: foreign before unknown before domestic, who pays before who hosts."""
    origin = 1 if actor.country is None else 2 if actor.country in home else 0
    role = _ROLE_ORDER.get(actor.role or "", 3)
    amount = -int(actor.pays.amount * 100) if actor.pays else 0
    first = paying.pays(actor) or actor.role == "principal"
    return (origin, 0 if first else 1 + role, amount, actor.name)
