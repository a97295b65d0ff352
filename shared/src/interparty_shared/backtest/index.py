"""Finding what belongs to a person and some days, by the domain's own keys (`domain.blocking`).

What streaming asks the database for, key by key, is asked here of sorted lists: under each key, what
is found there by its days, and with it what is found under the names that may mean the same person.
"""

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, Generic, NamedTuple, TypeVar

from interparty_shared.domain import blocking, namesakes
from interparty_shared.domain.blocking import Linked, Search

T = TypeVar("T")

MOST_SHELVED: Final = 4_000_000
"""Places in the lists that are kept at hand; each takes 16 bytes."""
_LAST_DAY: Final = 8
"""Where in the days of a link the last one begins."""
_ANY_LAST_DAY: Final = "9" * 8


class _Shelf(NamedTuple, Generic[T]):
    """What is found under a key and its namesakes, in the order of its days; the undated first."""

    days: list[str]
    items: list[T]


class Index(Generic[T]):
    """Things by their links (key and days), found as the domain's searches say.

    `most` is how many places in lists may be kept at hand.
    """

    def __init__(
        self, linked: Iterable[tuple[T, Iterable[Linked]]], *, most: int = MOST_SHELVED
    ) -> None:
        self._most = most
        self._under: dict[str, list[tuple[str, T]]] = defaultdict(list)
        for item, links in linked:
            for key, days in links:
                self._under[sys.intern(key)].append((sys.intern(days), item))
        self._directory: dict[str, set[str]] = defaultdict(set)
        for key in self._under:
            if key.startswith(namesakes.NAME):
                for word in blocking.directory_keys(key):
                    self._directory[word].add(key)
        self._namesakes = namesakes.Namesakes(1_000_000)
        self._shelves: dict[str, _Shelf[T]] = {}
        self._shelved = 0

    def find(self, searches: Iterable[Search]) -> list[T]:
        """Return what the searches find, each thing once."""
        found: dict[int, T] = {}
        for search in searches:
            for item in _looked_up(self._shelf(search.key), search):
                found[id(item)] = item
        return list(found.values())

    def _shelf(self, key: str) -> _Shelf[T]:
        known = self._shelves.get(key)
        if known is None:
            entries = [entry for one in self._near(key) for entry in self._under.get(one, ())]
            entries.sort(key=_days)
            known = _Shelf([days for days, _ in entries], [item for _, item in entries])
            self._shelves[key] = known
            self._shelved += len(entries)
            while self._shelved > self._most and len(self._shelves) > 1:
                oldest = next(iter(self._shelves))
                self._shelved -= len(self._shelves.pop(oldest).days)
        return known

    def _near(self, key: str) -> set[str]:
        """Return the keys under which there is anything that may be the same person's."""
        near = {key}
        if key.startswith(namesakes.NAME):
            words = blocking.directory_keys(key)
            there = {name for word in words for name in self._directory.get(word, ())}
            near |= self._namesakes.among(key, there)
        return near


def _days(entry: tuple[str, object]) -> str:
    return entry[0]


def _looked_up(shelf: _Shelf[T], search: Search) -> Iterator[T]:
    days, items = shelf
    if not search.spans:
        yield from items
        return
    yield from items[: bisect_right(days, blocking.UNDATED)]
    for low, high, ends in search.spans:
        first = bisect_left(days, low)
        for at in range(first, bisect_right(days, high + _ANY_LAST_DAY, lo=first)):
            if days[at][_LAST_DAY:] >= ends:
                yield items[at]
