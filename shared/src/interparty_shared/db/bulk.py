"""Many rows in one statement.

PostgreSQL takes a column as one array parameter (`unnest`): one parse and one round trip for a whole
batch, where `executemany` binds and executes row by row. SQLite has no round trips to save.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import CursorResult, Dialect, Table
from sqlalchemy.ext.asyncio import AsyncConnection

Row = Mapping[str, Any]


async def insert(
    connection: AsyncConnection, table: Table, rows: Sequence[Row], *, conflict: str = ""
) -> int:
    """Insert rows that all have the same columns; return how many were written.

    `conflict` is the `ON CONFLICT …` clause, written for both databases. Rows of one call must not
    conflict with each other.
    """
    if not rows:
        return 0
    dialect = connection.dialect
    columns = tuple(rows[0])
    bind = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
    values = [
        [process(row[name]) if process else row[name] for row in rows]
        for name, process in zip(columns, bind, strict=True)
    ]
    if dialect.name == "postgresql":
        statement = _unnest(table, columns, conflict, dialect)
        result = await connection.exec_driver_sql(statement, tuple(values))
    else:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" for _ in columns)
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks}) {conflict}'  # noqa: S608
        result = await connection.exec_driver_sql(statement, list(zip(*values, strict=True)))
    return _written(result, len(rows))


@lru_cache(maxsize=256)
def _unnest(table: Table, columns: tuple[str, ...], conflict: str, dialect: Dialect) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(
        f"${at}::{table.c[name].type.compile(dialect)}[]"
        for at, name in enumerate(columns, start=1)
    )
    # Only names from our own tables come into the text; values are parameters.
    return f'INSERT INTO "{table.name}" ({names}) SELECT * FROM unnest({arrays}) {conflict}'  # noqa: S608


def _written(result: CursorResult[Any], rows: int) -> int:
    return result.rowcount if result.rowcount >= 0 else rows


def keyed(
    connection: AsyncConnection,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    alias: str = "k",
) -> tuple[str, dict[str, Any]]:
    """Return a table expression of text keys to join with, and its parameters.

    An `IN (…)` list of hundreds would be parsed anew for each length, and PostgreSQL takes at most
    32,767 parameters.
    """
    if connection.dialect.name == "postgresql":
        arrays = ", ".join(f"CAST(:{alias}{at} AS TEXT[])" for at in range(len(names)))
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        parameters = {f"{alias}{at}": list(values) for at, values in enumerate(columns)}
        return f"unnest({arrays}) AS {alias}({', '.join(names)})", parameters
    picked = ", ".join(f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(names))
    text = orjson.dumps([list(row) for row in rows]).decode()
    return f"(SELECT {picked} FROM json_each(:{alias})) AS {alias}", {alias: text}  # noqa: S608
