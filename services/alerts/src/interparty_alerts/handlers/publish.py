"""Publish what committed transactions left in the outbox; take up after what was published before."""

from datetime import datetime

import orjson

from interparty_alerts.store import outbox, verdicts
from interparty_alerts.store.outbox import Entry
from interparty_shared.bus.base import Bus, Message, TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.domain.alerts import LIFE, Known, content_digest
from interparty_shared.domain.facts import Ref
from interparty_shared.errors import Invalid
from interparty_shared.wire.published import Published, published
from interparty_shared.wire.topics import ALERTS, BACKFILL, DEAD, EVENTS


async def relay_once(
    database: Database, bus: Bus, *, relay: str, limit: int, now: datetime
) -> int | None:
    """Publish up to `limit` rows, oldest first; return how many, or None where another relay leads.

    Sequence first, then publish, then forget: after a crash in between it is published again, with
    the same sequence.

    Raises:
        LogUnavailable: nothing is forgotten.
        Unavailable: the database does not answer.
    """
    async with database.begin() as connection:
        if not await outbox.lead(connection, relay, now):
            return None
        entries = await outbox.take(connection, relay, limit)
    if not entries:
        return 0
    await bus.publish([_message(entry) for entry in entries])
    async with database.begin() as connection:
        await outbox.done(connection, [entry.number for entry in entries])
    return len(entries)


def _message(entry: Entry) -> Message:
    if entry.kind == "dead":
        return Message(DEAD.name, entry.key.encode(), entry.body)
    document = orjson.loads(entry.body)
    if entry.sequence is not None:
        document["sequence"] = entry.sequence
    return Published(
        kind="alert" if entry.kind == "alert" else "obligation",
        key=entry.key,
        document=document,
        at=entry.at,
        trace=entry.trace,
        notify=entry.notify,
        gone=entry.gone,
        sequence=entry.sequence,
    ).message()


async def take_up(database: Database, bus: Bus, *, now: datetime) -> int:
    """Where this database is new but alerts were published before, know them again.

    The sequence goes on where it stood and revisions count on: a reader who was told of an alert by
    the database that is gone is told of its corrections by this one. Until the log is read again to
    where it ends now nothing is decided, or each alert would be withdrawn for want of the facts that
    are still to be read, and opened again. Returns the last sequence.

    Raises:
        LogUnavailable, Unavailable: nothing was done.
    """
    async with database.read() as connection:
        last = await outbox.last_sequence(connection)
    if last is not None:
        return last
    last, newest = 0, dict[str, Published]()
    start: dict[TopicPartition, int] = {}
    while records := await bus.read(ALERTS.name, start, limit=1_000):
        for record in records:
            start[TopicPartition(record.topic, record.partition)] = record.offset + 1
            try:
                one = published(record)
            except Invalid:
                continue  # not ours: nothing in it to take up
            if one.kind == "alert" and one.sequence is not None:
                last = max(last, one.sequence)
                known = newest.get(one.document["id"])
                if known is None or known.document["revision"] < one.document["revision"]:
                    newest[one.document["id"]] = one
    barrier = await bus.ends([EVENTS.name, BACKFILL.name]) if newest else {}
    async with database.begin() as connection:
        await outbox.continue_from(connection, last, barrier, now)
        await verdicts.restore_alerts(connection, [_known(one) for one in newest.values()])
    return last


def _known(one: Published) -> tuple[Ref, Known]:
    source, _, id_ = one.key.partition("\n")
    document = {key: value for key, value in one.document.items() if key != "sequence"}
    said = {key: value for key, value in document.items() if key not in LIFE}
    known = Known(
        document["id"],
        document["revision"],
        document["status"],
        content_digest(said),
        document,
    )
    return Ref(source, id_), known
