"""When a likeness of names proves nothing: of states, companies and words that anybody may bear.

The names that are asked about are of everybody: of a thousand foreign principals a few dozen are parties.
What is enough to tell one party from another is too little to tell a party from an airline.
"""

from typing import Final

from interparty_shared.domain.facts import ActorRecord
from interparty_shared.domain.resolving.units import Analysis, Form, Unit

PARTIES: Final = frozenset({"party", "party_organ", "youth_wing", "party_international"})
UNSURE: Final = 0.78
"""What a name is worth that may be the one, and may be anybody's."""
NEVER: Final = 0.0
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


def _is_no_party(query: Analysis) -> bool:
    form = query.forms[0]
    if "party" in form.bodies or any(one.kind == "group" for one in form.units):
        return False
    if not _telling(form) and form.places:
        return True  # nothing but where it is
    return query.other or not form.bodies.isdisjoint(_OF_STATE)


def _is_state(query: Analysis) -> bool:
    return query.state and "party" not in query.forms[0].bodies


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
