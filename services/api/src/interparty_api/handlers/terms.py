"""By what things are found: countries, names, identifiers and words, each in one form.

The same functions make the terms that are stored and those that are asked for.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

_SPLIT: Final = re.compile(r"[\W_]+", re.UNICODE)
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
"""Scripts that are written without spaces: found by pairs of characters."""
LONGEST_NAME: Final = 300
LONGEST_WORD: Final = 60
MOST_WORDS: Final = 300
STOP_WORDS: Final = frozenset(
    "a an and as at by for from in into is it no of on or the to under with"
    " de des di du et la le les un une der die das und von zu".split()
)
"""Said in every other alert: searching for them finds nothing in particular."""
TITLES: Final = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame rt hon honourable mp mep".split()
)


def country(code: str) -> str:
    """Return the term of a country."""
    return f"country:{code}"


@lru_cache(maxsize=4096)
def name(value: str) -> str:
    """Return the term of a name; names that differ in order, case, accents or titles share it.

    Not the form that names are matched in: that may be improved, this is stored and must stay.
    """
    words = [word for word in _SPLIT.split(_folded(value)) if word]
    kept = sorted(word for word in words if word not in TITLES) or sorted(words)
    key = " ".join(kept) or value.casefold().strip()
    return f"name:{_clean(key)[:LONGEST_NAME]}"


def identifier(scheme: str, value: str) -> str:
    """Return the term of an identifier."""
    return f"id:{_clean(scheme)}:{_clean(value)}"


def actor_asked(value: str) -> tuple[str, ...]:
    """Return the terms of what somebody asks for: `scheme:value` may be an identifier or a name."""
    scheme, colon, rest = value.partition(":")
    by_id = (identifier(scheme, rest),) if colon and rest and _SCHEME.fullmatch(scheme) else ()
    return (*by_id, name(value))


_SCHEME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,49}")


def of_actor(actor: Mapping[str, Any]) -> Iterator[str]:
    """Return the terms of an actor document: its country, name and identifiers."""
    if actor.get("country"):
        yield country(actor["country"])
    yield name(actor["name"])
    for scheme, value in (actor.get("ids") or {}).items():
        yield identifier(scheme, value)


def words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts that can be searched for: no case, no accents, no stop words."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _words(text):
            found[word] = None
            if len(found) >= MOST_WORDS:
                return frozenset(found)
    return frozenset(found)


def _words(text: str) -> Iterator[str]:
    plain = _folded(text)
    for run in _UNSPACED.findall(plain):
        yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
    for word in _SPLIT.split(_UNSPACED.sub(" ", plain)):
        # Days and months are not looked for by their digits: that is what `since` is for.
        if word and word not in STOP_WORDS and not (word.isdigit() and len(word) < 3):
            yield word[:LONGEST_WORD]


def _folded(text: str) -> str:
    if text.isascii():
        return text.casefold().replace("'", "")
    spelt = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    return "".join(char for char in spelt if not unicodedata.combining(char))


def _clean(value: str) -> str:
    return value.replace("\x00", "")
