"""Who reads which partition, and from where."""

from collections.abc import Collection

from interparty_alerts.store import judging, positions, rechecks
from interparty_shared.bus.base import TopicPartition
from interparty_shared.db.engine import Database


async def claim(
    database: Database, partitions: Collection[TopicPartition], owner: str
) -> dict[TopicPartition, int]:
    """Take ownership of partitions; return where to read each on.

    Raises:
        Unavailable: the database does not answer.
    """
    async with database.begin() as connection:
        return await positions.claim(connection, partitions, owner)


async def claim_given_up(
    database: Database, partitions: Collection[TopicPartition], owner: str
) -> dict[TopicPartition, int]:
    """Claim partitions, if a replay was asked for since they were; return where to read on, or {}.

    A worker that saves something finds out by itself; this is for one that has nothing to save.
    """
    async with database.read() as connection:
        if not await positions.given_up(connection, partitions):
            return {}
    return await claim(database, partitions, owner)


async def rewind(database: Database, topics: Collection[str]) -> int:
    """Have everything read and judged again from the beginning; return how many partitions that is.

    Nothing is published twice for it: what is true does not depend on how often it was read. What
    is known already is judged again, too: reading it once more would change nothing about it.
    """
    async with database.begin() as connection:
        beside = await rechecks.under_way(connection)
        await judging.ask_for_all(connection, after=beside)
        return await positions.rewind(connection, topics)


async def read_up_to(database: Database) -> dict[TopicPartition, int]:
    """Return how far every partition has been read."""
    async with database.read() as connection:
        return await positions.saved(connection)
