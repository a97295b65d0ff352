"""Large tables: rows of small ones copied within PostgreSQL."""

from collections.abc import Mapping

import asyncpg

Changed = Mapping[str, str]
"""What becomes of columns in the copy of number `n`, as SQL; the others stay as they are."""
PATIENCE_S = 1_800


async def copy(url: str, times: int, tables: Mapping[str, Changed]) -> None:
    """Have tables hold so many times their rows, each copy changed; then have them looked over."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        if times > 1:
            for table, changed in tables.items():
                await _copy(connection, times, table, changed)
        await connection.execute("VACUUM ANALYZE", timeout=PATIENCE_S)
    finally:
        await connection.close()


async def _copy(connection: asyncpg.Connection, times: int, table: str, changed: Changed) -> None:
    # An index is made much sooner than it is added to in no order.
    keys = await connection.fetch(
        "SELECT conname, pg_get_constraintdef(oid) AS said FROM pg_constraint"
        " WHERE conrelid = to_regclass($1) AND contype = 'p'",
        table,
    )
    for key in keys:
        await connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{key["conname"]}"')
    indexes = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = $1", table
    )
    for index in indexes:
        await connection.execute(f'DROP INDEX "{index["indexname"]}"')
    names = [
        row["column_name"]
        for row in await connection.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = $1"
            " ORDER BY ordinal_position",
            table,
        )
    ]
    picked = ", ".join(changed.get(name, f'"{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    await connection.execute(
        f"INSERT INTO {table} ({listed}) SELECT {picked} FROM {table},"
        f" generate_series(1, {times - 1}) n",
        timeout=PATIENCE_S,
    )
    for index in indexes:
        await connection.execute(index["indexdef"], timeout=PATIENCE_S)
    for key in keys:
        added = f'ALTER TABLE {table} ADD CONSTRAINT "{key["conname"]}" {key["said"]}'
        await connection.execute(added, timeout=PATIENCE_S)
