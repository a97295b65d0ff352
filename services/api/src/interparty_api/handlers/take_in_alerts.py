"""Take in what the alerts service publishes: revisions of alerts, states of obligations."""

from collections.abc import Sequence

from interparty_api.handlers.batches import Taken, Unreadable, next_positions
from interparty_api.handlers.projection import readable, revision_of, word_of
from interparty_api.store import alerts, obligation_versions, obligations, positions, watermark
from interparty_api.store.alerts import Revision
from interparty_api.store.obligations import Gone, State
from interparty_shared.bus.base import Record
from interparty_shared.db.engine import Database
from interparty_shared.errors import Invalid
from interparty_shared.wire.published import published


async def take_in_alerts(database: Database, records: Sequence[Record], owner: str) -> Taken:
    """Keep what the records publish and how far they go, in one transaction.

    Revisions that are known already change nothing; of an obligation the last state counts now, and
    each for the time in which it was the last. Records that are not as promised are passed over and
    named in what is returned.

    Raises:
        Fenced: the partitions were taken over; Unavailable: the database does not answer. Nothing
        was done in either case.
    """
    taken = Taken(records=len(records))
    revisions: list[Revision] = []
    said: list[State | Gone] = []
    for record in records:
        try:
            _sort(record, revisions, said)
        except Invalid as error:
            taken.unreadable.append(Unreadable(record, str(error)))
    async with database.begin() as connection:
        await alerts.save(connection, revisions)
        last = {word.id: word for word in said}.values()
        await obligations.save(
            connection,
            [word for word in last if isinstance(word, State)],
            [word.id for word in last if isinstance(word, Gone)],
        )
        await obligation_versions.save(connection, said)
        if revisions:
            taken.watermark = await watermark.advance(connection)
        await positions.advance(connection, next_positions(records), owner)
    taken.revisions = [(one.alert, one.revision, one.sequence, one.trace) for one in revisions]
    return taken


def _sort(record: Record, revisions: list[Revision], said: list[State | Gone]) -> None:
    one = published(record)
    if one.kind == "alert":
        revisions.append(readable(lambda: revision_of(one)))
    else:
        said.append(readable(lambda: word_of(one)))
