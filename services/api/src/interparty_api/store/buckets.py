"""Buckets: the combinations of values that occur, for all filters with few values.

There are some hundreds at most, however many rows there are: a few per regime.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables import Bucket
from interparty_shared.db import bulk, plain

BUCKETS = Bucket.__table__  # type: ignore[attr-defined]
_ATTRIBUTES = (
    "rule",
    "regime",
    "verdict",
    "severity",
    "status",
    "channel",
    "register_id",
    "retracted",
)

Attributes = Mapping[str, Any]


def label(listing: str, attributes: Attributes) -> str:
    """Return what names a combination."""
    return orjson.dumps([listing, dict(attributes)], option=orjson.OPT_SORT_KEYS).decode()


async def numbered(
    connection: AsyncConnection, listing: str, combinations: Collection[Attributes]
) -> dict[str, int]:
    """Return the buckets of combinations by their labels, making those that are new."""
    wanted = {label(listing, one): one for one in combinations}
    known = await _known(connection, wanted)
    missing = sorted(wanted.keys() - known.keys())
    if missing:
        rows = [
            {"listing": listing, "label": name}
            | {key: wanted[name].get(key) for key in _ATTRIBUTES}
            for name in missing
        ]
        await bulk.insert(connection, BUCKETS, rows, conflict="ON CONFLICT (label) DO NOTHING")
        known |= await _known(connection, missing)
    return known


async def _known(connection: AsyncConnection, labels: Collection[str]) -> dict[str, int]:
    statement = select(BUCKETS.c.label, BUCKETS.c.id).where(
        BUCKETS.c.label.in_(bindparam("labels", expanding=True))
    )
    rows = await connection.execute(statement, {"labels": sorted(labels)})
    return {row[0]: row[1] for row in rows}


async def matching(
    connection: AsyncConnection, listing: str, filters: Mapping[str, Collection[Any]]
) -> frozenset[int]:
    """Return the buckets of a listing whose attributes have one of the values of every filter."""
    return frozenset(row[1] for row in await _matching(connection, listing, filters))


async def matching_by_severity(
    connection: AsyncConnection, listing: str, filters: Mapping[str, Collection[Any]]
) -> dict[str, frozenset[int]]:
    """Return the same as `matching`, by severity."""
    found: dict[str, set[int]] = {}
    for severity, number in await _matching(connection, listing, filters):
        found.setdefault(severity, set()).add(number)
    return {severity: frozenset(numbers) for severity, numbers in found.items()}


async def _matching(
    connection: AsyncConnection, listing: str, filters: Mapping[str, Collection[Any]]
) -> Sequence[Any]:
    is_postgres = connection.dialect.name == "postgresql"
    conditions = ["listing = :listing"]
    parameters: dict[str, Any] = {"listing": listing}
    for given, wanted in filters.items():
        name, values = BUCKETS.c[given].name, sorted(wanted)
        if is_postgres:
            conditions.append(f"{name} = ANY(:{name})")
            parameters[name] = values
        else:
            conditions.append(f"{name} IN (SELECT value FROM json_each(:{name}))")
            parameters[name] = orjson.dumps(values).decode()
    where = " AND ".join(conditions)
    return await plain.rows(
        connection, f"SELECT severity, id FROM api_bucket WHERE {where}", parameters
    )
