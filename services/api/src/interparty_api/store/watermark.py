"""The watermark: the sequence up to which no revision of an alert is missing.

`alerts.v1` has several partitions, so sequence 7 may arrive before 6. Readers of `changes` are
shown nothing beyond the watermark; it moves in the transaction that stores the missing revision.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.tables import Watermark
from interparty_shared.db import bulk, plain

WATERMARK = Watermark.__table__  # type: ignore[attr-defined]
NAME: Final = "changes"
STEP: Final = 10_000


async def advance(connection: AsyncConnection) -> int:
    """Move the watermark over all revisions that follow it without a gap; return where it stands.

    To be called after the revisions of a transaction are stored. Whoever comes second waits for the
    row, and then sees what the first has stored.
    """
    lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
    held = await plain.rows(
        connection, f"SELECT sequence FROM api_watermark WHERE name = :name{lock}", {"name": NAME}
    )
    if not held:
        await bulk.insert(
            connection,
            WATERMARK,
            [{"name": NAME, "sequence": 0}],
            conflict="ON CONFLICT (name) DO NOTHING",
        )
        return await advance(connection)
    before: int = held[0][0]
    mark = before
    while True:
        rows = await plain.rows(
            connection,
            "SELECT key FROM api_alert WHERE key > :mark ORDER BY key LIMIT :step",
            {"mark": mark, "step": STEP},
        )
        reached = _contiguous(mark, [row[0] for row in rows])
        whole = reached - mark == STEP
        mark = reached
        if not whole:
            break
    if mark != before:
        await plain.run(
            connection,
            "UPDATE api_watermark SET sequence = :mark WHERE name = :name",
            {"mark": mark, "name": NAME},
        )
    return mark


def _contiguous(mark: int, sequences: list[int]) -> int:
    for sequence in sequences:
        if sequence != mark + 1:
            break
        mark = sequence
    return mark


async def standing(connection: AsyncConnection) -> tuple[int, int]:
    """Return the watermark, and the last sequence that is known."""
    row = (
        await connection.execute(
            text(
                "SELECT (SELECT sequence FROM api_watermark WHERE name = :name),"
                " (SELECT max(key) FROM api_alert)"
            ),
            {"name": NAME},
        )
    ).one()
    return row[0] or 0, row[1] or 0
