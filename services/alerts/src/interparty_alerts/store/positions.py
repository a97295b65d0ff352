"""How far the log has been read: saved with what was done, owned by one worker a partition."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.tables import Position
from interparty_shared.bus.base import Positions, TopicPartition
from interparty_shared.db import bulk
from interparty_shared.errors import Fenced

POSITIONS = Position.__table__  # type: ignore[attr-defined]


async def claim(
    connection: AsyncConnection, partitions: Collection[TopicPartition], owner: str
) -> dict[TopicPartition, int]:
    """Take ownership of partitions and return where each is to be read on.

    Whoever owned them before fails with `Fenced` when it saves.
    """
    rows = [
        {"topic": place.topic, "partition": place.partition, "next_offset": 0, "owner": owner}
        for place in sorted(partitions)
    ]
    await bulk.insert(
        connection,
        POSITIONS,
        rows,
        conflict="ON CONFLICT (topic, partition) DO UPDATE SET owner = excluded.owner",
    )
    known = await saved(connection)
    return {place: known[place] for place in partitions}


async def advance(connection: AsyncConnection, positions: Positions, owner: str) -> None:
    """Save how far partitions have been read.

    Raises:
        Fenced: one of them is owned by another by now, or a replay was asked for.
    """
    rows = [
        {
            "topic": place.topic,
            "partition": place.partition,
            "next_offset": offset,
            "owner": owner,
        }
        for place, offset in sorted(positions.items())
    ]
    written = await bulk.insert(
        connection,
        POSITIONS,
        rows,
        conflict="ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset"
        " WHERE alerts_position.owner = excluded.owner",
    )
    if written != len(rows):
        raise Fenced("the partitions of this batch were taken over")


async def saved(connection: AsyncConnection) -> dict[TopicPartition, int]:
    """Return how far every partition has been read."""
    rows = await connection.execute(
        text("SELECT topic, partition, next_offset FROM alerts_position")
    )
    return {TopicPartition(row[0], row[1]): row[2] for row in rows}


async def given_up(connection: AsyncConnection, partitions: Collection[TopicPartition]) -> bool:
    """Return whether one of these partitions has no owner: it is to be read again (`rewind`)."""
    rows = await connection.execute(
        text("SELECT topic, partition FROM alerts_position WHERE owner = ''")
    )
    return any(TopicPartition(row[0], row[1]) in partitions for row in rows)


async def rewind(connection: AsyncConnection, topics: Collection[str]) -> int:
    """Have topics read again from their beginning; return how many partitions that is.

    Taking the owner away fences the workers: they claim again and find where to begin.
    """
    keys, parameters = bulk.keyed(connection, ("topic",), [(one,) for one in sorted(topics)])
    result = await connection.execute(
        text(
            "UPDATE alerts_position SET next_offset = 0, owner = ''"
            f" WHERE topic IN (SELECT k.topic FROM {keys})"
        ),
        parameters,
    )
    return result.rowcount
