"""Bus in: batches of records to `take_in`, poison found by splitting, positions by hand."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from interparty_alerts.context import Context
from interparty_alerts.handlers.bearing import Arrived, read
from interparty_alerts.handlers.positions import claim, claim_given_up
from interparty_alerts.handlers.put_aside import StopLimit, put_aside
from interparty_alerts.handlers.take_in import Taken, has_coverage, next_positions, take_in
from interparty_alerts.outcomes import Overtaken
from interparty_shared.bus.base import Positions, Record, Subscription, TopicPartition
from interparty_shared.errors import Fenced, Unavailable
from interparty_shared.wire.topics import BACKFILL, EVENTS

T = TypeVar("T")
log = structlog.get_logger(__name__)

GROUP = "interparty-alerts"
TOPICS = (EVENTS.name, BACKFILL.name)
POLL_S = 1.0
SMALL = 100
REST_S = 0.1
"""After fewer than so many records the next are waited for a little longer: a transaction for ten costs
hardly more than one for a single record. What comes after a silence is taken in at once."""
BREATH = 25
"""Records read before others get a turn: the batch that is under way, whose answer may have come."""


async def consume_events(
    context: Context, topics: Sequence[str] = TOPICS, group: str = GROUP
) -> None:
    """Take in events for as long as the process lives: live ones first, history behind them.

    Raises:
        Exception: our own code fails on a record beyond the stop limit, or in a way that putting the
            record aside would not mend.
    """

    async def on_assigned(partitions: frozenset[TopicPartition]) -> Positions:
        return await _steadily(context, lambda: claim(context.database, partitions, context.worker))

    await context.taken_up.wait()
    async with context.bus.subscribe(topics, group=group, on_assigned=on_assigned) as subscription:
        coming: asyncio.Future[list[Arrived]]
        coming = asyncio.ensure_future(_arriving(context, subscription))
        try:
            while True:
                arrived = await coming
                # The next batch is fetched and read while this one waits for the database.
                rest = REST_S if 0 < len(arrived) < SMALL else 0.0
                coming = asyncio.ensure_future(_arriving(context, subscription, rest))
                positions = await _batch(context, subscription, arrived)
                if positions:
                    await coming  # it is of where we stood before, and dropped
                    await subscription.seek(positions)
                    coming = asyncio.ensure_future(_arriving(context, subscription))
                context.turned("consumer")
        finally:
            coming.cancel()


async def _arriving(
    context: Context, subscription: Subscription, rest: float = 0.0
) -> list[Arrived]:
    """Return the next records, read; none where none comes in time, or the log cannot be read now."""
    if rest:
        await context.clock.sleep(rest)
    try:
        records = await subscription.poll(limit=context.settings.batch_size, timeout=POLL_S)
    except Unavailable as error:
        await context.backoff("log", error, 1)
        return []
    arrived: list[Arrived] = []
    for at in range(0, len(records), BREATH):
        arrived += [read(record, context.check) for record in records[at : at + BREATH]]
        await asyncio.sleep(0)
    return arrived


async def _batch(
    context: Context, subscription: Subscription, arrived: Sequence[Arrived]
) -> Positions:
    """Take a batch in; return where to read on from, where that is not behind it."""
    if not arrived:
        return await _given_up(context, subscription)
    try:
        await _divide(context, arrived)
    except Fenced:
        log.info("partitions taken over", partitions=len(_done(arrived)))
        mine = subscription.assigned
        return await _steadily(context, lambda: claim(context.database, mine, context.worker))
    await subscription.report(_done(arrived))
    context.scheduler_wakes.set()
    return {}


async def _given_up(context: Context, subscription: Subscription) -> Positions:
    """Return where to read from where a replay was asked for while there was nothing to read."""
    mine = subscription.assigned
    positions = await _steadily(
        context, lambda: claim_given_up(context.database, mine, context.worker)
    )
    if positions:
        log.info("partitions are to be read again", partitions=len(positions))
    return positions


def _done(arrived: Sequence[Arrived]) -> Positions:
    return next_positions(one.record for one in arrived)


async def _divide(context: Context, arrived: Sequence[Arrived]) -> None:
    """Take records in; where our own code fails, halve until the one is found that it fails on."""
    try:
        taken = await _steadily(context, lambda: _take(context, arrived))
        context.counted(taken)
    except (Fenced, StopLimit, asyncio.CancelledError):
        raise
    except Exception as error:
        if len(arrived) > 1:
            middle = len(arrived) // 2
            await _divide(context, arrived[:middle])
            await _divide(context, arrived[middle:])
            return
        record = arrived[0].record
        log.exception("event cannot be processed", offset=record.offset)
        await _aside(context, record, f"{type(error).__name__}: {error}")


async def _take(context: Context, arrived: Sequence[Arrived]) -> Taken:
    ends: Positions = await context.bus.ends(TOPICS) if has_coverage(arrived) else {}
    async with context.deciding:
        return await take_in(
            context.database,
            arrived,
            context.rules,
            owner=context.worker,
            ends=ends,
            now=context.clock.now(),
        )


async def _aside(context: Context, record: Record, reason: str) -> None:
    try:
        await _steadily(
            context,
            lambda: put_aside(
                context.database,
                record,
                reason,
                owner=context.worker,
                limit=context.settings.dead_limit,
                now=context.clock.now(),
            ),
        )
    except StopLimit as stop:
        # Not raised: a supervisor would restart us into the next hundred, again and again. `/readyz`
        # says why nothing is read any more.
        context.halted = str(stop)
        log.critical("stopped", why=str(stop))
        await asyncio.Event().wait()


async def _steadily(context: Context, act: Callable[[], Awaitable[T]]) -> T:
    """Do it until the parts it needs answer: a fault costs time, never data."""
    attempt = 0
    while True:
        try:
            return await act()
        except Overtaken:
            context.overtaken()
        except Unavailable as error:
            attempt += 1
            await context.backoff("database", error, attempt)
