"""Names that name several actors: "A; B", "A and B", "A / B", "A through B", "A of B"."""

import re
from functools import lru_cache
from typing import Final

_APART: Final = re.compile(
    r"\s*[;|]\s*|\s+/\s+|\s*[、；]\s*|\s*\+\s*|\s+(?:and|und|et|y|e|&)\s+|,\s+(?:and )?(?=[A-ZÀ-Ý])",
    re.IGNORECASE,
)
_THROUGH: Final = re.compile(
    r"\s*[,(]?\s*\b(?:through|thru|though|via|by way of|c/o|on behalf of|for and on behalf of|sponsored by|"
    r"funded by|hosted by|acting for|t/a|trading as|under)\b\s*",
    re.IGNORECASE,
)
_BY_SOMEBODY: Final = re.compile(
    r"^(?:the\s+)?(?:representatives?|members?|delegation|delegates?|president|chair(?:man|woman|person)?|"
    r"secretary[- ]general|general secretary|leader(?:ship)?|head|director|spokes\w+|officials?|staff|"
    r"meeting with|[A-ZÀ-Ý][\w'’-]+(?:\s[A-ZÀ-Ý][\w'’.-]*){1,2})\s*(?:,|\bof\b|\bfrom\b|\bfor\b)\s*(?:the\s+)?(?=\S)"
)
_MOST: Final = 20


@lru_cache(maxsize=16_384)
def parts(name: str) -> tuple[str, ...]:
    """Return the names that a name may be made of; empty where it is only itself."""
    found: list[str] = []
    for piece in _THROUGH.split(name):
        found += [piece, *_APART.split(piece)]
    found += [rest for one in (name, *found) if (rest := _BY_SOMEBODY.sub("", one)) != one]
    clean = (one.strip(" ,()") for one in found)
    return tuple(one for one in dict.fromkeys(clean) if one and one != name)[:_MOST]
