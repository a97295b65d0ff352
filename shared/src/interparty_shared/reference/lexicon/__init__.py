"""The lexicon that names of actors are read with, from the JSON files beside this module.

Names of countries come from the Unicode CLDR (`reference.country_names`), those of cities where
missions sit from the CLDR's time zones.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale
from babel.core import get_global

from interparty_shared.domain.countries import CODES
from interparty_shared.domain.resolving.lexicon import Concept, Lexicon, made
from interparty_shared.reference.country_names import LANGUAGES, names_of

_CONCEPTS: Final = ("ideas", "more", "society", "bodies")
_SHORTEST_CITY: Final = 4
_SHORTEST_STEM: Final = 5
_NOT_CITIES: Final = frozenset({"Pacific", "Antarctica", "Atlantic", "Indian", "Arctic"})


@cache
def load() -> Lexicon:
    """Return the lexicon; read once."""
    hanzi = _read("hanzi")
    abbreviated = _abbreviated()
    sounds = {char: _spoken(sound) for sound, chars in hanzi["syllables"].items() for char in chars}
    plain = {pair[0]: pair[1] for line in hanzi["traditional"] for pair in line.split()}
    spelt_out = {short: tuple(words.split()) for short, words in _read("abbreviations").items()}
    return made(
        [*_concepts(), *_regions(), *_countries(), *_cities()],
        abbreviated,
        sounds,
        plain,
        spelt_out,
        {name: tuple(words.split()) for name, words in _read("standing").items()},
    )


def _concepts() -> Iterator[tuple[Concept, list[str]]]:
    for name in _CONCEPTS:
        for concept, (kind, kin, words) in _read(name).items():
            yield Concept(concept, kind, kin), words.split()


def _abbreviated() -> dict[str, tuple[str, ...]]:
    """Return single characters and what they stand for; countries go by their first one."""
    words = {char: tuple(names.split()) for char, names in _read("initials").items()}
    countries: dict[str, list[str]] = {}
    for code in sorted(CODES):
        for name in names_of(code, "zh")[:1]:
            countries.setdefault(name[0], []).append(f"@{code}")
    return {**{char: tuple(codes) for char, codes in countries.items()}, **words}


def _regions() -> Iterator[tuple[Concept, list[str]]]:
    for region, words in _read("regions").items():
        yield Concept(f"~{region}", "region", ""), words.split()


def _countries() -> Iterator[tuple[Concept, list[str]]]:
    demonyms = _read("demonyms")
    stems: dict[str, set[str]] = {}
    for code in CODES:
        for name in _names(code):
            # Declined and derived forms: "Анголы", "Österreichs", "الأسترالي".
            if name.isalpha() and len(name) > _SHORTEST_STEM + (name[0] < "\u0250"):
                stems.setdefault(name[:-1].casefold(), set()).add(code)
    for code in sorted(CODES):
        entries = [name.replace(" ", "_") for name in sorted(_names(code))]
        derived = sorted(f"{stem}*" for stem, codes in stems.items() if codes == {code})
        derived += [form for name in sorted(names_of(code, "ar")) for form in _nisba(name)]
        yield (
            Concept(f"@{code}", "place", ""),
            [*entries, *derived, *demonyms.get(code, "").split()],
        )


def _nisba(name: str) -> Iterator[str]:
    """Yield the adjectives of a country's Arabic name: "كندي", "كندية"."""
    if " " not in name:
        stem = name[:-1] if name[-1] in "اة" else name
        yield from (f"{stem}ي", f"{stem}ية")


@cache
def _names(code: str) -> frozenset[str]:
    return frozenset(name for language in LANGUAGES for name in names_of(code, language))


def _cities() -> Iterator[tuple[Concept, list[str]]]:
    territories = get_global("zone_territories")
    names: dict[str, set[str]] = {}
    for language in LANGUAGES:
        zones = Locale.parse(language).time_zones
        for zone, code in territories.items():
            city = zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            if code in CODES and zone.partition("/")[0] not in _NOT_CITIES and len(city) > 1:
                names.setdefault(code, set()).add(city.replace(" ", "_"))
    for code, cities in _read("seats").items():
        names.setdefault(code, set()).update(cities.split())
    known = {name.replace(" ", "_") for code in CODES for name in _names(code)}
    for code in sorted(names):
        kept = sorted(
            name
            for name in names[code] - known
            if len(name) >= _SHORTEST_CITY or not name.isascii()
        )
        yield Concept(f"#{code}", "seat", ""), kept


def _spoken(sound: str) -> str:
    """Return a syllable of Pinyin as an English reader would write it."""
    return (
        sound.replace("q", "ch").replace("x", "sh").replace("zh", "j").replace("c", "ts")
        if sound[0] in "qxzc" and sound[:2] != "ch"
        else sound
    )


def _read(name: str) -> Any:
    text = files("interparty_shared.reference.lexicon").joinpath(f"{name}.json").read_text("utf-8")
    return json.loads(text)
