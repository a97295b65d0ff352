"""Contact x regime -> obligation: who owed a disclosure, until when, and what the register shows.

`assess` is a pure function of the engagement, the regime, the records and syncs of its register and
the day; streaming and backtest both call it, nothing else decides. One filing answers a whole visit,
so an obligation is what *one holder* owes under *one regime* for *one engagement*; the contacts that
gave rise to it are listed in it, and the weightiest of them is its `foreign` side.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from interparty_shared.domain import coverage, gates, identity, matching
from interparty_shared.domain.deadlines import alert_date
from interparty_shared.domain.facts import Actor, Coverage, Days, Disclosure, Engagement, Ref
from interparty_shared.domain.matching import Candidate
from interparty_shared.domain.regimes import Regime

Basis = Literal["recorded", "inferred", "not_found", "not_assessable", "rule"]
SHOWN_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the reasoning, what it rests on, and the values that went in."""

    step: str
    text: str
    basis: Basis
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one holder owed under one regime for one engagement, and the verdict on it."""

    id: str
    regime: Regime
    engagement: Ref
    domestic: Actor
    foreign: Actor
    contacts: tuple[Actor, ...]
    verdict: str
    occurred: Days
    due: date | None
    alert_date: date | None
    missing_facts: tuple[str, ...]
    exemption: str | None
    disclosure: Candidate | None
    candidates: tuple[Candidate, ...]
    attested: datetime | None
    """When our copy of the register first covered the whole span; only for `missing`."""
    wake: date | None
    """The day on which time alone will change the verdict."""
    reason: tuple[Step, ...]

    @property
    def span(self) -> Days | None:
        """Return the days of filing that an absence would have to be judged over."""
        if self.alert_date is None:
            return None
        return Days(self.occurred.start, self.alert_date)


def assess(
    engagement: Engagement,
    regime: Regime,
    *,
    records: Iterable[Disclosure],
    syncs: Iterable[Coverage],
    today: date,
    cases: Sequence[gates.Case] | None = None,
) -> list[Obligation]:
    """Return what the engagement's participants owed under a regime, with verdicts as of `today`.

    `records` and `syncs` are those of the regime's register; records by other filers do no harm.
    `cases` is what `gates.cases` said of the two, where the caller has asked already.
    """
    known = list(records)
    spans = list(syncs)
    if cases is None:
        cases = gates.cases(engagement, regime)
    return [_judge(_opened(engagement, regime, case), case, known, spans, today) for case in cases]


def _opened(engagement: Engagement, regime: Regime, case: gates.Case) -> Obligation:
    trigger = engagement.occurred.end
    due = regime.deadline.due(trigger)
    alert = alert_date(due, publication_days=regime.publication_days, sync_days=regime.sync_days)
    steps = [
        Step(
            step.gate, step.text, "recorded" if step.truth is not None else "inferred", step.inputs
        )
        for step in case.findings
    ]
    steps.append(
        Step(
            "deadline",
            f"{regime.deadline} {_MOMENT[regime.trigger]} ({trigger}): due {due}; allowing"
            f" {regime.publication_days} days for publication and {regime.sync_days} for our copy,"
            f" an absence is judged from {alert}.",
            "rule",
            {
                "trigger": trigger.isoformat(),
                "due": due.isoformat(),
                "alert_date": alert.isoformat(),
                "publication_days": regime.publication_days,
                "sync_days": regime.sync_days,
            },
        )
    )
    return Obligation(
        id=identity.obligation_id(regime.id, engagement.ref, case.holder),
        regime=regime,
        engagement=engagement.ref,
        domestic=case.holder,
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
    )


_MOMENT = {
    "trip_end": "on which the trip ended",
    "return_home": "of return",
    "event_end": "of the meeting",
}


def _judge(
    opened: Obligation,
    case: gates.Case,
    records: list[Disclosure],
    syncs: list[Coverage],
    today: date,
) -> Obligation:
    if case.exemption is not None:
        return _said(
            opened,
            "exempt",
            Step(
                "exemption",
                case.exemption.text,
                "rule",
                {"exemption": case.exemption.id},
            ),
            exemption=case.exemption.id,
        )
    if case.required is False:
        return _said(opened, "not_required")
    ranked = matching.rank(case.sought, records, opened.regime.match)
    best = ranked[0] if ranked else None
    if best is not None and best.score >= opened.regime.match.accept:
        return _answered(opened, case, best, ranked[1:])
    shown = tuple(one for one in ranked if one.score >= 0.2 or one.disclosure.withdrawn)
    opened = replace(opened, candidates=shown[:SHOWN_CANDIDATES])
    if case.missing:
        return _undetermined(opened, case.missing)
    return _unanswered(opened, best, syncs, today)


def _answered(
    opened: Obligation, case: gates.Case, found: Candidate, others: list[Candidate]
) -> Obligation:
    regime, record = opened.regime, found.disclosure
    shown = tuple(one for one in others if one.score >= 0.2)[:SHOWN_CANDIDATES]
    opened = replace(opened, disclosure=found, candidates=shown)
    where = f"record {record.record_id} in {regime.register.id}"
    said = {"record_id": record.record_id, "score": found.score, "why": found.why}
    if record.filed is None or not regime.register.shows_filing_date or opened.due is None:
        text = f"Recorded: {where}. The register shows no filing date, so lateness is not computed."
        return _said(opened, "disclosed", Step("match", text, "recorded", said))
    said["filed"] = record.filed.isoformat()
    lag = (record.filed - opened.occurred.end).days
    days = (record.filed - opened.due).days
    after = f"{lag} days after {opened.occurred.end}" if lag >= 0 else "before the end of the visit"
    if days <= 0:
        text = f"Recorded: {where}, filed {record.filed}, {after}; due {opened.due}."
        return _said(opened, "disclosed", Step("match", text, "recorded", said))
    owed = gates.owed_given(case, record, shows_amount=regime.register.shows_amount)
    if owed is not True:
        text = (
            f"Recorded: {where}, filed {record.filed}, {after}. Whether the duty applied is not"
            " known from the facts at hand, so the filing is not called late."
        )
        return _said(opened, "disclosed", Step("match", text, "recorded", said))
    text = f"Recorded: {where}, filed {record.filed}, {after}: {days} days after {opened.due}."
    return _said(opened, "late", Step("match", text, "recorded", {**said, "days_late": days}))


def _undetermined(opened: Obligation, missing: tuple[str, ...]) -> Obligation:
    text = f"Not known: {', '.join(missing)}. Whether the duty applied cannot be said without it."
    step = Step("facts", text, "not_assessable", {"missing": list(missing)})
    return _said(opened, "undetermined", step, missing_facts=missing)


def _unanswered(
    opened: Obligation, best: Candidate | None, syncs: list[Coverage], today: date
) -> Obligation:
    register, alert = opened.regime.register, opened.alert_date
    assert alert is not None and opened.due is not None  # noqa: S101, PT018 - set by `_opened`
    if not register.public:
        text = f"{register.name} is not public: an absence from it cannot be computed."
        return _said(opened, "not_computable", Step("register", text, "not_assessable", {}))
    if today < alert:
        text = f"No matching record yet; one filed by {opened.due} would be in time."
        return _said(opened, "pending", Step("match", text, "not_found", {}), wake=alert)
    if best is not None and best.score >= opened.regime.match.doubt:
        text = (
            f"Record {best.disclosure.record_id} in {register.id} is too near to rule out"
            f" (score {best.score:.2f}; a match begins at {opened.regime.match.accept:.2f})."
        )
        inputs = {"record_id": best.disclosure.record_id, "score": best.score, "why": best.why}
        return _said(opened, "ambiguous", Step("match", text, "inferred", inputs))
    span = Days(opened.occurred.start, alert)
    attested = coverage.attested_at(syncs, span.start, span.end)
    inputs = {"from": span.start.isoformat(), "to": span.end.isoformat()}
    if attested is None:
        text = (
            f"Our copy of {register.id} is not known to be complete from {span.start} to"
            f" {span.end}: nothing is said about an absence."
        )
        return _said(opened, "not_assessable", Step("coverage", text, "not_assessable", inputs))
    text = f"No matching record found in {register.id} as of {_stamp(attested)}."
    step = Step("coverage", text, "not_found", {**inputs, "as_of": _stamp(attested)})
    return _said(opened, "missing", step, attested=attested)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(opened: Obligation, verdict: str, *steps: Step, **changes: Any) -> Obligation:
    return replace(opened, verdict=verdict, reason=(*opened.reason, *steps), **changes)
