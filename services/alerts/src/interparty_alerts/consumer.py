"""Bus in: batches of records to `take_in`, poison found by splitting, positions by hand."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from interparty_alerts.context import Context
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


async def consume_events(context: Context) -> None:
    """Take in events for as long as the process lives: live ones first, history behind them.

    Raises:
        Exception: our own code fails on a record beyond the stop limit, or in a way that putting the
            record aside would not mend.
    """

    async def on_assigned(partitions: frozenset[TopicPartition]) -> Positions:
        return await _steadily(context, lambda: claim(context.database, partitions, context.worker))

    await context.taken_up.wait()
    async with context.bus.subscribe(TOPICS, group=GROUP, on_assigned=on_assigned) as subscription:
        while True:
            try:
                records = await subscription.poll(limit=context.settings.batch_size, timeout=POLL_S)
            except Unavailable as error:
                await context.backoff("log", error, 1)
                continue
            if records:
                await _batch(context, subscription, records)
            else:
                await _begin_again(context, subscription)
            context.turned("consumer")


async def _batch(context: Context, subscription: Subscription, records: Sequence[Record]) -> None:
    try:
        await _divide(context, records)
        await subscription.report(next_positions(records))
        context.scheduler_wakes.set()
    except Fenced:
        log.info("partitions taken over", partitions=len(next_positions(records)))
        positions = await claim(context.database, subscription.assigned, context.worker)
        await subscription.seek(positions)


async def _begin_again(context: Context, subscription: Subscription) -> None:
    """Read from the beginning where a replay was asked for while there was nothing to read."""
    mine = subscription.assigned
    positions = await _steadily(
        context, lambda: claim_given_up(context.database, mine, context.worker)
    )
    if positions:
        log.info("partitions are to be read again", partitions=len(positions))
        await subscription.seek(positions)


async def _divide(context: Context, records: Sequence[Record]) -> None:
    """Take records in; where our own code fails, halve until the one is found that it fails on."""
    try:
        taken = await _steadily(context, lambda: _take(context, records))
        context.counted(taken)
    except (Fenced, StopLimit, asyncio.CancelledError):
        raise
    except Exception as error:
        if len(records) > 1:
            middle = len(records) // 2
            await _divide(context, records[:middle])
            await _divide(context, records[middle:])
            return
        log.exception("event cannot be processed", offset=records[0].offset)
        await _aside(context, records[0], f"{type(error).__name__}: {error}")


async def _take(context: Context, records: Sequence[Record]) -> Taken:
    ends: Positions = await context.bus.ends(TOPICS) if has_coverage(records) else {}
    return await take_in(
        context.database,
        records,
        context.packs,
        owner=context.worker,
        ends=ends,
        now=context.clock.now(),
        check=context.check,
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
