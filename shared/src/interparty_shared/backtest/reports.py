"""Which of many reports speak of one engagement: each held against those that may be like it."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from interparty_shared.domain.corroboration import agreeing
from interparty_shared.domain.corroboration.occurrence import LONG, TOLERANCE, same_occurrence
from interparty_shared.domain.facts import Engagement


def alike(reports: Sequence[Engagement]) -> dict[int, set[int]]:
    """Return, by its place, the places of those that each report is like; nothing of all others."""
    under: dict[object, dict[str, list[tuple[int, int]]]] = defaultdict(dict)
    for at, one in enumerate(reports):
        start = one.occurred.start.toordinal()
        for key in {key for actor in one.participants for key in agreeing.keys(actor)}:
            under[key].setdefault(one.ref.source, []).append((start, at))
    # A source tells its own reports apart: what one alone says is like nothing.
    shared = {key: by_source for key, by_source in under.items() if len(by_source) > 1}
    under.clear()
    for by_source in shared.values():
        for places in by_source.values():
            places.sort()
    found: dict[int, set[int]] = defaultdict(set)
    for at, one in enumerate(reports):
        for place in _candidates(at, one, shared):
            if same_occurrence(one, reports[place]) is not None:
                found[at].add(place)
                found[place].add(at)
    return found


def _candidates(
    at: int, one: Engagement, shared: Mapping[object, Mapping[str, Sequence[tuple[int, int]]]]
) -> Iterator[int]:
    """Give those after it that share something with two of its participants, on days that may agree."""
    start, end = one.occurred.start.toordinal(), one.occurred.end.toordinal()
    first = start - LONG.days - TOLERANCE
    last = max(start, min(end, start + LONG.days)) + TOLERANCE
    by: Counter[int] = Counter()
    for actor in one.participants:
        near: set[int] = set()
        for key in agreeing.keys(actor):
            for source, places in shared.get(key, {}).items():
                if source != one.ref.source:
                    low = bisect_left(places, (first, -1))
                    high = bisect_left(places, (last + 1, -1))
                    near.update(place for _, place in places[low:high] if place > at)
        by.update(near)
    return (place for place, count in by.items() if count > 1)
