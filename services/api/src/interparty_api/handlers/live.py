"""Live: every revision as it is published, and for who comes later or again what was before.

One poller for each process follows the watermark and gives the hub each revision once, encoded once.
A reader that resumes is served from the database at its own pace until it has come up to the hub.
"""

import asyncio
from collections.abc import (
    AsyncGenerator,
    Callable,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import orjson
import structlog

from interparty_api.handlers.changes import Change, list_changes, standing
from interparty_api.handlers.filters import AlertFilter
from interparty_api.handlers.projection import revision_of
from interparty_api.store import revisions
from interparty_api.store.alerts import Revision
from interparty_api.stream.hub import Hub
from interparty_api.stream.reader import Reader
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.errors import Unavailable
from interparty_shared.wire.published import Published

log = structlog.get_logger(__name__)

PAGE: Final = 64
"""Revisions handed on before readers get their turn: a fourth of what may wait for one of them."""
PART: Final = 256 * 1024
"""Characters of them, likewise."""
POLL_S: Final = 1.0
BEAT_S: Final = 15.0
CATCHING_UP: Final = 3
"""So many readers at a time are served from the database, whose connections others need, too."""
RETRY_MS: Final = 3000
EVERYTHING: Final = AlertFilter()
_TURNS: Final = 4
"""Turns of the event loop in which a reader whose connection takes it has sent what it was given."""
_NO_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
Lineage = Callable[[], Sequence[Revision]]


class Live:
    """Follows the changes for all readers of this process."""

    def __init__(self, database: Database, hub: Hub, clock: Clock, stopping: asyncio.Event) -> None:
        self.hub = hub
        self._database = database
        self._clock = clock
        self._stopping = stopping
        self._advanced = asyncio.Event()
        self._started = asyncio.Event()
        self._catching = asyncio.Semaphore(CATCHING_UP)

    def advanced(self) -> None:
        """Say that there is something new: it is then looked for at once."""
        self._advanced.set()

    async def run(self) -> None:
        """Follow the changes, and keep connections alive, for as long as the process lives."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow())
            group.create_task(self._beat())
            group.create_task(self._end())

    async def _follow(self) -> None:
        while True:
            try:
                if self._started.is_set():
                    await self._hand_on()
                else:
                    self.hub.skip_to((await standing(self._database))[0])
                    self._started.set()
                    continue
            except Unavailable as error:
                log.warning("the stream waits for the database", error=str(error))
                await self._clock.sleep(POLL_S)
            await self._news()

    async def _news(self) -> None:
        """Wait until there may be something new: others take alerts in, too, and do not tell us."""
        waiting = asyncio.ensure_future(self._advanced.wait())
        sleeping = asyncio.ensure_future(self._clock.sleep(POLL_S))
        try:
            await asyncio.wait({waiting, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            sleeping.cancel()
        self._advanced.clear()

    async def _hand_on(self) -> None:
        while True:
            if not self.hub.has_live:
                self.hub.skip_to((await standing(self._database))[0])
                if not self.hub.has_live:
                    return
            after = self.hub.position
            found = await list_changes(self._database, after=after, limit=PAGE)
            for part in _parts(found.items):
                await self._publish(part)
            if found.next is None:
                return

    async def _publish(self, changes: Sequence[Change]) -> None:
        asked = any(wants != EVERYTHING for wants in self.hub.wants)
        lineages = await self._lineages(changes) if asked else {}
        # From the question to here nobody could join, or what was to be asked is at hand.
        for change in changes:
            lineage = lineages.get(change.sequence, _nothing)
            self.hub.publish(change.sequence, frame(change), partial(_wanted, lineage=lineage))
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    async def _beat(self) -> None:
        while True:
            await self._clock.sleep(BEAT_S)
            self.hub.beat()

    async def _end(self) -> None:
        await self._stopping.wait()
        self.hub.close()

    async def now(self) -> int:
        """Return the sequence after which somebody hears all that is published from now on."""
        await self._started.wait()
        return self.hub.position

    async def follow(
        self, reader: Reader, wanted: AlertFilter, after: int
    ) -> AsyncGenerator[bytes]:
        """Yield what is to be sent to a reader: all that it wants after a sequence.

        Raises:
            Unavailable: the database does not answer; who resumes loses nothing.
        """
        await self._started.wait()
        at = after
        yield f"retry: {RETRY_MS}\nid: {at}\n\n".encode()
        while at < self.hub.position:
            if self.hub.closed:
                return
            async with self._catching:
                found = await list_changes(self._database, after=at, limit=PAGE)
                lineages = {} if wanted == EVERYTHING else await self._lineages(found.items)
            if not found.items:  # not visible here yet; asked again
                await self._clock.sleep(POLL_S)
                continue
            at = found.items[-1].sequence
            kept = [
                frame(one)
                for one in found.items
                if _wanted(wanted, lineages.get(one.sequence, _nothing))
            ]
            # The place is told although nothing of it was wanted: who resumes need not begin anew.
            yield b"".join(kept) or f"id: {at}\n\n".encode()
        # Nothing may come between this and what was looked at last: no await stands here.
        self.hub.join(reader, at)
        while chunk := await reader.take():
            yield chunk

    async def _lineages(self, changes: Sequence[Change]) -> dict[int, Lineage]:
        """Return, of each change, its revision and those before it."""
        documents = {one.sequence: orjson.loads(one.alert) for one in changes}
        later = {one["id"]: sequence for sequence, one in documents.items() if one["revision"] > 1}
        earlier: dict[str, list[tuple[int, str]]] = {}
        if later:
            async with self._database.read() as connection:
                earlier = await revisions.before(connection, later.items())
        return {
            sequence: _lineage(sequence, one, earlier.get(one["id"], ()))
            for sequence, one in documents.items()
        }


def frame(change: Change) -> bytes:
    """Return an event of the stream (HTML Standard, 9.2.5): JSON text has no line ends in it."""
    return f"id: {change.sequence}\nevent: {change.type}\ndata: {change.alert}\n\n".encode()


def _parts(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Yield changes in parts that readers have room for, however large they are."""
    part: list[Change] = []
    size = 0
    for change in changes:
        if part and size + len(change.alert) > PART:
            yield part
            part, size = [], 0
        part.append(change)
        size += len(change.alert)
    if part:
        yield part


def _nothing() -> Sequence[Revision]:
    return ()


def _lineage(
    sequence: int, document: Mapping[str, Any], earlier: Iterable[tuple[int, str]]
) -> Lineage:
    """Return what makes the revisions when they are asked for, and only once."""
    made: list[Revision] = []

    def make() -> Sequence[Revision]:
        if not made:
            made.append(_revision(sequence, document))
            made.extend(
                _revision(key, orjson.loads(text)) for key, text in earlier if key < sequence
            )
        return made

    return make


def _revision(sequence: int, document: Mapping[str, Any]) -> Revision:
    return revision_of(Published("alert", "", document, _NO_TIME, sequence=sequence))


def _wanted(wants: Hashable, lineage: Lineage) -> bool:
    """Return whether a reader is to hear of a change.

    It is, if any revision of the alert up to this one fulfils its filter: who was told of an alert,
    on this connection or the one before it, hears of its corrections though it now looks elsewhere.
    """
    if wants == EVERYTHING or not isinstance(wants, AlertFilter):
        return True
    return any(wants.matches(one) for one in lineage())
