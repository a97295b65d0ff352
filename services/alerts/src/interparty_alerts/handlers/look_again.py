"""Look again at what time, a sync or another worker may have changed."""

from datetime import datetime
from itertools import islice
from typing import Final

from interparty_alerts import later
from interparty_alerts.decisions import Cause
from interparty_alerts.evaluation import Tally, causes_of, evaluate
from interparty_alerts.handlers.naming import names_meant
from interparty_alerts.questions import Rules
from interparty_alerts.store import (
    facts,
    judging,
    links,
    outbox,
    places,
    positions,
    rechecks,
    syncs,
    verdicts,
)
from interparty_shared.db.engine import Database
from interparty_shared.domain import blocking
from interparty_shared.domain.actors import Known
from interparty_shared.domain.blocking import Search

ABOUT: Final = (blocking.EXACTLY, blocking.LIKE)
"""What searches begin with that find whom reference data is about."""


async def deadlines(
    database: Database, rules: Rules, *, trace: str, limit: int, now: datetime
) -> Tally:
    """Judge the obligations whose day has come, up to `limit` of them; none where others judge.

    Raises:
        Overtaken, Unavailable: nothing was done.
    """
    async with database.begin() as connection:
        beside = await rechecks.under_way(connection)
        if not await judging.ours(connection, rules.digest):
            return Tally()
        due = await verdicts.due(connection, now, limit)
        return await evaluate(connection, causes_of(due, trace), rules, beside=beside, now=now)


async def next_wake(database: Database) -> datetime | None:
    """Return when the next obligation's day comes; None: none is waiting."""
    async with database.read() as connection:
        return await verdicts.next_wake(connection)


async def requested(database: Database, rules: Rules, *, now: datetime) -> Tally | None:
    """Do one thing that was asked for; None where nothing is, must wait still or is for others."""
    async with database.begin() as connection:
        beside = await rechecks.under_way(connection)
        if not await judging.ours(connection, rules.digest):
            return None
        request = await rechecks.claim(connection, unread=await outbox.unread(connection))
        if request is None:
            return None
        stored = (await facts.by_ref(connection, request.refs)).items()
        known = {ref: [one.value] for ref, one in stored if isinstance(one.value, Known)}
        searches = {*map(Search.of, request.keys)}
        searches.update(*(await names_meant(connection, known, rules)).values())
        found = await links.find(connection, searches, "e")
        named = set(request.refs) - known.keys()
        # Those whom reference data is about are other than before; so are those that were said to be.
        about = (refs for search, refs in found.items() if search.key.startswith(ABOUT))
        moved = set().union(*about) | (named if request.moved else set())
        others = sorted(set().union(*found.values()) - named)
        room = max(0, rechecks.CHUNK - len(named))
        cause = Cause(request.trace, request.notify)
        # All that took part with a body may be found by one search: the rest is asked for in parts.
        await later.look_again(connection, dict.fromkeys(others[room:], cause), moved=moved)
        tally = await evaluate(
            connection,
            dict.fromkeys(sorted([*named, *others[:room]]), cause),
            rules,
            beside=beside,
            now=now,
            moved=moved,
        )
        if request.register is not None:
            for span in (await syncs.believed(connection, [request.register])).get(
                request.register, ()
            ):
                await verdicts.wake_register(
                    connection, span.register, span.start, span.end, span.synced, now
                )
        await rechecks.done(connection, request.number)
        return tally


async def believe_syncs(database: Database, *, limit: int, now: datetime) -> tuple[int, int]:
    """Believe the syncs up to whose barrier the log has been read, and wake what they may settle.

    Returns how many were believed, and how many still wait.
    """
    async with database.begin() as connection:
        beside = await rechecks.under_way(connection)
        waiting = await syncs.waiting(connection)
        if not waiting:
            return 0, 0
        read = await positions.saved(connection)
        passed = (one for one in waiting if places.passed(one.barrier, read))
        # A clock ahead of ours may have dated a sync in our future; its day will come.
        ready = list(islice((one for one in passed if one.coverage.synced <= now), limit))
        for one in ready:
            span = one.coverage
            if not await syncs.believe(connection, one.ref, span.synced):
                continue
            await verdicts.wake_register(
                connection, span.register, span.start, span.end, span.synced, now
            )
            if beside is not None:
                await rechecks.add(connection, [], after=beside, register=span.register)
        return len(ready), len(waiting) - len(ready)


async def anything_waits(database: Database) -> bool:
    """Return whether something waits for others: syncs for the log, rechecks for transactions."""
    async with database.read() as connection:
        in_force = await judging.current(connection)
        return (
            bool(await syncs.waiting(connection))
            or await rechecks.waiting(connection) > 0
            or (in_force is not None and in_force.asking)
        )
