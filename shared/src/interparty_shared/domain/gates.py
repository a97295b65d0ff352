"""Does the duty arise? Who is bound, with whom, where, above what, and unless what.

Each question is three-valued. A *no* to who, channel or place means that the regime has nothing to
say (`passed_over` tells why, for `explain`); a *no* to the threshold is `not_required`; what is
unknown is named, by the path of the fact in the engagement that would settle it.

Who is bound is decided in `holders`, with whom in `counterparts`, what was done in `conduct`, the money
in `payments` and `sums`, what the rule leaves out in `exemptions`.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from interparty_shared.domain import (
    adding,
    conduct,
    counterparts,
    duties,
    exemptions,
    holders,
    identity,
    logic,
    paying,
    payments,
    sums,
    triggers,
)
from interparty_shared.domain.adding import Adding
from interparty_shared.domain.counterparts import Counterparts
from interparty_shared.domain.facts import Actor, Disclosure, Engagement
from interparty_shared.domain.findings import Finding
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.matching import Sought
from interparty_shared.domain.money import Money
from interparty_shared.domain.regimes import Counterpart, Exemption, Regime

__all__ = ["Case", "Finding", "cases", "owed_given", "passed_over"]


class Case(NamedTuple):
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
        """Return the facts that would settle what is unknown, those first that would settle most.

        Any of them settles the duty if it turns out against it. One that answers several questions goes
        before one that answers one; else the order is that of the questions, in which each decides
        whether the next is asked at all: who, with whom, what, how much.
        """
        asked = [one.fact for one in self.findings if one.fact is not None]
        return tuple(sorted(dict.fromkeys(asked), key=lambda fact: -asked.count(fact)))


def cases(engagement: Engagement, regime: Regime, beside: Sequence[Engagement] = ()) -> list[Case]:
    """Return the participants who owe, or may owe, a disclosure under the regime.

    `beside` are other engagements in which they took part, for a regime that `aggregates`.
    """
    if _not_applicable(engagement, regime) is not None:
        return []
    bound, others = _sides(engagement, regime)
    if not bound:
        return []
    place = _place(engagement, regime)
    if place.truth is False:
        return []
    payers = paying.payers_of(engagement)
    known: dict[frozenset[str], Counterparts | None] = {}
    found = []
    for holder, truth in bound:
        home = regime.binds.countries or frozenset({holder.country or ""})
        beside_him = _roleless(bound, holder, regime)
        if beside_him:
            met = counterparts.met([*others, *beside_him], engagement, regime, home)
        else:
            if home not in known:
                known[home] = counterparts.met(others, engagement, regime, home)
            met = known[home]
        if met is not None:
            said = [*holders.findings(holder, regime, engagement.channel, truth), met.said, place]
            own = adding.own(beside, holder, regime) if regime.aggregates else ()
            found.append(_case(engagement, regime, holder, said, met, payers, own))
    return found


def _roleless(bound: Sequence[tuple[Actor, Truth]], holder: Actor, regime: Regime) -> list[Actor]:
    """Return those who may be bound in a role that is not recorded, and so may be the other side."""
    if not regime.binds.roles:
        return []
    return [one for one, truth in bound if truth is None and one.role is None and one is not holder]


def passed_over(engagement: Engagement, regime: Regime) -> list[str]:
    """Return, in sentences, why the regime says nothing about whom it says nothing."""
    return list(_passed_over(engagement, regime))


def _passed_over(engagement: Engagement, regime: Regime) -> Iterator[str]:
    why = _not_applicable(engagement, regime)
    if why is None:
        place = _place(engagement, regime)
        why = place.text if place.truth is False else None
    if why is not None:
        yield why
        return
    bound, others = _sides(engagement, regime)
    for actor in others:
        yield holders.findings(actor, regime, engagement.channel)[0].text
    for holder, _ in bound:
        home = regime.binds.countries or frozenset({holder.country or ""})
        met = [*others, *_roleless(bound, holder, regime)]
        if counterparts.met(met, engagement, regime, home) is None:
            yield f"{regime.id}: nobody {holder.name} met is a counterpart the regime speaks of."


def _not_applicable(engagement: Engagement, regime: Regime) -> str | None:
    if engagement.channel not in regime.channels:
        return f"{regime.id} does not apply to the channel {engagement.channel}."
    if not regime.enabled:
        return f"{regime.id} is switched off ({regime.confidence})."
    day = engagement.occurred.end
    if not regime.in_force(day):
        return f"{regime.id} ({regime.version}) was not in force on {day}."
    return None


def _sides(engagement: Engagement, regime: Regime) -> tuple[list[tuple[Actor, Truth]], list[Actor]]:
    """Return those who are, or may be, bound (each once), and those who are not."""
    bound: dict[str, tuple[Actor, Truth]] = {}
    others = []
    for actor in engagement.participants:
        truth = holders.bound(actor, regime, engagement.channel)
        if truth is False:
            others.append(actor)
        else:
            bound.setdefault(identity.actor_key(actor), (actor, truth))
    return list(bound.values()), others


def _case(
    engagement: Engagement,
    regime: Regime,
    holder: Actor,
    findings: list[Finding],
    met: Counterparts,
    payers: Sequence[Actor],
    beside: Sequence[Adding],
) -> Case:
    findings += conduct.findings(engagement, regime, holder, met.accepted, beside)
    dated = regime.shape != "prohibition"  # nothing runs from a day there
    undated = triggers.undated(regime.trigger, engagement) if dated else None
    if undated is not None:
        findings.append(undated)
    worth = payments.worth(engagement, payers, regime, holder, beside)
    if worth is not None:
        findings.append(worth)
    exemption, doubt = exemptions.exempted(engagement, payers, regime, holder, met.accepted)
    if doubt is not None:
        findings.append(doubt)
    return Case(
        holder=holder,
        lead=met.accepted[0],
        counterparts=met.accepted,
        findings=tuple(findings),
        required=logic.all_of(one.truth for one in findings),
        exemption=exemption,
        sought=Sought(
            holder,
            engagement.occurred,
            met.all,
            engagement.countries,
            engagement.value,
            due=duties.dates(regime, engagement).due if undated is None else None,
            standing=regime.register.stands,
            alone=regime.register.records == "filers",
            channel=engagement.channel,
            statement=regime.shape == "periodic",
        ),
    )


_SETTLED_BY_FILING: Final = frozenset({"house", "role", "name"})


def owed_given(case: Case, record: Disclosure, regime: Regime) -> Truth:
    """Return whether the duty arose, now that the holder has filed this record.

    Filing in the register settles that the holder belongs to its house and made the visit; not that
    he did so when it took place: new members register what came before. What the record says of
    payers, places, days and amounts settles those. A register that shows no amounts lists only what
    its holders found above the threshold: that is inferred from the filing itself.
    """
    settled = set(_SETTLED_BY_FILING)
    if exemptions.settled_by(record, regime, case.holder):
        settled.add("payer")
    if any(country not in regime.outside for country in record.countries):
        settled.add("place")
        if regime.counterpart == Counterpart("cross_border"):
            settled.add("counterpart")  # where they met is all that was asked
    if record.occurred is not None and record.occurred.end > record.occurred.start:
        settled.add("end")
    over = _worth_given(case, record.value, regime)
    rest = (
        True if one.truth is None and one.gate in settled else one.truth
        for one in case.findings
        if one.gate != "threshold"
    )
    return logic.all_of([over, *rest])


def _worth_given(case: Case, declared: Money | None, regime: Regime) -> Truth:
    worth = next((one for one in case.findings if one.gate == "threshold"), None)
    if worth is None or worth.truth is not None:
        return True if worth is None else worth.truth
    if not regime.register.shows_amount:
        return True
    limit = regime.threshold_on(case.sought.occurred.end)
    if declared is None or limit is None or declared.currency != limit.currency:
        return None
    if limit.per == "source_year":
        return None
    return sums.above(declared, limit)


def _place(engagement: Engagement, regime: Regime) -> Finding:
    if regime.inside:
        return _territory(engagement, regime)
    if not regime.outside:
        return Finding("place", True, "The place does not matter to the regime.", {})
    said = {"countries": list(engagement.countries)}
    if not engagement.countries:
        return Finding("place", None, "The place is not recorded.", said, fact="place.country")
    away = any(country not in regime.outside for country in engagement.countries)
    where = ", ".join(engagement.countries)
    text = f"It took place in {where}."
    if not away:
        home = ", ".join(sorted(regime.outside))
        text = f"{regime.id} speaks of what is outside {home}; it took place in {where}."
    return Finding("place", away, text, said)


def _territory(engagement: Engagement, regime: Regime) -> Finding:
    """Return whether it took place where the rule speaks of.

    Where no place is recorded, and everybody is known to be of elsewhere, it is taken to have been there.
    """
    said = {"countries": list(engagement.countries)}
    where = ", ".join(sorted(regime.inside))
    if engagement.countries:
        here = not regime.inside.isdisjoint(engagement.countries)
        text = f"It took place {'' if here else 'not '}in {where}."
        return Finding("territory", here, text, said)
    if all(one.country and one.country not in regime.inside for one in engagement.participants):
        text = f"No place is recorded, and nobody who took part is of {where}."
        return Finding("territory", False, text, said)
    return Finding("territory", None, "The place is not recorded.", said, fact="place.country")
