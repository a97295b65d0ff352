"""A file of a source of engagements as lines to post, and what became of its rows."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from rich.table import Table

from interparty_embedded import say
from interparty_ingest.sources.engagements.source import EngagementSource, event_of
from interparty_ingest.sources.rows import BrokenFile, Reader
from interparty_shared.errors import Invalid, Misconfigured


@dataclass(slots=True)
class Outcome:
    """What became of a file's rows: each made engagements or is counted by why it did not."""

    rows: int = 0
    engagements: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    """Facts left absent in what was made, by kind."""
    actors: Counter[str] = field(default_factory=Counter)
    """Participants of what was made, by kind."""

    def document(self) -> dict[str, Any]:
        """Return it as JSON knows it."""
        return {
            "rows": self.rows,
            "engagements": self.engagements,
            "refused": dict(self.refused),
            "unknown": dict(self.unknown),
            "actors": dict(self.actors),
        }


def read(
    source: EngagementSource, path: Path, form: str | None, edition: date | None
) -> tuple[list[bytes], Outcome]:
    """Read a whole file; return its events as lines, and what became of its rows.

    Raises:
        Misconfigured: there is no such file, or no such form of this source.
        Invalid: the file is not what the source publishes; nothing of it may be used.
    """
    reader = _reader(source, path, form)
    lines: list[bytes] = []
    outcome = Outcome()
    try:
        with path.open("rb") as file:
            for row in reader(file):
                outcome.rows += 1
                outcome.engagements += len(row.made)
                outcome.refused.update([row.refused] if row.refused else [])
                outcome.unknown.update(fact.partition(":")[0] for fact in row.unknown)
                for made in row.made:
                    lines.append(orjson.dumps(event_of(source, made, edition)))
                    outcome.actors.update(
                        one.get("kind", "not known") for one in made.data["participants"]
                    )
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from error
    except BrokenFile as error:
        raise Invalid(
            f"{path} is not what {source.id} publishes: {error}. Nothing was posted."
        ) from error
    return lines, outcome


def tables(outcome: Outcome) -> list[Table]:
    """Return the outcome as tables that a person reads."""
    made = say.table("rows read", "engagements made", "rows refused")
    made.add_row(*(f"{n:,}" for n in (outcome.rows, outcome.engagements, outcome.refused.total())))
    counted = (
        ("rows refused, by reason", outcome.refused),
        ("facts unknown, by kind", outcome.unknown),
        ("participants, by kind", outcome.actors),
    )
    return [made, *(_counted(title, counts) for title, counts in counted if counts)]


def _counted(title: str, counts: Counter[str]) -> Table:
    table = say.table(title, "count")
    for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        table.add_row(name, f"{count:,}")
    table.columns[1].justify = "right"
    return table


def _reader(source: EngagementSource, path: Path, form: str | None) -> Reader:
    forms = source.readers
    if form is None and len(forms) == 1:
        return next(iter(forms.values()))
    chosen = form or path.suffix.lstrip(".").lower()
    if chosen not in forms:
        raise Misconfigured(f"{source.id} is read as {' or '.join(forms)}: say --form.")
    return forms[chosen]
