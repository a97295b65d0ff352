"""Statements in the driver's own form.

SQLAlchemy's `text()` is made into the driver's form each time that it is executed, cached or not:
that takes longer than a statement which finds one page by an index.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CursorResult, Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

_NAME = re.compile(r"(?<![:\w]):([a-z]\w*)")
"""A parameter, and not a cast (`::text`)."""


async def run(
    connection: AsyncConnection, statement: str, parameters: Mapping[str, Any]
) -> CursorResult[Any]:
    """Execute a statement whose parameters are written `:name`; each may be written several times.

    What it means must be clear to PostgreSQL without their types. Values go to the driver as they
    are: `bound` makes them what a column holds.
    """
    if connection.dialect.name == "postgresql":
        numbered, names = _numbered(statement)
        return await connection.exec_driver_sql(numbered, tuple(parameters[one] for one in names))
    return await connection.exec_driver_sql(statement, dict(parameters))


async def rows(
    connection: AsyncConnection, statement: str, parameters: Mapping[str, Any]
) -> Sequence[Any]:
    """Return the rows that a statement finds; `run` says how it is written."""
    return (await run(connection, statement, parameters)).all()


@lru_cache(maxsize=1024)
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    names = tuple(dict.fromkeys(_NAME.findall(statement)))
    return _NAME.sub(lambda found: f"${names.index(found[1]) + 1}", statement), names


def bound(value: Any, type_: TypeEngine[Any], dialect: Dialect) -> Any:
    """Return a value of this type as the driver takes it."""
    process = type_.dialect_impl(dialect).bind_processor(dialect)
    return process(value) if process else value


def read(values: list[Any], type_: TypeEngine[Any], dialect: Dialect) -> list[Any]:
    """Return a column of values of this type as they were before the driver took them."""
    process = type_.dialect_impl(dialect).result_processor(dialect, None)
    return [process(value) for value in values] if process else values
