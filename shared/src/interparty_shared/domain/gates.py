"""Does the duty arise? Who is bound, with whom, where, above what, and unless what.

Each question is three-valued. A *no* to who, channel or place means that the regime has nothing to
say (`passed_over` tells why, for `explain`); a *no* to the threshold is `not_required`; what is
unknown is named, by the path of the fact in the engagement that would settle it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from interparty_shared.domain import identity, logic, names
from interparty_shared.domain.countries import in_european_union
from interparty_shared.domain.facts import Actor, Disclosure, Engagement, held
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.matching import Sought
from interparty_shared.domain.money import Money, total
from interparty_shared.domain.regimes import Exemption, Regime
from interparty_shared.domain.words import BODY_KINDS


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question."""

    gate: str
    truth: Truth
    text: str
    inputs: Mapping[str, Any]
    fact: str | None = None
    """Path of the fact that would settle it, where it is unknown."""


@dataclass(frozen=True, slots=True)
class Case:
    """A holder for whom the duty arises, may arise, or is exempted."""

    holder: Actor
    lead: Actor
    counterparts: tuple[Actor, ...]
    findings: tuple[Finding, ...]
    required: Truth
    exemption: Exemption | None
    sought: Sought

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the facts that would settle what is unknown."""
        return tuple(dict.fromkeys(one.fact for one in self.findings if one.fact is not None))


def cases(engagement: Engagement, regime: Regime) -> list[Case]:
    """Return the participants who owe, or may owe, a disclosure under the regime."""
    return [case for case in _consider(engagement, regime) if isinstance(case, Case)]


def passed_over(engagement: Engagement, regime: Regime) -> list[str]:
    """Return, in sentences, why the regime says nothing about whom it says nothing."""
    return [why for why in _consider(engagement, regime) if isinstance(why, str)]


def _consider(engagement: Engagement, regime: Regime) -> Iterator[Case | str]:
    if engagement.channel not in regime.channels:
        yield f"{regime.id} does not apply to the channel {engagement.channel}."
        return
    trigger = engagement.occurred.end
    if not regime.enabled:
        yield f"{regime.id} is switched off ({regime.confidence})."
        return
    if not regime.in_force(trigger):
        yield f"{regime.id} ({regime.version}) was not in force on {trigger}."
        return
    place = _outside(engagement, regime)
    if place.truth is False:
        yield place.text
        return
    seen: set[str] = set()
    for actor in engagement.participants:
        bound = _bound(actor, regime)
        if bound.truth is False:
            yield bound.text
            continue
        who = identity.actor_key(actor)
        if who not in seen:
            seen.add(who)
            yield _case(engagement, regime, actor, bound, place)


def _case(
    engagement: Engagement, regime: Regime, holder: Actor, bound: Finding, place: Finding
) -> Case | str:
    others = [
        actor
        for actor in engagement.participants
        if actor is not holder and _bound(actor, regime).truth is False
    ]
    accepted = [(actor, _counterpart(actor, engagement, regime, holder)) for actor in others]
    open_to = [(actor, said) for actor, said in accepted if said.truth is not False]
    if not open_to:
        return f"{regime.id}: nobody {holder.name} met is a counterpart the regime speaks of."
    sure = [pair for pair in open_to if pair[1].truth is True]
    ordered = sorted(sure or open_to, key=lambda pair: _weight(pair[0], regime))
    lead, said = ordered[0]
    payers = [actor for actor in engagement.participants if pays(actor)]
    findings = [bound, said, place]
    if regime.multi_day and not engagement.end_known and engagement.channel != "meeting":
        findings.append(
            Finding("end", None, "The last day is not recorded.", {}, fact="occurred.to")
        )
    worth = _above(engagement, regime, holder)
    if worth is not None:
        findings.append(worth)
    exemption, doubt = _exemption(engagement, regime, holder, payers)
    if doubt is not None:
        findings.append(doubt)
    return Case(
        holder=holder,
        lead=lead,
        counterparts=tuple(actor for actor, _ in ordered),
        findings=tuple(findings),
        required=logic.all_of(one.truth for one in findings),
        exemption=exemption,
        sought=Sought(
            holder, engagement.occurred, tuple(others), engagement.countries, engagement.value
        ),
    )


def pays(actor: Actor) -> bool:
    """Return whether an actor is recorded as paying."""
    return actor.role == "funder" or actor.pays is not None


def owed_given(case: Case, record: Disclosure, *, shows_amount: bool) -> Truth:
    """Return whether the duty arose, now that the holder has filed this record.

    Filing in the register settles that the holder is bound by it; what the record says of payers,
    places and amounts settles those. A register that shows no amounts lists only what its holders
    found above the threshold: that is inferred from the filing itself.
    """
    settled = {"holder", "counterpart"}
    if record.counterparts:
        settled.add("payer")
    if record.countries:
        settled.add("place")
    rest = [
        True if one.truth is None and one.gate in settled else one.truth
        for one in case.findings
        if one.gate != "threshold"
    ]
    worth = next((one for one in case.findings if one.gate == "threshold"), None)
    over: Truth = worth.truth if worth is not None else True
    if worth is not None and over is None:
        over = _declared_above(worth, record.value) if shows_amount else True
    return logic.all_of([*rest, over])


def _declared_above(worth: Finding, declared: Money | None) -> Truth:
    limit = Money.of({"amount": worth.inputs["threshold"], "currency": worth.inputs["currency"]})
    if declared is None or declared.currency != limit.currency:
        return None
    return declared.amount > limit.amount or (
        bool(worth.inputs["inclusive"]) and declared.amount == limit.amount
    )


def _bound(actor: Actor, regime: Regime) -> Finding:
    binds = regime.binds
    said: dict[str, Any] = {"name": actor.name, "office": actor.office, "country": actor.country}
    if actor.kind in BODY_KINDS:
        return Finding("holder", False, f"{actor.name} is no office holder.", said)
    if binds.countries is not None and logic.within(actor.country, binds.countries) is not True:
        where = actor.country or "no recorded country"
        return Finding("holder", False, f"{regime.id} does not bind {actor.name} ({where}).", said)
    if actor.chamber is not None and actor.chamber in binds.not_chambers:
        text = f"{regime.id} does not bind members of the {actor.chamber}: {actor.name}."
        return Finding("holder", False, text, said)
    by_register = any(actor.id_of(scheme) for scheme in binds.id_schemes)
    office: Truth = True if by_register else logic.within(actor.office, binds.offices)
    if office is False or (office is None and not (binds.presume and actor.kind == "politician")):
        text = f"{regime.id} does not bind {actor.name} ({actor.office or 'office not recorded'})."
        return Finding("holder", False, text, said)
    if office is None:
        text = f"The office of {actor.name} is not recorded."
        return Finding("holder", None, text, said, fact=f"participants[{actor.name}].office")
    if binds.institution is None:
        return Finding("holder", True, f"{actor.name} is bound by {regime.id}.", said)
    if actor.of is None:
        text = f"The institution of {actor.name} is not recorded."
        return Finding("holder", None, text, said, fact=f"participants[{actor.name}].of")
    there = names.similarity(actor.of.name, binds.institution) >= 0.9
    text = f"{actor.name} is {'' if there else 'not '}of the {binds.institution}."
    return Finding("holder", there, text, {**said, "of": actor.of.name})


def _counterpart(actor: Actor, engagement: Engagement, regime: Regime, holder: Actor) -> Finding:
    test = regime.counterpart
    said: dict[str, Any] = {
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "role": actor.role,
    }
    path = f"participants[{actor.name}]"
    if test.origin == "third_country":
        if actor.country is None:
            text = f"The country of {actor.name} is not recorded."
            return Finding("counterpart", None, text, said, fact=f"{path}.country")
        if in_european_union(actor.country, engagement.occurred.end):
            return Finding("counterpart", False, f"{actor.name} is of the Union.", said)
    elif not _crosses(actor, engagement, holder):
        return Finding("counterpart", False, f"{actor.name} is of the same country.", said)
    if test.kinds is None:
        return Finding("counterpart", True, f"The counterpart is {actor.name}.", said)
    kind = logic.within(actor.kind, test.kinds)
    if kind is False and test.state_linked and actor.kind in _MAY_BE_STATE:
        return _of_state(actor, engagement, said)
    if kind is not False:
        text = f"The counterpart {actor.name} is of kind {actor.kind or 'not recorded'}."
        return Finding(
            "counterpart", kind, text, said, fact=f"{path}.kind" if kind is None else None
        )
    return Finding("counterpart", False, f"{actor.name} is no authority.", said)


_MAY_BE_STATE = frozenset({"party_organ", "front_organisation"})


def _of_state(actor: Actor, engagement: Engagement, said: Mapping[str, Any]) -> Finding:
    """A party-state's organ is party *and* state: which, on that day, is for reference data to say."""
    if actor.state_linked is None:
        text = f"Whether {actor.name} was an organ of its state is not recorded."
        fact = f"participants[{actor.name}].state_linked"
        return Finding("counterpart", None, text, said, fact=fact)
    linked = held(actor.state_linked, engagement.occurred.end)
    text = f"{actor.name} was {'' if linked else 'not '}an organ of its state on that day."
    return Finding("counterpart", linked, text, said)


