"""Route revisions: who is to be told of which, in which message. A batch is one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import planning
from interparty_api.handlers.matching import Concerned, filter_of
from interparty_api.handlers.planning import Window
from interparty_api.store import messages, routed, watchers
from interparty_api.store.alerts import Revision
from interparty_api.store.messages import Message
from interparty_api.store.watchers import Backfill, First, Watcher
from interparty_shared.db.engine import Database

FIRST_WINDOWS: Final = 2
MOST_MESSAGES: Final = 2_000
"""After so many a transaction takes no further revision: on SQLite nobody else can write meanwhile."""


@dataclass(slots=True)
class RoutedBatch:
    """What became of a batch."""

    revisions: int = 0
    made: int = 0
    """New messages."""
    again: int = 0
    """Messages that were settled and are to be sent again."""
    due: set[str] = field(default_factory=set)
    """Subscriptions that have a message which may be due already."""
    reached: int = 0
    """The sequence up to which revisions are routed."""


async def standing(database: Database) -> tuple[int, int]:
    """Return up to which sequence revisions were routed, and up to which they may be."""
    async with database.read() as connection:
        done, mark = await routed.standing(connection)
    return done or 0, mark


async def route(
    database: Database, *, now: datetime, limit: int, most_messages: int = MOST_MESSAGES
) -> RoutedBatch:
    """Route the next revisions up to the watermark; with nothing to route it writes nothing.

    However many processes do this, each revision is routed once: the cursor is held until what was
    decided is saved with it.

    Raises:
        Unavailable: the database does not answer; nothing was done.
    """
    async with database.read() as connection:
        standing_at, mark = await routed.standing(connection)
    # Without a cursor one is made: who subscribes has something to hold then.
    if standing_at is not None and standing_at >= mark:
        return RoutedBatch(reached=standing_at)
    async with database.begin() as connection:
        done = await routed.hold(connection)
        if not await watchers.any_served(connection):
            # Whoever subscribes from now on holds the cursor too, and begins at the watermark or later.
            await routed.move(connection, max(mark, done))
            return RoutedBatch(reached=max(mark, done))
        revisions = await routed.revisions(connection, after=done, through=mark, limit=limit)
        if not revisions:
            return RoutedBatch(reached=done)
        concerned = await Concerned.load(connection, revisions)
        wanted = _bounded(revisions, concerned, most_messages)
        known = await watchers.watchers(connection, {id_ for _, ids in wanted for id_ in ids})
        pairs = [(known[id_], one) for one, ids in wanted for id_ in ids if id_ in known]
        batch = await _put(connection, pairs, now=now)
        await watchers.tell(connection, concerned.news)
        batch.revisions, batch.reached = len(wanted), wanted[-1][0].sequence
        await routed.move(connection, batch.reached)
    return batch


def _bounded(
    revisions: Sequence[Revision], concerned: Concerned, most_messages: int
) -> list[tuple[Revision, list[str]]]:
    """Return who is to be told of the first of these revisions: so many as make no long transaction."""
    wanted: list[tuple[Revision, list[str]]] = []
    count = 0
    for one in revisions:
        if count >= most_messages:
            break
        ids = concerned.by(one)
        count += len(ids)
        wanted.append((one, ids))
    return wanted


async def backfill(
    database: Database, *, now: datetime, limit: int, after: str = ""
) -> tuple[str, RoutedBatch] | None:
    """Look a part of history through for the next subscription that asks for it; None: none does.

    What was sent before is sent again under the same id. Revisions that nobody was told of when they
    came (the backfill lane) are told of too: whoever names a sequence asks for all after it.

    Raises:
        Unavailable: the database does not answer; nothing was done.
    """
    async with database.read() as connection:
        if await watchers.to_backfill(connection, after=after) is None:
            return None
    async with database.begin() as connection:
        await routed.hold(connection)
        asked = await watchers.to_backfill(connection, after=after, hold=True)
        if asked is None:
            return None
        # Whatever the router has not come to yet, it passes over what is told of here.
        through = min(asked.through, (await routed.standing(connection))[1])
        revisions = await routed.revisions(
            connection, after=asked.done, through=through, limit=limit
        )
        batch = await _history(connection, asked, revisions, now=now)
        ended = not revisions or revisions[-1].sequence >= through
        done = None if ended else revisions[-1].sequence
        await watchers.backfilled(connection, asked.watcher.id, done)
    batch.revisions = len(revisions)
    return asked.watcher.id, batch


async def _history(
    connection: AsyncConnection, asked: Backfill, revisions: Sequence[Revision], *, now: datetime
) -> RoutedBatch:
    watcher = asked.watcher
    wanted = filter_of(watcher.filter)
    alerts = {one.alert for one in revisions}
    told = {
        first.alert: first.sequence
        for first in await watchers.told(connection, alerts)
        if first.subscription == watcher.id
    }
    found, news = [], []
    for one in revisions:
        if told.get(one.alert, one.sequence + 1) <= one.sequence:
            found.append(one)
        elif wanted is not None and wanted.matches(one):
            found.append(one)
            if one.alert not in told:
                told[one.alert] = one.sequence
                news.append(First(one.alert, watcher.id, one.sequence))
    batch = await _put(connection, [(watcher, one) for one in found], now=now, history=True)
    await watchers.tell(connection, news)
    return batch


async def _put(
    connection: AsyncConnection,
    pairs: Sequence[tuple[Watcher, Revision]],
    *,
    now: datetime,
    history: bool = False,
) -> RoutedBatch:
    """Put each revision into the message that it belongs in, unless one tells of it already."""
    sequences = {one.sequence for _, one in pairs}
    only = pairs[0][0].id if history and pairs else None
    telling = await messages.telling(connection, sequences, subscription=only)
    settled = {
        telling[watcher.id, one.sequence].id
        for watcher, one in pairs
        if (watcher.id, one.sequence) in telling
        and telling[watcher.id, one.sequence].state != "pending"
    }
    fresh = [pair for pair in pairs if (pair[0].id, pair[1].sequence) not in telling]
    windows, items = await _windows(connection, fresh, now=now, history=history)
    made = await messages.put(
        connection,
        [Message(one.id, one.subscription, one.channel, one.group_key, one.due) for one in windows],
        items,
        now=now,
    )
    again = await messages.send_again(connection, settled, due=now) if history else 0
    due = {one.subscription for one in windows if one.due <= now}
    return RoutedBatch(made=made, again=again, due=due | ({only} if again and only else set()))


async def _windows(
    connection: AsyncConnection,
    pairs: Sequence[tuple[Watcher, Revision]],
    *,
    now: datetime,
    history: bool,
) -> tuple[list[Window], list[tuple[str, int]]]:
    """Return the messages to be made, and which revision goes into which message."""
    by_kind: dict[str, dict[str, Watcher]] = {"own": {}, "group": {}, "digest": {}}
    for watcher, _ in pairs:
        by_kind[planning.kind_of(watcher)][watcher.id] = watcher
    digests = await _digests(connection, by_kind["digest"].values(), now)
    groups = {} if history else await messages.open_groups(connection, by_kind["group"])
    made: dict[str, Window] = {one.id: one for one in digests.values()}
    items: list[tuple[str, int]] = []
    begun: dict[str, Window] = {}
    for watcher, one in pairs:
        kind = planning.kind_of(watcher)
        if kind == "digest":
            items.append((digests[watcher.id].id, one.sequence))
            continue
        if kind == "group" and not history:
            key = (watcher.id, planning.group_of(watcher, one))
            if key not in groups:
                window = planning.opened(watcher, key[1], one.sequence, now)
                made[window.id], groups[key] = window, window.id
            items.append((groups[key], one.sequence))
            continue
        if history and watcher.channel == "email":
            window = begun.setdefault(watcher.id, planning.history(watcher, one.sequence, now))
        else:
            window = planning.own(watcher, one.sequence, now)
        made[window.id] = window
        items.append((window.id, one.sequence))
    return list(made.values()), items


async def _digests(
    connection: AsyncConnection, asking: Iterable[Watcher], now: datetime
) -> dict[str, Window]:
    """Return the window of each subscription that may be added to: the first not under way."""
    found: dict[str, Window] = {}
    waiting = {one.id: planning.digests(one, now) for one in asking}
    width = FIRST_WINDOWS
    while waiting:
        tried = {id_: list(islice(windows, width)) for id_, windows in waiting.items()}
        ids = [window.id for windows in tried.values() for window in windows]
        standing = await messages.standing(connection, ids)
        for id_, windows in tried.items():
            free = next((one for one in windows if standing.get(one.id, True)), None)
            if free is not None:
                found[id_] = free
                del waiting[id_]
        width *= 2
    return found
