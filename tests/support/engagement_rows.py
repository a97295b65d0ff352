"""Rows of sources of engagements, read in tests: every event held against the public contract."""

import io
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from interparty_ingest.sources.engagements.source import EngagementSource, event_of
from interparty_ingest.sources.rows import Row
from interparty_shared.wire.events import EVENT

DATA = "INTERPARTY_TEST_DATA"
"""Names the folder of real public data that tests may read; they are skipped without it."""


def read(source: EngagementSource, content: str | bytes, form: str = "") -> list[Row]:
    """Return the rows of a file's content; every event of them is one that the contract takes."""
    data = content.encode() if isinstance(content, str) else content
    reader = source.readers[form or next(iter(source.readers))]
    return checked(source, reader(io.BytesIO(data)))


def checked(source: EngagementSource, rows: Iterator[Row]) -> list[Row]:
    """Return rows, each either refused or with events that the contract takes."""
    found = list(rows)
    for row in found:
        assert bool(row.made) != bool(row.refused), row
        for made in row.made:
            EVENT.validate_json(json.dumps(event_of(source, made)))
            assert {one["coding"] for one in made.data["sources"]} == {source.standing}
    ids = [made.id for row in found for made in row.made]
    assert len(ids) == len(set(ids))
    return found


def table(columns: Sequence[str], *rows: Sequence[str], delimiter: str = ",") -> str:
    """Return a table whose cells need no quotation marks."""
    return "".join(f"{delimiter.join(cells)}\n" for cells in (columns, *rows))


def real_file(path: str) -> Path:
    """Return a real file, or skip the test where there is none."""
    folder = os.environ.get(DATA)
    if not folder or not (Path(folder) / path).is_file():
        pytest.skip(f"{DATA} names no folder with {path}")
    return Path(folder) / path


def who(row: Row, number: int = 0) -> list[dict[str, Any]]:
    """Return the participants of one of the row's events, the Chinese side first."""
    found: list[dict[str, Any]] = row.made[number].data["participants"]
    return found
