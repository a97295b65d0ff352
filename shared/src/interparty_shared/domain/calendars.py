"""Working days of a country. Holidays come in as data: the domain knows no list of its own."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which a country's offices work: Monday to Friday, but for public holidays.

    `holidays` are those of the years for which they are known; before and after, only weekends count.
    """

    country: str
    holidays: frozenset[date] = field(repr=False)

    def works(self, day: date) -> bool:
        """Return whether it is a working day."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def moved(self, day: date, working_days: int) -> date:
        """Return the day so many working days later, or earlier where the number is negative.

        The day itself does not count; nought leaves it as it is.

        Raises:
            OverflowError: there is no such day.
        """
        step = _DAY if working_days > 0 else -_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.works(day)
        return day

    def on_or_after(self, day: date) -> date:
        """Return the day, or the next working day where it is none."""
        while not self.works(day):
            day += _DAY
        return day

    def on_or_before(self, day: date) -> date:
        """Return the day, or the last working day before it where it is none."""
        while not self.works(day):
            day -= _DAY
        return day
