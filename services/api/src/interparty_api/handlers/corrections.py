"""Answer: what that was said before was changed or taken back?"""

from dataclasses import dataclass
from typing import Any

from interparty_api.handlers.alerts import changed
from interparty_api.store import alerts, revised
from interparty_shared.db.engine import Database


@dataclass(frozen=True, slots=True)
class Correction:
    """A revision by which an alert was changed, resolved or withdrawn."""

    sequence: int
    type: str
    changed: tuple[str, ...]
    """The fields in which it differs from the revision before."""
    document: dict[str, Any]
    before: dict[str, Any] | None


async def list_corrections(
    database: Database, *, before: int, limit: int
) -> tuple[list[Correction], int | None]:
    """Return corrections before a sequence, newest first, and the sequence the next page is before."""
    found = []
    async with database.read() as connection:
        rows = await revised.newest(connection, before=before, limit=limit + 1)
        for sequence, type_, document in rows[:limit]:
            previous = await alerts.before(connection, document["id"], sequence - 1)
            found.append(
                Correction(sequence, type_, changed(previous, document), document, previous)
            )
    return found, found[-1].sequence if len(rows) > limit else None
