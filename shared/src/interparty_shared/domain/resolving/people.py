"""People are matched by their whole names, in any script; never by a family name alone."""

from functools import lru_cache
from typing import Final

from interparty_shared.domain import names
from interparty_shared.domain.resolving.lexicon import is_glued
from interparty_shared.domain.resolving.romanise import latin
from interparty_shared.domain.resolving.sounding import alike, skeleton, sounds_alike

_INITIAL: Final = 0.8
_LEAST: Final = 0.85
_CONSONANTS: Final = 3
_LEFT_OUT: Final = 0.04
"""What each word costs that only one of two names has: a middle name, a patronymic."""


def keys_of(name: str) -> frozenset[str]:
    """Return the blocking keys of a person's name: how its longer words sound."""
    return frozenset(
        f"n:{sound[:_CONSONANTS] or word[:1]}" for word, sound in _spoken(name) if len(word) > 1
    )


def best(name: str, known: tuple[str, ...]) -> tuple[float, str]:
    """Return how near a name is to the nearest of several, and that one."""
    return max(((similarity(name, one), one) for one in known), default=(0.0, ""))


def similarity(left: str, right: str) -> float:
    """Return how near two people's names are, from 0 to 1: every word of the shorter has its like."""
    a, b = _spoken(left), _spoken(right)
    if len(a) > len(b):
        a, b = b, a
    if a == b or sorted(a) == sorted(b):
        # A name that is written without spaces is whole, though it is one word.
        return 1.0 if len(a) > 1 or is_glued(names.tokens(left)[0][0]) else 0.5
    if len(a) < 2:
        return 0.0
    rest = list(b)
    total, whole = 0.0, 0
    for word in a:
        score, at = max((_word(word, other), -i) for i, other in enumerate(rest))
        if score < _INITIAL:
            return 0.0
        whole += len(word[0]) > 1 and len(rest[-at][0]) > 1
        del rest[-at]
        total += score
    if whole < 1 or (whole < 2 and len(a) < 3):
        return 0.0
    return max(0.0, min(0.98, total / len(a)) - _LEFT_OUT * len(rest))


@lru_cache(maxsize=65_536)
def _spoken(name: str) -> tuple[tuple[str, str], ...]:
    words = [latin(word) for word in names.tokens(name)]
    return tuple((word, skeleton(word)) for word in words if word)


def _word(a: tuple[str, str], b: tuple[str, str]) -> float:
    if len(a[0]) == 1 or len(b[0]) == 1:
        return _INITIAL if a[0][:1] == b[0][:1] else 0.0
    near = alike(a[0], b[0])
    if near >= _LEAST:
        return near
    return sounds_alike(a[1], b[1]) if a[1] == b[1] and a[0][:1] == b[0][:1] else 0.0
