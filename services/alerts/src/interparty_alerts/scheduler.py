"""Time in: deadlines as rows, looked at exactly when they are due; and the outbox, emptied at once."""

import asyncio
import secrets
from datetime import datetime

import structlog

from interparty_alerts.context import Context
from interparty_alerts.handlers import look_again, patterns, publish, rejudge
from interparty_alerts.outcomes import Overtaken
from interparty_shared.errors import Unavailable

log = structlog.get_logger(__name__)

LONGEST_SLEEP_S = 5.0
"""Other workers add rows that this one is not told of; so long at most they wait."""
SHORT_SLEEP_S = 0.25
LEFT_TO_OTHERS_S = 1.0
"""Between looks whether those by whose packs verdicts are given still work."""
PATTERNS_REST_S = 1.0
"""Between looks whether contacts changed: a week is decided when it is over, not when something arrives."""
BATCH = 500


async def keep_deadlines(context: Context) -> None:
    """Judge what is due, believe syncs, do what was asked for; sleep until the next row's time."""
    attempt = 0
    await context.taken_up.wait()
    while True:
        try:
            async with context.deciding:
                busy = await _turn(context)
            pause = 0.0 if busy else await _pause(context)
            attempt = 0
        except Overtaken:
            context.overtaken()
            continue
        except Unavailable as error:
            attempt += 1
            await context.backoff("scheduler", error, attempt)
            continue
        context.turned("scheduler")
        if pause:
            await _woken(context.scheduler_wakes, pause)


async def _turn(context: Context) -> bool:
    now, database = context.clock.now(), context.database
    believed, _ = await look_again.believe_syncs(database, limit=100, now=now)
    in_force = await rejudge.keep(database, context.rules, now=now)
    context.judging(in_force is not None)
    if in_force is None:
        return False
    due = await look_again.deadlines(
        database, context.rules, trace=new_trace(), limit=BATCH, now=now
    )
    if due.engagements:
        context.looked("deadline", due)
    asked = await look_again.requested(database, context.rules, now=now)
    if asked is not None:
        context.looked("recheck", asked)
    more = asked is None and in_force.asking
    if more:
        more = await rejudge.ask_on(database, context.rules, trace=new_trace())
    return bool(believed or due.engagements or asked is not None or more)


async def _pause(context: Context) -> float:
    if not context.judges:
        return LEFT_TO_OTHERS_S
    if await look_again.anything_waits(context.database):
        return SHORT_SLEEP_S
    wake = await look_again.next_wake(context.database)
    return sleep_until(wake, context.clock.now())


def sleep_until(wake: datetime | None, now: datetime) -> float:
    """Return for how many seconds nothing can become due."""
    if wake is None:
        return LONGEST_SLEEP_S
    return min(LONGEST_SLEEP_S, max(0.001, (wake - now).total_seconds()))


async def _woken(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
    event.clear()


async def watch_patterns(context: Context) -> None:
    """Decide patterns over contacts, whenever weeks changed or are over."""
    attempt = 0
    await context.taken_up.wait()
    while True:
        try:
            decided = await patterns.decide(
                context.database, context.rules, now=context.clock.now(), trace=new_trace()
            )
            attempt = 0
        except Overtaken:
            context.overtaken()
            continue
        except Unavailable as error:
            attempt += 1
            await context.backoff("patterns", error, attempt)
            continue
        context.turned("patterns")
        if decided is None:
            await context.clock.sleep(PATTERNS_REST_S)
        else:
            context.decided(decided)


async def empty_outbox(context: Context) -> None:
    """Publish what was committed, for as long as the process lives."""
    attempt = 0
    await _take_up(context)
    while True:
        try:
            sent = await publish.relay_once(
                context.database,
                context.bus,
                relay=context.worker,
                limit=context.settings.batch_size,
                now=context.clock.now(),
            )
            attempt = 0
        except Unavailable as error:
            attempt += 1
            await context.backoff("relay", error, attempt)
            continue
        context.turned("relay")
        if sent:
            context.metrics.published.inc(sent)
        else:
            await _woken(context.relay_wakes, 1.0)


async def _take_up(context: Context) -> None:
    attempt = 0
    while True:
        try:
            last = await publish.take_up(context.database, context.bus, now=context.clock.now())
            asked = await rejudge.begin(context.database, context.rules, now=context.clock.now())
        except Unavailable as error:
            attempt += 1
            await context.backoff("relay", error, attempt)
        else:
            log.info("publishing after", sequence=last)
            if asked:
                log.info("the rule packs are others than before: all is judged again")
            context.taken_up.set()
            return


def new_trace() -> str:
    """Return a W3C traceparent for what time, and no request, set off."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
