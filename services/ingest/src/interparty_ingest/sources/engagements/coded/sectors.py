"""What kind of actor a name with its sectors is: a party, somebody of it, a government, none of them."""

import re
from collections.abc import Collection
from typing import Final

from interparty_shared.domain.words import ActorKind

PARTIES: Final = frozenset({"Parties", "PTY"})
LEGISLATURES: Final = frozenset({"Legislative / Parliamentary", "LEG"})
GOVERNMENTS: Final = frozenset(
    {"Government", "Executive", "Executive Office", "Cabinet", "GOV", "EXE"}
)
OPPOSITION: Final = frozenset({"Dissident", "OPP"})
ARMED: Final = frozenset(
    {
        "Military", "Police", "Judicial", "Military Intelligence", "Insurgents", "Rebel",
        "Organized Violent", "Criminals / Gangs", "Unidentified Forces", "Army", "Navy", "Marines",
        "Air Force",
        "MIL", "COP", "JUD", "SPY", "REB", "INS", "SEP", "UAF", "CRM",
    }
)  # fmt: skip
"""The state's arms and courts, and armed groups: no side of party diplomacy unless also of a party."""

_PARTY: Final = re.compile(
    r"\b(?:part(?:y|ies|i|ei|ido|ito|ia)|congress|front|movement|alliance|union|league|coalition|democrats|"
    r"liberals|conservatives|labou?r|greens|likud|hamas|fatah|hezbollah|sinn fein|"
    r"janata|sabha|dal|forum)\b",
    re.IGNORECASE,
)
_GENERIC: Final = re.compile(r"\([^()]*\)$")
"""ICEWS names a role in a country so: "Foreign Affairs (Bangladesh)"."""
_PEOPLE: Final = re.compile(
    r"\b(?:members?|lawmakers?|legislators?|politicians?|leaders?|officials?|ministers?|head of government|"
    r"president|premier|ambassadors?|envoys?|diplomats?|king|queen|candidates?|senators?|governors?|mayors?)\b",
    re.IGNORECASE,
)
_CABINET: Final = re.compile(r"\b(?:cabinet|council of ministers)\b", re.IGNORECASE)
_EMBASSY: Final = re.compile(r"\b(?:embassy|consulate)\b", re.IGNORECASE)


def political(sectors: Collection[str]) -> bool:
    """Return whether an actor is of a party, a government, a legislature or the opposition."""
    if PARTIES & set(sectors):
        return True
    return bool((LEGISLATURES | GOVERNMENTS | OPPOSITION) & set(sectors)) and not ARMED & set(
        sectors
    )


def kind(name: str, sectors: Collection[str]) -> ActorKind | None:
    """Return what kind of actor this is; None: it cannot be told.

    Sectors are those of a person and of a body alike, so the name decides: a party has a word for one in
    its name, a role of a country is its body unless the word for it means people; else it is a person.
    """
    generic = _GENERIC.search(name)
    told = set(sectors)
    if _EMBASSY.search(name):
        return "embassy"
    role = name[: generic.start()] if generic else ""
    if generic and (_CABINET.search(role) or not _PEOPLE.search(role)):
        if PARTIES & told:
            return "party"
        if LEGISLATURES & told:
            return "legislature"
        return "government" if GOVERNMENTS & told else None
    if PARTIES & told and _PARTY.search(name) and not generic:
        return "party"
    if (PARTIES | LEGISLATURES | GOVERNMENTS) & told:
        return "politician"
    return None