def _crosses(actor: Actor, engagement: Engagement, holder: Actor) -> bool:
    """Return whether contact with the actor crosses a border: by who it is, or by where they met."""
    if actor.country is not None and actor.country != holder.country:
        return True
    return any(country != holder.country for country in engagement.countries)


def _weight(actor: Actor, regime: Regime) -> tuple[int, int, int, str]:
    """Order counterparts: foreign before unknown before domestic, who pays before who hosts."""
    home = regime.binds.countries or frozenset()
    origin = 1 if actor.country is None else 2 if actor.country in home else 0
    role = {"funder": 0, "host": 1, "organiser": 2}.get(actor.role or "", 3)
    amount = -int(actor.pays.amount * 100) if actor.pays else 0
    return (origin, 0 if pays(actor) else 1 + role, amount, actor.name)


def _outside(engagement: Engagement, regime: Regime) -> Finding:
    if not regime.outside:
        return Finding("place", True, "The place does not matter to the regime.", {})
    said = {"countries": list(engagement.countries)}
    if not engagement.countries:
        return Finding("place", None, "The place is not recorded.", said, fact="place.country")
    away = [country for country in engagement.countries if country not in regime.outside]
    where = ", ".join(engagement.countries)
    text = f"It took place in {where}."
    if not away:
        text = f"{regime.id} speaks of what is outside {', '.join(sorted(regime.outside))}; it took place in {where}."
    return Finding("place", bool(away), text, said)


