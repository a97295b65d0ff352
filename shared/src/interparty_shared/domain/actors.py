"""Who an actor is, from reference data.

What a posted participant leaves out (kind, country, other names) is taken from the reference record
that it means: by what a person judged of its name, by an identifier that both have, or by the name
(`domain.resolving`). Where several fit, none is taken. What was posted is never overruled: a report
stands as it was made.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from operator import is_
from typing import Final, Literal, Protocol

from interparty_shared.domain import names
from interparty_shared.domain.facts import Actor, ActorRecord, Days, Engagement, Judgement
from interparty_shared.domain.membership import party_of
from interparty_shared.domain.resolving.asking import resolved
from interparty_shared.domain.resolving.comparing import Matcher, Query, Scored
from interparty_shared.domain.resolving.deciding import DOUBT

Known = ActorRecord | Judgement
"""What reference data says: of an actor, or of whom a name means."""
Signature = tuple[str, str | None, str | None, tuple[tuple[str, str], ...]]
"""All of an actor that bears on who it is: name, kind, country, identifiers."""
LONGEST: Final = 200
"""Characters of a key: a database refuses very long ones."""
_BEST_CASE: Final = 0.9
"""What a comparison without a day may say too little by, of an actor that is no more."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Whom an actor means, and by what that is known."""

    verdict: Literal["match", "ambiguous", "none"]
    record: ActorRecord | None = None
    """The one that is meant; None of a name that means several actors, too."""
    items: tuple[Scored, ...] = ()
    """The match, or the candidates, best first."""
    by: Literal["judgement", "identifier", "name"] | None = None
    judgement: Judgement | None = None
    parties: tuple[ActorRecord, ...] = ()
    """Of a person: the records of the parties that it is or was of, as far as there are any."""


NOBODY: Final = Meaning("none")


class Reference(Protocol):
    """Reference data, as far as it bears on the actors that are asked about."""

    def resolve(self, actor: Actor) -> Meaning:
        """Return whom an actor means."""
        ...


def signature(actor: Actor) -> Signature:
    """Return all of an actor that bears on who it is."""
    return actor.name, actor.kind, actor.country, actor.ids


def lookup_keys(actor: Actor, matcher: Matcher) -> set[str]:
    """Return the keys under which what reference data says of an actor is found."""
    by_id = {f"id:{scheme}:{value}"[:LONGEST] for scheme, value in actor.ids}
    return by_id | name_keys(actor, matcher)


def name_keys(actor: Actor, matcher: Matcher) -> set[str]:
    """Return the keys under which reference data on an actor's name is found; on its parts, too."""
    found = {
        f"like:{key}"[:LONGEST]
        for name in (actor.name, *matcher.parts(actor.name))
        for key in matcher.blocking_keys(name, kind=actor.kind)
    }
    return found | {f"judged:{names.key(actor.name)}"[:LONGEST]}


def known_keys(known: Known, matcher: Matcher) -> set[str]:
    """Return the keys under which reference data is found."""
    if isinstance(known, Judgement):
        found = {f"judged:{names.key(known.name)}"[:LONGEST]}
        return found | ({naming_key(known.actor)} if known.actor is not None else set())
    found = {f"like:{key}"[:LONGEST] for key in matcher.record_keys(known)}
    found.update(f"id:{scheme}:{value}"[:LONGEST] for scheme, value in known.ids)
    found.update(naming_key(one.party) for one in known.member_of or ())
    return found | {is_key(known.id)}


def named_keys(known: Iterable[Known]) -> set[str]:
    """Return the keys of the reference records that these name: whom a judgement means, a person's parties.

    A record that is found so may name others: ask until there is nothing new.
    """
    found: set[str] = set()
    for one in known:
        if isinstance(one, ActorRecord):
            found.update(is_key(each.party) for each in one.member_of or ())
        elif one.actor is not None:
            found.add(is_key(one.actor))
    return found


def naming_key(id_: str) -> str:
    """Return the key under which judgements, and people, that name a reference record are found."""
    return f"naming:{id_}"[:LONGEST]


def is_key(id_: str) -> str:
    """Return the key under which the reference record of an id is found."""
    return f"is:{id_}"[:LONGEST]


def bears_on(known: Known, name: str, matcher: Matcher) -> bool:
    """Return whether reference data may say anything of whoever is posted under a name."""
    if isinstance(known, Judgement):
        return names.key(known.name) == names.key(name)
    # Whether its kind was posted is not known here: one that was may be taken for what nobody else is.
    return any(
        (found := matcher.compare(Query(one, kind, known.country), known)) is not None
        and found.score >= DOUBT * _BEST_CASE
        for one in (name, *matcher.parts(name))
        for kind in (None, known.kind)
    )


def meaning(actor: Actor, known: Iterable[Known], matcher: Matcher) -> Meaning:
    """Return whom an actor means, given all that is found under its keys and those that this names.

    A judgement goes before an identifier, and that before a name. Of several judgements the one that
    says more of whom it is about counts, then the latest.
    """
    said = list(known)
    found = _meaning(actor, said, matcher)
    if found.record is None or not found.record.member_of:
        return found
    ids = {one.party for one in found.record.member_of}
    parties = (one for one in said if isinstance(one, ActorRecord) and one.id in ids)
    return replace(found, parties=tuple(sorted(parties, key=_order)))


