"""The thread that writes: all that waits goes into one transaction, and so into one fsync."""

import asyncio
import copy
import queue
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from interparty_shared.bus.base import Message, TopicPartition
from interparty_shared.bus.table.store import Appender
from interparty_shared.clock import Clock
from interparty_shared.errors import LogUnavailable, Misconfigured
from interparty_shared.wire.topics import Topic

log = structlog.get_logger(__name__)

GROUP_BYTES: Final = 8 * 1024 * 1024
CHECKPOINT_BYTES: Final = 4 * 1024 * 1024
SWEEP_EVERY: Final = timedelta(hours=1)
LOOK_EVERY: Final = 60.0  # seconds between looks at whether a sweep is due, when nobody publishes

OnCommit = Callable[[Mapping[TopicPartition, int]], None]


@dataclass(slots=True)
class Request:
    """Messages of one publisher (none: see whether writing works) and where to answer."""

    messages: Sequence[Message]
    done: "asyncio.Future[None]"
    bytes: int = field(init=False)

    def __post_init__(self) -> None:
        self.bytes = sum(len(message.key) + len(message.value) for message in self.messages)


class Writer:
    """Takes requests on the event loop and carries them out on a thread of its own."""

    def __init__(
        self, appender: Appender, *, clock: Clock, topics: Sequence[Topic], on_commit: OnCommit
    ) -> None:
        self._appender = appender
        self._clock = clock
        self._kept = {topic.name: topic.retention_days for topic in topics}
        self._on_commit = on_commit
        self._loop = asyncio.get_running_loop()
        self._queue: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._unchecked = 0  # bytes since the last checkpoint
        self._swept = clock.now() - SWEEP_EVERY
        self._sweeping = False
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def submit(self, messages: Sequence[Message]) -> "asyncio.Future[None]":
        """Hand in messages; the future is done when they are on disk, or has LogUnavailable."""
        request = Request(messages, self._loop.create_future())
        self._queue.put(request)
        return request.done

    def close(self) -> None:
        """Carry out what was handed in and end the thread. Blocks."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        last = False
        while not last:
            requests, last = self._take()
            if requests:
                self._commit(requests)
            self._tidy(idle=not requests)

    def _take(self) -> tuple[list[Request], bool]:
        """Return all requests that wait (at least one, unless it is time to look or to end)."""
        requests: list[Request] = []
        size = 0
        try:
            request = self._queue.get(timeout=0 if self._sweeping else LOOK_EVERY)
            while request is not None:
                requests.append(request)
                size += request.bytes
                if size >= GROUP_BYTES:
                    return requests, False
                request = self._queue.get_nowait()
        except queue.Empty:
            return requests, False
        return requests, True

    def _commit(self, requests: Sequence[Request]) -> None:
        messages = [message for request in requests for message in request.messages]
        try:
            if messages:
                ends = self._appender.append(messages, self._clock.now())
            else:
                self._appender.probe()
                ends = {}
        except sqlite3.Error as error:
            log.warning("the log could not be written", error=str(error))
            self._recover()
            self._answer(requests, {}, LogUnavailable(f"The log could not be written: {error}."))
        except Exception as error:  # noqa: BLE001 - the publisher must hear of it, and the thread live
            self._answer(requests, {}, error)
        else:
            self._answer(requests, ends, None)
            self._unchecked += sum(request.bytes for request in requests)

    def _recover(self) -> None:
        try:
            self._appender.reopen()
        except (sqlite3.Error, LogUnavailable, Misconfigured) as error:
            log.warning("the log could not be opened again", error=str(error))
        else:
            # What was refused may be there all the same: readers must not stop short of it.
            self._answer([], self._appender.ends, None)

    def _answer(
        self,
        requests: Sequence[Request],
        ends: Mapping[TopicPartition, int],
        error: Exception | None,
    ) -> None:
        def settle() -> None:
            self._on_commit(ends)  # first, so that `ends` holds what `publish` has returned for
            for request in requests:
                if request.done.done():
                    continue  # its publisher was cancelled
                if error is None:
                    request.done.set_result(None)
                else:
                    # A copy each: one exception raised in many tasks would gather all their traces.
                    request.done.set_exception(copy.copy(error))

        try:
            self._loop.call_soon_threadsafe(settle)
        except RuntimeError:
            log.warning("the event loop ended before the log was closed", requests=len(requests))

    def _tidy(self, *, idle: bool) -> None:
        if self._unchecked >= CHECKPOINT_BYTES or (idle and self._unchecked):
            self._unchecked = 0
            self._appender.checkpoint()
        now = self._clock.now()
        if self._sweeping or now - self._swept >= SWEEP_EVERY:
            self._swept = now
            self._sweeping = self._sweep()

    def _sweep(self) -> bool:
        """Drop a little of what is too old; return whether there may be more of it."""
        now = self._clock.now()
        has_more = False
        try:
            for topic, days in self._kept.items():
                if days is not None:
                    has_more |= self._appender.drop(topic, before=now - timedelta(days=days))
        except sqlite3.Error as error:
            log.warning("old records could not be dropped", error=str(error))
            return False
        return has_more
