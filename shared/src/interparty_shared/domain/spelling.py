"""How names are written: words without case, accents and punctuation, and how near two words are.

Sources: Unicode normalisation (UAX 15), Jaro-Winkler similarity (Winkler 1990).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

LONGEST_WORD: Final = 48
"""Letters of a word that are compared; no name has a longer one."""

_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'’‘`\u02bc\u00b4\u2032", ""))
# Letters that have no decomposition, as they are written without their marks.
_PLAIN: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ŧ": "t",
    }
)
_NOT_WORD: Final = re.compile(r"[\W_]+")
# Marks up to here (Latin, Greek, Cyrillic, Hebrew, Arabic) may be left out in writing; further on
# they are vowels (Devanagari, Thai) or change the consonant (Kana), and a name is wrong without.
_LAST_OPTIONAL_MARK: Final = "\u06ff"


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text: no case, punctuation or accents that writers leave out."""
    folded = text.translate(_APOSTROPHES).casefold()
    if folded.isascii():
        return tuple(filter(None, _NOT_WORD.split(folded)))
    spread = unicodedata.normalize("NFKD", folded.translate(_PLAIN))
    kept = "".join(char for char in spread if not _left_out(char))
    # Recomposed, so that a Korean syllable counts as one letter, as it is read.
    whole = unicodedata.normalize("NFC", kept)
    apart = (char if _in_word(char) else " " for char in whole)
    return tuple("".join(apart).split())


def _left_out(char: str) -> bool:
    if char <= _LAST_OPTIONAL_MARK and unicodedata.combining(char):
        return True
    return unicodedata.category(char) == "Cf"  # joiners, direction marks, soft hyphens


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def sound(word: str) -> str:
    """Return what a word keeps when vowels slip and letters double: "Pinkerton", "Pinkertn".

    Words of few consonants, or in scripts that write none apart, are their own.
    """
    kept = "".join(
        char
        for char, before in zip(word, " " + word, strict=False)
        if char not in _VOWELS and char != before
    )
    return kept if len(kept) >= 3 else word


_VOWELS: Final = frozenset("aeiouy")


def scripts(text: str) -> frozenset[str]:
    """Return the scripts that a text's letters are of, as Unicode names them ("LATIN", "CJK")."""
    if text.isascii():
        return _LATIN if any(map(str.isalpha, text)) else frozenset()
    letters = {char for char in unicodedata.normalize("NFKC", text) if char.isalpha()}
    return frozenset(unicodedata.name(char, "?").split()[0] for char in letters)


_LATIN: Final = frozenset({"LATIN"})


@lru_cache(maxsize=65_536)
def jaro_winkler(a: str, b: str) -> float:
    """Return the Jaro-Winkler similarity of two words (prefix scale 0.1, at most 4 letters)."""
    if a == b:
        return 1.0
    if b < a:  # the matching below is greedy: one order, so that both give one answer
        a, b = b, a
    first, second = a[:LONGEST_WORD], b[:LONGEST_WORD]
    common, swaps = _common(first, second)
    if not common:
        return 0.0
    jaro = (common / len(first) + common / len(second) + (common - swaps) / common) / 3
    prefix = 0
    for x, y in zip(first[:4], second[:4], strict=False):
        if x != y:
            break
        prefix += 1
    return min(0.99, jaro + prefix * 0.1 * (1 - jaro))


def _common(a: str, b: str) -> tuple[int, float]:
    """Return how many letters two words share nearby, and half of how many are out of order."""
    reach = max(len(a), len(b)) // 2 - 1
    taken = [False] * len(b)
    matched: list[str] = []
    for i, char in enumerate(a):
        start = max(0, i - reach)
        at = b.find(char, start, i + reach + 1)
        while at >= 0 and taken[at]:
            at = b.find(char, at + 1, i + reach + 1)
        if at >= 0:
            taken[at] = True
            matched.append(char)
    theirs = [char for char, used in zip(b, taken, strict=True) if used]
    return len(matched), sum(x != y for x, y in zip(matched, theirs, strict=True)) / 2
