"""What our copies of registers hold: how many records, and which days are known complete."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables import Register, Sync
from interparty_shared.db import bulk, plain
from interparty_shared.domain.facts import Coverage

REGISTERS = Register.__table__  # type: ignore[attr-defined]
SYNCS = Sync.__table__  # type: ignore[attr-defined]


async def count(connection: AsyncConnection, differences: Mapping[str, int]) -> None:
    """Add to the number of records of each register."""
    rows = [{"id": register, "records": more} for register, more in sorted(differences.items())]
    await bulk.insert(
        connection,
        REGISTERS,
        rows,
        conflict="ON CONFLICT (id) DO UPDATE SET records = api_register.records + excluded.records",
    )


async def save_syncs(
    connection: AsyncConnection, syncs: Mapping[str, Coverage], *, looked_at: Collection[str]
) -> None:
    """Have the events `looked_at` attest these syncs and nothing else."""
    if looked_at:
        keys, parameters = bulk.keyed(connection, ("ref",), [(ref,) for ref in sorted(looked_at)])
        statement = f"DELETE FROM api_sync WHERE ref IN (SELECT k.ref FROM {keys})"
        await plain.run(connection, statement, parameters)
    rows = [
        {
            "ref": ref,
            "register_id": one.register,
            "first": one.start,
            "last": one.end,
            "synced": one.synced,
        }
        for ref, one in sorted(syncs.items())
    ]
    await bulk.insert(connection, SYNCS, rows)


async def records(connection: AsyncConnection) -> dict[str, int]:
    """Return how many records of each register are known; none of those with none."""
    rows = await connection.execute(
        select(REGISTERS.c.id, REGISTERS.c.records).where(REGISTERS.c.records > 0)
    )
    return {row[0]: row[1] for row in rows}


async def syncs(
    connection: AsyncConnection, register: str | None = None
) -> dict[str, list[Coverage]]:
    """Return the syncs of every register, or of one."""
    statement = select(SYNCS)
    if register is not None:
        statement = statement.where(SYNCS.c.register_id == register)
    found: dict[str, list[Coverage]] = {}
    for row in await connection.execute(statement):
        one = Coverage(row.synced, row.first, row.last, row.register_id)
        found.setdefault(one.register, []).append(one)
    return found
