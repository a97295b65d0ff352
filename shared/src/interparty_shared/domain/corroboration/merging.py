"""What several reports of one engagement say together, and who says what.

Each fact is taken from the report of the best standing that gives it (`sources.standing`; of equal ones
from the earliest), whole: no days are put together of two reports, no sum is added up. The other
reports that say the same are named beside it, and those that say otherwise are kept as contradictions.

What machine-coded reports alone say is not taken where a better report stands beside them: it would
decide over somebody on a program's word under the cover of a newspaper's. But it is not lost: `filled`
is the engagement with these facts where the others are silent, and `concluding.concluded` takes from it
what the better reports leave open, marked, at most with a low severity.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import Any, Final, Literal, TypeVar

from interparty_shared.domain.corroboration import people, sources
from interparty_shared.domain.corroboration.grouping import Report
from interparty_shared.domain.corroboration.people import Person
from interparty_shared.domain.facts import Arrangement, Days, Engagement, Ref

T = TypeVar("T")
Rule = Literal["standing", "earliest"]
"""By what one of two values was taken: its report has the better standing, or is the earlier of equals."""

_SAID: Final[Mapping[str, Callable[[Engagement], object]]] = {
    "channel": lambda one: one.channel,
    "occurred": lambda one: one.occurred,
    "title": lambda one: one.title,
    "place.country": lambda one: one.countries or None,
    "place.city": lambda one: one.city,
    "value": lambda one: one.value,
}
"""What is compared of reports, by the path of the fact. Titles differ as headlines do: no contradiction."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two values of one fact."""

    fact: str
    taken: str
    by: tuple[Ref, ...]
    rule: Rule
    other: str
    said_by: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """Several reports of one engagement as one."""

    engagement: Engagement
    """Under the lead's (source, id), of what the best reports say; the lead itself, where it is alone."""
    filled: Engagement | None
    """With what machine-coded reports alone say; None where that is nothing beyond the engagement."""
    only_machine: tuple[str, ...]
    """The facts in `filled` that no better report gives, by their paths."""
    reports: tuple[Engagement, ...]
    """As they were reported: the lead, then the others from the earliest on."""
    provenance: Mapping[str, tuple[Ref, ...]]
    """By the path of a fact, which reports say what `filled`, else `engagement`, says; of a participant
    (`participants[name]`) which reports name him."""
    contradictions: tuple[Contradiction, ...]

    @property
    def independent(self) -> int:
        """Return how many of all sources are independent of one another."""
        return sources.independent(self.engagement.sources)


def merged(lead: Report, others: Iterable[Report]) -> Merged:
    """Return what the lead and the reports that it absorbs say together.

    In whatever order the others come, and however often; what is merged may be merged again.
    """
    known = {one.ref: one for one in others if one.ref != lead.ref}
    in_order = [lead, *sorted(known.values(), key=lambda one: one.order)]
    told = [one.engagement for one in in_order]
    if len(told) == 1:
        return Merged(told[0], None, (), (told[0],), _provenance(told[0], told, []), ())
    standings = {one.ref: sources.standing(one) for one in told}
    ranked = sorted(told, key=lambda one: sources.RANKS[standings[one.ref]])
    vouched = [one for one in ranked if standings[one.ref] != "machine"]
    who = people.gathered(told)
    filled = _together(told, ranked, who)
    engagement = _together(told, vouched, who) if vouched else filled
    same = engagement == filled
    return Merged(
        engagement=engagement,
        filled=None if same else filled,
        only_machine=() if same else tuple(_gained(engagement, filled)),
        reports=tuple(told),
        provenance=_provenance(filled, ranked, who),
        contradictions=tuple(_contradictions(filled, ranked, standings, who)),
    )


def _together(
    told: Sequence[Engagement], ranked: Sequence[Engagement], who: Sequence[Person]
) -> Engagement:
    """Return what some of the reports say, the best first; sources and lane are of all that were told."""
    lead = told[0]
    occurred, end_known = _occurred(ranked)
    refs = [one.ref for one in ranked]
    found = (people.merged(person, refs) for person in who)
    live = any(one.lane == "live" for one in told)
    return replace(
        lead,
        channel=ranked[0].channel,
        occurred=occurred,
        end_known=end_known,
        participants=tuple(one for one in found if one is not None),
        title=_first(one.title for one in ranked),
        countries=_first(one.countries or None for one in ranked) or (),
        city=_first(one.city for one in ranked),
        value=_first(one.value for one in ranked),
        sources=tuple(_once(source for one in told for source in one.sources)),
        lane="live" if live else lead.lane,
        arrangement=_arrangement([one.arrangement for one in ranked if one.arrangement]),
    )


