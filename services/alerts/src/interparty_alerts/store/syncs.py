"""Coverage: what syncs attest, and from when it may be believed.

A coverage event says that our copy is complete, but it can reach us before the records that it speaks
of: they travel on other partitions. So it counts only once every partition has been read up to where
the log ended when the event was read (`barrier`): all that was accepted before it is then known.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.store import places
from interparty_alerts.tables import Sync
from interparty_shared.bus.base import Positions
from interparty_shared.db import bulk
from interparty_shared.domain.facts import Coverage, Ref

SYNCS = Sync.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Attested:
    """A stored coverage."""

    ref: Ref
    coverage: Coverage
    barrier: Positions
    ready: bool


async def save(
    connection: AsyncConnection, syncs: Sequence[tuple[Ref, Coverage]], barrier: Positions
) -> None:
    """Store what syncs attest, to be believed once the log is read up to `barrier`."""
    rows = [
        {
            "source": ref.source,
            "id": ref.id,
            "register_id": coverage.register,
            "first": coverage.start,
            "last": coverage.end,
            "synced": coverage.synced,
            "barrier": places.as_document(barrier),
            "ready": False,
        }
        for ref, coverage in sorted(syncs)
    ]
    columns = ("register_id", "first", "last", "synced", "barrier", "ready")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    await bulk.insert(
        connection, SYNCS, rows, conflict=f"ON CONFLICT (source, id) DO UPDATE SET {changes}"
    )


async def forget(connection: AsyncConnection, refs: Collection[Ref]) -> None:
    """Forget what these events attested."""
    if refs:
        keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(refs))
        await connection.execute(
            text(
                f"DELETE FROM alerts_sync WHERE (source, id) IN (SELECT k.source, k.id FROM {keys})"
            ),
            parameters,
        )


async def _select(
    connection: AsyncConnection, where: str, parameters: Mapping[str, object]
) -> list[Attested]:
    statement = text(f"SELECT s.* FROM alerts_sync s {where}").columns(*SYNCS.c)
    return [
        Attested(
            Ref(row.source, row.id),
            Coverage(row.synced, row.first, row.last, row.register_id),
            places.as_positions(row.barrier),
            row.ready,
        )
        for row in await connection.execute(statement, parameters)
    ]


async def believed(
    connection: AsyncConnection, registers: Collection[str]
) -> dict[str, list[Coverage]]:
    """Return what may be believed of each register, earliest sync first."""
    if not registers:
        return {}
    keys, parameters = bulk.keyed(connection, ("register",), [(one,) for one in sorted(registers)])
    where = f"JOIN {keys} ON s.register_id = k.register WHERE s.ready"
    found: dict[str, list[Coverage]] = {}
    for one in await _select(connection, where, parameters):
        found.setdefault(one.coverage.register, []).append(one.coverage)
    for syncs in found.values():
        syncs.sort()
    return found


async def waiting(connection: AsyncConnection) -> list[Attested]:
    """Return what is not to be believed yet."""
    return await _select(connection, "WHERE NOT s.ready", {})


async def of(connection: AsyncConnection, refs: Collection[Ref]) -> list[Attested]:
    """Return what these events attest."""
    if not refs:
        return []
    keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(refs))
    where = f"JOIN {keys} ON s.source = k.source AND s.id = k.id"
    return await _select(connection, where, parameters)


async def believe(connection: AsyncConnection, ref: Ref, synced: datetime) -> bool:
    """Believe a sync from now on; False where it was replaced meanwhile."""
    statement = text(
        "UPDATE alerts_sync SET ready = true"
        " WHERE source = :source AND id = :id AND synced = :synced AND NOT ready"
    ).bindparams(bindparam("synced", synced, SYNCS.c.synced.type), source=ref.source, id=ref.id)
    return (await connection.execute(statement)).rowcount > 0