def _above(engagement: Engagement, regime: Regime, holder: Actor) -> Finding | None:
    limit = regime.threshold
    if limit is None:
        return None
    sign = "at least" if limit.inclusive else "more than"
    said: dict[str, Any] = {
        "threshold": str(limit.amount),
        "currency": limit.currency,
        "inclusive": limit.inclusive,
    }
    shares = [actor.pays for actor in engagement.participants if actor.pays is not None]
    payers = sum(1 for actor in engagement.participants if pays(actor))
    worth = engagement.value or (total(shares) if len(shares) == payers else None)
    if worth is None:
        text = f"The duty begins at {sign} {limit.amount} {limit.currency}; no value is recorded."
        return Finding("threshold", None, text, said, fact="value")
    said["value"] = str(worth)
    if worth.currency != limit.currency:
        text = f"{worth} is not compared with {limit.amount} {limit.currency}: no rate is recorded."
        return Finding("threshold", None, text, said, fact=f"value in {limit.currency}")
    over = worth.amount > limit.amount or (limit.inclusive and worth.amount == limit.amount)
    text = f"{worth} is {'' if over else 'not '}{sign} {limit.amount} {limit.currency}."
    guests = [actor for actor in engagement.participants if _travels(actor)]
    if over and len(guests) > 1:
        text = f"{worth} was for {len(guests)} people; the share of {holder.name} is not recorded."
        return Finding("threshold", None, text, said, fact=f"value for {holder.name}")
    return Finding("threshold", over, text, said)


def _travels(actor: Actor) -> bool:
    return actor.kind not in BODY_KINDS and actor.role in {None, "guest", "attendee", "speaker"}


def _exemption(
    engagement: Engagement, regime: Regime, holder: Actor, payers: list[Actor]
) -> tuple[Exemption | None, Finding | None]:
    """Return the exemption that holds, or the doubt whether one does.

    "Wholly": one payer of another kind defeats it. Who paid is a fact like any other: where nobody is
    recorded as paying, an exemption that hangs on it is unknown.
    """
    doubt: Finding | None = None
    for exemption in regime.exemptions:
        if not payers:
            text = "Nobody is recorded as having paid."
            doubt = doubt or Finding("payer", None, text, {}, fact="payer")
            continue
        whole = logic.all_of(_pays_exempt(exemption, payer, holder) for payer in payers)
        if whole is True:
            return exemption, None
        if whole is None:
            text = f"Whether {exemption.id.replace('_', ' ')} applies is not known."
            doubt = doubt or Finding(
                "payer", None, text, {}, fact=f"participants[{holder.name}].of"
            )
    return None, doubt


def _pays_exempt(exemption: Exemption, payer: Actor, holder: Actor) -> Truth:
    if exemption.when == "wholly_paid_by_holder":
        return payer is holder
    if payer.kind is not None and payer.kind != "party":
        return False
    if payer.country is not None and payer.country != holder.country:
        return False
    if holder.of is None:
        # A payer that is not even known to be a party is an ordinary payer: most are.
        return None if payer.kind == "party" else False
    return names.similarity(payer.name, holder.of.name) >= 0.9
