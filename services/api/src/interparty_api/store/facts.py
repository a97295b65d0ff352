"""Engagements, records of registers and reference records: by what they are found."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Date, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store import buckets
from interparty_api.store.asks import Listing
from interparty_api.store.buckets import Attributes
from interparty_api.tables import Fact, FactTerm
from interparty_shared.db import bulk, plain

FACTS = Fact.__table__  # type: ignore[attr-defined]
TERMS = FactTerm.__table__  # type: ignore[attr-defined]

LISTING: Final = Listing(
    rows="api_fact",
    terms="api_fact_term",
    words=None,
    orders={"day": Date()},
    key=Text(),
    has_live=False,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a fact stands in the lists."""

    key: str
    listing: str
    attributes: Attributes
    day: date
    terms: frozenset[str] = field(default_factory=frozenset)


async def save(
    connection: AsyncConnection, entries: Collection[Entry], *, in_place_of: Collection[str]
) -> dict[str, int]:
    """Have things found by these entries, in place of what those among them were found by before.

    `in_place_of` has the things that may have been found by something. Returns how many more
    records (or fewer) there are of each register. Only to be called by one writer at a time
    (`events.alone`).
    """
    before = await _registers(connection, in_place_of)
    await _forget(connection, "api_fact_term", in_place_of)
    await _forget(connection, "api_fact", set(in_place_of) - {entry.key for entry in entries})
    rows, terms = [], []
    for listing in sorted({entry.listing for entry in entries}):
        mine = sorted((one for one in entries if one.listing == listing), key=lambda one: one.key)
        numbers = await buckets.numbered(connection, listing, [one.attributes for one in mine])
        for one in mine:
            bucket = numbers[buckets.label(listing, one.attributes)]
            place = {"key": one.key, "bucket": bucket, "day": one.day}
            rows.append(place)
            terms += [{**place, "term": term} for term in sorted(one.terms)]
    await bulk.insert(
        connection,
        FACTS,
        rows,
        conflict="ON CONFLICT (key) DO UPDATE SET bucket = excluded.bucket, day = excluded.day",
    )
    await bulk.insert(connection, TERMS, terms, conflict="ON CONFLICT DO NOTHING")
    after = {
        entry.key: entry.attributes["register_id"]
        for entry in entries
        if "register_id" in entry.attributes
    }
    return _difference(before.values(), after.values())


def _difference(before: Collection[str], after: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for register in after:
        found[register] = found.get(register, 0) + 1
    for register in before:
        found[register] = found.get(register, 0) - 1
    return {register: count for register, count in found.items() if count}


async def _registers(connection: AsyncConnection, keys: Collection[str]) -> dict[str, str]:
    if not keys:
        return {}
    table, parameters = bulk.keyed(connection, ("key",), [(key,) for key in sorted(keys)])
    statement = (
        f"SELECT f.key, b.register_id FROM api_fact f JOIN {table} ON f.key = k.key"
        " JOIN api_bucket b ON b.id = f.bucket WHERE b.register_id IS NOT NULL"
    )
    return {row[0]: row[1] for row in await plain.rows(connection, statement, parameters)}


async def _forget(connection: AsyncConnection, table: str, keys: Collection[str]) -> None:
    if keys:
        wanted, parameters = bulk.keyed(connection, ("key",), [(key,) for key in sorted(keys)])
        statement = f"DELETE FROM {table} WHERE key IN (SELECT k.key FROM {wanted})"
        await plain.run(connection, statement, parameters)


async def found_under(connection: AsyncConnection, terms: Collection[str]) -> set[str]:
    """Return the keys of the facts that are found under any of these terms."""
    if not terms:
        return set()
    table, parameters = bulk.keyed(connection, ("term",), [(term,) for term in sorted(terms)])
    statement = f"SELECT t.key FROM api_fact_term t JOIN {table} ON t.term = k.term"
    return {row[0] for row in await plain.rows(connection, statement, parameters)}
