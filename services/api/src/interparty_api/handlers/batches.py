"""A batch from the log: taken in as a whole, or halved until the record is found that cannot be."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field

from interparty_api.store import faults, positions
from interparty_shared.bus.base import Positions, Record, TopicPartition
from interparty_shared.db.engine import Database


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that was passed over, and why."""

    record: Record
    reason: str


@dataclass(slots=True)
class Taken:
    """What became of a batch."""

    records: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)
    revisions: list[tuple[str, int, int, str]] = field(default_factory=list)
    """Of each new revision: alert, revision, sequence, trace."""
    watermark: int | None = None

    def and_then(self, other: "Taken") -> "Taken":
        """Return this and what came after it."""
        return Taken(
            self.records + other.records,
            [*self.unreadable, *other.unreadable],
            [*self.revisions, *other.revisions],
            other.watermark if other.watermark is not None else self.watermark,
        )


TakeIn = Callable[[Database, Sequence[Record], str], Awaitable[Taken]]
"""Takes records in for the reader of that name, in one transaction with its positions."""


def next_positions(records: Sequence[Record]) -> dict[TopicPartition, int]:
    """Return where to read on after these records."""
    found: dict[TopicPartition, int] = {}
    for record in records:
        place = TopicPartition(record.topic, record.partition)
        found[place] = max(found.get(place, 0), record.offset + 1)
    return found


async def in_halves(
    take_in: TakeIn, database: Database, records: Sequence[Record], owner: str
) -> Taken:
    """Take records in; pass over the one that the database cannot hold, and no other.

    Raises:
        Fenced: the partitions were taken over; Unavailable: the database does not answer. What was
        not taken in by then is not counted as read.
    """
    try:
        return await take_in(database, records, owner)
    except Exception as error:
        if not faults.lies_in_data(error):
            raise
        if len(records) == 1:
            return await _pass_over(database, records[0], f"{type(error).__name__}: {error}", owner)
    middle = len(records) // 2
    first = await in_halves(take_in, database, records[:middle], owner)
    return first.and_then(await in_halves(take_in, database, records[middle:], owner))


async def _pass_over(database: Database, record: Record, reason: str, owner: str) -> Taken:
    async with database.begin() as connection:
        await positions.advance(connection, next_positions([record]), owner)
    return Taken(records=1, unreadable=[Unreadable(record, reason[:500])])


async def claim(database: Database, partitions: frozenset[TopicPartition], owner: str) -> Positions:
    """Take ownership of partitions; return where each is to be read on."""
    if not partitions:
        return {}
    async with database.begin() as connection:
        return await positions.claim(connection, partitions, owner)


async def claim_given_up(
    database: Database, partitions: frozenset[TopicPartition], owner: str
) -> Positions:
    """Claim partitions, if they were rewound since they were claimed; return where to read on, or {}.

    A reader that saves something finds out by itself; this is for one that has nothing to save.
    """
    async with database.read() as connection:
        if not await positions.given_up(connection, partitions):
            return {}
    return await claim(database, partitions, owner)


async def rewind(database: Database, topics: Collection[str]) -> int:
    """Have topics read again from their beginning; return how many partitions that is."""
    async with database.begin() as connection:
        return await positions.rewind(connection, topics)
