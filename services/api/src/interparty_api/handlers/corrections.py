"""Alerts that were revised, resolved or withdrawn after they were published, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from interparty_api.handlers.changed import fields_changed, sentence, values_changed
from interparty_api.handlers.judgements import with_judgements
from interparty_api.store import revisions
from interparty_api.store.revisions import CORRECTIONS
from interparty_shared.db.engine import Database


@dataclass(frozen=True, slots=True)
class Correction:
    """One revision after the first: what it changed, in fields, values and a sentence."""

    sequence: int
    type: str
    changed: tuple[str, ...]
    changes: Sequence[dict[str, Any]]
    sentence: str
    alert: dict[str, Any]
    """As it was published with this revision, with what people said of it until now."""


async def list_corrections(
    database: Database, *, types: Sequence[str] = (), before: int | None = None, limit: int = 50
) -> tuple[list[Correction], int | None]:
    """Return corrections before a sequence, and the sequence that the next page lies before."""
    async with database.read() as connection:
        rows = await revisions.corrections(
            connection, types or CORRECTIONS, to=before, limit=limit + 1
        )
        shown = rows[:limit]
        earlier = await revisions.previous(connection, [row[0] for row in shown])
        documents = await with_judgements(connection, [orjson.loads(row[2]) for row in shown])
    found = [
        _correction(row[0], row[1], earlier.get(row[0]), document)
        for row, document in zip(shown, documents, strict=True)
    ]
    return found, found[-1].sequence if len(rows) > limit else None


def _correction(
    sequence: int, type_: str, before: dict[str, Any] | None, judged: dict[str, Any]
) -> Correction:
    now = {name: value for name, value in judged.items() if name not in {"triage", "answers"}}
    return Correction(
        sequence=sequence,
        type=type_,
        # Without the revision before (it has not arrived yet) nothing can be said of changes.
        changed=fields_changed(before, now) if before else (),
        changes=values_changed(before, now) if before else [],
        sentence=sentence(before, now) if before else str(now["summary"]),
        alert=judged,
    )
