"""Put aside one record that our own code fails on, unless too many have been already."""

from datetime import datetime

from interparty_alerts.handlers.take_in import next_positions
from interparty_alerts.handlers.versions import letter
from interparty_alerts.store import aside, outbox, positions
from interparty_alerts.store.outbox import Entry
from interparty_shared.bus.base import Record
from interparty_shared.db.engine import Database


class StopLimit(Exception):
    """So many records were put aside of late that the fault is ours: nothing more is."""


async def put_aside(
    database: Database, record: Record, reason: str, *, owner: str, limit: int, now: datetime
) -> None:
    """Send a record to `dead.v1` and go on after it.

    Raises:
        StopLimit: `limit` records were put aside in the last ten minutes; this one stays where it is.
    """
    async with database.begin() as connection:
        recent = await aside.recent(connection, now)
        if recent >= limit:
            raise StopLimit(
                f"{recent} records were put aside in ten minutes (the limit is {limit}): so many at"
                " once is a bad deploy, not bad data. Nothing more is read until it is mended and"
                " the service restarted."
            )
        message = letter(record, reason, now).message()
        entry = Entry("dead", message.key.decode(), message.value, now)
        await outbox.add(connection, [entry])
        await aside.add(connection, [(record, reason)], now)
        await positions.advance(connection, next_positions([record]), owner)
