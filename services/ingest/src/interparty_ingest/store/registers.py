"""Copies of registers: who holds one, how it stands, its records, and their bytes as evidence."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import RowMapping, Table, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_ingest.sources.difference import Gone, Known
from interparty_ingest.sources.rows import Made
from interparty_ingest.store.inserting import insert
from interparty_ingest.tables import Evidence, RegisterCopy, RegisterRecord
from interparty_shared.db import bulk

COPY: Final = cast(Table, RegisterCopy.__table__)  # type: ignore[attr-defined]
RECORD: Final = cast(Table, RegisterRecord.__table__)  # type: ignore[attr-defined]
EVIDENCE: Final = cast(Table, Evidence.__table__)  # type: ignore[attr-defined]
KEYS: Final = 500
"""Keys in one `IN (…)`."""


@dataclass(frozen=True, slots=True)
class Copy:
    """How our copy of one register stands; None: not yet."""

    register: str
    holder: str | None = None
    held_until: datetime | None = None
    first: datetime | None = None
    begun: datetime | None = None
    begun_digest: str | None = None
    edition: datetime | None = None
    digest: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    tried: datetime | None = None
    synced: datetime | None = None
    report: dict[str, Any] | None = None
    failed: datetime | None = None
    failure: str | None = None
    failures: int = 0


class Kept(NamedTuple):
    """One record as it is to be kept: as the edition shows it, and what was accepted of it."""

    key: str
    known: Known
    made: Sequence[Made]


class Found(NamedTuple):
    """A piece of evidence."""

    raw: bytes
    register: str
    key: str
    seen: datetime


async def hold(
    connection: AsyncConnection, register: str, holder: str, *, now: datetime, until: datetime
) -> str | None:
    """Hold a register's copy until a moment, again if it is held already; return who has it else."""
    await connection.execute(
        insert(connection, COPY)
        .values(register_id=register, failures=0)
        .on_conflict_do_nothing(index_elements=["register_id"])
    )
    free = or_(COPY.c.held_until.is_(None), COPY.c.held_until <= now, COPY.c.holder == holder)
    held = await connection.execute(
        update(COPY)
        .where(COPY.c.register_id == register, free)
        .values(holder=holder, held_until=until)
    )
    if held.rowcount:
        return None
    query = select(COPY.c.holder).where(COPY.c.register_id == register)
    return (await connection.execute(query)).scalar() or "somebody"


async def let_go(connection: AsyncConnection, register: str, holder: str) -> None:
    """Hold a register's copy no longer."""
    await connection.execute(
        update(COPY)
        .where(COPY.c.register_id == register, COPY.c.holder == holder)
        .values(holder=None, held_until=None)
    )


async def copy_of(connection: AsyncConnection, register: str) -> Copy:
    """Return how our copy of a register stands."""
    rows = await connection.execute(select(COPY).where(COPY.c.register_id == register))
    row = rows.mappings().one_or_none()
    return _copy(row) if row is not None else Copy(register)


async def copies(connection: AsyncConnection) -> list[Copy]:
    """Return how our copies stand, of every register that a run was ever made for."""
    rows = await connection.execute(select(COPY).order_by(COPY.c.register_id))
    return [_copy(row) for row in rows.mappings()]


async def note(connection: AsyncConnection, register: str, **facts: Any) -> None:
    """Keep facts of a copy, by the names of its columns."""
    await connection.execute(update(COPY).where(COPY.c.register_id == register).values(**facts))


async def note_failure(
    connection: AsyncConnection, register: str, failure: str, *, now: datetime
) -> None:
    """Keep that a run failed, and why."""
    facts = {"failed": now, "tried": now, "failure": failure, "failures": COPY.c.failures + 1}
    await note(connection, register, **facts)


async def known(connection: AsyncConnection, register: str) -> dict[str, Known]:
    """Return every record that a register ever showed, as it was known last."""
    rows = await connection.execute(
        select(
            RECORD.c.key,
            RECORD.c.digest,
            RECORD.c.facts,
            RECORD.c.filed,
            RECORD.c.filer,
            RECORD.c.refused,
            RECORD.c.gone,
            RECORD.c.part,
        ).where(RECORD.c.register_id == register)
    )
    return {row[0]: Known(row[1], row[2], _day(row[3]), *row[4:]) for row in rows}


