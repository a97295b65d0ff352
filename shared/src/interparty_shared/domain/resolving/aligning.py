"""How near two readings of names are: their units paired off, and what is left over weighed.

Similar is not the same: a qualifier, a number, a body or a place that only one of two names has
("(Marxist-Leninist)", "Youth", "Embassy") parts them, however much else they share.
"""

from dataclasses import dataclass
from typing import Final

from interparty_shared.domain.resolving.sounding import alike, sounds_alike
from interparty_shared.domain.resolving.units import Form, Unit

PARTED: Final = 0.6
"""At most this where one name has what makes another actor, and the other has not."""
_NOT_WRITTEN_ALIKE: Final = 0.98
_SEVERAL: Final = 0.97
_GROUP_KIN: Final = 0.75
_KIN: Final = 0.6
_MISSPELT: Final = 0.92
_OTHER_ORDER: Final = 0.96
_PARTING: Final = frozenset({"qualifier", "number", "body"})
_LIGHT: Final = frozenset({"generic", "weak"})
_SEATED: Final = frozenset({"embassy", "office", "foundation", "company"})
"""Bodies that have seats: a city or a host country in their names tells little."""
_SEAT_WEIGHT: Final = 0.1


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near two readings are, and whether the first names a part of the second."""

    score: float
    sub_unit: bool = False


NONE: Final = Likeness(0.0)


def likeness(query: Form, record: Form, country: str | None) -> Likeness:
    """Return how near two readings are, from 0 to 1, of which the second is of an actor of a country.

    A place that is the record's own country counts for nothing: "Labour Party" is New Zealand's, in
    New Zealand.
    """
    own = f"@{country}" if country else ""
    if not _places_agree(query, record, own):
        return NONE
    ours = [one for one in query.units if own not in one.concepts]
    theirs = [one for one in record.units if own not in one.concepts]
    if not _telling(ours) or not _telling(theirs):
        # Nothing but a place and what kind of body it is: then the place tells.
        ours, theirs = list(query.units), list(record.units)
    if query.text == record.text and query.text:
        return Likeness(1.0)
    pairs, left, over = _paired(ours, theirs)
    seated = bool(query.bodies & _SEATED) or any("office" in one.kins for one in query.units)
    shared = sum(score * (a.weight + b.weight) for score, a, b in pairs)
    rest = sum(_leftover(one, seated=seated) for one in (*left, *over))
    total = sum(a.weight + b.weight for _, a, b in pairs) + rest
    if not shared or not total:
        return NONE
    score = min(shared / total, _NOT_WRITTEN_ALIKE)
    if not query.glued and not record.glued and not rest and not _in_order(pairs, theirs):
        score *= _OTHER_ORDER
    if any(one.kind in _PARTING and not _is_seat(one, seated=seated) for one in (*left, *over)):
        score = min(score, PARTED)
    part = any("office" in one.kins or one.kind == "seat" for one in left)
    return Likeness(score, part)


def _places_agree(query: Form, record: Form, own: str) -> bool:
    """Return whether every country that the first names is the second's, or may be."""
    known = record.places | {own}
    abroad = [one for one in query.units if one.kind == "place" and not one.concepts & known]
    return not abroad or (own in query.places and bool(query.bodies & _SEATED))


def _telling(units: list[Unit]) -> bool:
    return any(one.kind not in _LIGHT for one in units)


def _paired(
    ours: list[Unit], theirs: list[Unit]
) -> tuple[list[tuple[float, Unit, Unit]], list[Unit], list[Unit]]:
    """Return pairs of units with their likeness, nearest first, and what is left on either side."""
    near = [
        (score, -i, -j)
        for i, a in enumerate(ours)
        for j, b in enumerate(theirs)
        if (score := unit_likeness(a, b)) > 0
    ]
    near.sort(reverse=True)
    taken: set[int] = set()
    given: set[int] = set()
    found = []
    for score, i, j in near:
        if -i not in taken and -j not in given:
            taken.add(-i)
            given.add(-j)
            found.append((-i, score, -j))
    pairs = [(score, ours[i], theirs[j]) for i, score, j in sorted(found)]
    left = [one for i, one in enumerate(ours) if i not in taken]
    over = [one for j, one in enumerate(theirs) if j not in given]
    return pairs, left, over


def unit_likeness(a: Unit, b: Unit) -> float:
    """Return how near two units are, 0 where they are two."""
    if a.concepts and b.concepts:
        if a.concepts & b.concepts:
            return 1.0 if len(a.concepts) == len(b.concepts) else _SEVERAL
        if a.kins & b.kins:
            return _GROUP_KIN if a.kind == "group" else _KIN
        return 0.0
    if a.concepts or b.concepts:
        near = alike(a.text, b.text) if a.text.isascii() and b.text.isascii() else 0.0
        return near if near >= _MISSPELT else 0.0
    if a.kind != b.kind or a.kind == "number":
        return float(a.text == b.text)
    if a.text == b.text:
        return 1.0
    near = alike(a.text, b.text) if a.text.isascii() and b.text.isascii() else 0.0
    if a.foreign or b.foreign:
        near = max(near, sounds_alike(a.sound, b.sound))
    return near


def _leftover(one: Unit, *, seated: bool) -> float:
    return _SEAT_WEIGHT if _is_seat(one, seated=seated) else one.weight


def _is_seat(one: Unit, *, seated: bool) -> bool:
    return seated and (one.kind in {"seat", "place"} or "office" in one.kins)


def _in_order(pairs: list[tuple[float, Unit, Unit]], theirs: list[Unit]) -> bool:
    at = {id(one): i for i, one in enumerate(theirs)}
    order = [at[id(b)] for _, _, b in pairs]
    return order == sorted(order)
