"""Whom the names in reports mean: what reference data says of them, remembered until it changes.

Reference data changes rarely and is asked for with every batch, so what it says of an actor is kept by
process. Which of it is visible to a transaction is known by a token that every transaction that changes
it adds: their number and sum are equal for nothing else.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.store import contacts, facts, links
from interparty_alerts.store.links import Posted
from interparty_alerts.store.remembered import Remembered
from interparty_alerts.tables import ReferenceChange
from interparty_shared.db import bulk
from interparty_shared.domain import actors, blocking
from interparty_shared.domain.actors import Known, Meaning, Signature
from interparty_shared.domain.facts import Actor, ActorRecord, Engagement, Ref
from interparty_shared.domain.resolving.comparing import Matcher

CHANGES = ReferenceChange.__table__  # type: ignore[attr-defined]
MOST: Final = 32_768
"""Actors whose meaning is remembered."""
TOKEN_BITS: Final = 40
MOST_CHANGES: Final = 256
"""Rows of changes above which they are made one: each look at them counts them all."""

_Version = tuple[int, int]


class _Grounds(NamedTuple):
    """What an actor means, given all that was found of it, and by which matcher."""

    about: tuple[Known, ...]
    matcher: Matcher
    meaning: Meaning

    def hold(self, about: Mapping[int, Known], matcher: Matcher) -> bool:
        """Return whether the very same is found now (by `id`); what was read anew counts as other."""
        return (
            self.matcher is matcher
            and len(self.about) == len(about)
            and all(id(one) in about for one in self.about)
        )


class _Memory:
    """What the actors of one database mean, at one version of its reference data."""

    def __init__(self) -> None:
        self.version: _Version = (-1, 0)
        self.meant: Remembered[Signature, Meaning] = Remembered(MOST)
        self.grounds: Remembered[Signature, _Grounds] = Remembered(MOST)
        """What meanings follow from. It outlives a change, which bears on few: all are looked up again
        then, but names are compared again for those alone of whom other things are found."""
        self.listed: Remembered[tuple[Posted, str | None], bool] = Remembered(MOST)
        """Names, with the kind under which they were posted, that are found by reference data."""


_MEMORIES: Final[WeakKeyDictionary[Engine, _Memory]] = WeakKeyDictionary()


def _memory(connection: AsyncConnection) -> _Memory:
    return _MEMORIES.setdefault(connection.sync_connection.engine, _Memory())  # type: ignore[union-attr]


async def changed(connection: AsyncConnection, now: datetime | None = None) -> None:
    """Say that this transaction changes reference data; to be called once in it, before it is asked.

    `now`: patterns wait until it changes no more.
    """
    if now is not None:
        await contacts.reference_changed(connection, now)
    await bulk.insert(connection, CHANGES, [{"token": secrets.randbits(TOKEN_BITS), "number": 1}])
    rows = await connection.execute(text("SELECT count(*) FROM alerts_reference_change"))
    if rows.scalar_one() > MOST_CHANGES:
        await _make_one(connection)


async def _make_one(connection: AsyncConnection) -> None:
    """Put one row in the place of many: their number and sum stay what they were.

    Of those that another transaction is at nothing is touched, and nobody is waited for.
    """
    postgres = connection.dialect.name == "postgresql"
    lock = " FOR UPDATE SKIP LOCKED" if postgres else ""
    gone = await connection.execute(
        text(
            "DELETE FROM alerts_reference_change WHERE token IN"
            f" (SELECT token FROM alerts_reference_change{lock}) RETURNING token, number"
        )
    )
    rows = gone.all()
    token, number = sum(row.token for row in rows), sum(row.number for row in rows)
    await bulk.insert(connection, CHANGES, [{"token": token, "number": number}])


async def resolved(
    connection: AsyncConnection, engagements: Iterable[Engagement], matcher: Matcher
) -> actors.Resolved:
    """Return whom everybody means who took part in these engagements."""
    took_part = (actor for one in engagements for actor in one.participants)
    return await meanings(connection, took_part, matcher)


async def meanings(
    connection: AsyncConnection, asked_about: Iterable[Actor], matcher: Matcher
) -> actors.Resolved:
    """Return whom these mean."""
    asked = {actors.signature(actor): actor for actor in asked_about}
    if not asked:
        return actors.Resolved({})
    memory = _memory(connection)
    version = await changes(connection)
    if memory.version != version:
        memory.version = version
        memory.meant.forget()
    found: dict[Signature, Meaning] = {}
    unknown: dict[Signature, Actor] = {}
    for said, actor in asked.items():
        known = memory.meant.get(said)
        if known is None:
            unknown[said] = actor
        else:
            found[said] = known
    if unknown and version[0]:
        looked_up = await _looked_up(connection, unknown, matcher, memory)
        for said, meaning in looked_up.items():
            found[said] = meaning
            # Another transaction of this process may have seen more meanwhile.
            if memory.version == version:
                memory.meant.put(said, meaning)
    else:
        found.update(dict.fromkeys(unknown, actors.NOBODY))
    return actors.Resolved(found)


async def changes(connection: AsyncConnection) -> _Version:
    """Return what tells the reference data that is visible now from what was before."""
    rows = await connection.execute(
        text(
            "SELECT coalesce(sum(number), 0), coalesce(sum(token), 0) FROM alerts_reference_change"
        )
    )
    count, total = rows.one()
    return int(count), int(total)


async def _looked_up(
    connection: AsyncConnection,
    unknown: dict[Signature, Actor],
    matcher: Matcher,
    memory: _Memory,
) -> dict[Signature, Meaning]:
    keys = {said: actors.lookup_keys(actor, matcher) for said, actor in unknown.items()}
    by_key: dict[str, list[Known]] = {}
    more = set().union(*keys.values())
    while more:
        fresh = await _known(connection, more)
        by_key |= {key: fresh.get(key, []) for key in more}
        more = actors.named_keys(one for group in fresh.values() for one in group) - by_key.keys()
    found = {}
    for said, actor in unknown.items():
        about = {id(one): one for one in actors.about(keys[said], lambda key: by_key.get(key, ()))}
        grounds = memory.grounds.get(said)
        if grounds is None or not grounds.hold(about, matcher):
            # Why is for others to ask: the candidates would be most of what is remembered.
            meaning = replace(actors.meaning(actor, about.values(), matcher), items=())
            grounds = _Grounds(tuple(about.values()), matcher, meaning)
            memory.grounds.put(said, grounds)
        found[said] = grounds.meaning
    return found


async def _known(connection: AsyncConnection, keys: Collection[str]) -> dict[str, list[Known]]:
    """Return the reference data found under each of these keys."""
    if not keys:
        return {}
    table, parameters = bulk.keyed(connection, ("key",), [(one,) for one in sorted(keys)])
    rows = await connection.execute(
        text(
            f"SELECT l.key, l.source, l.id FROM {table} JOIN alerts_link l ON l.key = k.key"
            " WHERE l.kind = 'a'"
        ),
        parameters,
    )
    under: dict[str, list[Ref]] = {}
    for key, source, id_ in rows.all():
        under.setdefault(key, []).append(Ref(source, id_))
    stored = await facts.by_ref(connection, {ref for refs in under.values() for ref in refs})
    values = {ref: one.value for ref, one in stored.items() if isinstance(one.value, Known)}
    return {key: [values[ref] for ref in refs if ref in values] for key, refs in under.items()}


async def naming(connection: AsyncConnection, ids: Collection[str]) -> Mapping[str, list[Known]]:
    """Return the judgements, and the people, that name these reference records, by the records' ids.

    Judgements that name such a person are among them.
    """
    keys = {actors.naming_key(id_): id_ for id_ in ids}
    found: dict[str, list[Known]] = {id_: [] for id_ in ids}
    for key, known in (await _known(connection, keys)).items():
        found[keys[key]] += known
    people = {
        one.id for known in found.values() for one in known if isinstance(one, ActorRecord)
    } - found.keys()
    judged = await _known(connection, {actors.naming_key(id_) for id_ in people})
    for known in found.values():
        here = {actors.naming_key(one.id) for one in known if isinstance(one, ActorRecord)}
        known += [one for key in sorted(here) for one in judged.get(key, ())]
    return found


async def list_names(
    connection: AsyncConnection, engagements: Iterable[Engagement], matcher: Matcher
) -> None:
    """Have the names that were posted found by reference data that may come to mean them."""
    memory = _memory(connection)
    posted = {
        (Posted(actor.country or "", blocking.name_key(actor.name)), actor.kind): actor
        for engagement in engagements
        for actor in engagement.participants
    }
    fresh = {said: actor for said, actor in posted.items() if memory.listed.get(said) is None}
    if not fresh:
        return
    rows = {
        (like, said)
        for (said, _), actor in fresh.items()
        for like in actors.name_keys(actor, matcher)
    }
    added = await links.list_names(connection, rows)
    for said, kind in fresh:
        # What was there before is committed: of others nothing else is seen, and we ask but once.
        if said not in added:
            memory.listed.put((said, kind), True)
