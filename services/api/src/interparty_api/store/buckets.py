"""Buckets: the combinations of values that occur, for all filters with few values.

There are some hundreds at most, however many rows there are: a few per regime.
"""

from collections.abc import Collection, Mapping
from typing import Any

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables import Bucket
from interparty_shared.db import bulk

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
    statement = select(BUCKETS.c.id).where(BUCKETS.c.listing == listing)
    for name, values in filters.items():
        statement = statement.where(BUCKETS.c[name].in_(sorted(values)))
    return frozenset((await connection.execute(statement)).scalars())


async def matching_by_severity(
    connection: AsyncConnection, listing: str, filters: Mapping[str, Collection[Any]]
) -> dict[str, frozenset[int]]:
    """Return the same as `matching`, by severity."""
    statement = select(BUCKETS.c.severity, BUCKETS.c.id).where(BUCKETS.c.listing == listing)
    for name, values in filters.items():
        statement = statement.where(BUCKETS.c[name].in_(sorted(values)))
    found: dict[str, set[int]] = {}
    for severity, number in await connection.execute(statement):
        found.setdefault(severity, set()).add(number)
    return {severity: frozenset(numbers) for severity, numbers in found.items()}
