"""A name without what registers, keyboards and wrong encodings add to it."""

import re
from typing import Final

_REGISTERED: Final = re.compile(
    r"\(?\b\d{5,16}-\d{2}\b\)?"  # the EU Transparency Register's number
    r"|\bidentification number:?"
    r"|\(?(?:company|charity|registration|reg\.?) (?:no\.?|number|nr\.?):? ?\w+\)?"
    r"|\bregistered (?:in|as) .*$|\(?\bformerly\b.*$",
    re.IGNORECASE,
)
_GARBLED: Final = re.compile(r"[\u00c2-\u00df][\u0080-\u00bf\u0152-\u0192\u2013-\u2122]")
_ELISION: Final = re.compile(r"\b(?:[dlnsj]|qu|dell|nell|all|sull)['’`](?=\w{2})", re.IGNORECASE)
_ASSOCIATION: Final = re.compile(r"\be\.\s?v\.(?!\w)", re.IGNORECASE)
_DOTTED: Final = re.compile(r"\b(?:\w\.){2,}\w?")
_GLUED_ACRONYM: Final = re.compile(
    r"(?<=[(\[])([A-Z\u0410-\u042f]{2,8})-(?=[A-Z\u0410-\u042f][a-z\u0430-\u044f])"
    r"|(?<=[a-z\u0430-\u044f])-([A-Z\u0410-\u042f]{2,8})(?=[)\]])"
)
"""In brackets beside the name that it is of: "(SNS-Srpska napredna stranka)"."""


def cleaned(name: str) -> tuple[str, frozenset[str]]:
    """Return what is left of a name, and the acronyms that were glued to another of its names."""
    clean = _ELISION.sub(" ", _REGISTERED.sub(" ", _ASSOCIATION.sub(" ", mended(name))))
    clean = _DOTTED.sub(lambda found: found[0].replace(".", ""), clean)
    short = {before or behind for before, behind in _GLUED_ACRONYM.findall(clean)}
    return _GLUED_ACRONYM.sub("", clean), frozenset(one.casefold() for one in short)


def mended(name: str) -> str:
    """Return a text as it was, where its UTF-8 was read as Windows-1252: "fÃ¼r" was "für"."""
    if _GARBLED.search(name) is None:
        return name
    try:
        return name.encode("cp1252").decode()
    except UnicodeError:
        return name
