"""Is the contact one that the regime speaks of? With whom it was, and of which country they are."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from interparty_shared.domain import logic, payments
from interparty_shared.domain.countries import in_european_union
from interparty_shared.domain.facts import Actor, Engagement, held
from interparty_shared.domain.findings import Finding, fact_of
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.regimes import Regime

_MAY_BE_STATE: Final = frozenset({"party_organ", "front_organisation"})
_STATE_OFFICES: Final = frozenset({"head_of_state", "head_of_government", "minister", "diplomat"})


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
        truth = _counts(actor, engagement, regime, home)
        if truth is not False:
            (sure if truth else open_to).append(actor)
    accepted = sorted(sure or open_to, key=lambda actor: _weight(actor, home))
    if not accepted:
        return None
    said = _finding(accepted[0], engagement, regime, home)
    return Counterparts(tuple(others), tuple(accepted), said)


def _counts(actor: Actor, engagement: Engagement, regime: Regime, home: frozenset[str]) -> Truth:
    return logic.all_of(
        (_foreign(actor, engagement, regime, home), _of_kind(actor, engagement, regime))
    )


def _foreign(actor: Actor, engagement: Engagement, regime: Regime, home: frozenset[str]) -> Truth:
    if regime.counterpart.origin == "third_country":
        if actor.country is None:
            return None
        return not in_european_union(actor.country, engagement.occurred.end)
    # Contact crosses a border by who the other is, or by where they met.
    if actor.country is not None and actor.country not in home:
        return True
    if any(country not in home for country in engagement.countries):
        return True
    return False if engagement.countries else None


def _of_kind(actor: Actor, engagement: Engagement, regime: Regime) -> Truth:
    test = regime.counterpart
    if test.kinds is None:
        return True
    truth = logic.within(actor.kind, test.kinds)
    if truth is not False or not test.state_linked:
        return truth
    if actor.kind in _MAY_BE_STATE:
        # A party-state's organ is party *and* state: which, on that day, is for reference data to say.
        if actor.state_linked is None:
            return None
        return held(actor.state_linked, engagement.occurred.end)
    if actor.kind == "politician" and actor.office in _STATE_OFFICES:
        # Somebody in an office of state may have come for the party: for whom is to be recorded.
        return None if actor.of is None else logic.within(actor.of.kind, test.kinds)
    return False


def _finding(actor: Actor, engagement: Engagement, regime: Regime, home: frozenset[str]) -> Finding:
    said: dict[str, Any] = {
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "role": actor.role,
    }
    if _foreign(actor, engagement, regime, home) is None:
        if actor.country is None:
            text = f"The country of {actor.name} is not recorded."
            return Finding("counterpart", None, text, said, fact=fact_of(actor.name, "country"))
        text = f"{actor.name} is of the same country; where they met is not recorded."
        return Finding("counterpart", None, text, said, fact="place.country")
    truth = _of_kind(actor, engagement, regime)
    if regime.counterpart.kinds is None:
        return Finding("counterpart", truth, f"The counterpart is {actor.name}.", said)
    if actor.kind in _MAY_BE_STATE:
        return _of_state(actor, truth, said)
    if truth is None and actor.kind == "politician":
        text = f"For whom {actor.name} spoke is not recorded."
        return Finding("counterpart", None, text, said, fact=fact_of(actor.name, "of"))
    text = f"The counterpart {actor.name} is of kind {actor.kind or 'not recorded'}."
    fact = fact_of(actor.name, "kind") if truth is None else None
    return Finding("counterpart", truth, text, said, fact=fact)


def _of_state(actor: Actor, truth: Truth, said: Mapping[str, Any]) -> Finding:
    if truth is None:
        text = f"Whether {actor.name} was an organ of its state is not recorded."
        return Finding("counterpart", None, text, said, fact=fact_of(actor.name, "state_linked"))
    text = f"{actor.name} was {'' if truth else 'not '}an organ of its state on that day."
    return Finding("counterpart", truth, text, said)


def _weight(actor: Actor, home: frozenset[str]) -> tuple[int, int, int, str]:
    """Order counterparts: foreign before unknown before domestic, who pays before who hosts."""
    origin = 1 if actor.country is None else 2 if actor.country in home else 0
    role = {"funder": 0, "host": 1, "organiser": 2}.get(actor.role or "", 3)
    amount = -int(actor.pays.amount * 100) if actor.pays else 0
    return (origin, 0 if payments.pays(actor) else 1 + role, amount, actor.name)
