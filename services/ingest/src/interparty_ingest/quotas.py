"""Quotas: events per key and minute, shared by all replicas without asking anyone per request.

A replica borrows part of a minute's quota from the database and spends it from memory. Where the
database does not answer, the replica grants the whole quota by itself until the minute is over:
a client may then get it once per replica, which is better than refusing events.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from interparty_shared.web.problems import Problem

log = structlog.get_logger(__name__)

Lease = Callable[[str, int, int, int], Awaitable[int]]
"""(key, minute, wanted, quota) → how much was granted, from 0 to what was wanted."""

PARTS: Final = 20
"""A replica borrows this fraction of a quota at a time: what it borrowed in vain is lost to the
others for the rest of the minute."""

ANSWER_SECONDS: Final = 1.0


@dataclass(slots=True)
class _Share:
    """What this replica may still spend of one key's quota in one minute."""

    minute: int = -1
    left: int = 0
    spent: int = 0
    exhausted: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Quotas:
    """The quotas of all keys, as one replica sees them."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._shares: dict[str, _Share] = {}

    async def spend(self, key: str, count: int, quota: int | None, *, now: datetime) -> None:
        """Count so many events against a key's quota; `quota` None: there is none.

        Raises:
            Problem: (too-many-requests) the rest of this minute's quota is less; nothing was
                counted. (too-large) no minute's quota is that large.
        """
        if quota is None:
            return
        if count > quota:
            raise Problem(
                "too-large",
                f"{count} events at once are more than the key's quota of {quota} a minute",
                limit=quota,
            )
        share = self._shares.get(key)
        if share is None:
            share = self._shares[key] = _Share()
        seconds = int(now.timestamp())
        if share.minute != seconds // 60 or share.left < count:
            async with share.lock:
                await self._borrow(key, share, count, quota, seconds // 60)
            if share.left < count:
                raise _exhausted(key, quota, 60 - seconds % 60)
        share.left -= count
        share.spent += count

    def give_back(self, key: str, count: int, *, now: datetime) -> None:
        """Take back what was spent on events that the log then could not take."""
        share = self._shares.get(key)
        if share is not None and share.minute == int(now.timestamp()) // 60:
            share.left += count
            share.spent -= count

    async def _borrow(self, key: str, share: _Share, count: int, quota: int, minute: int) -> None:
        if share.minute != minute:
            share.minute, share.left, share.spent, share.exhausted = minute, 0, 0, False
        if share.left >= count or share.exhausted:
            return
        wanted = max(count - share.left, quota // PARTS, 1)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                granted = await self._lease(key, minute, wanted, quota)
        except Exception as error:  # noqa: BLE001 - whatever it is, events are not refused for it
            log.warning("quota not shared for this minute", key=key, error=repr(error))
            share.left, share.exhausted = max(share.left, quota - share.spent), True
            return
        share.left += granted
        share.exhausted = granted < wanted


def _exhausted(key: str, quota: int, wait: int) -> Problem:
    return Problem(
        "too-many-requests",
        f"the key {key!r} may send {quota} events a minute",
        headers={"Retry-After": str(wait)},
        limit=quota,
    )
