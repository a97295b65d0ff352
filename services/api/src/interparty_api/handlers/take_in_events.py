"""Take in events: every version for `explain`, and the facts in force for the lists."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers.batches import Taken, Unreadable, next_positions
from interparty_api.handlers.projection import entry_of, readable, reference_terms, standing
from interparty_api.store import events, facts, positions, reference, registers
from interparty_api.store.events import Stored, thing_key
from interparty_api.store.facts import Entry
from interparty_shared.bus.base import Record
from interparty_shared.db.engine import Database
from interparty_shared.domain import words
from interparty_shared.domain.posted import coverage_of
from interparty_shared.errors import Invalid
from interparty_shared.wire import codec
from interparty_shared.wire.codec import Received


async def take_in_events(database: Database, records: Sequence[Record], owner: str) -> Taken:
    """Keep what the records say and how far they go, in one transaction.

    The order of arrival is nothing: of each (source, id) the latest version is in force. Records
    that are no events are passed over and named in what is returned.

    Raises:
        Fenced: the partitions were taken over; Unavailable: the database does not answer. Nothing
        was done in either case.
    """
    taken = Taken(records=len(records))
    received = []
    for record in records:
        try:
            received.append(_event(record))
        except Invalid as error:
            taken.unreadable.append(Unreadable(record, str(error)))
    async with database.begin() as connection:
        await events.alone(connection)
        await events.save_versions(connection, received)
        await reference.save(connection, _references(received))
        now = await events.put_in_force(connection, received)
        entries = _entries(now.by_thing)
        more = await facts.save(connection, entries, in_place_of=now.known)
        await registers.count(connection, more)
        await _save_syncs(connection, now.coverage)
        await positions.advance(connection, next_positions(records), owner)
    return taken


def _event(record: Record) -> Received:
    """Return the event in a record, refusing here and alone what could not be listed later."""
    event = codec.decode(record)

    def tried() -> None:
        thing_key(event)
        if event.type == words.EVENT_COVERAGE:
            coverage_of(event.data)
        else:
            entry_of(
                Stored(event.ref, event.type, "", event.stamp, event.received, "", event.data), None
            )

    readable(tried)
    return event


def _references(received: Sequence[Received]) -> list[tuple[Received, Collection[str]]]:
    return [(event, found) for event in received if (found := reference_terms(event))]


def _entries(by_thing: Mapping[str, Sequence[Stored]]) -> list[Entry]:
    found = []
    for stored in by_thing.values():
        speaking = standing(stored)
        entry = entry_of(*speaking) if speaking else None
        if entry is not None:
            found.append(entry)
    return found


async def _save_syncs(connection: AsyncConnection, refs: Collection[str]) -> None:
    if refs:
        in_force = await events.by_ref(connection, refs)
        syncs = {
            key: coverage_of(one.data)
            for key, one in in_force.items()
            if one.type == words.EVENT_COVERAGE
        }
        await registers.save_syncs(connection, syncs, looked_at=refs)
