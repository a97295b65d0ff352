"""Which names may be one person's: what is worth a comparison, and what was compared is remembered."""

from collections import OrderedDict
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

from interparty_shared.domain import names
from interparty_shared.domain.matching import FILER_FLOOR
from interparty_shared.domain.spelling import LONGEST_WORD, jaro_winkler

NAME: Final = "name of:"
"""What the key of a name begins with."""
_ALIKE: Final = 0.75
"""Words less alike than this are different; lower than anything that comparisons count as near."""
# Jaro-Winkler is j + p/10 (1 - j), with p letters alike at the beginning, and three times j is at most
# one more than the letters shared, as shares of both words, added up. A word within another is alike
# whatever that gives; then all letters of the shorter are shared.
_LEAST: Final = tuple(min(3 * (_ALIKE - p / 10) / (1 - p / 10) - 1, 1.0) - 1e-9 for p in range(5))
"""What shares of both words must be shared, added up, by how many letters they begin alike."""


class Namesakes:
    """Which names may mean one person, remembered: a directory grows slowly and is asked often.

    `most` is how many names that were looked at may be remembered in all; each takes some 30 bytes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._known: OrderedDict[str, tuple[AbstractSet[str], AbstractSet[str]]] = OrderedDict()

    def among(self, key: str, there: AbstractSet[str]) -> AbstractSet[str]:
        """Return those of the names that may be the name of `key`."""
        seen, near = self._known.pop(key, (frozenset(), frozenset()))
        self._size -= len(seen)
        if not there <= seen:
            near = near | _may_be(key, there - seen)
            seen = seen | there
        self._known[key] = seen, near
        self._size += len(seen)
        while self._size > self._most and len(self._known) > 1:
            _, (forgotten, _) = self._known.popitem(last=False)
            self._size -= len(forgotten)
        return near & there


NAMESAKES: Final = Namesakes(1_000_000)


def may_be_one(left: str, right: str) -> bool:
    """Return whether two names (keys of them) that share a sound may be one person's: see `matching`."""
    return bool(_may_be(left, {right}))


def _may_be(key: str, there: AbstractSet[str]) -> set[str]:
    """Return those names that may be one person's with `key`."""
    ours = key.removeprefix(NAME)
    mine = names.tokens(ours)
    family = mine[1] if len(mine) == 2 and mine[0] != mine[1] else None
    told: dict[str, bool] = {}
    found = set()
    for name in there:
        theirs = name.removeprefix(NAME)
        others = names.tokens(theirs)
        if family and len(others) == 2 and mine[0] == others[0] != others[1]:
            # By far the most: people of one given name. Nothing but the family name can make them one.
            other = others[1]
            near = told.get(other)
            if near is None:
                near = told[other] = _alike(family, other)
        else:
            near = _nearly(mine, others)
        if near and _is_like(ours, theirs):
            found.add(name)
    return found


def _is_like(ours: str, theirs: str) -> bool:
    return names.same_family(ours, theirs) or names.similarity(ours, theirs) >= FILER_FLOOR


def _nearly(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Return whether a comparison is worth its time; only what can come to nothing is left out.

    The family name is much the same, wherever it stands, or all words are that the shorter one has;
    of three words and more, a third may differ.
    """
    if _alike(ours[-1], theirs[-1]) or ours[-1] == theirs[0] or theirs[-1] == ours[0]:
        return True
    if len(theirs) < len(ours):
        ours, theirs = theirs, ours
    may_differ = len(ours) // 3
    rest = [word for word in theirs if word not in ours]
    for word in ours:
        if word not in theirs and not any(_alike(word, other) for other in rest):
            may_differ -= 1
            if may_differ < 0:
                return False
    return True


@lru_cache(maxsize=65_536)
def _letters(word: str) -> tuple[int, int]:
    """Return a word's letters as bits, and how many of its letters those bits do not count.

    Letters that meet in one bit count once, and the others among those that are not counted.
    """
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits, len(word) - bits.bit_count()


def _alike(a: str, b: str) -> bool:
    if a == b or len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    # The letters that two words share bound their similarity: most pairs need not be compared.
    (ours, mine), (theirs, others) = _letters(a), _letters(b)
    shared = (ours & theirs).bit_count() + mine + others
    long, short = min(len(a), LONGEST_WORD), min(len(b), LONGEST_WORD)
    if shared * (long + short) < _LEAST[_beginning(a, b)] * long * short:
        return False
    if a in b or b in a:
        return True
    # In one order: what was compared is remembered by its order, and each is asked about the other.
    return (jaro_winkler(a, b) if a < b else jaro_winkler(b, a)) >= _ALIKE


def _beginning(a: str, b: str) -> int:
    """Return with how many letters, 4 at most, two words begin alike."""
    if a[0] != b[0]:
        return 0
    return next((at for at in range(1, 4) if a[at : at + 1] != b[at : at + 1] or at >= len(a)), 4)
