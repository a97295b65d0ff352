"""Every revision of every alert in one order, without a gap."""

from collections.abc import Sequence
from dataclasses import dataclass

from interparty_api.handlers.judgements import texts_with_judgements
from interparty_api.store import alerts, watermark
from interparty_shared.db.engine import Database


@dataclass(frozen=True, slots=True)
class Change:
    """One revision, as published."""

    sequence: int
    type: str
    alert: str
    """JSON text, with what people said of the alert until now."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in order; `next` is what the next page is after, None where the reader is up to date."""

    items: Sequence[Change]
    next: int | None
    watermark: int
    """The last sequence that is served: up to it, none is missing."""


async def standing(database: Database) -> tuple[int, int]:
    """Return the watermark and the last sequence that is known.

    Where they differ for long, a revision is missing in between.
    """
    async with database.read() as connection:
        return await watermark.standing(connection)


async def list_changes(database: Database, *, after: int, limit: int) -> Changes:
    """Return the revisions after a sequence.

    Sequences served are contiguous: where one has not arrived yet, nothing after it is served.
    """
    async with database.read() as connection:
        rows, mark = await alerts.changes(connection, after=after, limit=limit + 1)
        texts = await texts_with_judgements(connection, [row[2] for row in rows[:limit]])
    shown = [Change(row[0], row[1], text) for row, text in zip(rows, texts, strict=False)]
    return Changes(shown, shown[-1].sequence if len(rows) > limit else None, mark)
