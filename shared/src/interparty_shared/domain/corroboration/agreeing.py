"""Who of one report is who of another: by identifiers first, by the reference record, else by names.

A party is not its member and a government not its minister: what a report says of the one is no report
of the other. Countries, kinds or identifiers that contradict each other make two of them, whatever
the names.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from interparty_shared.domain import names
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.words import BODY_KINDS

NEARLY: Final = 0.95
"""From this likeness on, two names of people may be one with a slip of the keyboard."""


MOST: Final = 20
"""Participants of both reports who may bear a sound that still tells who of them is who."""


class Agreement(NamedTuple):
    """A participant of one report who is a participant of another."""

    score: float
    certain: bool
    """By an identifier, or by a name that is the same but for words that one leaves out."""
    ours: Actor
    theirs: Actor

    @property
    def country(self) -> str | None:
        """Return the country that either report gives."""
        return self.ours.country or self.theirs.country


def alike(a: Actor, b: Actor, *, whole: bool = False) -> Agreement | None:
    """Return that two actors are one, or None. Symmetric, but for which of them is `ours`.

    `whole`: by all of their names, those that reference data adds, too; of reports that are known to be of
    one engagement.
    """
    if a.country and b.country and a.country != b.country:
        return None
    bodies = [one.kind in BODY_KINDS for one in (a, b)]
    if "politician" in {a.kind, b.kind} and any(bodies):
        return None
    theirs = dict(b.ids)
    shared = [value == theirs[scheme] for scheme, value in a.ids if scheme in theirs]
    if shared:
        return Agreement(1.0, True, a, b) if all(shared) else None
    if a.record is not None and b.record is not None:
        return Agreement(1.0, True, a, b) if a.record == b.record else None
    found = [
        _by_name(one, other, any(bodies))
        for one in _compared(a, whole)
        for other in _compared(b, whole)
        if not names.sounds(one).isdisjoint(names.sounds(other))  # or no search would find it
    ]
    score, certain = max(found, default=(0.0, False))
    return Agreement(score, certain, a, b) if score > 0 else None


def _compared(actor: Actor, whole: bool) -> Iterable[str]:
    """Return all names, or those that reports gave.

    By those that reference data adds, a search from one of two reports might find the other, and none
    from the other the one.
    """
    return actor.names if whole or actor.record is None else (actor.name,)


def _by_name(ours: str, theirs: str, body: bool) -> tuple[float, bool]:
    """Return how nearly two names are one, if they are, and whether that is certain.

    Of people's names one may leave a word out; of a body's, that may make it another body ("Communist
    Party").
    """
    score = names.similarity(ours, theirs)
    if score == 1.0 or (not body and names.written_out(ours, theirs)):
        return 1.0, True
    return (score, False) if score >= (names.SAME if body else NEARLY) else (0.0, False)


def pairs(
    a: Sequence[Actor], b: Sequence[Actor], *, whole: bool = False
) -> list[tuple[int, int, Agreement]]:
    """Return who is who, by their places in the two lists: each once, what is surest first.

    Which list comes first changes no pair.
    """
    found = [
        (at, place, one)
        for at, place in _likely(a, b, whole)
        if (one := alike(a[at], b[place], whole=whole)) is not None
    ]
    found.sort(key=lambda pair: (*_doubt(pair[2]), *_unordered(pair[2])))
    ours: set[int] = set()
    theirs: set[int] = set()
    taken = []
    for at, place, one in found:
        if at not in ours and place not in theirs:
            ours.add(at)
            theirs.add(place)
            taken.append((at, place, one))
    return taken


def _likely(a: Sequence[Actor], b: Sequence[Actor], whole: bool) -> Iterator[tuple[int, int]]:
    """Give the pairs that share an identifier, a name, or a sound of one: of a million pairs, few.

    A sound that many bear tells nothing; who shares only such is one if the name is the same.
    """
    under: dict[object, list[int]] = {}
    often: Counter[object] = Counter()
    for place, actor in enumerate(b):
        for key in keys(actor, whole=whole):
            under.setdefault(key, []).append(place)
            often[key] += 1
    mine = [keys(actor, whole=whole) for actor in a]
    often.update(key for found in mine for key in found)
    for at, found in enumerate(mine):
        telling = (key for key in found if not isinstance(key, str) or often[key] <= MOST)
        near = {place for key in telling for place in under.get(key, ())}
        yield from ((at, place) for place in sorted(near))


def keys(actor: Actor, *, whole: bool = False) -> set[object]:
    """Return identifiers, whole names and the reference record as pairs, and sounds as texts.

    Two who are `alike` share one of them.
    """
    known = list(_compared(actor, whole))
    found: set[object] = {*actor.ids, *(("name", names.key(name)) for name in known)}
    found.update(one for name in known for one in names.sounds(name))
    if actor.record is not None:
        found.add(("record", actor.record))
    return found


def _doubt(one: Agreement) -> tuple[bool, bool, float]:
    """Return by what agreements are ordered, the surest first: who is identified goes before a namesake."""
    ours, theirs = one.ours, one.theirs
    identified = not {*ours.ids}.isdisjoint(theirs.ids) or (
        ours.record is not None and ours.record == theirs.record
    )
    return not one.certain, not identified, -one.score


def _unordered(one: Agreement) -> tuple[str, ...]:
    return tuple(sorted((repr(one.ours), repr(one.theirs))))


def across_a_border(a: Engagement, b: Engagement) -> tuple[Agreement, ...] | str:
    """Return who agrees, two on two sides of a border first, or why there are no such two.

    Where both reports name people, one of these must agree: two members who travelled to one host on
    the same days made two visits.
    """
    found = [one for _, _, one in pairs(a.participants, b.participants)]
    # What is surest comes first; so do the two, then, that are the surest across a border.
    here = next((one for one in found if one.country), None)
    there = next((one for one in found if here and one.country not in {None, here.country}), None)
    if here is None or there is None:
        return "No two participants agree of whom it is known that a border lies between them."
    if all(any(map(_is_person, one.participants)) for one in (a, b)) and not any(
        _is_person(one.ours) or _is_person(one.theirs) for one in found
    ):
        return "Both name people, and none of them is the same."
    return (here, there, *(one for one in found if one not in (here, there)))


def people_left(
    a: Engagement, b: Engagement, agreed: Sequence[Agreement]
) -> tuple[str, str] | None:
    """Return a person whom only the one report names, and one whom only the other does, if so."""
    known = {actor for one in agreed for actor in (one.ours, one.theirs)}
    left = [
        min(
            (who.name for who in one.participants if _is_person(who) and who not in known),
            default="",
        )
        for one in (a, b)
    ]
    return (left[0], left[1]) if all(left) else None


def _is_person(actor: Actor) -> bool:
    return actor.kind == "politician" or actor.office is not None
