"""Contact x regime -> obligation: who owed a disclosure, until when, and what the register shows.

`assess` is a pure function of the engagement, the regime, the records and syncs of its register and
the day: `duties`, which streaming keeps once it has asked, and then `judge`, duty by duty; nothing else
decides. One filing answers a whole visit, so an obligation is what *one holder* owes under *one regime*
for *one engagement*; the contacts that gave rise to it are listed in it, and the weightiest of them is
its `foreign` side.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from types import MappingProxyType
from typing import Final

from interparty_shared.domain import exemptions, gates, identity, matching, sharing, verdicts
from interparty_shared.domain.candidates import Candidate, Elsewhere
from interparty_shared.domain.corroboration import concluding
from interparty_shared.domain.corroboration.sources import standing
from interparty_shared.domain.duties import Obligation, Step, dates, deadline_step, said
from interparty_shared.domain.facts import Coverage, Disclosure, Engagement
from interparty_shared.domain.regimes import Regime
from interparty_shared.domain.registers import Register

__all__ = ["Duty", "Obligation", "Step", "against", "assess", "duties", "judge", "shared"]

_NONE: Final[Mapping[str, Elsewhere]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody may owe, before a register was looked into."""

    case: gates.Case
    opened: Obligation


def assess(
    engagement: Engagement,
    regime: Regime,
    *,
    records: Iterable[Disclosure],
    syncs: Iterable[Coverage],
    today: date,
    beside: Sequence[Engagement] = (),
) -> list[Obligation]:
    """Return what the engagement's participants owed under a regime, with verdicts as of `today`.

    `records` and `syncs` are those of the regime's register; others, and records by other filers, do
    no harm. `beside` are the other engagements that stand in which they took part, as far as the
    regime asks for any (`Regime.aggregates`, `Regime.beside`), and those that may have what would
    answer (`sharing`); more do no harm.
    """
    known = [one for one in records if one.register == regime.register.id]
    spans = list(syncs)
    found = []
    for duty in duties(engagement, regime, beside):
        elsewhere = shared(duty, engagement, known, beside) if known and beside else _NONE
        found.append(judge(duty, known, spans, today, elsewhere))
    return found


def duties(engagement: Engagement, regime: Regime, beside: Sequence[Engagement] = ()) -> list[Duty]:
    """Return what the engagement's participants owe, or may owe, under a regime."""
    return [
        Duty(case, _opened(engagement, regime, case))
        for case in gates.cases(engagement, regime, beside)
    ]


def against(duty: Duty, records: Iterable[Disclosure]) -> list[Candidate]:
    """Return the records of the regime's register that are held against a duty, best first."""
    regime = duty.opened.regime
    as_filed = [_as_filed(one, regime.register) for one in records]
    return matching.rank(duty.case.sought, as_filed, regime.match) if as_filed else []


def shared(
    duty: Duty,
    engagement: Engagement,
    records: Iterable[Disclosure],
    beside: Iterable[Engagement],
) -> dict[str, Elsewhere]:
    """Return which of the records that would answer a duty answer other engagements: see `sharing`."""
    regime, sought = duty.opened.regime, duty.case.sought
    ranked = against(duty, records)
    if not sharing.contested(sought, ranked, regime.match):
        return {}
    others = sharing.contenders(engagement, duty.case.holder, regime, beside)
    return sharing.taken(engagement.ref, sought, ranked, others, regime.match)


def judge(
    duty: Duty,
    records: Sequence[Disclosure],
    syncs: Sequence[Coverage],
    today: date,
    elsewhere: Mapping[str, Elsewhere] = _NONE,
) -> Obligation:
    """Return a duty with its verdict as of `today`; `records` are those of the regime's register.

    `elsewhere` are those of them, by their ids, that answer another engagement instead (`shared`).
    """
    case, opened = duty.case, duty.opened
    exemption = case.exemption
    if exemption is not None:
        step = Step("exemption", exemption.text, "rule", {"exemption": exemption.id})
        return said(opened, "exempt", step, exemption=exemption.id)
    if case.required is False:
        return said(opened, "not_required")
    if opened.regime.shape == "prohibition":
        return verdicts.prohibited(opened, case)
    ranked = against(duty, records)
    if elsewhere:
        ranked = [one._replace(elsewhere=elsewhere.get(one.disclosure.record_id)) for one in ranked]
    accept = opened.regime.match.accept
    answering = [one for one in ranked if one.score >= accept and one.elsewhere is None]
    if answering:
        return verdicts.answered(opened, case, answering, ranked, today)
    if case.missing:
        return verdicts.undetermined(opened, case.missing, ranked)
    return verdicts.unanswered(opened, ranked, syncs, today)


def _as_filed(record: Disclosure, register: Register) -> Disclosure:
    """Return a record that has expired as it stood: it answered its duty for as long as it was shown.

    When it was gone is known from the event that says so; a record without a filing date is at least
    as old as what it speaks of.
    """
    if not record.withdrawn or register.kept_days is None:
        return record
    begun = record.filed or (record.occurred.end if record.occurred else None)
    if begun is None:
        return record
    shown = (record.stamp.time.astimezone(UTC).date() - begun).days
    return replace(record, withdrawn=False) if shown >= register.kept_days else record


def _opened(engagement: Engagement, regime: Regime, case: gates.Case) -> Obligation:
    machine = standing(engagement) == "machine"
    steps = [concluding.ONLY_MACHINE] if machine else []
    steps += [
        Step(
            step.gate,
            step.text,
            "recorded" if step.truth is not None else "not_assessable",
            step.inputs,
        )
        for step in case.findings
    ]
    due, alert = None, None
    # Where the last day is not known, no deadline can be said to run.
    if case.sought.due is not None:
        found = dates(regime, engagement)
        if regime.shape != "prohibition":
            due, alert = found.due, found.alert
            steps.append(deadline_step(regime, found))
    steps += [
        Step("exemption", f"Not examined, for no report says it: {one.text}", "not_assessable", {})
        for one in exemptions.not_examined(regime)
    ]
    return Obligation(
        id=identity.obligation_id(regime.rule_id, engagement.ref, case.holder),
        regime=regime,
        engagement=engagement.ref,
        holder=case.holder,
        foreign=case.lead,
        contacts=case.counterparts,
        verdict="pending",
        occurred=engagement.occurred,
        due=due,
        alert_date=alert,
        missing_facts=(),
        exemption=None,
        disclosure=None,
        candidates=(),
        attested=None,
        wake=None,
        reason=tuple(steps),
        machine=machine,
    )
