"""Weeks as whole numbers: ISO weeks from Monday to Sunday, counted from 0001-01-01, a Monday."""

import datetime
from typing import Final

WEEKS_PER_YEAR: Final = 52.1775
"""Of the Gregorian calendar: 146,097 days in 400 years."""


def week_of(day: datetime.date) -> int:
    """Return the number of the ISO week that a day lies in."""
    return (day.toordinal() - 1) // 7


def week_start(week: int) -> datetime.date:
    """Return the Monday of a week."""
    return datetime.date.fromordinal(week * 7 + 1)
