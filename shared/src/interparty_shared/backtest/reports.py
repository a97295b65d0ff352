"""Which of many reports speak of one engagement: each held against those that may be like it."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from interparty_shared.domain.corroboration import agreeing
from interparty_shared.domain.corroboration.occurrence import LONG, TOLERANCE, same_occurrence
from interparty_shared.domain.facts import Engagement


def alike(reports: Sequence[Engagement]) -> dict[int, set[int]]:
    """Return, by its place, the places of those that each report is like; nothing of all others."""
    under: dict[object, list[tuple[int, int]]] = defaultdict(list)
    for at, one in enumerate(reports):
        start = one.occurred.start.toordinal()
        for key in {key for actor in one.participants for key in agreeing.keys(actor)}:
            under[key].append((start, at))
    shared = {key: sorted(places) for key, places in under.items() if len(places) > 1}
    under.clear()
    found: dict[int, set[int]] = defaultdict(set)
    for at, one in enumerate(reports):
        for place in _candidates(at, one, shared):
            if same_occurrence(one, reports[place]) is not None:
                found[at].add(place)
                found[place].add(at)
    return found


def _candidates(
    at: int, one: Engagement, shared: Mapping[object, Sequence[tuple[int, int]]]
) -> Iterator[int]:
    """Give those after it that share something with two of its participants, on days that may agree."""
    start, end = one.occurred.start.toordinal(), one.occurred.end.toordinal()
    first = start - LONG.days - TOLERANCE
    last = max(start, min(end, start + LONG.days)) + TOLERANCE
    by: Counter[int] = Counter()
    for actor in one.participants:
        near: set[int] = set()
        for key in agreeing.keys(actor):
            places = shared.get(key, ())
            low = bisect_left(places, (first, -1))
            near.update(
                place
                for _, place in places[low : bisect_right(places, (last, 1 << 62))]
                if place > at
            )
        by.update(near)
    return (place for place, count in by.items() if count > 1)
