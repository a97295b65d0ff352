"""Lists of numbers as one parameter: an `IN (…)` list is parsed anew for each length."""

from collections.abc import Collection
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection


def among(
    connection: AsyncConnection, column: str, numbers: Collection[int]
) -> tuple[str, dict[str, Any]]:
    """Return the condition that a column has one of these numbers, and its parameters."""
    if connection.dialect.name == "postgresql":
        return f"{column} = ANY(CAST(:numbers AS BIGINT[]))", {"numbers": sorted(numbers)}
    listed = orjson.dumps(sorted(numbers)).decode()
    return f"{column} IN (SELECT value FROM json_each(:numbers))", {"numbers": listed}
