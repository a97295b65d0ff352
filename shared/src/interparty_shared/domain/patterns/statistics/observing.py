"""In which weeks somebody looked, where nobody says so: by silences that the counts do not explain.

Whoever publishes contacts begins one day, pauses and ends; a list of meetings says nothing of the years
before its first. Such a silence is no week without contacts, and must not count as one.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, log, log1p
from typing import Final

from interparty_shared.domain.patterns.statistics.series import Counts, Spans

LEAST_GAP: Final = 13
"""Weeks of silence that are never taken for a gap: holidays, recesses, campaigns."""
_RARE: Final = -6.907755278982137
"""log(0.001): a silence is a gap where one so long has less than this chance among all there are."""


def observed(counts: Counts, first: int, last: int) -> Spans:
    """Return the spans of these weeks, both included, in which what was counted could be seen.

    Weeks with a contact are taken to come by themselves, each week alike: then a silence of g weeks has
    the probability (1 - p)^g, where p is the share of weeks with a contact. A silence for which that is
    under one in a thousand, for any of the silences there are, is a gap in what was observed. p is taken
    again without the gaps, until none is left, because a gap hides how dense the rest is. Where contacts
    come in bursts, too many silences are taken for gaps: then less past is claimed, and less is found.
    """
    busy = sorted(at for at, n in counts.items() if n and first <= at <= last)
    if not busy:
        return ()
    silences = [after - before - 1 for before, after in pairwise(busy)]
    silences = [busy[0] - first, *silences, last - busy[-1]]
    limit = _limit(silences, len(busy))
    return _spans(busy, first, last, limit)


def _limit(silences: Sequence[int], busy: int) -> int:
    """Return how long a silence may be."""
    left = sorted(silences)
    while left:
        weeks = busy + sum(left)
        if weeks == busy:
            return LEAST_GAP
        limit = max(LEAST_GAP, ceil((_RARE - log(len(left))) / log1p(-busy / weeks)))
        if left[-1] <= limit:
            return limit
        left = [one for one in left if one <= limit]
    return LEAST_GAP


def _spans(busy: Sequence[int], first: int, last: int, limit: int) -> Spans:
    begin = first if busy[0] - first <= limit else busy[0]
    found: list[tuple[int, int]] = []
    for before, after in pairwise(busy):
        if after - before - 1 > limit:
            found.append((begin, before))
            begin = after
    found.append((begin, last if last - busy[-1] <= limit else busy[-1]))
    return tuple(found)


def both(some: Spans, others: Spans) -> Spans:
    """Return the spans that lie in both."""
    found = [(max(one[0], other[0]), min(one[1], other[1])) for one in some for other in others]
    return tuple(sorted(one for one in found if one[0] <= one[1]))


def observed_by_group(totals: Mapping[str, Counts], first: int, last: int) -> dict[str, Spans]:
    """Return the spans in which each group was observed: where everybody was, and itself."""
    everybody: dict[int, int] = {}
    for counts in totals.values():
        for at, n in counts.items():
            everybody[at] = everybody.get(at, 0) + n
    general = observed(everybody, first, last)
    return {group: both(general, observed(counts, first, last)) for group, counts in totals.items()}
