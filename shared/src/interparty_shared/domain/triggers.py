"""The moment from which a deadline runs, as far as a report of the engagement shows it.

What a law takes for the trigger is seldom what a reporter sees. Where the day of an arrangement or an
acceptance is not recorded, the day by which it must have happened stands for it: a deadline from then
on ends no earlier than the true one, so nothing is called late before it is. Where there is no such day,
that is said, and no deadline runs.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from interparty_shared.domain.facts import Engagement
from interparty_shared.domain.findings import Finding

Moment = Literal[
    "trip_start",
    "trip_end",
    "return_home",
    "event_start",
    "event_end",
    "alteration",
    "acceptance",
    "arrangement_entered",
    "agency_agreed",
    "liability_arises",
    "conditions_met",
    "joining",
    "donation_received",
    "donation_accepted",
    "threshold_crossed",
    "period_end",
]

_AGREED: Final = frozenset(
    {"arrangement_entered", "agency_agreed", "liability_arises", "conditions_met"}
)
_ACCEPTED: Final = frozenset({"acceptance", "donation_accepted"})
_STARTS: Final = frozenset({"trip_start", "event_start", "joining", "donation_received"})
MULTI_DAY: Final = frozenset({"trip_end", "return_home"})
"""Moments that are the end of what may last several days, whatever the channel."""
_AT_THE_END: Final = MULTI_DAY | {"event_end", "alteration", "threshold_crossed", "period_end"}
"""Moments that follow from the last day: where that is not recorded, none of them is known."""
_LASTING: Final = frozenset({"visit", "forum", "training", "foundation_programme"})

WORDS: Final[dict[Moment, str]] = {
    "trip_start": "on which the trip began",
    "trip_end": "on which the trip ended",
    "return_home": "of return",
    "event_start": "on which it began",
    "event_end": "of the meeting",
    "alteration": "of the change",
    "acceptance": "of acceptance",
    "arrangement_entered": "of the arrangement",
    "agency_agreed": "on which the agency was agreed",
    "liability_arises": "on which the duty to register arose",
    "conditions_met": "on which the conditions were met",
    "joining": "of joining",
    "donation_received": "of receipt",
    "donation_accepted": "of acceptance",
    "threshold_crossed": "on which the threshold was crossed",
    "period_end": "on which the period ended",
}


@dataclass(frozen=True, slots=True)
class Period:
    """The periods of which statements are due; the first of a year begins on that month and day."""

    every: Literal["year", "half_year", "quarter", "month"]
    month: int = 1
    day: int = 1

    def end(self, on: date) -> date:
        """Return the last day of the period into which a day falls."""
        length = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}[self.every]
        year, month = on.year - 1, self.month
        while True:
            month += length
            year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
            last = date(year, month, self.day) - timedelta(days=1)
            if last >= on:
                return last


class Triggered(NamedTuple):
    """The day from which a deadline runs; `exact` unless it is the latest that it can have been."""

    day: date
    exact: bool


def triggered(moment: Moment, engagement: Engagement, period: Period | None) -> Triggered:
    """Return the day of the moment in an engagement, or the latest that it can have been."""
    occurred, arrangement = engagement.occurred, engagement.arrangement
    if moment == "period_end" and period is not None:
        return Triggered(period.end(occurred.end), True)
    if moment in _STARTS:
        return Triggered(occurred.start, True)
    if moment in _AGREED:
        agreed = arrangement.agreed if arrangement else None
        return Triggered(agreed or occurred.start, agreed is not None)
    if moment in _ACCEPTED:
        accepted = arrangement.accepted if arrangement else None
        return Triggered(accepted or occurred.end, accepted is not None)
    return Triggered(occurred.end, True)


def undated(moment: Moment, engagement: Engagement) -> Finding | None:
    """Return the finding that neither the moment's day nor a latest one is known; None: one is."""
    arrangement = engagement.arrangement
    if moment == "donation_accepted" and (arrangement is None or arrangement.accepted is None):
        # A donation may be accepted long after it came in.
        text = "The day of acceptance is not recorded."
        return Finding("end", None, text, {}, fact="arrangement.accepted")
    lasting = engagement.channel in _LASTING or moment in MULTI_DAY
    if moment not in _AT_THE_END or not lasting or engagement.channel == "meeting":
        return None
    if engagement.end_known:
        return None
    return Finding("end", None, "The last day is not recorded.", {}, fact="occurred.to")
