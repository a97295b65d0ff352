"""Names that name several actors: "A; B", "A and B", "A / B", "A through B", "somebody of B"."""

import re
from collections.abc import Callable
from typing import Final

_APART: Final = re.compile(
    r"\s*[;|、；]\s*|\s*/\s*|\s*\+\s*|\s+(?:and|und|et|y|e|&)\s+|,\s+(?:and )?(?=[A-ZÀ-Ý])",
    re.IGNORECASE,
)
_THROUGH: Final = re.compile(
    r"\s*[,(]?\s*\b(?:through|though|thru|via|by way of|c/o|for and on behalf of|on behalf of|sponsored by"
    r"|funded by|hosted by|acting for|t/a|trading as)\b\s*",
    re.IGNORECASE,
)
_OF: Final = re.compile(r"\s*(?:,|\bof\b|\bfrom\b|\bfor\b|['’]s\b)\s*(?:the\s+)?", re.IGNORECASE)
_ROLE: Final = re.compile(
    r"(?:\w+ ){0,2}(?:"
    r"(?:central|executive|national|foreign) committee|headquarters|secretariat|leadership"
    r"|representatives?|members?|delegat(?:ion|es?)|president|chair(?:man|woman|person)?"
    r"|secretary[- ]general|general secretary|leader|head|director|spokes\w+|officials?|staff"
    r"|meeting with|vertreter(?:in)?|délégation|representantes?"
    r")",
    re.IGNORECASE,
)
"""Who acts for a body, or is its head: "Executive Committee of X" is X."""
_MOST: Final = 20
_MOST_WORDS_OF_A_PERSON: Final = 5


def parts(name: str, is_somebody: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the names that a name may be made of; empty where it is only itself.

    `is_somebody` tells whether a text may be a person's name: "Youth League of X" is not X.
    """
    found: list[str] = []
    for piece in _THROUGH.split(name):
        found += [piece, *_APART.split(piece)]
    found += [rest for one in (name, *found) if (rest := _behind_somebody(one, is_somebody))]
    clean = (one.strip(" ,()") for one in found)
    return tuple(one for one in dict.fromkeys(clean) if one and one != name)[:_MOST]


def _behind_somebody(name: str, is_somebody: Callable[[str], bool]) -> str:
    """Return what somebody is of, in "X, chairman of Y" or "representatives of Y"; else nothing."""
    link = _OF.search(name)
    if link is None or not link.start():
        return ""
    before, rest = name[: link.start()].strip(), name[link.end() :].strip()
    if _ROLE.fullmatch(before) or (
        len(before.split()) <= _MOST_WORDS_OF_A_PERSON and is_somebody(before)
    ):
        return rest
    return ""
