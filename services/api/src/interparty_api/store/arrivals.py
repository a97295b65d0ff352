"""Every version of an event, as it was received."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.events import VERSIONS
from interparty_shared.domain.facts import Ref, Stamp


@dataclass(frozen=True, slots=True)
class Arrival:
    """One version, as it was received first."""

    ref: Ref
    type: str
    stamp: Stamp
    received: datetime
    lane: str
    trace: str
    producer: str
    topic: str
    partition: int
    offset: int


async def arrivals(connection: AsyncConnection, *, ref: str, thing: str) -> list[Arrival]:
    """Return every version received under a (source, id) or about a thing, first come first."""
    statement = (
        select(VERSIONS)
        .where((VERSIONS.c.ref == ref) | (VERSIONS.c.thing == thing))
        .order_by(VERSIONS.c.received, VERSIONS.c.topic, VERSIONS.c.log_offset)
    )
    return [
        Arrival(
            ref=Ref(row.source, row.id),
            type=row.type,
            stamp=Stamp(row.time, row.digest),
            received=row.received,
            lane=row.lane,
            trace=row.trace,
            producer=row.producer,
            topic=row.topic,
            partition=row.partition,
            offset=row.log_offset,
        )
        for row in await connection.execute(statement)
    ]


async def since(connection: AsyncConnection, refs: Collection[str]) -> dict[str, datetime]:
    """Return the earliest `time` under which an event was ever posted under each of these keys."""
    statement = (
        select(VERSIONS.c.ref, func.min(VERSIONS.c.time))
        .where(VERSIONS.c.ref.in_(sorted(refs)))
        .group_by(VERSIONS.c.ref)
    )
    return {row[0]: row[1] for row in await connection.execute(statement)}