def _meaning(actor: Actor, said: list[Known], matcher: Matcher) -> Meaning:
    records = sorted((one for one in said if isinstance(one, ActorRecord)), key=_order)
    judgement = judged(actor, (one for one in said if isinstance(one, Judgement)))
    if judgement is not None:
        record = next((one for one in records if one.id == judgement.actor), None)
        if judgement.actor is None or record is not None:
            verdict: Literal["match", "none"] = "match" if record else "none"
            return Meaning(verdict, record, by="judgement", judgement=judgement)
    fitting = [one for one in records if not _contradict(actor, one)]
    for id_ in actor.ids:
        named = [one for one in fitting if id_ in one.ids and _may_be(actor, one)]
        if len({one.id for one in named}) == 1:
            return Meaning("match", named[0], (Scored(named[0], 1.0, ()),), "identifier")
    query = Query(actor.name, actor.kind, actor.country)
    found = resolved(query, matcher, lambda _: fitting)
    meant = found.matched
    record = meant[0].record if len(meant) == 1 and not meant[0].part else None
    by: Literal["name"] | None = "name" if found.verdict == "match" else None
    return Meaning(found.verdict, record, found.items, by)


def judged(actor: Actor, judgements: Iterable[Judgement]) -> Judgement | None:
    """Return the judgement that holds for an actor, if one does."""
    key = names.key(actor.name)
    holding = [
        one
        for one in judgements
        if not one.withdrawn
        and one.country in {None, actor.country}
        and one.kind in {None, actor.kind}
        and names.key(one.name) == key
    ]
    return max(
        holding,
        key=lambda one: (one.country is not None, one.kind is not None, one.stamp, one.ref),
        default=None,
    )


def _order(record: ActorRecord) -> tuple[str, str]:
    return record.id, repr(record)


def _may_be(actor: Actor, record: ActorRecord) -> bool:
    """Return whether nothing that was posted speaks against an identifier."""
    if actor.country is not None and record.country not in {None, actor.country}:
        return False
    return actor.kind is None or record.kind == actor.kind


def _contradict(actor: Actor, record: ActorRecord) -> bool:
    """Return whether two identifiers of one scheme differ: then it is a namesake."""
    theirs = dict(record.ids)
    return any(theirs.get(scheme, value) != value for scheme, value in actor.ids)


def about(keys: Iterable[str], under: Callable[[str], Iterable[Known]]) -> list[Known]:
    """Return all that is found under keys, and what this names; each once."""
    found: dict[int, Known] = {}
    asked: set[str] = set()
    more = set(keys)
    while more:
        asked |= more
        fresh = {id(one): one for key in more for one in under(key)}
        found |= fresh
        more = named_keys(fresh.values()) - asked
    return list(found.values())


class Index:
    """Reference data in memory, found by its keys. The order in which it comes is nothing."""

    def __init__(self, known: Iterable[Known], matcher: Matcher) -> None:
        self._matcher = matcher
        self._found: dict[str, list[Known]] = {}
        self._meant: dict[Signature, Meaning] = {}
        for one in known:
            for key in known_keys(one, matcher):
                self._found.setdefault(key, []).append(one)

    def resolve(self, actor: Actor) -> Meaning:
        """Return whom an actor means."""
        said = signature(actor)
        found = self._meant.get(said)
        if found is None:
            found = self._meant[said] = meaning(actor, self._about(actor), self._matcher)
        return found

    def _about(self, actor: Actor) -> list[Known]:
        return about(lookup_keys(actor, self._matcher), lambda key: self._found.get(key, ()))


class Resolved:
    """What was found of some actors; of others nothing is said."""

    def __init__(self, meant: Mapping[Signature, Meaning]) -> None:
        self._meant = meant

    def resolve(self, actor: Actor) -> Meaning:
        """Return whom an actor means."""
        return self._meant.get(signature(actor), NOBODY)


def preferring(ours: Iterable[Known], others: Iterable[Known]) -> list[Known]:
    """Return both, without what the others say of an actor that ours knows by the same id."""
    first = list(ours)
    known = {one.id for one in first if isinstance(one, ActorRecord)}
    return first + [one for one in others if not (isinstance(one, ActorRecord) and one.id in known)]


def completed(actor: Actor, reference: Reference, on: Days | None = None) -> Actor:
    """Return the actor with what the reference data knows and the report left out.

    `on`: the days on which a person must be of one party for it to be told of whom.
    """
    meant = reference.resolve(actor)
    record = meant.record
    if record is None:
        return actor
    return replace(
        actor,
        of=actor.of or (party_of(record, meant.parties, on) if on is not None else None),
        kind=actor.kind or record.kind,
        country=actor.country or record.country,
        aliases=tuple(name for name in record.names if name != actor.name),
        state_linked=record.state_linked,
        governing=record.governing,
        governing_known=record.governing_known,
        held_by=record.held_by,
        specified=record.specified,
        record=record.id,
    )


def completed_engagement(engagement: Engagement, reference: Reference) -> Engagement:
    """Return the engagement with every participant completed; itself, where none could be."""
    on = engagement.occurred
    participants = tuple(completed(actor, reference, on) for actor in engagement.participants)
    if all(map(is_, participants, engagement.participants)):
        return engagement
    return replace(engagement, participants=participants)
