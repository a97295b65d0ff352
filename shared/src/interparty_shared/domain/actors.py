"""Who an actor is, from reference data: the clear place for resolution.

What a posted participant leaves out (kind, country, other names) is taken from the reference record
that shares an identifier with it, or, failing that, the only one of that name in its country. What
was posted is never overruled: a report stands as it was made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from operator import is_

from interparty_shared.domain import names
from interparty_shared.domain.facts import Actor, ActorRecord, Engagement


def reference_keys(actor: Actor) -> tuple[str, ...]:
    """Return the keys under which a reference record about the actor would be found."""
    return _keys(actor.name, actor.ids)


@lru_cache(maxsize=16_384)
def _keys(name: str, ids: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return (*(f"id:{scheme}:{value}" for scheme, value in ids), f"name:{names.key(name)}")


def record_keys(record: ActorRecord) -> list[str]:
    """Return the keys under which a reference record is found."""
    by_id = [f"id:{scheme}:{value}" for scheme, value in record.ids]
    return list(dict.fromkeys([*by_id, *(f"name:{names.key(name)}" for name in record.names)]))


Reference = Mapping[str, tuple[ActorRecord, ...]]
"""Reference records by key."""


def index(records: Iterable[ActorRecord]) -> dict[str, tuple[ActorRecord, ...]]:
    """Return reference records by key, in the order of their ids, and of contents under one id."""
    found: dict[str, list[ActorRecord]] = {}
    for record in sorted(records, key=lambda one: (one.id, repr(one))):
        for key in record_keys(record):
            found.setdefault(key, []).append(record)
    return {key: tuple(items) for key, items in found.items()}


def preferring(ours: Reference, others: Reference) -> Reference:
    """Return both, without what the others say of an actor that ours knows by the same id."""
    known = {record.id for records in ours.values() for record in records}
    return {
        key: (
            *ours.get(key, ()),
            *(record for record in others.get(key, ()) if record.id not in known),
        )
        for key in ours.keys() | others.keys()
    }


def resolve(actor: Actor, reference: Reference) -> ActorRecord | None:
    """Return the reference record of an actor, or None where there is none or more than one."""
    for key in reference_keys(actor):
        if key not in reference:
            continue
        fitting = [
            record
            for record in reference[key]
            if actor.country is None or record.country in {None, actor.country}
            if actor.kind is None or record.kind == actor.kind
            if not _contradict(actor, record)
        ]
        if len({record.id for record in fitting}) == 1:
            return fitting[0]
    return None


def _contradict(actor: Actor, record: ActorRecord) -> bool:
    """Return whether two identifiers of one scheme differ: then it is a namesake."""
    theirs = dict(record.ids)
    return any(theirs.get(scheme, value) != value for scheme, value in actor.ids)


def completed(actor: Actor, reference: Reference) -> Actor:
    """Return the actor with what the reference data knows and the report left out."""
    record = resolve(actor, reference)
    if record is None:
        return actor
    return replace(
        actor,
        kind=actor.kind or record.kind,
        country=actor.country or record.country,
        aliases=tuple(name for name in record.names if name != actor.name),
        state_linked=record.state_linked,
        governing=record.governing,
        governing_known=record.governing_known,
        held_by=record.held_by,
        specified=record.specified,
    )


def completed_engagement(engagement: Engagement, reference: Reference) -> Engagement:
    """Return the engagement with every participant completed; itself, where none could be."""
    if not reference:
        return engagement
    participants = tuple(completed(actor, reference) for actor in engagement.participants)
    if all(map(is_, participants, engagement.participants)):
        return engagement
    return replace(engagement, participants=participants)
