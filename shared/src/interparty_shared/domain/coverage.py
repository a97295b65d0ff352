"""What our copy of a register can testify to.

An absence can be judged only if the whole span from the engagement to its alert date lies inside
the days for which the copy is known complete. Syncs add up: their union counts, and the answer is
the *earliest* moment at which the union sufficed, so that it does not depend on how many later
syncs have arrived or in which order.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from interparty_shared.domain.facts import Coverage

_DAY = timedelta(days=1)


def attested_at(syncs: Iterable[Coverage], start: date, end: date) -> datetime | None:
    """Return when the union of syncs first covered every day from `start` to `end`.

    None where it does not cover them: the copy then says nothing about an absence.
    """
    alone: datetime | None = None
    parts: list[Coverage] = []
    for sync in syncs:
        if sync.start > start or sync.end < end:
            if sync.end >= start and sync.start <= end:
                parts.append(sync)
        elif alone is None or sync.synced < alone:
            alone = sync.synced
    # One sync mostly does it by itself; together, earlier parts may have done it before.
    before = parts if alone is None else [one for one in parts if one.synced < alone]
    reach = any(one.start <= start for one in before) and any(one.end >= end for one in before)
    return (_together(before, start, end) or alone) if reach else alone


def _together(syncs: list[Coverage], start: date, end: date) -> datetime | None:
    joined: list[tuple[date, date]] = []
    for sync in sorted(syncs):
        joined = _joined(joined, (sync.start, sync.end))
        if any(first <= start and last >= end for first, last in joined):
            return sync.synced
    return None


def _joined(spans: list[tuple[date, date]], new: tuple[date, date]) -> list[tuple[date, date]]:
    first, last = new
    apart = []
    for span in spans:
        # Compared by their distance: the day after the last of days does not exist.
        if first - span[1] > _DAY or span[0] - last > _DAY:
            apart.append(span)
        else:
            first, last = min(first, span[0]), max(last, span[1])
    return [*apart, (first, last)]


def spans(syncs: Iterable[Coverage]) -> list[tuple[date, date]]:
    """Return the covered days as disjoint spans, earliest first."""
    joined: list[tuple[date, date]] = []
    for sync in sorted(syncs):
        joined = _joined(joined, (sync.start, sync.end))
    return sorted(joined)
