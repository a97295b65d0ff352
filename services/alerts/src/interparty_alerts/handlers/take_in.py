"""Take in a batch of records from the log: facts, verdicts, alerts and the position, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.decisions import Cause
from interparty_alerts.evaluation import Tally, evaluate, look_again
from interparty_alerts.store import aside, facts, outbox, positions, rechecks, syncs, verdicts
from interparty_alerts.store.facts import Stored
from interparty_alerts.store.outbox import Entry
from interparty_shared.bus.base import Positions, Record, TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.domain import actors, blocking, words
from interparty_shared.domain.facts import (
    Ref,
    Stamp,
    actor_record_of,
    coverage_of,
    disclosure_of,
    engagement_of,
)
from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import Invalid
from interparty_shared.wire import codec
from interparty_shared.wire.codec import Received
from interparty_shared.wire.dead import DeadLetter, Step

AT_ONCE = 2_000
"""Engagements that one batch looks at itself; the rest are asked for."""


@dataclass(slots=True)
class Taken:
    """What became of a batch."""

    events: int = 0
    unchanged: int = 0
    conflicts: int = 0
    put_aside: int = 0
    tally: Tally = field(default_factory=Tally)


def next_positions(records: Sequence[Record]) -> dict[TopicPartition, int]:
    """Return where to read on after these records."""
    found: dict[TopicPartition, int] = {}
    for record in records:
        place = TopicPartition(record.topic, record.partition)
        found[place] = max(found.get(place, 0), record.offset + 1)
    return found


def has_coverage(records: Sequence[Record]) -> bool:
    """Return whether a batch speaks of coverage, so that the ends of the log are needed."""
    return any(b"org.interparty.coverage.v1" in record.value for record in records)


async def take_in(
    database: Database,
    records: Sequence[Record],
    packs: Sequence[Regime],
    *,
    owner: str,
    ends: Positions,
    now: datetime,
    check: Callable[[Received], None] = lambda _: None,
) -> Taken:
    """Make the records' facts known and bring all verdicts that hang on them up to date.

    `ends` is where the log ended when the batch was read; needed where it speaks of coverage.
    Records that are no events are put aside on `dead.v1`. `check` may refuse an event.

    Raises:
        Fenced: the partitions were taken over; Overtaken: an alert was revised meanwhile;
        Unavailable: the database does not answer. Nothing was done in either case.
    """
    taken = Taken(events=len(records))
    events, letters = _decoded(records, check, now)
    async with database.begin() as connection:
        beside = await rechecks.under_way(connection)
        await _put_aside(connection, letters, now)
        taken.put_aside = len(letters)
        newest, before, conflicts = await _newest(connection, events, now)
        taken.conflicts = len(conflicts)
        taken.unchanged = len(events) - len(newest)
        await outbox.add(connection, conflicts)
        await facts.save(connection, newest.values())
        await facts.relink(
            connection,
            {ref: _links(event) for ref, event in newest.items()},
            replaced=[ref for ref in newest if ref in before],
        )
        await _save_syncs(connection, newest, before, ends, now)
        causes, keys = await _causes(connection, newest, before)
        if beside is not None:
            await look_again(connection, {}, keys=keys, after=beside)
        if await outbox.unread(connection):
            await look_again(connection, causes, keys=keys, after_barrier=True)
        else:
            taken.tally = await evaluate(connection, causes, packs, beside=beside, now=now)
        await positions.advance(connection, next_positions(records), owner)
    return taken


def _decoded(
    records: Sequence[Record], check: Callable[[Received], None], now: datetime
) -> tuple[list[Received], list[tuple[Record, DeadLetter]]]:
    events, letters = [], []
    for record in records:
        try:
            event = codec.decode(record)
            _parsed(event)
            check(event)
            events.append(event)
        except Invalid as error:
            letters.append((record, letter(record, str(error), now)))
    return events, letters


def _parsed(event: Received) -> None:
    """Refuse, here and alone, an event whose data is not what its type promises."""
    try:
        match event.type:
            case words.EVENT_ENGAGEMENT:
                engagement_of(event.ref, event.data)
            case words.EVENT_DISCLOSURE:
                disclosure_of(event.ref, event.stamp, event.data)
            case words.EVENT_COVERAGE:
                coverage_of(event.data)
            case words.EVENT_ACTOR:
                actor_record_of(event.data)
            case _:
                codec.thing_key(event.type, event.ref, event.data)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise Invalid(f"not what {event.type} promises: {type(error).__name__}: {error}") from error


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


async def _put_aside(
    connection: AsyncConnection, letters: Sequence[tuple[Record, DeadLetter]], now: datetime
) -> None:
    await outbox.add(connection, [_dead_entry(one, now) for _, one in letters])
    await aside.add(connection, [(record, one.reason) for record, one in letters], now)


def _dead_entry(one: DeadLetter, now: datetime) -> Entry:
    message = one.message()
    return Entry("dead", message.key.decode(), message.value, now, one.trace)


async def _newest(
    connection: AsyncConnection, events: Sequence[Received], now: datetime
) -> tuple[dict[Ref, Received], dict[Ref, Stored], list[Entry]]:
    """Return what is new, what it replaces, and the conflicts.

    A conflict is two contents under one (source, id) and time; the digest decides which is in force,
    whichever came first, and the producer is told of the other.
    """
    before = await facts.by_ref(connection, {event.ref for event in events})
    newest: dict[Ref, Received] = {}
    conflicts = []
    for event in events:
        rival = newest.get(event.ref) or before.get(event.ref)
        if rival is not None and _contradicts(event, rival):
            conflicts.append(_conflict(event, rival.stamp.digest, now))
        if rival is None or rival.stamp < event.stamp:
            newest[event.ref] = event
    return newest, before, conflicts


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
    return _dead_entry(full, now)


def _links(event: Received) -> tuple[str, set[str]]:
    match event.type:
        case words.EVENT_ENGAGEMENT:
            return "e", blocking.engagement_keys(engagement_of(event.ref, event.data))
        case words.EVENT_DISCLOSURE:
            record = disclosure_of(event.ref, event.stamp, event.data)
            return "d", blocking.disclosure_keys(record)
        case words.EVENT_ACTOR:
            return "a", set(actors.record_keys(actor_record_of(event.data)))
        case _:
            return "", set()


async def _save_syncs(
    connection: AsyncConnection,
    newest: Mapping[Ref, Received],
    before: Mapping[Ref, Stored],
    ends: Positions,
    now: datetime,
) -> None:
    old = [ref for ref in newest if ref in before and before[ref].type == words.EVENT_COVERAGE]
    for one in await syncs.of(connection, old):
        # What rested on the version that is replaced must be looked at anew, whatever it attested.
        span = one.coverage
        beginning = datetime.min.replace(tzinfo=now.tzinfo, year=1900)
        await verdicts.wake_register(
            connection, span.register, span.start, span.end, beginning, now
        )
    await syncs.forget(connection, old)
    new = [
        (ref, coverage_of(event.data))
        for ref, event in newest.items()
        if event.type == words.EVENT_COVERAGE
    ]
    await syncs.save(connection, new, ends)


async def _causes(
    connection: AsyncConnection, newest: Mapping[Ref, Received], before: Mapping[Ref, Stored]
) -> tuple[dict[Ref, Cause], dict[str, Cause]]:
    """Return the engagements on which what is new bears, and why; and the keys that led to them."""
    causes: dict[Ref, Cause] = {}
    keys: dict[str, Cause] = {}
    for ref, event in newest.items():
        cause = Cause(event.trace, notify=event.lane != "backfill")
        old = before.get(ref)
        for type_, data in ((event.type, event.data), *(((old.type, old.data),) if old else ())):
            named, under = _bears_on(ref, event.stamp, type_, data)
            causes.update(dict.fromkeys(named, cause))
            keys.update(dict.fromkeys(under, cause))
    for key, refs in (await facts.refs_by_key(connection, keys, "e")).items():
        for ref in refs:
            causes.setdefault(ref, keys[key])
    await _leave_for_later(connection, causes, newest)
    return dict(sorted(causes.items())), keys


def _bears_on(
    ref: Ref, stamp: Stamp, type_: str, data: Mapping[str, Any]
) -> tuple[list[Ref], set[str]]:
    """Return the engagements that an event names, and the keys under which it bears on others."""
    match type_:
        case words.EVENT_ENGAGEMENT:
            return [ref], set()
        case words.EVENT_RETRACTED:
            return [Ref(data["engagement"]["source"], data["engagement"]["id"])], set()
        case words.EVENT_DISCLOSURE:
            return [], blocking.disclosure_keys(disclosure_of(ref, stamp, data))
        case words.EVENT_ACTOR:
            return [], set(actors.record_keys(actor_record_of(data)))
        case _:
            return [], set()


async def _leave_for_later(
    connection: AsyncConnection, causes: dict[Ref, Cause], newest: Mapping[Ref, Received]
) -> None:
    """Ask for what is more than one batch should hold a transaction open for."""
    later = sorted(causes.keys() - newest.keys())[AT_ONCE:]
    await look_again(connection, {ref: causes.pop(ref) for ref in later})
