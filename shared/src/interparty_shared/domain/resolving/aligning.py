"""How near two readings of names are: their units paired off, and what is left over weighed.

Similar is not the same: a qualifier, a number, a body or a place that only one of two names has
("(Marxist-Leninist)", "Youth", "Embassy") parts them, however much else they share.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from interparty_shared.domain.resolving.sounding import alike, sounds_alike
from interparty_shared.domain.resolving.units import PARTING, Form, Unit

PARTED: Final = 0.6
"""At most this where one name has what makes another actor, and the other has not."""
GUESSED: Final = 0.79
"""At most this where a compressed name left out words that tell."""
_TRIFLE: Final = 0.3
_NOT_WRITTEN_ALIKE: Final = 0.97
_TRANSLATED: Final = 0.985
_SEVERAL: Final = 0.96
_OTHER_GROUP: Final = 0.25
"""What it weighs beside the word itself that a "Movement" is called a "Party"."""
_GROUP_KIN: Final = 0.5
_KIN: Final = 0.6
_MISSPELT: Final = 0.92
_OTHER_ORDER: Final = 0.975
"""Little, but more than what parts two records: "Liberal Democratic" is not "Democratic Liberal"."""
_LIGHT: Final = frozenset({"generic", "weak"})
_ALSO: Final = {"TW": "CN", "KP": "KR"}
"""Whose bodies go by a wider name: the Kuomintang of China, the Workers' Party of Korea."""
_HOPELESS: Final = 0.65
"""Where all of the lesser name were found in the greater, they would still not be near."""
_LEAST_SOUND: Final = 4
"""Shorter words, as acronyms are, are not compared by their sound."""
_COMPRESSED: Final = 0.5
"""What a word weighs that a compressed name leaves out."""
_SEAT_WEIGHT: Final = 0.1


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near two readings are, and whether the first names a part of the second."""

    score: float
    sub_unit: bool = False


NONE: Final = Likeness(0.0)
SAME: Final = Likeness(1.0)
_Pairs = list[tuple[float, Unit, Unit]]


def likeness(query: Form, record: Form, country: str | None, least: float = 0.0) -> Likeness:
    """Return how near two readings are, from 0 to 1, of which the second is of an actor of a country.

    What cannot be `least` may be told as nothing.

    A place that is the record's own country counts for nothing: "Labour Party" is New Zealand's, in
    New Zealand.
    """
    own = _own(country)
    if query.places and not _places_agree(query, record, own):
        return NONE
    if query.text == record.text and query.text:
        return SAME
    if not query.seated and not query.short and query.places <= own and record.places <= own:
        less, more = sorted((query.core, record.core))
        if less and 2 * less < _HOPELESS * (less + more):
            return NONE
    if at_most(query, record) < least:
        return NONE
    ours, theirs = query.units, record.units
    if not own.isdisjoint(query.places) or not own.isdisjoint(record.places):
        ours = tuple(one for one in ours if own.isdisjoint(one.concepts))
        theirs = tuple(one for one in theirs if own.isdisjoint(one.concepts))
        if not _telling(ours) or not _telling(theirs):
            # Nothing but a place and what kind of body it is: then the place tells.
            if query.places != record.places:
                return NONE
            ours, theirs = query.units, record.units
    pairs, left, over, straight = _paired(ours, theirs)
    if not pairs:
        return NONE
    return _weighed(query, record, pairs, left, over, straight=straight)


def at_most(query: Form, record: Form) -> float:
    """Return what two readings cannot be above: whatever may be like another unit is taken to be."""
    offers, theirs = record.offers, query.offers
    if not _all_answered(query.parting, offers) or not _all_answered(record.parting, theirs):
        return PARTED
    lost = _unanswered(query.asks, offers)
    over = 0.0 if query.seated else _unanswered(record.asks, theirs)
    if not lost and not over:
        return 1.0
    shared = query.whole + record.whole - lost - over
    omitted = lost + (over * _COMPRESSED if query.short else over)
    return _NOT_WRITTEN_ALIKE * shared / (shared + omitted) if shared > 0 else 0.0


def _all_answered(asks: tuple[int, ...], offers: int) -> bool:
    for bits in asks:  # noqa: SIM110 - called for each comparison: no generator
        if not bits & offers:
            return False
    return True


def _unanswered(asks: tuple[tuple[int, float], ...], offers: int) -> float:
    weight = 0.0
    for bits, its in asks:
        if not bits & offers:
            weight += its
    return weight


def _weighed(
    query: Form,
    record: Form,
    pairs: _Pairs,
    left: list[Unit],
    over: list[Unit],
    *,
    straight: bool,
) -> Likeness:
    shared = total = 0.0
    for near, a, b in pairs:
        both = a.weight + b.weight
        shared += near * both
        total += both
    seated = query.seated
    at_home = bool(query.places)
    parted = False
    omitted = 0.0
    for one in left:
        # Beside its own country, another is where it has members or an office.
        seat = (
            one.kind == "place"
            or ((seated or at_home) and one.seat)
            or (seated and one.kind == "region")
        )
        omitted += _SEAT_WEIGHT if seat else one.weight
        parted = parted or (one.kind in PARTING and not (seated and one.seat))
    for one in over:
        omitted += (
            _SEAT_WEIGHT
            if seated and (one.seat or one.kind == "region")
            else one.weight * (_COMPRESSED if query.short else 1)
        )
        parted = parted or (one.kind in PARTING and not (seated and one.seat))
    if any(one.kind == "group" for one in left) and any(one.kind == "generic" for one in over):
        omitted += _OTHER_GROUP
    score = shared / (total + omitted) * _NOT_WRITTEN_ALIKE
    if not straight and not omitted and not query.glued and not record.glued:
        score *= _OTHER_ORDER
    if parted:
        score = min(score, PARTED)
    elif query.short and any(one.weight > _TRIFLE for one in over):
        score = min(score, GUESSED)
    return Likeness(score, any(one.seat or (seated and one.kind == "region") for one in left))


@lru_cache(maxsize=1_024)
def _own(country: str | None) -> frozenset[str]:
    """Return the places that a country's own bodies may name and mean it."""
    return frozenset(f"@{code}" for code in (country, _ALSO.get(country or "")) if code)


