"""Every version of every reference record: what was known of actors at a moment."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.events import Stored, read_rows, ref_key, thing_key
from interparty_api.tables_as_of import Reference, ReferenceTerm
from interparty_shared.db import bulk, plain
from interparty_shared.db.types import Moment
from interparty_shared.domain import words
from interparty_shared.domain.facts import Stamp
from interparty_shared.wire.codec import Received

REFERENCE = Reference.__table__  # type: ignore[attr-defined]
TERMS = ReferenceTerm.__table__  # type: ignore[attr-defined]


async def save(
    connection: AsyncConnection, records: Sequence[tuple[Received, Collection[str]]]
) -> None:
    """Keep what these versions of reference records say, each with the terms that it is found under.

    Only to be called by one writer at a time (`events.alone`), with what `save_versions` keeps.
    """
    rows: dict[tuple[str, Stamp], dict[str, Any]] = {}
    terms: set[tuple[str, str]] = set()
    for event, found in records:
        ref, stamp = ref_key(event.ref), event.stamp
        said = {"ref": ref, "time": stamp.time, "digest": stamp.digest, "data": event.data}
        rows[ref, stamp] = said
        terms |= {(term, thing_key(event)) for term in found}
    once = "ON CONFLICT DO NOTHING"
    await bulk.insert(connection, REFERENCE, [rows[key] for key in sorted(rows)], conflict=once)
    pairs = [{"term": term, "thing": thing} for term, thing in sorted(terms)]
    await bulk.insert(connection, TERMS, pairs, conflict=once)


async def known_at(
    connection: AsyncConnection, terms: Collection[str], moment: datetime
) -> dict[str, list[Stored]]:
    """Return what was in force then about each thing that was ever found under one of these terms.

    Of versions, what counts is when they were received first. Events of other kinds come without
    their data, and what is not kept any more does not come at all.
    """
    if not terms:
        return {}
    keys, parameters = bulk.keyed(connection, ("term",), [(term,) for term in sorted(terms)])
    found = await plain.rows(
        connection,
        "SELECT v.ref, v.source, v.id, v.type, v.thing, v.time, v.digest, v.received, v.lane, r.data"
        " FROM api_version v LEFT JOIN api_reference r"
        " ON r.ref = v.ref AND r.time = v.time AND r.digest = v.digest"
        " WHERE v.received <= :moment AND v.ref IN (SELECT w.ref FROM api_version w WHERE w.thing IN"
        f" (SELECT t.thing FROM api_reference_term t JOIN {keys} ON t.term = k.term))",
        {**parameters, "moment": plain.bound(moment, Moment(), connection.dialect)},
    )
    newest: dict[str, Stored] = {}
    for ref, stored in zip((row.ref for row in found), read_rows(connection, found), strict=True):
        if ref not in newest or newest[ref].stamp < stored.stamp:
            newest[ref] = stored
    by_thing: dict[str, list[Stored]] = {}
    for stored in newest.values():
        if stored.data or stored.type != words.EVENT_ACTOR:
            by_thing.setdefault(stored.thing, []).append(stored)
    return by_thing
