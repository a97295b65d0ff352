"""An obligation as a value: what one holder owed under one regime for one engagement, and why."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from interparty_shared.domain import triggers
from interparty_shared.domain.candidates import Candidate
from interparty_shared.domain.deadlines import alert_date
from interparty_shared.domain.facts import Actor, Days, Engagement, Ref
from interparty_shared.domain.regimes import Regime
from interparty_shared.domain.words import Severity

Basis = Literal["recorded", "inferred", "not_found", "not_assessable", "rule"]


class Step(NamedTuple):
    """One sentence of the reasoning, what it rests on, and the values that went in."""

    step: str
    text: str
    basis: Basis
    inputs: Mapping[str, Any]


class Obligation(NamedTuple):
    """What one holder owed under one regime for one engagement, and the verdict on it."""

    id: str
    regime: Regime
    engagement: Ref
    holder: Actor
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
    machine: bool = False
    """Only machine-coded sources say what the verdict rests on."""

    @property
    def severity(self) -> Severity | None:
        """Return how grave the alert is that it raises; None: it raises none."""
        return self.regime.severity_of(self.verdict, machine=self.machine)

    @property
    def span(self) -> Days | None:
        """Return the days of filing that an absence would have to be judged over."""
        if self.alert_date is None:
            return None
        return Days(self.occurred.start, self.alert_date)


class Dates(NamedTuple):
    """The day from which a deadline runs, until when the duty is met, and when an absence is judged."""

    trigger: date
    exact: bool
    due: date
    alert: date
    transitional: bool


def dates(regime: Regime, engagement: Engagement) -> Dates:
    """Return the dates that follow from an engagement under a regime."""
    day, exact = triggers.triggered(regime.trigger, engagement, regime.period)
    return _dates(regime, day, exact, engagement.occurred.end)


def _dates(regime: Regime, trigger: date, exact: bool, end: date) -> Dates:
    due = regime.deadline_on(trigger).due(trigger)
    for further in regime.chain:
        due = further.due(due)
    transitional = False
    if regime.transition is not None and not (exact and trigger >= regime.valid_from):
        stood = regime.transition.due(regime.valid_from)
        # What began on no recorded day may have stood before: the later of the two days is safe.
        transitional = exact or stood > due
        due = stood if transitional else due
    # What is due before the event can be missing only once the event is over.
    alert = alert_date(
        max(due, end) if regime.shape == "prior" else due,
        publication_days=regime.publication_days_on(trigger),
        sync_days=regime.sync_days,
    )
    return Dates(trigger, exact, due, alert, transitional)


def with_due(opened: Obligation, trigger: date) -> Obligation:
    """Return the obligation with the dates that follow from the day that the record says it ended."""
    found = _dates(opened.regime, trigger, True, trigger)
    step = deadline_step(opened.regime, found, ", as recorded")
    return opened._replace(due=found.due, alert_date=found.alert, reason=(*opened.reason, step))


def deadline_step(regime: Regime, found: Dates, said_by: str = "") -> Step:
    """Return the step that says until when it was to be filed, and from when an absence is judged."""
    latest = "" if found.exact else ", the latest that it can have been"
    chained = "".join(f", then {one} of that" for one in regime.chain)
    asked = (
        f"{_begun(str(regime.deadline_on(found.trigger)))} {triggers.WORDS[regime.trigger]}"
        f" ({found.trigger}{said_by}{latest}){chained}"
    )
    if found.transitional:
        stood = "stood" if found.exact else "may have stood"
        asked = (
            f"{_begun(str(regime.transition))} on which the rule came into force ({regime.valid_from}),"
            f" for what {stood} then already"
        )
    text = (
        f"{asked}: due {found.due}; allowing {regime.publication_days_on(found.trigger)} days for"
        f" publication and {regime.sync_days} for our copy, an absence is judged from {found.alert}."
    )
    inputs = {
        "trigger": found.trigger.isoformat(),
        "moment": regime.trigger,
        "exact": found.exact,
        "due": found.due.isoformat(),
        "alert_date": found.alert.isoformat(),
        "publication_days": regime.publication_days_on(found.trigger),
        "sync_days": regime.sync_days,
    }
    return Step("deadline", text, "rule", inputs)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def said(opened: Obligation, verdict: str, *steps: Step, **changes: Any) -> Obligation:
    """Return the obligation with its verdict and the steps that led to it."""
    return opened._replace(verdict=verdict, reason=(*opened.reason, *steps), **changes)
