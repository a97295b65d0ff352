"""Buckets: the combinations of values that occur, for all filters with few values.

There are some hundreds at most, however many rows there are: a few per regime.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson
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
    """Return the buckets of combinations by their labels, making those that are new.

    What was found once is remembered with the connection: a bucket is never changed or removed. One
    that was made in this transaction is not, because the transaction may yet fail.
    """
    wanted = {label(listing, one): one for one in combinations}
    info = (await connection.get_raw_connection()).info
    remembered: dict[str, int] = info.setdefault("buckets", {})
    unknown = wanted.keys() - remembered.keys()
    if unknown:
        remembered |= await _known(connection, unknown)
    known = {name: remembered[name] for name in wanted if name in remembered}
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
    table, parameters = bulk.keyed(connection, ("label",), [(one,) for one in sorted(labels)])
    statement = f"SELECT b.label, b.id FROM api_bucket b JOIN {table} ON b.label = k.label"
    return {row[0]: row[1] for row in await plain.rows(connection, statement, parameters)}


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
