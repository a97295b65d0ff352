"""Names in scripts without spaces, cut into known words, abbreviations, and sounds.

The cut that costs least wins (dynamic programming): a known word costs least, a character that
abbreviates one more, a run of characters that only spell a foreign sound most.
"""

from typing import Final

from interparty_shared.domain.resolving.lexicon import Lexicon, Meaning
from interparty_shared.domain.resolving.romanise import latin
from interparty_shared.domain.resolving.units import Unit, meant, spelt

_LONGEST: Final = 14
_KNOWN: Final = 0.9
_ONE_KNOWN: Final = 1.15
_ABBREVIATED: Final = 1.4
_PLACE_CHARACTER: Final = 1.35
_RUN: Final = 1.8
_SPELT: Final = 0.35
_FEW: Final = {1: 0.6, 2: 0.4}
"""Foreign names take more than two characters, as a rule."""
_LETTER: Final = 0.6
_UNKNOWN: Final = 1.7
_LONGEST_RUN: Final = 12

_Step = tuple[float, int, Meaning | None]


def segmented(text: str, lexicon: Lexicon) -> tuple[Unit, ...]:
    """Return the units of a run of characters written without spaces."""
    text = text.translate(dict(lexicon.plain))
    best: list[_Step] = [(0.0, 0, None)]
    for end in range(1, len(text) + 1):
        options = [
            _by_word(text, start, end, best, lexicon)
            for start in range(max(0, end - _LONGEST), end)
        ]
        options += [
            _by_sound(text, start, end, best, lexicon)
            for start in range(max(0, end - _LONGEST_RUN), end)
        ]
        best.append(min((one for one in options if one is not None), key=lambda one: one[:2]))
    return tuple(_walked(text, best, lexicon))


def _by_word(text: str, start: int, end: int, best: list[_Step], lexicon: Lexicon) -> _Step | None:
    piece = text[start:end]
    meaning = lexicon.glued.get(piece)
    cost = _KNOWN
    if end - start == 1:
        short = lexicon.initials.get(piece)
        if meaning is None and (short is None or (start and short.kind == "place")):
            return None  # a country is abbreviated at the beginning only
        cost = _ONE_KNOWN if meaning is not None else _ABBREVIATED
        if meaning is not None and meaning.kind == "place":
            cost = _PLACE_CHARACTER
        meaning = meaning or short
    return None if meaning is None else (best[start][0] + cost, start, meaning)


def _by_sound(text: str, start: int, end: int, best: list[_Step], lexicon: Lexicon) -> _Step:
    each = [
        _SPELT
        if char in lexicon.syllables
        else _UNKNOWN
        if "\u3400" <= char <= "\u9fff"
        else _LETTER
        for char in text[start:end]
    ]
    return (best[start][0] + _RUN + _FEW.get(end - start, 0.0) + sum(each), start, None)


def _walked(text: str, best: list[_Step], lexicon: Lexicon) -> list[Unit]:
    units: list[Unit] = []
    end = len(text)
    while end:
        _, start, meaning = best[end]
        piece = text[start:end]
        if meaning is not None:
            short = len(piece) == 1 and meaning is lexicon.initials.get(piece)
            units.append(meant(piece, meaning, short=short))
        else:
            said = "".join(lexicon.syllables.get(char) or latin(char) for char in piece)
            units.append(spelt(piece, said))
        end = start
    return units[::-1]
