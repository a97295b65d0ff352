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
Columns = Mapping[str, Sequence[Any]]


async def insert(
    connection: AsyncConnection, table: Table, rows: Sequence[Row], *, conflict: str = ""
) -> int:
    """Insert rows that all have the same columns; return how many were written.

    `conflict` is the `ON CONFLICT …` clause, written for both databases. Rows of one call must not
    conflict with each other.
    """
    if not rows:
        return 0
    columns = tuple(rows[0])
    return await insert_columns(
        connection,
        table,
        {name: [row[name] for row in rows] for name in columns},
        conflict=conflict,
    )


async def insert_columns(
    connection: AsyncConnection, table: Table, columns: Columns, *, conflict: str = ""
) -> int:
    """Insert rows that are given as columns, each with a value for every row; see `insert`."""
    dialect = connection.dialect
    names, count = tuple(columns), len(next(iter(columns.values()), ()))
    if not count:
        return 0
    values = []
    for name, given in columns.items():
        process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        values.append(list(map(process, given)) if process else list(given))
    if dialect.name == "postgresql":
        statement = _unnest(table, names, conflict, dialect)
        result = await connection.exec_driver_sql(statement, tuple(values))
    else:
        listed = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" for _ in names)
        statement = f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks}) {conflict}'  # noqa: S608
        result = await connection.exec_driver_sql(statement, list(zip(*values, strict=True)))
    return _written(result, count)


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


SEPARATOR = "\x1f"
"""The unit separator, which hardly any text has in it; what has it goes as an array."""


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
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        parameters = {f"{alias}{at}": _packed(values) for at, values in enumerate(columns)}
        arrays = ", ".join(
            f"string_to_array(CAST(:{name} AS TEXT), chr({ord(SEPARATOR)}))"
            if isinstance(packed, str)
            else f"CAST(:{name} AS TEXT[])"
            for name, packed in parameters.items()
        )
        return f"unnest({arrays}) AS {alias}({', '.join(names)})", parameters
    picked = ", ".join(f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(names))
    text = orjson.dumps([list(row) for row in rows]).decode()
    return f"(SELECT {picked} FROM json_each(:{alias})) AS {alias}", {alias: text}  # noqa: S608


def _packed(values: Sequence[str]) -> str | list[str]:
    """Return a column as one text, or as the array that it cannot be told from as a text.

    asyncpg asks of each element of an array whether it is an array itself, which costs ten times
    what it costs PostgreSQL to cut a text.
    """
    whole = SEPARATOR.join(values)
    told = whole.count(SEPARATOR) == len(values) - 1 and whole != ""
    return whole if told or not values else list(values)