async def made(
    connection: AsyncConnection, register: str, keys: Iterable[str]
) -> dict[str, list[Made]]:
    """Return what was accepted last of some records."""
    listed = list(keys)
    found: dict[str, list[Made]] = {}
    for start in range(0, len(listed), KEYS):
        rows = await connection.execute(
            select(RECORD.c.key, RECORD.c.made).where(
                RECORD.c.register_id == register, RECORD.c.key.in_(listed[start : start + KEYS])
            )
        )
        found |= {row[0]: [Made(*one) for one in row[1]] for row in rows}
    return found


async def keep(
    connection: AsyncConnection, register: str, kept: Sequence[Kept], *, moment: datetime
) -> None:
    """Keep records as an edition shows them; each stays known since the edition that had it first."""
    rows = [
        {
            "register_id": register,
            "key": one.key,
            "digest": one.known.digest,
            "facts": one.known.facts,
            "made": [list(made_) for made_ in one.made],
            "part": one.known.part,
            "filer": one.known.filer,
            "filed": one.known.filed and one.known.filed.isoformat(),
            "refused": one.known.refused,
            "first_seen": moment,
            "changed": moment,
            "gone": None,
            "gone_since": None,
        }
        for one in kept
    ]
    columns = ("digest", "facts", "made", "part", "filer", "filed", "refused", "changed", "gone")
    changes = ", ".join(f"{name} = excluded.{name}" for name in (*columns, "gone_since"))
    conflict = f"ON CONFLICT (register_id, key) DO UPDATE SET {changes}"
    await bulk.insert(connection, RECORD, rows, conflict=conflict)


async def keep_gone(
    connection: AsyncConnection, register: str, gone: Mapping[str, Gone], *, moment: datetime
) -> None:
    """Keep that records are no longer there, and why."""
    for why in sorted(set(gone.values())):
        keys = [key for key, one in gone.items() if one == why]
        for start in range(0, len(keys), KEYS):
            await connection.execute(
                update(RECORD)
                .where(
                    RECORD.c.register_id == register, RECORD.c.key.in_(keys[start : start + KEYS])
                )
                .values(gone=why, gone_since=moment)
            )


async def keep_evidence(
    connection: AsyncConnection,
    register: str,
    found: Mapping[str, tuple[str, bytes]],
    *,
    moment: datetime,
) -> None:
    """Keep the bytes of records, by their digests: (key, bytes)."""
    rows = [
        {
            "digest": digest,
            "raw": zlib.compress(raw),
            "register_id": register,
            "key": key,
            "seen": moment,
        }
        for digest, (key, raw) in found.items()
    ]
    await bulk.insert(connection, EVIDENCE, rows, conflict="ON CONFLICT (digest) DO NOTHING")


async def evidence(connection: AsyncConnection, digest: str) -> Found | None:
    """Return the bytes that have this SHA-256."""
    rows = await connection.execute(select(EVIDENCE).where(EVIDENCE.c.digest == digest))
    row = rows.mappings().one_or_none()
    if row is None:
        return None
    return Found(zlib.decompress(row["raw"]), row["register_id"], row["key"], row["seen"])


async def counts(connection: AsyncConnection) -> dict[str, tuple[int, int]]:
    """Return how many records each register shows, and of how many the present version is not used."""
    refused = func.sum(case((RECORD.c.refused != "", 1), else_=0))
    rows = await connection.execute(
        select(RECORD.c.register_id, func.count(), refused)
        .where(RECORD.c.gone.is_(None))
        .group_by(RECORD.c.register_id)
    )
    return {row[0]: (row[1], int(row[2] or 0)) for row in rows}


def _copy(row: RowMapping) -> Copy:
    facts: dict[str, Any] = {str(name): value for name, value in row.items()}
    return Copy(register=facts.pop("register_id"), **facts)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
