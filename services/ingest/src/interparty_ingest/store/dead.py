"""Dead letters and how far they were read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import RowMapping, Table, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_ingest.outcomes import Place, Rejected, Wanted
from interparty_ingest.store.inserting import insert
from interparty_ingest.tables import Position, Rejection
from interparty_shared.wire.dead import DeadLetter

REJECTION: Final = cast(Table, Rejection.__table__)  # type: ignore[attr-defined]
POSITION: Final = cast(Table, Position.__table__)  # type: ignore[attr-defined]
CHUNK: Final = 1000


async def positions(connection: AsyncConnection) -> dict[int, int]:
    """Return the next offset to read, per partition of `dead.v1`."""
    rows = await connection.execute(select(POSITION.c.part, POSITION.c.next))
    return {row.part: row.next for row in rows}


async def save_letters(
    connection: AsyncConnection, letters: Sequence[tuple[Place, DeadLetter]]
) -> set[Place]:
    """Keep letters, each once however often it is read; return which were new."""
    values = [_values(place, letter) for place, letter in letters]
    new: set[Place] = set()
    for start in range(0, len(values), CHUNK):
        statement = insert(connection, REJECTION).values(values[start : start + CHUNK])
        kept = await connection.execute(
            statement.on_conflict_do_nothing(index_elements=["part", "place"]).returning(
                REJECTION.c.part, REJECTION.c.place
            )
        )
        new |= {Place(row.part, row.place) for row in kept}
    return new


async def save_positions(connection: AsyncConnection, positions_: Mapping[int, int]) -> None:
    """Keep how far `dead.v1` was read; never back, whoever else has read on meanwhile."""
    for part, next_ in positions_.items():
        statement = insert(connection, POSITION).values(part=part, next=next_)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["part"],
                set_={"next": statement.excluded.next},
                where=POSITION.c.next < statement.excluded.next,
            )
        )


async def list_letters(
    connection: AsyncConnection,
    wanted: Wanted,
    *,
    before: tuple[datetime, Place] | None,
    limit: int,
) -> list[Rejected]:
    """Return letters, newest first, from behind `before` on."""
    query = select(REJECTION)
    for name in ("producer", "step", "by", "lane"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(REJECTION.c[name] == value)
    order = (REJECTION.c.at, REJECTION.c.part, REJECTION.c.place)
    if before is not None:
        at, place = before
        query = query.where(tuple_(*order) < tuple_(at, place.part, place.place))
    rows = await connection.execute(
        query.order_by(*(column.desc() for column in order)).limit(limit)
    )
    return [_rejected(row) for row in rows.mappings()]


async def find_letter(connection: AsyncConnection, place: Place) -> Rejected | None:
    """Return the letter at a place in `dead.v1`."""
    rows = await connection.execute(select(REJECTION).where(*_at(place)))
    row = rows.mappings().one_or_none()
    return _rejected(row) if row is not None else None


async def mark_replayed(connection: AsyncConnection, place: Place, *, now: datetime) -> None:
    """Note that a letter's event was accepted after all."""
    await connection.execute(update(REJECTION).where(*_at(place)).values(replayed=now))


async def forget_letters(connection: AsyncConnection, *, before: datetime) -> int:
    """Delete up to CHUNK letters that are older; return how many."""
    old = (
        select(REJECTION.c.part, REJECTION.c.place)
        .where(REJECTION.c.at < before)
        .order_by(REJECTION.c.at)
        .limit(CHUNK)
    )
    key = tuple_(REJECTION.c.part, REJECTION.c.place)
    gone = await connection.execute(delete(REJECTION).where(key.in_(old)))
    return gone.rowcount


def _at(place: Place) -> tuple[Any, Any]:
    return REJECTION.c.part == place.part, REJECTION.c.place == place.place


def _values(place: Place, letter: DeadLetter) -> dict[str, Any]:
    return {
        "part": place.part,
        "place": place.place,
        "at": letter.at,
        "by": _text(letter.by),
        "producer": _text(letter.producer),
        "step": _text(letter.step),
        "reason": _text(letter.reason),
        "problem": dict(letter.problem),
        "raw": letter.raw,
        "origin": _text(letter.origin),
        "origin_part": letter.partition,
        "origin_place": letter.offset,
        "lane": _text(letter.lane),
        "source": letter.source and _text(letter.source),
        "id": letter.id and _text(letter.id),
        "trace": _text(letter.trace),
        "replayed": None,
    }


def _text(text: str) -> str:
    # What was put aside may be broken in any way, and PostgreSQL takes no NUL.
    return str(text).replace("\x00", "\ufffd")


def _rejected(row: RowMapping) -> Rejected:
    letter = DeadLetter(
        at=row["at"],
        by=row["by"],
        producer=row["producer"],
        step=row["step"],
        reason=row["reason"],
        problem=row["problem"],
        raw=row["raw"],
        origin=row["origin"],
        partition=row["origin_part"],
        offset=row["origin_place"],
        lane=row["lane"],
        source=row["source"],
        id=row["id"],
        trace=row["trace"],
    )
    return Rejected(Place(row["part"], row["place"]), letter, row["replayed"])