def _first(values: Iterable[T | None]) -> T | None:
    return next((one for one in values if one is not None), None)


def _occurred(ranked: Sequence[Engagement]) -> tuple[Days, bool]:
    """Return the days of the best report; its end, where it gives none, of one that begins with it."""
    best = ranked[0]
    if best.end_known:
        return best.occurred, True
    ended = (one for one in ranked if one.end_known and one.occurred.start == best.occurred.start)
    found = next(ended, best)
    return found.occurred, found.end_known


def _arrangement(known: Sequence[Arrangement]) -> Arrangement | None:
    if not known:
        return None
    named = [field.name for field in fields(Arrangement)]
    return Arrangement(**{name: _first(getattr(one, name) for one in known) for name in named})


def _once(given: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    seen = set()
    for one in given:
        said = repr(sorted(one.items()))
        if said not in seen:
            seen.add(said)
            yield one


def _facts(one: Engagement) -> Iterator[tuple[str, object]]:
    """Give each fact that an engagement says of itself, by its path; of participants see `people`."""
    for fact, said in _SAID.items():
        value = said(one)
        if value is not None:
            yield fact, value
    for field in fields(Arrangement) if one.arrangement else ():
        value = getattr(one.arrangement, field.name)
        if value is not None:
            yield f"arrangement.{field.name}", value


def _gained(engagement: Engagement, filled: Engagement) -> Iterator[str]:
    """Give what is in the filled engagement alone; of the days, that is the end."""
    known = dict(_facts(engagement))
    for fact, value in _facts(filled):
        if fact == "occurred":
            if (engagement.occurred, engagement.end_known) != (filled.occurred, filled.end_known):
                yield "occurred.to"
        elif known.get(fact) != value:
            yield fact
    yield from people.gained(engagement.participants, filled.participants)


def _provenance(
    taken: Engagement, ranked: Sequence[Engagement], who: Sequence[Person]
) -> dict[str, tuple[Ref, ...]]:
    said = {one.ref: dict(_facts(one)) for one in ranked}
    found = {
        fact: tuple(sorted(ref for ref, facts in said.items() if facts.get(fact) == value))
        for fact, value in _facts(taken)
    }
    if not who:
        return found | {people.path(actor.name): (taken.ref,) for actor in taken.participants}
    for person in who:
        named = next(person.said[one.ref] for one in ranked if one.ref in person.said)
        found[people.path(named.name)] = person.named_by
    return found


def _contradictions(
    taken: Engagement,
    ranked: Sequence[Engagement],
    standings: Mapping[Ref, sources.Standing],
    who: Sequence[Person],
) -> Iterator[Contradiction]:
    own = (
        (fact, value, [(one.ref, dict(_facts(one)).get(fact)) for one in ranked])
        for fact, value in _facts(taken)
        if fact != "title"
    )
    for fact, value, said in chain(own, people.facts(who, [one.ref for one in ranked])):
        by = [ref for ref, one in said if one == value]
        others: dict[str, list[Ref]] = {}
        for ref, one in said:
            if one is not None and one != value:
                others.setdefault(_text(one), []).append(ref)
        best = min((sources.RANKS[standings[ref]] for ref in by), default=0)
        for text, refs in sorted(others.items()):
            equal = min(sources.RANKS[standings[ref]] for ref in refs) <= best
            rule: Rule = "earliest" if equal else "standing"
            yield Contradiction(
                fact, _text(value), tuple(sorted(by)), rule, text, tuple(sorted(refs))
            )


def _text(value: object) -> str:
    if isinstance(value, Days):
        return f"{value.start}..{value.end}"
    if isinstance(value, tuple | frozenset):
        return ", ".join(sorted(map(str, value)))
    return str(value)
