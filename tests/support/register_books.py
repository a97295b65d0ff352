"""A register of the tests' own, and a desk that keeps it in step and remembers what was posted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from interparty_ingest.handlers import syncing
from interparty_ingest.handlers.register_rows import Desk
from interparty_ingest.handlers.syncing import RENEWED
from interparty_ingest.sources.registers.register import Download, Register
from interparty_ingest.sources.report import Report
from interparty_ingest.sources.rows import BrokenFile, Covered, Made, Row
from interparty_shared.clock import SystemClock
from interparty_shared.db.engine import Database
from interparty_shared.domain import words
from interparty_shared.wire.events import EVENT

Json = dict[str, Any]
MONDAY = datetime(2026, 6, 1, 4, tzinfo=UTC)
SOURCE = "https://register.example/entries"


class Hurried:
    """The system's clock, on which nobody waits but to renew a lease."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._system = SystemClock()

    def now(self) -> datetime:
        return self._system.now()

    async def sleep(self, seconds: float) -> None:
        if seconds == RENEWED:
            await self._system.sleep(seconds)
        else:
            self.slept.append(seconds)
            await self._system.sleep(0)


def entry(key: str, *, filed: str = "2026-05-01", by: str = "Party A", **said: Any) -> Json:
    """Return one entry of the register; `note` is written there and says nothing."""
    return {"key": key, "filed": filed, "by": by, **said}


def read(file: BinaryIO) -> Iterator[Row]:
    """Read entries, one JSON object a line, until a line that says END."""
    for line in file:
        if line == b"END\n":
            return
        try:
            said = orjson.loads(line)
        except ValueError as error:
            raise BrokenFile("a line that is no JSON") from error
        yield _row(said, line.strip())
    raise BrokenFile("it does not end")


def _row(said: Json, raw: bytes) -> Row:
    if said.get("bad"):
        day = date.fromisoformat(said["filed"]) if said.get("filed") else None
        return Row(said["key"], raw, refused=said["bad"], day=day)
    if said.get("other"):
        return Row(said["key"], raw)
    data: Json = {
        "register": "toy",
        "record_id": said["key"],
        "filer": {"name": said["by"]},
        "filed": said["filed"],
    }
    data |= {name: said[name] for name in ("purpose", "occurred", "channel") if name in said}
    made = [Made(words.EVENT_DISCLOSURE, said["key"], data)]
    if said.get("twice"):
        made.append(Made(words.EVENT_DISCLOSURE, f"{said['key']}-b", {**data, "record_id": "b"}))
    return Row(said["key"], raw, tuple(made), part=said.get("part", ""))


TOY = Register(
    id="toy",
    source=SOURCE,
    title="Toy",
    licence="none",
    readers={"txt": read, "bit": read},
    walk=Download("http://127.0.0.1:1/toy.txt", "txt"),
    whole=True,
    keeps=timedelta(days=360),
    covered=lambda day: Covered(day - timedelta(days=360), day - timedelta(days=1)),
    every=timedelta(days=1),
    seconds_between=0.0,
    fragments=frozenset({"bit"}),
)


@dataclass
class Books:
    """Keeps the toy register in step, and has every event that was accepted."""

    database: Database
    folder: Path
    register: Register = TOY
    holder: str = "one"
    events: list[Json] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    """Reasons for ids."""
    breaks_after: int | None = None
    """After how many more batches posting fails, once the batch was accepted."""

    async def post(self, batch: Sequence[bytes]) -> Mapping[int, str]:
        found: dict[int, str] = {}
        for at, raw in enumerate(batch):
            EVENT.validate_json(raw)
            event = orjson.loads(raw)
            if event["id"] in self.refuses:
                found[at] = self.refuses[event["id"]]
            else:
                self.events.append(event)
        if self.breaks_after is not None:
            self.breaks_after -= 1
            if self.breaks_after < 0:
                raise ConnectionResetError("the answer was lost")
        return found

    @property
    def desk(self) -> Desk:
        return Desk(self.database, self.post, self.holder, Hurried().now)

    async def take(self, *entries: Json, day: int = 0, **how: Any) -> Report:
        """Take in an edition of some days after MONDAY."""
        ends = b"".join(orjson.dumps(one) + b"\n" for one in entries) + b"END\n"
        return await self.take_bytes(ends, day=day, **how)

    async def take_bytes(
        self, body: bytes, *, day: int = 0, form: str = "txt", **how: Any
    ) -> Report:
        """Take in a file."""
        path = self.folder / f"edition{day}.{form}"
        path.write_bytes(body)
        moment = MONDAY + timedelta(days=day)
        return await syncing.import_files(
            self.desk, self.register, [path], Hurried(), moment=moment, **how
        )

    def changed(self, **how: Any) -> "Books":
        """Return other books on the same register: it, and who holds it, may differ."""
        return replace(self, events=[], **how)

    def disclosures(self) -> list[tuple[str, str, bool]]:
        """Return what was posted of records: (id, day of the edition, withdrawn), in order."""
        return [
            (one["id"], one["time"][:10], one["data"].get("withdrawn", False))
            for one in self.events
            if one["type"] == words.EVENT_DISCLOSURE
        ]

    def covered(self) -> list[tuple[str, str]]:
        """Return the spans that were said to be covered, in order."""
        return [
            (one["data"]["from"], one["data"]["to"])
            for one in self.events
            if one["type"] == words.EVENT_COVERAGE
        ]

    async def standing(self) -> syncing.Standing:
        """Return how the copy stands."""
        return next(
            one
            for one in await syncing.copies(self.database)
            if one.copy.register == self.register.id
        )