def _places_agree(query: Form, record: Form, own: frozenset[str]) -> bool:
    """Return whether every country that the first names is the second's, or may be.

    Another country beside its own is where an embassy sits, or a party's members abroad.
    """
    known = record.places | own
    abroad = [one for one in query.units if one.kind == "place" and known.isdisjoint(one.concepts)]
    return not abroad or not own.isdisjoint(query.places)


def _telling(units: tuple[Unit, ...]) -> bool:
    return any(one.kind not in _LIGHT for one in units)


def _paired(
    ours: tuple[Unit, ...], theirs: tuple[Unit, ...]
) -> tuple[_Pairs, list[Unit], list[Unit], bool]:
    """Return pairs of units with their likeness, what is left on either side, and if in one order."""
    near = [
        (score, -i, -j)
        for i, a in enumerate(ours)
        for j, b in enumerate(theirs)
        if a.asks & b.offers and (score := unit_likeness(a, b)) > 0
    ]
    if not near:
        return [], [], [], True
    near.sort(reverse=True)
    taken: dict[int, tuple[float, int]] = {}
    given: set[int] = set()
    for score, i, j in near:
        if -i not in taken and -j not in given:
            taken[-i] = (score, -j)
            given.add(-j)
    order = sorted(taken)
    pairs = [(taken[i][0], ours[i], theirs[taken[i][1]]) for i in order]
    at = [taken[i][1] for i in order]
    left = [one for i, one in enumerate(ours) if i not in taken]
    over = [one for j, one in enumerate(theirs) if j not in given]
    return pairs, left, over, at == sorted(at)


@lru_cache(maxsize=131_072)
def unit_likeness(a: Unit, b: Unit) -> float:
    """Return how near two units are, 0 where they are two."""
    if a is b:
        return 1.0
    if a.concepts and b.concepts:
        if not a.concepts.isdisjoint(b.concepts):
            if a.text == b.text:
                return 1.0
            return _TRANSLATED if len(a.concepts) == len(b.concepts) else _SEVERAL
        if not a.kins.isdisjoint(b.kins):
            return _GROUP_KIN if a.kind == "group" else _KIN
        return 0.0
    if a.kind == "number" or b.kind == "number":
        return float(a.text == b.text and a.kind == b.kind)
    if a.text == b.text:
        return 1.0
    if a.concepts or b.concepts:
        near = (
            alike(a.text, b.text)
            if a.text[0] == b.text[0] and a.text.isascii() and b.text.isascii()
            else 0.0
        )
        return near if near >= _MISSPELT else 0.0
    if a.foreign or b.foreign:
        return max(_letters_alike(a, b), _sounds_alike(a, b))
    return _letters_alike(a, b)


def _letters_alike(a: Unit, b: Unit) -> float:
    return alike(a.text, b.text) if a.text.isascii() and b.text.isascii() else 0.0


def _sounds_alike(a: Unit, b: Unit) -> float:
    if any(one.text.isascii() and len(one.text) < _LEAST_SOUND for one in (a, b)):
        return 0.0
    return sounds_alike(a.sound, b.sound)
