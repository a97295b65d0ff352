"""When a likeness of names proves nothing: of states, companies and words that anybody may bear.

The names that are asked about are of everybody: of a thousand foreign principals a few dozen are parties.
What is enough to tell one party from another is too little to tell a party from an airline.
"""

import re
from typing import Final

from interparty_shared.domain.facts import ActorRecord
from interparty_shared.domain.resolving.lexicon import is_glued
from interparty_shared.domain.resolving.units import Analysis, Form, Unit

PARTIES: Final = frozenset({"party", "party_organ", "youth_wing", "party_international"})
UNSURE: Final = 0.78
"""What a name is worth that may be the one, and may be anybody's."""
NEVER: Final = 0.0
_STATES: Final = re.compile(
    r"^(?:the )?(?:[^\W\d]+ ){0,3}"
    r"(?:republic|kingdom|commonwealth|federation|emirate|sultanate|principality|state|république|"
    r"republik|república|repubblica|reino|royaume|königreich)\b"
    r"|^(?:the )?(?:[^\W\d]+ ){1,2}(?:republic|kingdom|federation)$|(?:共和国|王国|联邦)$",
    re.IGNORECASE,
)
_OTHERS: Final = re.compile(
    r"\b(?:ltd|limited|llp|llc|inc|incorporated|corp|corporation|plc|gmbh|company|pty|s\.a\.|ag|nv|bv"
    r"|airlines?|bank|holdings?|authority|agency|board|bureau|tourism|chamber|university|hotel|museum"
    r"|newspaper|television|broadcasting|ports?|lottery|exchange|trust|hospital|school)\b\.?",
    re.IGNORECASE,
)
_OF_STATE: Final = frozenset({"ministry", "embassy", "government", "parliament", "company"})
"""Families of bodies that no party is."""
_LIGHT: Final = frozenset({"generic", "weak", "place", "seat", "number"})
_SOUNDING: Final = 3
"""Consonants from which on one word may be told by its sound through two scripts."""


def most(
    query: Analysis, found: Analysis, record: ActorRecord, *, at_home: bool, kind_known: bool
) -> float:
    """Return the most that a likeness to one of a record's names may be worth.

    `at_home`: the country is known, and the record's own; `kind_known`: what it is was said.
    """
    if not kind_known and _is_state(query) and record.kind != "government":
        return NEVER
    if record.kind in PARTIES and not kind_known and _is_no_party(query):
        return NEVER
    return _of_one_word(query, found, at_home=at_home, sure=at_home or kind_known)


def worth_reading(query: Analysis, name: str, record: ActorRecord) -> bool:
    """Return whether a name is to be compared: not one in another script, where one in ours is known."""
    if _is_foreign(query.name) or not _is_foreign(name):
        return True
    return all(map(_is_foreign, record.names))


def _is_no_party(query: Analysis) -> bool:
    form = query.forms[0]
    if "party" in form.bodies or any(one.kind == "group" for one in form.units):
        return False
    if not _telling(form) and form.places:
        return True  # nothing but where it is
    return bool(_OTHERS.search(query.name)) or not form.bodies.isdisjoint(_OF_STATE)


def _is_state(query: Analysis) -> bool:
    return bool(_STATES.search(query.name)) and "party" not in query.forms[0].bodies


def _of_one_word(query: Analysis, found: Analysis, *, at_home: bool, sure: bool) -> float:
    """Return what a name is worth that has one word to tell it by."""
    form, other = query.forms[0], found.forms[0]
    ours, theirs = _telling(form), _telling(other)
    if len(ours) != 1 or len(theirs) != 1 or form.places or other.places:
        return 1.0
    a, b = ours[0], theirs[0]
    is_party = "party" in form.bodies
    if a.text == b.text:
        return 1.0 if sure or is_party else UNSURE
    if a.concepts and b.concepts:
        # "Truth", "Pravda": by its meaning one word tells within a country only.
        return 1.0 if at_home or is_party else NEVER
    if form.glued != other.glued or a.foreign != b.foreign:
        return 1.0 if at_home and len(a.sound) >= _SOUNDING else NEVER
    return 1.0 if at_home else NEVER


def _telling(form: Form) -> list[Unit]:
    return [one for one in form.units if one.kind not in _LIGHT]


def _is_foreign(name: str) -> bool:
    """Return whether a name is written in other letters than Latin ones."""
    if name.isascii():
        return False
    letters = [char for char in name if char.isalpha()]
    latin = sum(char < "\u0250" or "\u1e00" <= char <= "\u1eff" for char in letters)
    return (bool(letters) and 2 * latin < len(letters)) or any(map(is_glued, name))
