"""The cases in which the duty does not arise: by who paid, who took part, and what was done.

"Wholly" is taken at its word: every payer must be exempt, and one who is not defeats the exemption.
Who paid is a fact like any other: where it is not known, nor is whether an exemption holds.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from interparty_shared.domain import identity, logic, names
from interparty_shared.domain.facts import Actor, Disclosure, Engagement
from interparty_shared.domain.findings import Finding, fact_of
from interparty_shared.domain.limbs import PARTY_KINDS
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.money import Money, total
from interparty_shared.domain.regimes import Exemption, Regime
from interparty_shared.domain.words import BODY_KINDS

_PARTY_KINDS: Final = frozenset({None, "party", "party_organ", "youth_wing", "other"})
_STATE_KINDS: Final = frozenset({"government", "legislature", "state_organ", "embassy"})
_SPEAKS_FOR: Final = {
    "party_leader": frozenset({"party"}),
    "party_official": frozenset({"party"}),
    "diplomat": frozenset({"embassy"}),
    # Somebody in an office of state may have come for the party.
    "head_of_state": frozenset({"government", "party"}),
    "head_of_government": frozenset({"government", "party"}),
    "minister": frozenset({"government", "party"}),
    "local_official": frozenset({"government", "party"}),
    "member_of_parliament": frozenset({"legislature", "party"}),
}
"""For what kinds of bodies somebody in an office may speak, where no body is recorded."""
_MAYBE_SAME: Final = 0.6
_NEARLY: Final = 0.85
"""From this likeness on two names may be of one person: "T. Member", "Thomas Member"."""


def exempted(
    engagement: Engagement,
    payers: Sequence[Actor],
    regime: Regime,
    holder: Actor,
    counterparts: Sequence[Actor],
) -> tuple[Exemption | None, Finding | None]:
    """Return the exemption that holds, or the doubt whether one does."""
    for one in regime.exemptions:
        if not one.when.startswith("wholly_") and _holds(one, engagement, holder, counterparts):
            return one, None
    met, unsure = _by_kinds(regime, counterparts)
    if met is not None:
        return met, None
    paid, doubt = _by_payers(engagement, payers, regime, holder)
    return paid, None if paid else doubt or unsure


def not_examined(regime: Regime) -> list[Exemption]:
    """Return the exemptions that rest on what nobody reports, so that no event can say them."""
    return [one for one in regime.exemptions if one.when == "not_recorded"]


def _holds(
    one: Exemption, engagement: Engagement, holder: Actor, counterparts: Sequence[Actor]
) -> bool:
    match one.when:
        case "holder_office":
            return holder.office in one.words
        case "holder_listed":
            return _listed(holder, one)
        case "counterpart_office":
            return all(actor.office in one.words for actor in counterparts)
        case "activity":
            done = engagement.arrangement.activities if engagement.arrangement else None
            return done is not None and bool(done) and done <= one.words
        case _:
            return False


def _by_kinds(
    regime: Regime, counterparts: Sequence[Actor]
) -> tuple[Exemption | None, Finding | None]:
    """Return the exemption for contacts with such kinds; with some of each, all that it takes.

    One counterpart of another kind defeats it; where it is not recorded what somebody is, or for whom
    a politician spoke, neither is whether it holds.
    """
    used = [one for one in regime.exemptions if one.when == "counterpart_kinds"]
    exempt = frozenset[str]().union(*(one.words for one in used))
    doubtful: Actor | None = None
    met: set[str] = set()
    for actor in counterparts if used else ():
        kinds = _kinds(actor, exempt)
        if kinds is not None and kinds.isdisjoint(exempt):
            return None, None
        if kinds is None or not kinds <= exempt:
            doubtful = doubtful or actor
        met |= kinds or set()
    if doubtful is not None:
        field = "of" if doubtful.kind == "politician" else "kind"
        text = f"Whether the contact with {doubtful.name} is exempt is not known."
        fact = fact_of(doubtful.name, field)
        return None, Finding("exemption", None, text, {"name": doubtful.name}, fact=fact)
    holding = [one for one in used if met & one.words]
    return (_together(holding, "Each of those met is one with whom a contact is exempt.")), None


def _kinds(actor: Actor, exempt: frozenset[str]) -> frozenset[str] | None:
    """Return as what somebody takes part: a politician as those whom he or she may speak for."""
    if actor.kind != "politician" or "politician" in exempt:
        return None if actor.kind is None else frozenset({actor.kind})
    if actor.of is not None:
        return None if actor.of.kind is None else frozenset({actor.of.kind})
    return _SPEAKS_FOR.get(actor.office or "")


def _together(holding: Sequence[Exemption], text: str) -> Exemption | None:
    """Return several exemptions that hold for a part each as one."""
    if len(holding) < 2:
        return holding[0] if holding else None
    return replace(holding[0], id="+".join(one.id for one in holding), text=text)


def _by_payers(
    engagement: Engagement, payers: Sequence[Actor], regime: Regime, holder: Actor
) -> tuple[Exemption | None, Finding | None]:
    if not any(one.when.startswith("wholly_") for one in regime.exemptions):
        return None, None
    if not payers:
        return None, Finding("payer", None, "Nobody is recorded as having paid.", {}, fact="payer")
    doubtful: Actor | None = None
    for payer in payers:
        truth = exempts(regime, payer, holder)
        if truth is False:
            return None, None
        if truth is None:
            doubtful = doubtful or payer
    if doubtful is not None:
        text = f"Whether the payment by {doubtful.name} is exempt is not known."
        said = {"payer": doubtful.name}
        return None, Finding("payer", None, text, said, fact=_settles(doubtful, holder))
    if _part_unpaid(engagement.value, payers):
        text = "The payers on record paid less than the whole."
        return None, Finding("payer", None, text, {}, fact="payer")
    return _holding(regime, payers, holder), None


def exempts(regime: Regime, payer: Actor, holder: Actor) -> Truth:
    """Return whether a payment by this payer is one that the regime exempts."""
    return logic.any_of(_covers(one, regime, payer, holder) for one in regime.exemptions)


def _holding(regime: Regime, payers: Sequence[Actor], holder: Actor) -> Exemption:
    used = [
        one
        for one in regime.exemptions
        if any(_covers(one, regime, payer, holder) is True for payer in payers)
    ]
    for one in used:
        if all(_covers(one, regime, payer, holder) is True for payer in payers):
            return one
    text = "Each of those who paid is one whose payment is exempt."
    return _together(used, text) or used[0]


def _covers(exemption: Exemption, regime: Regime, payer: Actor, holder: Actor) -> Truth:
    home = regime.binds.countries or frozenset({holder.country or ""})
    match exemption.when:
        case "wholly_paid_by_holder":
            return is_holder(payer, holder)
        case "wholly_paid_by_own_party":
            return _own_party(payer, holder, home)
        case "wholly_paid_by_home_state":
            return _listed(payer, exemption) or _home_state(payer, home)
        case "wholly_paid_by_listed":
            return _listed(payer, exemption)
        case "wholly_paid_by_kinds":
            return logic.within(payer.kind, exemption.words)
        case _:
            return False


def is_holder(payer: Actor, holder: Actor) -> Truth:
    """Return whether the one who paid is the holder, who may stand in a report twice.

    With the id in one place only, or with a title: one name is one person, unless something differs.
    """
    if payer is holder or identity.actor_key(payer) == identity.actor_key(holder):
        return True
    theirs = dict(payer.ids)
    contradict = any(theirs.get(scheme, value) != value for scheme, value in holder.ids)
    abroad = bool(payer.country and holder.country and payer.country != holder.country)
    if payer.kind in BODY_KINDS or contradict or abroad:
        return False
    alike = max(names.similarity(one, other) for one in payer.names for other in holder.names)
    return True if alike == 1.0 else None if alike >= _NEARLY else False


def _listed(payer: Actor, exemption: Exemption) -> bool:
    return any(_among(name, exemption.names) for name in payer.names)


@lru_cache(maxsize=16_384)
def _among(name: str, listed: tuple[str, ...]) -> bool:
    said = names.sounds(name)
    return any(
        names.similarity(name, one) >= names.SAME
        for one in listed
        if name.isupper() or not said.isdisjoint(names.sounds(one))
    )


def _home_state(payer: Actor, home: frozenset[str]) -> Truth:
    if payer.kind is None:
        # A payer of whom nothing is known is an ordinary payer: most are. One at home may be public.
        return None if payer.country in home else False
    if payer.kind not in _STATE_KINDS:
        return False
    return None if payer.country is None else payer.country in home


def _own_party(payer: Actor, holder: Actor, home: frozenset[str]) -> Truth:
    party = holder.of
    if payer.kind not in _PARTY_KINDS:
        return False
    abroad = payer.country is not None and payer.country not in home
    if party is None:
        return None if not abroad and _says_party(payer) else False
    if set(payer.ids) & set(party.ids):
        return True
    if payer.country is not None and party.country is not None:
        # Parties of one name in two countries are two parties.
        if payer.country != party.country:
            return False
        abroad = False
    loose = not abroad and payer.kind != "other"
    return logic.any_of(_same_party(name, party.name, loose, abroad) for name in payer.names)


def _says_party(payer: Actor) -> bool:
    """Return whether a payer is a party by its kind or its name; an all-party group is none."""
    said = names.tokens(payer.name)
    return payer.kind in PARTY_KINDS or ("party" in said and "all" not in said)


def _same_party(payer: str, party: str, loose: bool, abroad: bool) -> Truth:
    """Return whether two names are of one party; `loose`: a longer or shorter name may be, too.

    "Labour" is the Labour Party, "Scottish Labour" may be; friends of a party are not the party.
    """
    ours, theirs = names.telling(payer), names.telling(party)
    if ours == theirs:
        return None if abroad else True
    if ours < theirs or theirs < ours:
        return None if loose and "friends" not in ours else False
    alike = names.similarity(payer, party)
    if alike >= names.SAME:
        return None if abroad else True
    return None if loose and alike >= _MAYBE_SAME else False


def _settles(payer: Actor, holder: Actor) -> str:
    """Return the fact that would say whether a payment is exempt."""
    if is_holder(payer, holder) is None:
        return fact_of(payer.name, "ids")
    if _says_party(payer):
        return fact_of(holder.name, "of")
    return fact_of(payer.name, "country" if payer.kind in _STATE_KINDS else "kind")


def _part_unpaid(value: Money | None, payers: Sequence[Actor]) -> bool:
    shares = [actor.pays for actor in payers if actor.pays is not None]
    paid = total(shares)
    if value is None or paid is None or len(shares) < len(payers):
        return False
    return paid.currency == value.currency and paid.amount < value.amount


def settled_by(record: Disclosure, regime: Regime, holder: Actor) -> bool:
    """Return whether the payers that a record names settle that no exemption holds."""
    return any(exempts(regime, payer, holder) is False for payer in record.counterparts)
