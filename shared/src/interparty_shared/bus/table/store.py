"""The file: its tables, appending to it, reading from it, dropping what is too old.

A batch's row id is its place: the number of its partition in the high bits, its first offset in
the low ones. So a partition lies together in the file and a read is one walk along it.
"""

import contextlib
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Generator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from interparty_shared.bus.base import Message, Record, TopicPartition
from interparty_shared.bus.partitioning import partition_for
from interparty_shared.bus.table import batch
from interparty_shared.errors import LogUnavailable, Misconfigured
from interparty_shared.wire.topics import Topic

FORMAT: Final = 1
OFFSET_BITS: Final = 44  # 17 million million records in a partition, half a million partitions
SWEEP_ROWS: Final = 1_000
READ_BYTES: Final = 8 * 1024 * 1024
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

SCHEMA: Final = (
    """
CREATE TABLE partition (
    id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    number INTEGER NOT NULL,
    next INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, number)
) STRICT
""",
    """
CREATE TABLE batch (
    place INTEGER PRIMARY KEY,
    appended INTEGER NOT NULL,
    records BLOB NOT NULL
) STRICT
""",
)
# The batch that holds an offset is the last one that begins at it or before.
SELECT: Final = """
SELECT place, appended, records FROM batch
WHERE place < :end AND place >= coalesce(
    (SELECT place FROM batch WHERE place BETWEEN :low AND :start ORDER BY place DESC LIMIT 1),
    :start)
ORDER BY place LIMIT :limit
"""
# `appended` only grows along a partition, so what is too old lies at its beginning.
DROP: Final = """
DELETE FROM batch WHERE appended < :moment AND place IN
    (SELECT place FROM batch WHERE place BETWEEN :low AND :high ORDER BY place LIMIT :limit)
"""


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection whose commits are on disk when they return.

    Raises:
        Misconfigured: the file is no log, or its file system cannot hold one.
        LogUnavailable: the file cannot be opened now (a full disk: SQLite needs a little of it).
    """
    connection = None
    try:
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=30
        )
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise Misconfigured(
                f"The log {path} cannot be kept there: its file system has no shared memory."
            )
    except (sqlite3.Error, Misconfigured) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.OperationalError):
            raise LogUnavailable(f"The log {path} cannot be opened: {error}.") from error
        if isinstance(error, sqlite3.Error):
            raise Misconfigured(f"The log {path} cannot be opened: {error}.") from error
        raise
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # on a Mac fsync alone does not reach the disk
    # Checkpoints are made after publishers have their answer, not inside their commit.
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA journal_size_limit = 67108864")
    return connection


class Appender:
    """The one connection that writes. Knows the partitions and where each of them ends."""

    def __init__(self, path: Path, topics: Sequence[Topic], partitions: int) -> None:
        self._path = path
        self._connection = connect(path)
        self.ids: dict[TopicPartition, int] = {}
        self.ends: dict[TopicPartition, int] = {}
        self._counts: Mapping[str, int] = {}
        try:
            self._prepare(topics, partitions)
            self._load()
        except BaseException:
            self._connection.close()
            raise

    def append(self, messages: Sequence[Message], appended: datetime) -> dict[TopicPartition, int]:
        """Write messages and return the new ends of their partitions, once all are on disk.

        Raises:
            sqlite3.Error: none of them is known to be there.
        """
        by_place: defaultdict[TopicPartition, list[Message]] = defaultdict(list)
        for message in messages:
            number = partition_for(message.key, self._counts[message.topic])
            by_place[TopicPartition(message.topic, number)].append(message)
        moment = _to_integer(appended)
        ends: dict[TopicPartition, int] = {}
        rows = []
        for place, theirs in by_place.items():
            end = self.ends[place]
            for run in batch.split(theirs):
                rows.append((self.ids[place] << OFFSET_BITS | end, moment, batch.encode(run)))
                end += len(run)
            ends[place] = end
        with self._transaction():
            self._connection.executemany("INSERT INTO batch VALUES (?, ?, ?)", rows)
            self._connection.executemany(
                "UPDATE partition SET next = ? WHERE id = ?",
                [(end, self.ids[place]) for place, end in ends.items()],
            )
        self.ends.update(ends)
        return ends

    def probe(self) -> None:
        """Write something that changes nothing, to see whether writing works.

        Raises:
            sqlite3.Error: it does not.
        """
        with self._transaction():
            self._connection.execute("UPDATE partition SET next = next")

    def checkpoint(self) -> None:
        """Move what was written from the write-ahead log into the file, so that it stays short."""
        with contextlib.suppress(sqlite3.Error):  # the next one gets it
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def drop(self, topic: str, *, before: datetime) -> bool:
        """Drop records of a topic that were appended before a moment; offsets go on.

        A thousand batches of a partition at a time, so that publishers do not wait long for it.
        Returns whether there may be more.
        """
        has_more = False
        for place, row_id in self.ids.items():
            if place.topic == topic:
                low = row_id << OFFSET_BITS
                values = {
                    "moment": _to_integer(before),
                    "low": low,
                    "high": low + (1 << OFFSET_BITS) - 1,
                    "limit": SWEEP_ROWS,
                }
                has_more |= self._connection.execute(DROP, values).rowcount == SWEEP_ROWS
        return has_more

    def reopen(self) -> None:
        """Begin again with what is on disk: after a failed write nothing else is believed.

        Raises:
            sqlite3.Error, LogUnavailable, Misconfigured: it cannot be read now.
        """
        self._connection.close()
        self._connection = connect(self._path)
        self._load()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextlib.contextmanager
    def _transaction(self) -> Generator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # SQLite rolls back by itself after some errors, and then there is nothing to roll back.
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    def _prepare(self, topics: Sequence[Topic], partitions: int) -> None:
        """Make what is missing; on a file that has everything this writes nothing."""
        (found,) = self._connection.execute("PRAGMA user_version").fetchone()
        if found not in {0, FORMAT}:
            raise Misconfigured(
                f"The log {self._path} has format {found};"
                f" this version of Interparty reads {FORMAT}."
            )
        if found == 0:
            with self._transaction():
                for statement in SCHEMA:
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {FORMAT}")
        known = {topic for (topic,) in self._connection.execute("SELECT topic FROM partition")}
        missing = [topic.name for topic in topics if topic.name not in known]
        if missing:
            with self._transaction():
                self._connection.executemany(
                    "INSERT INTO partition (topic, number) VALUES (?, ?)",
                    [(name, number) for name in missing for number in range(partitions)],
                )

    def _load(self) -> None:
        rows = self._connection.execute("SELECT id, topic, number, next FROM partition").fetchall()
        self.ids = {TopicPartition(topic, number): row_id for row_id, topic, number, _ in rows}
        self.ends = {TopicPartition(topic, number): end for _, topic, number, end in rows}
        self._counts = Counter(topic for _, topic, _, _ in rows)


class Reader:
    """A connection that only reads, beside the one that writes."""

    def __init__(self, path: Path, ids: Mapping[TopicPartition, int]) -> None:
        self._connection = connect(path)
        self._connection.execute("PRAGMA query_only = ON")
        self._ids = dict(ids)

    def read(self, place: TopicPartition, start: int, end: int, limit: int) -> list[Record]:
        """Return records of one partition from `start` up to before `end`.

        At most `limit`, and fewer where they are large; at least one if there is any.

        Raises:
            sqlite3.Error: the file cannot be read.
        """
        low = self._ids[place] << OFFSET_BITS
        values = {"low": low, "start": low + start, "end": low + end, "limit": limit + 1}
        records: list[Record] = []
        size = 0
        cursor = self._connection.execute(SELECT, values)
        try:
            for row_id, appended, row in cursor:
                moment = EPOCH + appended * MICROSECOND
                records += batch.decode(row, place, row_id - low, moment, start=start)
                size += len(row)
                if size >= READ_BYTES or len(records) >= limit:
                    break
        finally:
            cursor.close()  # an open one holds the write-ahead log from being checkpointed
        return records[:limit]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _to_integer(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND
