"""An obligation as a value: what one holder owed under one regime for one engagement, and why."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple

from interparty_shared.domain.deadlines import alert_date
from interparty_shared.domain.facts import Actor, Days, Ref
from interparty_shared.domain.matching import Candidate
from interparty_shared.domain.regimes import Regime

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


def with_due(opened: Obligation, trigger: date) -> Obligation:
    """Return the obligation with the dates that follow from the day that the record says it ended."""
    due, alert, step = due_dates(opened.regime, trigger, ", as recorded")
    return opened._replace(due=due, alert_date=alert, reason=(*opened.reason, step))


def due_dates(regime: Regime, trigger: date, said_by: str = "") -> tuple[date, date, Step]:
    """Return until when it was to be filed, from when an absence is judged, and the step that says so."""
    due = regime.deadline.due(trigger)
    alert = alert_date(due, publication_days=regime.publication_days, sync_days=regime.sync_days)
    text = (
        f"{regime.deadline} {_MOMENT[regime.trigger]} ({trigger}{said_by}): due {due}; allowing"
        f" {regime.publication_days} days for publication and {regime.sync_days} for our copy,"
        f" an absence is judged from {alert}."
    )
    inputs = {
        "trigger": trigger.isoformat(),
        "due": due.isoformat(),
        "alert_date": alert.isoformat(),
        "publication_days": regime.publication_days,
        "sync_days": regime.sync_days,
    }
    return due, alert, Step("deadline", text, "rule", inputs)


_MOMENT: Final = {
    "trip_end": "on which the trip ended",
    "return_home": "of return",
    "event_end": "of the meeting",
}


def said(opened: Obligation, verdict: str, *steps: Step, **changes: Any) -> Obligation:
    """Return the obligation with its verdict and the steps that led to it."""
    return opened._replace(verdict=verdict, reason=(*opened.reason, *steps), **changes)
