"""Take in a batch of records from the log: facts, verdicts, alerts and the position, or nothing."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.decisions import Cause
from interparty_alerts.evaluation import Tally, evaluate
from interparty_alerts.handlers import versions
from interparty_alerts.handlers.bearing import Arrived, Posted, links_of
from interparty_alerts.handlers.causes import causes_of_new
from interparty_alerts.handlers.naming import whoever_was_meant
from interparty_alerts.handlers.versions import dead_entry, letter
from interparty_alerts.later import look_again
from interparty_alerts.loading import reference_for
from interparty_alerts.questions import Rules
from interparty_alerts.store import (
    aside,
    facts,
    judging,
    links,
    meant,
    outbox,
    positions,
    rechecks,
    syncs,
    verdicts,
)
from interparty_alerts.store.facts import Stored
from interparty_shared.bus.base import Positions, Record, TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.domain import words
from interparty_shared.domain.actors import Known
from interparty_shared.domain.blocking import Search
from interparty_shared.domain.facts import Coverage, Engagement, Ref
from interparty_shared.wire.dead import DeadLetter

BREATH = 25
"""Engagements thought of before others get a turn."""


@dataclass(slots=True)
class Taken:
    """What became of a batch."""

    events: int = 0
    unchanged: int = 0
    conflicts: int = 0
    put_aside: int = 0
    tally: Tally = field(default_factory=Tally)


def next_positions(records: Iterable[Record]) -> dict[TopicPartition, int]:
    """Return where to read on after these records."""
    found: dict[TopicPartition, int] = {}
    for record in records:
        place = TopicPartition(record.topic, record.partition)
        found[place] = max(found.get(place, 0), record.offset + 1)
    return found


def has_coverage(arrived: Sequence[Arrived]) -> bool:
    """Return whether a batch speaks of coverage, so that the ends of the log are needed."""
    return any(one.posted and isinstance(one.posted.value, Coverage) for one in arrived)


async def take_in(
    database: Database,
    arrived: Sequence[Arrived],
    rules: Rules,
    *,
    owner: str,
    ends: Positions,
    now: datetime,
) -> Taken:
    """Make the records' facts known and bring all verdicts that hang on them up to date.

    `ends` is where the log ended when the batch was read; needed where it speaks of coverage.
    Records that are no events are put aside on `dead.v1`.

    Raises:
        Fenced: the partitions were taken over; Overtaken: an alert was revised meanwhile;
        Unavailable: the database does not answer. Nothing was done in either case.
        Exception: what our own code failed with when it read one of the records.
    """
    taken = Taken(events=len(arrived))
    for one in arrived:
        if one.fault is not None:
            raise one.fault
    events = [one.posted for one in arrived if one.posted is not None]
    letters = [
        (one.record, letter(one.record, one.reason, now)) for one in arrived if one.posted is None
    ]
    async with database.begin() as connection:
        beside = await rechecks.under_way(connection)
        await _put_aside(connection, letters, now)
        taken.put_aside = len(letters)
        newest, before, earlier, conflicts = await versions.newest(connection, events, now)
        taken.conflicts = len(conflicts)
        taken.unchanged = len(events) - len(newest)
        await outbox.add(connection, conflicts)
        changed = [one.event for one in (newest | earlier).values()]
        await facts.save(connection, changed, versions.since(events))
        await _link_known(connection, newest, before, rules, now)
        await _link(connection, newest, before, rules)
        await _save_syncs(connection, newest, before, ends, now)
        causes, searches, moved = await causes_of_new(connection, newest, before, earlier, rules)
        if beside is not None:
            await look_again(connection, {}, searches=searches, after=beside)
            await _look_again_for_known(connection, newest, before, rules, after=beside)
        unread = await outbox.unread(connection)
        if unread or not await judging.ours(connection, rules.digest):
            await look_again(
                connection, causes, searches=searches, after_barrier=unread, moved=moved
            )
        else:
            taken.tally = await evaluate(
                connection,
                causes,
                rules,
                beside=beside,
                now=now,
                brings_facts=True,
                moved=moved,
            )
        await positions.advance(connection, next_positions(one.record for one in arrived), owner)
    return taken


async def _link(
    connection: AsyncConnection,
    newest: Mapping[Ref, Posted],
    before: Mapping[Ref, Stored],
    rules: Rules,
) -> None:
    """Have the facts found, and think of what will be asked about them while the database writes."""
    engagements = {
        (one.event.ref, one.event.stamp, one.event.lane): one.value
        for one in newest.values()
        if isinstance(one.value, Engagement)
    }
    await meant.list_names(connection, engagements.values(), rules.matcher)
    reference = await reference_for(connection, engagements.values(), rules)
    found = {
        ref: links_of(one.value, rules.matcher)
        for ref, one in newest.items()
        if not isinstance(one.value, Known)
    }
    replaced = [ref for ref in found if ref in before]
    writing = asyncio.ensure_future(links.relink(connection, found, replaced=replaced))
    try:
        for number, (version, engagement) in enumerate(engagements.items()):
            if number % BREATH == 0:
                await asyncio.sleep(0)  # so that the next statement is on its way
            rules.asked(version, engagement, reference)
    finally:
        await writing


async def _link_known(
    connection: AsyncConnection,
    newest: Mapping[Ref, Posted],
    before: Mapping[Ref, Stored],
    rules: Rules,
    now: datetime,
) -> None:
    """Have reference data found, before anybody is looked up in it."""
    known = {
        ref: links_of(one.value, rules.matcher)
        for ref, one in newest.items()
        if isinstance(one.value, Known)
        if ref not in before or before[ref].value != one.value
    }
    was = (before[ref].value for ref in newest.keys() - known if ref in before)
    gone = any(isinstance(one, Known) for one in was)
    if known or gone:
        await meant.changed(connection, now if rules.patterns else None)
        await links.relink(connection, known, replaced=[ref for ref in known if ref in before])


async def _look_again_for_known(
    connection: AsyncConnection,
    newest: Mapping[Ref, Posted],
    before: Mapping[Ref, Stored],
    rules: Rules,
    *,
    after: int,
) -> None:
    """Have reference data look once more for whom it means: those beside us may have posted them."""
    known: dict[Ref, Cause] = {}
    searches: dict[Search, Cause] = {}
    for ref, one in newest.items():
        cause = Cause(one.event.trace, notify=one.event.lane != "backfill")
        if isinstance(one.value, Known):
            known[ref] = cause
        was = before[ref].value if ref in before else None
        if isinstance(was, Known) and was != one.value:
            searches.update(dict.fromkeys(whoever_was_meant(was, rules), cause))
    await look_again(connection, known, searches=searches, after=after, moved=known)


async def _put_aside(
    connection: AsyncConnection, letters: Sequence[tuple[Record, DeadLetter]], now: datetime
) -> None:
    await outbox.add(connection, [dead_entry(one, now) for _, one in letters])
    await aside.add(connection, [(record, one.reason) for record, one in letters], now)


async def _save_syncs(
    connection: AsyncConnection,
    newest: Mapping[Ref, Posted],
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
    new = [(ref, one.value) for ref, one in newest.items() if isinstance(one.value, Coverage)]
    await syncs.save(connection, new, ends)
