"""Countries in free text in English, where somebody is said to go: "visit to Israel and Jordan".

A name counts behind "to", "in", "visiting" and the like, on its own: what goes on in capitals
("China Matters", "Israel Allies Foundation") names somebody, and no country.
"""

import re
from typing import Final

from interparty_shared.reference.country_names import code_of

_GOING: Final = re.compile(
    r"\b(?:to|in|visit|visits|visited|visiting|via|through|around|across)\s+(?:the\s+)?(?=[A-Z])"
)
_NEXT: Final = re.compile(r"\s*(?:,|&|/|and|,\s*and)\s+(?:the\s+)?(?=[A-Z])")
_WORD: Final = r"[A-Z](?:[\w'’.-]*\w)?"
_WORDS: Final = re.compile(rf"{_WORD}(?:\s+(?:(?:of|and|the)\s+){{0,2}}{_WORD}){{0,5}}")
_GOES_ON: Final = re.compile(r"\s+[A-Z]|['’]s\b|[-/]\w")


def countries(text: str) -> tuple[str, ...]:
    """Return the ISO 3166-1 codes of the countries that somebody goes to, each once, in order."""
    found: dict[str, None] = {}
    for going in _GOING.finditer(text):
        place = going.end()
        while named := _named(text, place):
            code, place = named
            found[code] = None
            if not (following := _NEXT.match(text, place)):
                break
            place = following.end()
    return tuple(found)


def _named(text: str, place: int) -> tuple[str, int] | None:
    """Return the country whose name begins at a place, and where it ends; None: there is none."""
    run = _WORDS.match(text, place)
    if run is None:
        return None
    ends = [place + word.end() for word in re.finditer(_WORD, run[0])]
    for end in sorted(ends, reverse=True):
        if not _GOES_ON.match(text, end) and (code := code_of(text[place:end])):
            return code, end
    return None
