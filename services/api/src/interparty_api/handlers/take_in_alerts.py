"""Take in what the alerts service publishes: revisions of alerts, states of obligations."""

from collections.abc import Sequence

from interparty_api.handlers.batches import Taken, Unreadable, next_positions
from interparty_api.handlers.projection import readable, revision_of, state_of
from interparty_api.store import alerts, obligations, positions, watermark
from interparty_api.store.alerts import Revision
from interparty_api.store.obligations import State
from interparty_shared.bus.base import Record
from interparty_shared.db.engine import Database
from interparty_shared.errors import Invalid
from interparty_shared.wire.published import published


async def take_in_alerts(database: Database, records: Sequence[Record], owner: str) -> Taken:
    """Keep what the records publish and how far they go, in one transaction.

    Revisions that are known already change nothing; of an obligation the last state counts. Records
    that are not as promised are passed over and named in what is returned.

    Raises:
        Fenced: the partitions were taken over; Unavailable: the database does not answer. Nothing
        was done in either case.
    """
    taken = Taken(records=len(records))
    revisions: list[Revision] = []
    states: dict[str, State | None] = {}
    for record in records:
        try:
            _sort(record, revisions, states)
        except Invalid as error:
            taken.unreadable.append(Unreadable(record, str(error)))
    async with database.begin() as connection:
        await alerts.save(connection, revisions)
        await obligations.save(
            connection,
            [state for state in states.values() if state is not None],
            [id_ for id_, state in states.items() if state is None],
        )
        if revisions:
            taken.watermark = await watermark.advance(connection)
        await positions.advance(connection, next_positions(records), owner)
    taken.revisions = [(one.alert, one.revision, one.sequence, one.trace) for one in revisions]
    return taken


def _sort(record: Record, revisions: list[Revision], states: dict[str, State | None]) -> None:
    said = published(record)
    if said.kind == "alert":
        revisions.append(readable(lambda: revision_of(said)))
    elif said.gone:
        states[readable(lambda: str(said.document["id"]))] = None
    else:
        state = readable(lambda: state_of(said))
        states[state.id] = state
