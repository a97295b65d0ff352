"""When batches are sent: to one broker, one request after the other, each with all that has come.

A request costs us and the broker about as much with one message as with many, and a broker is sent
one at a time by aiokafka. A batch that was handed over while a request is out would wait there as
it is; here it waits as well, and grows. Where no request is out, nothing waits at all.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

from interparty_shared.bus.kafka.background import Background
from interparty_shared.bus.kafka.lanes import Lane

HOLD_S: Final = 1.0
"""For how long a request without an answer keeps the others waiting. What is tried again and again
(a partition without a leader) is no reason to hold up the rest."""


class Rounds:
    """Sends what waits in the lanes to one broker."""

    def __init__(self, background: Background, again: Callable[[Lane], None]) -> None:
        """Make the rounds of a broker; `again` is called with a lane that has more to send."""
        self._background = background
        self._again = again
        self._ready: dict[Lane, None] = {}
        self._answered = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    def call(self, lane: Lane) -> None:
        """Have a lane, in which something waits, take part in the next round."""
        self._ready[lane] = None
        if self._running is None:
            self._running = self._background.spawn(self._run())

    def abandon(self) -> None:
        """Begin no more rounds."""
        self._ready.clear()
        if self._running is not None:
            self._running.cancel()

    async def _run(self) -> None:
        try:
            while self._ready:
                self._answered.clear()
                lanes, self._ready = self._ready, {}
                for lane in lanes:
                    await lane.send(self._settled)
                if any(lane.is_under_way for lane in lanes):
                    await self._answer()
        finally:
            self._running = None

    def _settled(self, lane: Lane) -> None:
        self._answered.set()
        if lane.is_waiting:
            self._again(lane)

    async def _answer(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HOLD_S):
                await self._answered.wait()
