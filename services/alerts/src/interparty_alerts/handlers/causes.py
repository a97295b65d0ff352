"""On which engagements what is new bears, and why each of them is looked at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.decisions import Cause
from interparty_alerts.handlers.bearing import Posted, named_by, searches_of
from interparty_alerts.handlers.naming import names_meant
from interparty_alerts.later import look_again
from interparty_alerts.loading import reference_for
from interparty_alerts.questions import Rules
from interparty_alerts.store import facts, links, verdicts
from interparty_alerts.store.facts import Stored
from interparty_shared.domain import actors, blocking
from interparty_shared.domain.actors import Known
from interparty_shared.domain.blocking import Search
from interparty_shared.domain.facts import (
    Disclosure,
    Engagement,
    Ref,
    Value,
)

AT_ONCE: Final = 2_000
"""Engagements that one batch looks at itself; the rest are asked for."""


@dataclass
class _Bearing:
    """On what the events of a batch bear: the engagements that they name, and how to find others."""

    causes: dict[Ref, Cause] = field(default_factory=dict)
    moved: set[Ref] = field(default_factory=set)
    """Engagements that are other than before themselves."""
    searches: dict[Search, Cause] = field(default_factory=dict)
    registers: dict[Search, set[str]] = field(default_factory=dict)
    """Of the searches for what records may answer: their registers."""
    of_actors: set[Search] = field(default_factory=set)
    """Searches for those about whom more is known."""
    of_neighbours: set[Search] = field(default_factory=set)
    """Searches for reports that may have been of the engagement that one was of before."""
    of_engagements: set[Search] = field(default_factory=set)
    """Searches for what hung on an engagement as it was before."""

    def note_place(self, posted: Engagement, completed: Engagement, rules: Rules) -> set[Search]:
        """Return where those are that hung on an engagement as it was, or were reports of the same."""
        around = blocking.neighbour_searches(completed)
        self.of_neighbours |= around
        return around | rules.bearing(completed) | rules.contending(posted, perhaps=True)

    def note(self, ref: Ref, value: Value, cause: Cause, found: set[Search]) -> None:
        """Note what an event says, or said before, and the searches that find on what it bears."""
        named = named_by(ref, value)
        self.moved.update(named)
        self.causes.update(dict.fromkeys(named, cause))
        self.searches.update(dict.fromkeys(found, cause))
        if isinstance(value, Disclosure):
            for search in found:
                self.registers.setdefault(search, set()).add(value.register)
        elif isinstance(value, Known):
            self.of_actors |= found
        else:
            self.of_engagements |= found


async def causes_of_new(
    connection: AsyncConnection,
    newest: Mapping[Ref, Posted],
    before: Mapping[Ref, Stored],
    older: Mapping[Ref, Posted],
    rules: Rules,
) -> tuple[dict[Ref, Cause], dict[Search, Cause], set[Ref]]:
    """Return the engagements on which what is new bears, and why; and the searches that found them.

    Last, those that are themselves other than before: what others hang on may be another sum. `older`
    are those of which is known since when alone: by that reports of one engagement are ordered.
    """
    said = _of_older(older)
    others = await _of_same_records(connection, newest)
    was = {ref: before[ref].value for ref in newest if ref in before}
    replaced = [value for value in was.values() if isinstance(value, Engagement)]
    reference = await reference_for(connection, replaced, rules)
    said_of = {ref: _known(one.value, was.get(ref)) for ref, one in newest.items()}
    named = await names_meant(connection, said_of, rules)
    for ref, one in newest.items():
        cause = Cause(one.event.trace, notify=one.event.lane != "backfill")
        earlier = [was[ref]] if ref in was else []
        if isinstance(one.value, Known) and one.value in earlier:
            continue  # said again, as reference data is with every import: nothing hangs on when
        said.note(ref, one.value, cause, searches_of(one.value, rules.reach))
        said.note(ref, one.value, cause, named.get(ref, set()))
        beside = (other.value for other in others.get(one.event.thing, ()))
        for value in (*earlier, *beside):
            found = searches_of(value, rules.reach)
            if isinstance(value, Engagement):  # where it was before
                found = said.note_place(value, actors.completed_engagement(value, reference), rules)
            said.note(ref, value, cause, found)
    found_by = await links.find(connection, said.searches, "e")
    answered = (refs for search, refs in found_by.items() if search in said.registers)
    owing = await verdicts.owing(connection, set().union(*answered) - said.causes.keys())
    for search, refs in found_by.items():
        if search in said.of_actors | said.of_neighbours:
            said.moved |= refs
        whole = search in said.of_actors or search in said.of_engagements
        registers = said.registers.get(search, set())
        for ref in refs:
            if whole or not registers.isdisjoint(owing.get(ref, ())):
                said.causes.setdefault(ref, said.searches[search])
    await _leave_for_later(connection, said, newest.keys())
    return dict(sorted(said.causes.items())), said.searches, said.moved


def _of_older(older: Mapping[Ref, Posted]) -> _Bearing:
    """Return on what versions bear that came late: what they speak of is known since earlier."""
    said = _Bearing()
    for ref, one in older.items():
        said.note(ref, one.value, Cause(one.event.trace, one.event.lane != "backfill"), set())
    return said


def _known(value: Value, before: Value | None) -> list[Known]:
    """Return what is said, and was said before, of actors or names; nothing where it is the same."""
    if value == before:
        return []
    return [one for one in (value, before) if isinstance(one, Known)]


async def _of_same_records(
    connection: AsyncConnection, newest: Mapping[Ref, Posted]
) -> dict[str, list[Stored]]:
    """Return what others posted of the register's records that are new: it may be in force no more."""
    records = {one.event.thing for one in newest.values() if isinstance(one.value, Disclosure)}
    found: dict[str, list[Stored]] = {}
    for stored in await facts.by_thing(connection, records):
        if stored.ref not in newest:
            found.setdefault(stored.thing, []).append(stored)
    return found


async def _leave_for_later(
    connection: AsyncConnection, said: _Bearing, newest: Collection[Ref]
) -> None:
    """Ask for what is more than one batch should hold a transaction open for.

    Nothing of it is loaded here: one reference record may speak of a body that took part in a great part
    of all there is.
    """
    later = {ref: said.causes.pop(ref) for ref in sorted(said.causes.keys() - newest)[AT_ONCE:]}
    await look_again(connection, later, moved=said.moved)
