"""Dates: when a duty was to be met, and from when its absence may be said.

All arithmetic is on calendar days, in the jurisdiction's own dates. Sources of the vectors that the
tests hold this to: tables R6 and E of the project's notes on regimes, each with its statute.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many days after the trigger; `inclusive`: the trigger's day is day one.

    "Within 28 days of": exclusive, 1 September -> 29 September. "28 days beginning with": inclusive,
    1 September -> 28 September.
    """

    amount: int
    unit: Unit = "day"
    inclusive: bool = False

    def due(self, trigger: date) -> date:
        """Return the last day on which the duty is met in time."""
        days = self.amount * (7 if self.unit == "week" else 1)
        return _after(trigger, days - (1 if self.inclusive else 0))

    def __str__(self) -> str:
        unit = self.unit if self.amount == 1 else f"{self.unit}s"
        if self.inclusive:
            return f"{self.amount} {unit} beginning with the day"
        return f"within {self.amount} {unit} after the day"


def alert_date(due: date, *, publication_days: int, sync_days: int) -> date:
    """Return the first day on which a missing record may be called missing.

    The register needs `publication_days` to publish what was filed on the last day, and our copy
    `sync_days` to fetch it.
    """
    return _after(due, publication_days + sync_days)


def _after(day: date, days: int) -> date:
    """Return the day so many days later; there is none after 31 December 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
