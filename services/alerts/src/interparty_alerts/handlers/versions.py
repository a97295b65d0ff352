"""Which versions of a batch come into force, and the letters about those that cannot."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.handlers.bearing import Posted
from interparty_alerts.store import facts
from interparty_alerts.store.facts import Stored
from interparty_alerts.store.outbox import Entry
from interparty_shared.bus.base import Record
from interparty_shared.domain.facts import Ref
from interparty_shared.wire import codec
from interparty_shared.wire.codec import Received
from interparty_shared.wire.dead import DeadLetter, Step


def letter(record: Record, reason: str, now: datetime, step: Step = "process") -> DeadLetter:
    """Return the dead letter of a record that can never be processed."""
    return DeadLetter(
        at=now,
        by="alerts",
        producer=record.header(codec.PRODUCER) or "",
        step=step,
        reason=reason,
        problem={"title": "The event can never be processed", "detail": reason},
        raw=record.value,
        origin=record.topic,
        partition=record.partition,
        offset=record.offset,
        trace=record.header(codec.TRACE) or "",
    )


def dead_entry(one: DeadLetter, now: datetime) -> Entry:
    """Return a letter as it leaves."""
    message = one.message()
    return Entry("dead", message.key.decode(), message.value, now, one.trace)


async def newest(
    connection: AsyncConnection, events: Sequence[Posted], now: datetime
) -> tuple[dict[Ref, Posted], dict[Ref, Stored], dict[Ref, Posted], list[Entry]]:
    """Return what is new, what it replaces, what is older than all that was posted, and the conflicts.

    What is older changes nothing but since when its (source, id) is known. A conflict is two contents
    under one (source, id) and time; the digest decides which is in force, whichever came first, and the
    producer is told of the other.
    """
    before = await facts.by_ref(connection, {one.event.ref for one in events})
    found: dict[Ref, Posted] = {}
    conflicts = []
    for one in events:
        event = one.event
        known = found.get(event.ref)
        rival = known.event if known else before.get(event.ref)
        if rival is not None and _contradicts(event, rival):
            conflicts.append(_conflict(event, rival.stamp.digest, now))
        if rival is None or rival.stamp < event.stamp:
            found[event.ref] = one
    return found, before, _earlier(events, found, before), conflicts


def since(events: Iterable[Posted]) -> dict[Ref, datetime]:
    """Return the earliest time posted under each (source, id) of a batch."""
    found: dict[Ref, datetime] = {}
    for one in events:
        time = one.event.stamp.time
        found[one.event.ref] = min(time, found.get(one.event.ref, time))
    return found


def _earlier(
    events: Iterable[Posted],
    new: Mapping[Ref, Posted],
    before: Mapping[Ref, Stored],
) -> dict[Ref, Posted]:
    """Return what changes nothing but since when its (source, id) is known."""
    times = since(events)
    return {
        one.event.ref: one
        for one in events
        if one.event.ref in before and one.event.ref not in new
        if times[one.event.ref] < before[one.event.ref].since
    }


def _contradicts(event: Received, rival: Received | Stored) -> bool:
    same_time = rival.stamp.time == event.stamp.time
    return same_time and rival.stamp.digest != event.stamp.digest


def _conflict(event: Received, rival: str, now: datetime) -> Entry:
    wins = event.stamp.digest > rival
    reason = (
        f"Two contents were posted under source {event.ref.source!r}, id {event.ref.id!r} and time"
        f" {event.stamp.time.isoformat()}: this one {'is' if wins else 'is not'} in force."
        " Post the right one again with a later time."
    )
    one = letter(event.record, reason, now, "conflict")
    problem = {"title": "Conflicting contents", "detail": reason, "in_force": wins}
    full = DeadLetter(
        **{
            **{name: getattr(one, name) for name in DeadLetter.__slots__},
            "problem": problem,
            "source": event.ref.source,
            "id": event.ref.id,
            "lane": event.lane,
        }
    )
    return dead_entry(full, now)
