"""Who took part, by several reports: who of the one is who of the other, and what all say of him."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from interparty_shared.domain import identity
from interparty_shared.domain.corroboration.agreeing import pairs
from interparty_shared.domain.facts import Actor, Engagement, Ref
from interparty_shared.domain.findings import fact_of

_POSTED: Final = ("kind", "country", "office", "chamber", "role", "of", "pays")
_REFERENCE: Final = ("state_linked", "governing", "governing_known", "held_by", "specified")
"""What reference data says; it says the same of whoever is the same."""


@dataclass(slots=True)
class Person:
    """Somebody, or a body, and what each report says of it."""

    said: dict[Ref, Actor] = field(default_factory=dict)
    """The report that named it first comes first."""

    @property
    def named_by(self) -> tuple[Ref, ...]:
        """Return the reports that name it."""
        return tuple(sorted(self.said))


def gathered(told: Sequence[Engagement]) -> list[Person]:
    """Return who took part by any of the reports, the earliest of which comes first.

    Nobody is two participants of one report: each of its participants joins one of those who were named
    before, or is somebody else.
    """
    people: list[Person] = []
    for report in told:
        known = [_joined(one, list(one.said)) for one in people]
        found = {place: at for at, place, _ in pairs(known, report.participants, whole=True)}
        for place, actor in enumerate(report.participants):
            if place in found:
                people[found[place]].said[report.ref] = actor
            else:
                people.append(Person({report.ref: actor}))
    return people


def merged(person: Person, ranked: Sequence[Ref]) -> Actor | None:
    """Return what some reports say of somebody, the best of them first; None where none names him.

    Who it is (`Actor.keyed`) stays what the first of all reports gave, so that an obligation's id does
    not change because a later report knows an identifier.
    """
    naming = [ref for ref in ranked if ref in person.said]
    if not naming:
        return None
    found = _joined(person, naming)
    first = identity.actor_key(next(iter(person.said.values())))
    return found if identity.actor_key(found) == first else replace(found, keyed=first)


def _joined(person: Person, naming: Sequence[Ref]) -> Actor:
    said = [person.said[ref] for ref in naming]
    if len(said) == 1:
        in_order = tuple(sorted(said[0].aliases))
        return said[0] if said[0].aliases == in_order else replace(said[0], aliases=in_order)
    ids: dict[str, str] = {}
    for one in said:
        for scheme, value in one.ids:
            ids.setdefault(scheme, value)
    names = dict.fromkeys(name for one in said for name in one.names)
    best = next(iter(names))
    # In an order of their own: merged once more, nobody is another.
    others = sorted(name for name in names if name != best)
    fields = (*_POSTED, *_REFERENCE, "record")
    known: dict[str, Any] = {name: _first(name, said) for name in fields}
    return replace(
        said[0], ids=tuple(sorted(ids.items())), aliases=tuple(others), name=best, **known
    )


def _first(name: str, said: Sequence[Actor]) -> object:
    return next((value for one in said if (value := getattr(one, name)) is not None), None)


def path(name: str) -> str:
    """Return the path of a participant."""
    return f"participants[{name}]"


def facts(
    people: Sequence[Person], ranked: Sequence[Ref]
) -> Iterator[tuple[str, object, list[tuple[Ref, object]]]]:
    """Give the facts about everybody: the path, the value of the best report, and what each says."""
    for person in people:
        naming = [ref for ref in ranked if ref in person.said]
        name = person.said[naming[0]].name
        for one in _POSTED:
            said = [(ref, _plain(getattr(person.said[ref], one))) for ref in naming]
            taken = next((value for _, value in said if value is not None), None)
            if taken is not None:
                yield fact_of(name, one), taken, said


def _plain(value: object) -> object:
    return value.name if isinstance(value, Actor) else value


def gained(before: Sequence[Actor], after: Sequence[Actor]) -> Iterator[str]:
    """Give what is said of participants after and was not before, by its path."""
    known = {identity.actor_key(one): one for one in before}
    for actor in after:
        was = known.get(identity.actor_key(actor))
        if was is None:
            yield path(actor.name)
            continue
        for name in (*_POSTED, *_REFERENCE):
            if getattr(was, name) != getattr(actor, name):
                yield fact_of(actor.name, name)
        had = dict(was.ids)
        yield from (
            fact_of(actor.name, f"ids.{scheme}") for scheme, _ in actor.ids if scheme not in had
        )
