"""Who was met, as Members of the European Parliament write it: names in one cell, with numbers.

Several names stand in one cell, parted by commas, semicolons or bars, and commas stand in names too.
What goes on in lower case ("Bundesministerium des Innern, für Bau und Heimat") or only says a country
belongs to the name before it. Numbers of the transparency register stand behind names, in brackets, as
a part of their own, or behind a person who came for the body: a number is given to a name only where
it can be meant for no other.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from interparty_ingest.sources import cells
from interparty_shared.reference.country_names import code_of

SCHEME: Final = "eu-tr"

NUMBER: Final = re.compile(r"(?<![\d-])\d{5,16}-\d{2}(?![\d-])")
_LABELLED: Final = re.compile(
    r"[\s,:/(\[]{0,4}"
    r"(?:\b(?:identification number|registriernummer|registration number|tr id|tr|no|nr|id)\b"
    r"(?: in the register)?[ .:]{0,6}){0,3}[ (\[]{0,3}(?<![\d-])\d{5,16}-\d{2}(?![\d-]) ?[)\]]?",
    re.IGNORECASE,
)
"""A number with what stands before it; bounded, so that no cell takes long to read."""
_BRACKETED: Final = re.compile(r"[(\[][^()\[\]]{0,60}(?<![\d-])\d{5,16}-\d{2} ?[)\]] ?$")
_EDGES: Final = " \t,;:/|-–"
_SPACES: Final = re.compile(r"[^\S\n]+")
_MARKS: Final = ";|\n"
_LEGAL_FORMS: Final = frozenset("inc ltd llc llp plc gmbh ag se sa nv bv asbl aisbl ev".split())


def listed(cell: str, *, commas: bool) -> tuple[list[dict[str, Any]], bool]:
    """Return the bodies and people of a cell as actors, and whether every number found its name."""
    actors: list[dict[str, Any]] = []
    placed = True
    waiting = 0  # names since the last number
    for part in _parts(_SPACES.sub(" ", cell), commas=commas):
        numbers = NUMBER.findall(part)
        name = cells.name(_LABELLED.sub(" ", part) if numbers else part).strip(_EDGES)
        if name:
            actors.append({"name": name})
            waiting += 1
        if numbers:
            behind = _LABELLED.split(part)[-1].strip(f"{_EDGES}.")
            alone = not behind and (waiting == 1 or (bool(name) and bool(_BRACKETED.search(part))))
            if len(numbers) == 1 and alone and actors:
                actors[-1]["ids"] = {SCHEME: numbers[0]}
            else:
                placed = False
            waiting = 0
    return actors, placed


def numbered(actors: Sequence[dict[str, Any]], cell: str) -> tuple[list[dict[str, Any]], bool]:
    """Return the actors with the numbers of a cell of their own, and whether these found their names."""
    numbers = list(dict.fromkeys(NUMBER.findall(cell)))
    if len(numbers) == len(actors) == 1:
        return [{**actors[0], "ids": {SCHEME: numbers[0]}}], True
    return list(actors), not numbers


def _parts(cell: str, *, commas: bool) -> list[str]:
    parts: list[str] = []
    for part in _split(cell, _MARKS + ("," if commas else "")):
        if parts and not NUMBER.search(parts[-1]) and _goes_on(part, parts[-1], commas=commas):
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(part)
    return parts


def _goes_on(part: str, before: str, *, commas: bool) -> bool:
    """Return whether a part belongs to the name before it: in lower case, a legal form, a country."""
    if not commas:
        return False
    if part[0].islower():
        # "representatives of A, representatives of B"
        return part.split()[:1] != before.split()[:1]
    form = NUMBER.sub("", part).strip(" ().").replace(".", "").casefold()
    return form in _LEGAL_FORMS or part in ("USA", "UK", "UAE") or code_of(part) is not None


def _split(cell: str, marks: str) -> list[str]:
    """Return what stands between marks that are in no brackets."""
    parts, depth, start = [], 0, 0
    for place, char in enumerate(cell):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(0, depth - 1)
        elif char in marks and (not depth or char == "\n"):
            parts.append(cell[start:place])
            start, depth = place + 1, 0
    parts.append(cell[start:])
    return [stripped for part in parts if (stripped := part.strip(" \t\r,"))]
