"""Names out of the free text of the sources.

Party Facts writes several into a field: "Pashto: افغان ملت / افغان ټولنپال; Russian: …". So do ParlGov
("Union | Republicans") and Wikidata's lists. Each is a name of its own; the whole stays beside its
parts where it may be one as well.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from babel import Locale

from interparty_embedded.gazetteer.drafts import Named, Rank
from interparty_shared.domain import spelling

_LABEL: Final = r"[A-Za-z][A-Za-z\- ]{0,28}"
_LABELLED: Final = re.compile(rf"^\W*({_LABEL}):\s*(.*)$", re.DOTALL)
_NEXT: Final = re.compile(rf"\s*;\s*|\s*[,/\n]\s*(?={_LABEL}:)")
_PARTS: Final = re.compile(r"\s+/\s+|\s*//\s*|\s*\|\s*")
_MARKUP: Final = re.compile(r"\s*(?:'')?\(\[\[[^\]]*\]\]\)|\s*(?:'')?\(\]\)|\[\[|\]\]|''+")
"""What is left of a wiki's markup in lists that were taken from its pages."""
_BRACKETS: Final = re.compile(r"\s*\[[^\]]*\]")
_IN_LANGUAGE: Final = re.compile(r"^(.*\S)\s+\(([A-Z][a-z]+)\)$", re.DOTALL)
_DIRECTION: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_TAG: Final = re.compile(r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")
_EDGES: Final = ' \t\n,;[]"“”«»'
_MOST: Final = 500

_ALSO: Final = {
    "ar": "ar",
    "baybayin": "tl-Tglg",
    "berber": "ber",
    "dhivehi": "dv",
    "hangul": "ko",
    "hanja": "ko-Hani",
    "laotian": "lo",
    "moldovan": "ro",
    "moldovan cyrillic": "ro-Cyrl",
    "pinyin": "zh-Latn",
    "serbian cyrillic": "sr-Cyrl",
    "serbo-croatian": "sh",
    "sesotho": "st",
    "sinhalese": "si",
    "wylie": "dz-Latn",
}
"""Languages as Party Facts calls them, where the CLDR does not."""


def cleaned(text: str) -> str:
    """Return a name in one spelling: NFC, single blanks, no direction marks, no open bracket."""
    said = _DIRECTION.sub("", unicodedata.normalize("NFC", _plain(text))).replace(" -- ", " – ")
    said = " ".join(_BRACKETS.sub("", said).split()).strip(_EDGES)
    if said.count("(") != said.count(")"):
        said = said.strip("()").strip(_EDGES)
    return said[:_MOST]


def tag(lang: str | None) -> str | None:
    """Return a language tag if it is one (BCP 47, as the contract takes it)."""
    return lang if lang and _TAG.match(lang) else None


def field(text: str, lang: str | None = None, rank: Rank = Rank.WHOLE) -> Iterator[Named]:
    """Give the names in a field that holds one name, or several with " / " or "|" between them.

    "A / B" may be the name of an alliance; "A | B" is what it was called first, and then.
    """
    text = _plain(text)
    pieces = [piece for piece in map(cleaned, _PARTS.split(text)) if piece]
    if len(pieces) > 1 and "|" not in text:
        yield Named(cleaned(text), lang, rank)
    for piece in pieces:
        yield Named(piece, lang, max(rank, Rank.PART) if len(pieces) > 1 else rank)


def acronyms(text: str, rank: Rank = Rank.WHOLE) -> Iterator[Named]:
    """Give the short names in a field: "KDU/CSL" is one, and may be two."""
    whole = cleaned(text)
    if whole and "|" not in whole:
        yield Named(whole, None, rank)
    pieces = [piece for piece in map(cleaned, re.split(r"\s*[/|]+\s*", text)) if piece]
    if len(pieces) > 1:
        for piece in pieces:
            yield Named(piece, None, max(rank, Rank.PART))


def free(text: str) -> Iterator[Named]:
    """Give the names in a free text, each in the language that stands before it, if one does."""
    lang: str | None = None
    for segment in _NEXT.split(_plain(text)):
        found = _LABELLED.match(segment)
        if found:
            lang = language(found[1])
        for piece in _scripts_apart(_PARTS.split(found[2] if found else segment)):
            spoken = _IN_LANGUAGE.match(piece)
            if spoken and language(spoken[2]):
                yield Named(cleaned(spoken[1]), language(spoken[2]))
            elif name := cleaned(piece):
                yield Named(name, lang)


def language(label: str) -> str | None:
    """Return the tag of a language by its English name."""
    said = " ".join(label.split()).casefold()
    return _ALSO.get(said) or _languages().get(said)


def usable(name: str) -> bool:
    """Return whether a name says who is meant: one letter does not, one Chinese sign may.

    "German:" does not either: it is what stood before a name.
    """
    if name.endswith(":") and language(name[:-1]):
        return False
    scripts = spelling.scripts(name)
    return bool(scripts) and (sum(map(str.isalnum, name)) > 1 or "CJK" in scripts)


def distinct(found: Iterable[Named]) -> list[Named]:
    """Return names without those that only differ in case, accents or punctuation.

    The first spelling stays; it takes the language of a later one if it has none.
    """
    kept: dict[str, Named] = {}
    for one in found:
        key = " ".join(spelling.words(one.name)) or one.name
        first = kept.setdefault(key, one)
        if first is not one:
            kept[key] = Named(first.name, first.lang or one.lang, min(first.rank, one.rank))
    return list(kept.values())


def _plain(text: str) -> str:
    return _MARKUP.sub("", html.unescape(text))


def _scripts_apart(pieces: Iterable[str]) -> Iterator[str]:
    # "العربية, al-ʿArabiyya": what follows a comma in another script is another name.
    for piece in pieces:
        rest, *more = piece.split(",")
        for one in more:
            if spelling.scripts(one) and spelling.scripts(one).isdisjoint(spelling.scripts(rest)):
                yield rest
                rest = one
            else:
                rest = f"{rest},{one}"
        yield rest


@cache
def _languages() -> dict[str, str]:
    listed = Locale.parse("en").languages.items()
    return {
        name.casefold(): code.replace("_", "-")
        for code, name in sorted(listed, key=lambda one: (-len(one[0]), one[0]))
        if _TAG.match(code.replace("_", "-"))
    }
