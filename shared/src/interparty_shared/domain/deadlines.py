"""Dates: when a duty was to be met, and from when its absence may be said.

All arithmetic is on days, in the jurisdiction's own dates: events are known by the day, so a deadline
in hours is counted in days begun. Sources of the vectors that the tests hold this to: tables R6 and E
of the project's notes on regimes, each with its statute.
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from interparty_shared.domain.calendars import Calendar

Unit = Literal["hour", "day", "working_day", "clear_day", "week", "month"]
By = Literal["amount", "end_of_next_month", "before_event", "at_once", "fixed_date"]
Direction = Literal["after", "before"]

_WORDS: Final = {
    "hour": "hour",
    "day": "day",
    "working_day": "working day",
    "clear_day": "clear day",
    "week": "week",
    "month": "calendar month",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """How the last day on which a duty is met in time follows from the trigger's day.

    `by` says what is counted: so many units (`amount`); the last day of the month that follows
    (`end_of_next_month`); the day before (`before_event`); without undue delay, for which `amount` days
    are allowed by configuration, because the law has no number (`at_once`); or the next `fixed` date
    (month, day) after the trigger.

    `inclusive`: the trigger's day is day one. "Within 28 days of": exclusive, 1 September -> 29
    September; "28 days beginning with": inclusive, 1 September -> 28 September. Clear days lie between
    the two days and count neither: two clear days before 20 May -> 17 May. A calendar month ends on the
    day of the same number, or on the last of a month that has none (31 January -> 28 February); where
    the first day counts, on the day before that number (1 July -> 30 September, three months), or on the
    last of a month that lacks it (BGB sections 187 (2), 188 (2) and (3)).
    """

    amount: int
    unit: Unit = "day"
    inclusive: bool = False
    direction: Direction = "after"
    by: By = "amount"
    fixed: tuple[int, int] | None = None
    rollover: bool = False
    """A last day on which offices are closed gives way to the next working day; of a deadline before
    the event, to the one before."""
    calendar: Calendar | None = None
    """Whose working days count; only for working days and rollover."""

    def due(self, trigger: date) -> date:
        """Return the last day on which the duty is met in time."""
        try:
            last = self._last(trigger)
            if self.rollover and self.calendar is not None:
                works = self.calendar.on_or_before if self.before else self.calendar.on_or_after
                last = works(last)
        except (OverflowError, ValueError):
            # There is no day after 31 December 9999 and none before the year one.
            return date.min if self.before else date.max
        return last

    @property
    def before(self) -> bool:
        """Return whether it ends before the trigger's day."""
        return self.direction == "before" or self.by == "before_event"

    def _last(self, trigger: date) -> date:
        match self.by:
            case "end_of_next_month":
                return _end_of_month(_months_later(trigger.replace(day=1), 1))
            case "before_event":
                return trigger - timedelta(days=1)
            case "fixed_date":
                assert self.fixed is not None  # noqa: S101 - a pack without one is refused
                return _next(trigger, *self.fixed)
            case _:
                return self._counted(trigger)

    def _counted(self, trigger: date) -> date:
        sign = -1 if self.direction == "before" else 1
        first = sign if self.inclusive else 0
        match self.unit:
            case "working_day":
                assert self.calendar is not None  # noqa: S101 - a pack without one is refused
                begun = self.inclusive and self.calendar.works(trigger)
                return self.calendar.moved(trigger, sign * (self.amount - begun))
            case "month":
                later = _months_later(trigger, sign * self.amount)
                # The last month has no day before which to end: it ends with its own last day.
                cut = self.inclusive and self.direction == "after" and later.day < trigger.day
                return later if cut else later - timedelta(days=first)
            case "clear_day":
                return trigger + timedelta(days=sign * (self.amount + 1))
            case "hour":
                return trigger + timedelta(days=sign * -(-self.amount // 24) - first)
            case "week":
                return trigger + timedelta(days=sign * self.amount * 7 - first)
            case "day":
                return trigger + timedelta(days=sign * self.amount - first)

    def __str__(self) -> str:
        moved = self._moved()
        match self.by:
            case "end_of_next_month":
                return f"by the last day{moved} of the month after the day"
            case "before_event":
                return f"{'by the last working day ' if self.rollover else ''}before the day"
            case "at_once":
                length = _counted(self.amount, "day")
                return f"without undue delay (taken as {length}){moved} after the day"
            case "fixed_date":
                month, day = self.fixed or (1, 1)
                return f"by the {day} {months.month_name[month]}{moved} that follows the day"
        length = _counted(self.amount, _WORDS[self.unit])
        if self.direction == "before":
            return f"at least {length}{moved} before the day"
        if self.inclusive:
            return f"{length}{moved} beginning with the day"
        return f"within {length}{moved} after the day"

    def _moved(self) -> str:
        """Return what becomes of a last day on which offices are closed."""
        if not self.rollover:
            return ""
        gives_way = "the working day before" if self.before else "the next working day"
        return f" (or by {gives_way}, where offices are closed)"


def alert_date(due: date, *, publication_days: int, sync_days: int) -> date:
    """Return the first day on which a missing record may be called missing.

    The register needs `publication_days` to publish what was filed on the last day, and our copy
    `sync_days` to fetch it.
    """
    try:
        return due + timedelta(days=publication_days + sync_days)
    except OverflowError:
        return date.max


def _counted(amount: int, unit: str) -> str:
    return f"{amount} {unit if amount == 1 else f'{unit}s'}"


def _months_later(day: date, amount: int) -> date:
    month = day.year * 12 + day.month - 1 + amount
    year, month = month // 12, month % 12 + 1
    last = months.monthrange(year, month)[1]
    return date(year, month, min(day.day, last))


def _end_of_month(day: date) -> date:
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def _next(after: date, month: int, day: int) -> date:
    """Return the first date of that month and day that lies after a day."""
    for year in (after.year, after.year + 1):
        last = months.monthrange(year, month)[1]
        found = date(year, month, min(day, last))
        if found > after:
            return found
    raise OverflowError
