"""Records that stand from a day on: a registration, an arrangement, a statement of a period.

Such a record answers for whatever falls into its time, and says nothing of a single visit. Its filer
may have many of them, with different counterparts: the counterpart is what tells one from another.
"""

from datetime import timedelta
from typing import Final

from interparty_shared.domain.facts import Disclosure
from interparty_shared.domain.registers import MatchLimits
from interparty_shared.domain.sought import NEAR, SLIP, Sought

_COUNTERPART_WEIGHT: Final = 0.8
_PLACE_WEIGHT: Final = 0.2


def likeness(counterpart: float, place: float) -> float:
    """Return what counterpart and country count together, from 0 to 1."""
    return _COUNTERPART_WEIGHT * counterpart + _PLACE_WEIGHT * place


def stood(sought: Sought, record: Disclosure, limits: MatchLimits) -> float | None:
    """Return how well the record's time covers the days of an engagement; None: it gives no time.

    1 where it stood then. What was filed afterwards answers, late, if it begins or was filed not long
    after the last day; what came long after may be about something new. What had ended before does not
    answer.
    """
    occurred, span = sought.occurred, record.occurred
    last = max(sought.due or occurred.end, occurred.end)
    if sought.statement and _other_period(sought, record, limits):
        return 0.0
    if span is None:
        if record.filed is None:
            return None
        if record.filed <= last:
            return 1.0
        return NEAR if (record.filed - last).days <= limits.far_days else SLIP
    if not record.open_end and span.end < occurred.start - timedelta(days=limits.near_days):
        return 0.0
    if span.start <= occurred.end:
        return 1.0
    return NEAR if (span.start - last).days <= limits.far_days else SLIP


def _other_period(sought: Sought, record: Disclosure, limits: MatchLimits) -> bool:
    """Return whether a statement is of a period that began after the days of an engagement.

    It says what fell into its period: one of the next year, on another visit to the same party, does
    not answer. A first day without a last one may be the day on which it was made.
    """
    span = record.occurred
    if span is None or record.open_end:
        return False
    return span.start > sought.occurred.end + timedelta(days=limits.near_days)
