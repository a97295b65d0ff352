"""Which country a name means, in the languages and spellings of registers and newsrooms.

Names in many languages come from the Unicode CLDR (through Babel); what registers write beside them
(official names, inverted names in capitals, states that are no more) stands in `country_names.json`.
A name that means several countries ("Congo", "Korea") is none: nobody is placed by a guess.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Final, TypedDict

from babel import Locale

from interparty_shared.domain import spelling
from interparty_shared.domain.countries import CODES

LANGUAGES: Final = (
    "en", "fr", "de", "es", "pt", "it", "nl", "pl", "cs", "hu", "ro", "bg", "el", "sv", "da", "fi",
    "et", "lv", "lt", "sk", "sl", "hr", "ru", "uk", "ar", "fa", "he", "hi", "tr", "id", "vi", "ja",
    "ko", "zh", "zh_Hant",
)  # fmt: skip
"""In what languages countries are named in the sources that we read."""


class _Extra(TypedDict):
    names: dict[str, dict[str, list[str]]]
    several: list[str]


def code_of(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code (`EU`, `XK` too) of a country's name; None: not known.

    Of two names in one ("Timor-Leste (East Timor)") both must mean the country, or one be unknown.
    """
    whole = _table().get(_folded(name))
    if whole or "(" not in name:
        return whole
    outside, _, inside = name.partition("(")
    meant = {_table().get(_folded(part)) for part in (outside, inside)} - {None}
    return meant.pop() if len(meant) == 1 else None


def names_of(code: str, language: str) -> tuple[str, ...]:
    """Return the names of a country in a language, the usual one first; empty: none is known."""
    return _listed(language).get(code, ())


def english(code: str) -> str:
    """Return what a country is called in English; its code, where that is not known."""
    return next(iter(names_of(code, "en")), code)


@cache
def _listed(language: str) -> dict[str, tuple[str, ...]]:
    territories = Locale.parse(language).territories
    extra = _extra()["names"].get(language, {})
    found = {code: [territories[code]] for code in sorted(CODES) if code in territories}
    for code, names in extra.items():
        found.setdefault(code, []).extend(names)
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}


@cache
def _table() -> dict[str, str | None]:
    table: dict[str, str | None] = {}
    for language in LANGUAGES:
        for code, names in _listed(language).items():
            for name in names:
                folded = _folded(name)
                table[folded] = code if table.get(folded, code) == code else None
    for name in _extra()["several"]:
        table[_folded(name)] = None
    return table


@cache
def _extra() -> _Extra:
    text = files("interparty_shared.reference").joinpath("country_names.json").read_text("utf-8")
    said: _Extra = json.loads(text)
    return said


def _folded(name: str) -> str:
    """Return the name without case, accents, punctuation, "and", and the article before it."""
    words = [word for word in spelling.words(name) if word != "and"]
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
