"""How near two words are: by their letters, or, between scripts, by their consonants."""

from functools import lru_cache
from typing import Final

from interparty_shared.domain.spelling import LONGEST_WORD, jaro_winkler

_CLASSES: Final = {
    **dict.fromkeys("bp", "P"),
    **dict.fromkeys("vfw", "F"),
    **dict.fromkeys("dt", "T"),
    **dict.fromkeys("gkqc", "K"),
    **dict.fromkeys("szjx", "S"),
    **dict.fromkeys("lr", "L"),
    **dict.fromkeys("mn", "N"),
}
_ALIKE: Final = 0.88
"""From this Jaro-Winkler similarity on, two longer words are one, misspelt."""
_SOUND_ALIKE: Final = 0.66
_SHORT: Final = 4


@lru_cache(maxsize=65_536)
def skeleton(word: str) -> str:
    """Return a word's consonants by class, doubles once: "MSNPK" of Mozambique and of mo-sang-bi-ke.

    Vowels, h, y and the difference of voice are left out: transliterations keep none of them.
    """
    said = word.replace("sch", "s").replace("tch", "s").replace("ch", "s").replace("sh", "s")
    said = said.replace("ts", "s").replace("zh", "s").replace("dz", "s").replace("ph", "f")
    said = said.replace("ce", "se").replace("ci", "si").replace("ng", "n").replace("kh", "k")
    out: list[str] = []
    for char in said:
        kind = _CLASSES.get(char)
        if kind is not None and (not out or out[-1] != kind):
            out.append(kind)
    return "".join(out)


@lru_cache(maxsize=131_072)
def alike(a: str, b: str) -> float:
    """Return how near two Latin words are, 0 where they are two words; in either order the same."""
    if a == b:
        return 1.0
    if len(a) < _SHORT or len(b) < _SHORT or a[0].isdigit() or b[0].isdigit():
        return 0.0
    if abs(len(a) - len(b)) > max(len(a), len(b)) // 2:
        return 0.0
    if _at_most(a, b) < _ALIKE:
        return 0.0
    near = jaro_winkler(a, b)
    if near < _ALIKE or (min(len(a), len(b)) <= _SHORT and near < 0.92):
        return 0.0
    return near


def _at_most(a: str, b: str) -> float:
    """Return what the Jaro-Winkler similarity of two words cannot be above, by the letters they have."""
    if len(a) > LONGEST_WORD or len(b) > LONGEST_WORD:
        return 1.0
    ours, theirs = _letters(a), _letters(b)
    common = min(len(a) - len(ours - theirs), len(b) - len(theirs - ours))
    jaro = (common / len(a) + common / len(b) + 1) / 3
    prefix = 0
    while prefix < 4 and a[prefix] == b[prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


@lru_cache(maxsize=65_536)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)


@lru_cache(maxsize=131_072)
def sounds_alike(a: str, b: str) -> float:
    """Return how near two skeletons are, 0 where too far: one word through two scripts."""
    if not a or not b:
        return 0.0
    if a == b:
        return 0.95 if len(a) > 2 else 0.85 if len(a) > 1 else 0.5
    longest = max(len(a), len(b))
    near = 1 - _edits(a, b) / longest
    return 0.9 * near if near >= _SOUND_ALIKE and longest > 2 else 0.0


def _edits(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]
