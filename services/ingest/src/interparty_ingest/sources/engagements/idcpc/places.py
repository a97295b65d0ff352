"""Countries in Chinese titles: by the longest name that stands there, else by one character."""

import re
from functools import cache
from typing import Final

from interparty_ingest.sources.engagements.idcpc.words import SHORT
from interparty_shared.domain.countries import CODES
from interparty_shared.reference.country_names import code_of, names_of

HOME: Final = frozenset({"CN", "HK", "MO"})
_UNSURE: Final = frozenset({"中非"})
"""Is the Central African Republic, but in titles China and Africa."""
_SHORTENED: Final = re.compile(f"([{''.join(SHORT)}])(?:共(?!同|和|享|商|建)|方|政府|前政要)")


def leading(text: str) -> tuple[str, str]:
    """Return the country whose name the text begins with, and that name; empty where there is none."""
    found = _names().match(text)
    if found:
        return _code(found[0]), found[0]
    short = _SHORTENED.match(text)
    if short:
        return SHORT[short[1]], ""
    return ("ZA", "") if text.startswith("南非共") else ("", "")


def within(text: str) -> list[tuple[str, str]]:
    """Return the foreign countries that are named anywhere in the text, with their names, in order."""
    found = [(_code(one), one) for one in _names().findall(text)]
    return list(dict.fromkeys(one for one in found if one[0]))


def only(text: str) -> str:
    """Return the one foreign country that the text names; empty where it names several or none."""
    codes = {code for code, _ in within(text)}
    return codes.pop() if len(codes) == 1 else ""


def beside_china(text: str) -> tuple[str, str]:
    """Return the country that stands with China in one word ("中英"), and its name."""
    if "中巴经济走廊" in text:
        return "PK", "巴基斯坦"
    found = re.search(f"中([{''.join(SHORT)}])|([{''.join(SHORT)}])中(?!央|心|国|联)", text)
    if not found:
        return "", ""
    code = SHORT[found[1] or found[2]]
    return code, names_of(code, "zh")[0]


@cache
def names() -> str:
    """Return a pattern of all names of foreign countries, the longest first."""
    return "|".join(re.escape(one) for one in _listed())


@cache
def _names() -> re.Pattern[str]:
    return re.compile(names())


@cache
def _listed() -> tuple[str, ...]:
    found = {name for code in CODES - HOME for name in names_of(code, "zh")} - _UNSURE
    return tuple(
        sorted((name for name in found if len(name) > 1), key=lambda one: (-len(one), one))
    )


@cache
def _code(name: str) -> str:
    return code_of(name) or ""
