"""What every list takes and gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from interparty_shared.errors import Invalid

Place = tuple[Any, ...]
"""Where a page ends: what its last item is ordered by."""

_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """Items as JSON text, and where the next page begins (None: there is none)."""

    items: Sequence[str]
    end: Place | None


@dataclass(frozen=True, slots=True)
class Moments:
    """A moment or a whole day, in UTC: from `first` on, before `last`."""

    first: datetime
    last: datetime

    @property
    def end(self) -> datetime:
        """Return the last moment of it."""
        return self.last - _TICK


def moments(text: str, *, pointer: str) -> Moments:
    """Return what a date (all of that day, in UTC) or an RFC 3339 time (that moment) means.

    Raises:
        Invalid: it is neither.
    """
    try:
        if len(text) == 10:
            first = datetime.combine(date.fromisoformat(text), time(), UTC)
            return Moments(first, first + _DAY)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise Invalid("a time needs its offset from UTC, such as Z", pointer=pointer)
        moment = moment.astimezone(UTC)
        return Moments(moment, moment + _TICK)
    except (ValueError, OverflowError):
        said = "a date (2026-11-22) or an RFC 3339 time (2026-11-22T08:00:00Z)"
        raise Invalid(f"must be {said}", pointer=pointer) from None


def day(text: str, *, pointer: str) -> date:
    """Return the day that a date names.

    Raises:
        Invalid: it names none.
    """
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("must be a date (2026-11-22)", pointer=pointer) from None


def after(last: date | None) -> date | None:
    """Return the day after the last one that is wanted; None where there is no such day."""
    return None if last is None or last == date.max else last + timedelta(days=1)
