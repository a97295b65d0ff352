"""Ending the wait for what Kafka does not confirm in time."""

import asyncio

from interparty_shared.bus.kafka.lanes import Delivery


class Unconfirmed(TimeoutError):
    """Kafka had all the time that it may have, and did not confirm."""


class Watch:
    """Looks after all that is on its way, with one timer.

    A timer for each publisher, set and taken back thousands of times a second, cost as much as
    putting the messages into batches.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._until: dict[Delivery, tuple[float, TimeoutError]] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def over(self, delivery: Delivery, until: float, error: TimeoutError) -> None:
        """Return when it is known what became of a delivery.

        Raises:
            TimeoutError: (`error`) that is not known by `until`, in the loop's time.
            Exception: what `end` was called with meanwhile.
        """
        self._until[delivery] = until, error
        self._set(until)
        try:
            await delivery.done
        finally:
            del self._until[delivery]

    def end(self, error: type[Exception], *reason: str) -> None:
        """Raise an error for everyone who waits."""
        for delivery in self._until:
            delivery.end(error(*reason))
        if self._timer is not None:
            self._timer.cancel()

    def _set(self, until: float) -> None:
        if self._timer is not None:
            if self._timer.when() <= until:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(until, self._look)

    def _look(self) -> None:
        self._timer = None
        now = self._loop.time()
        for delivery, (until, error) in self._until.items():
            if until <= now:
                delivery.end(error)
            else:
                self._set(until)
