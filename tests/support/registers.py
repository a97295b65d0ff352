"""What tests of register readers share: a file read, and its events checked as if they were posted."""

import contextlib
import io
import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from interparty_ingest.sources.rows import BrokenFile, Reader, Row
from interparty_shared.reference.country_names import code_of
from interparty_shared.wire.events import EVENT

# The names of all countries are read once, which takes longer than a property may for one example.
code_of("Germany")

DATA = "INTERPARTY_TEST_DATA"
"""Names the folder of real public files; tests over them are skipped without it."""


def read(reader: Reader, raw: bytes) -> list[Row]:
    """Read a file, and check every event by the contract."""
    rows = list(reader(io.BytesIO(raw)))
    checked(rows)
    return rows


def checked(rows: Iterable[Row]) -> None:
    """Check that a row says something or why not, and that the contract takes what it says."""
    keys = set()
    for row in rows:
        assert row.key
        assert row.key not in keys
        assert bool(row.made) != bool(row.refused)
        keys.add(row.key)
        for made in row.made:
            envelope = {
                "specversion": "1.0",
                "type": made.type,
                "source": "urn:test",
                "id": made.id,
                "time": "2026-01-01T00:00:00Z",
                "data": made.data,
            }
            EVENT.validate_json(json.dumps(envelope))


def said(reader: Reader, raw: bytes) -> Any:
    """Return the data of the one event of a file of one row."""
    (row,) = read(reader, raw)
    assert not row.refused, row.refused
    (made,) = row.made
    return made.data


def broken(reader: Reader, raw: bytes) -> str:
    """Return what is said of a file that must be broken."""
    with pytest.raises(BrokenFile) as caught:
        list(reader(io.BytesIO(raw)))
    return str(caught.value)


def read_or_broken(reader: Reader, raw: bytes) -> None:
    """Check that a file, whatever it holds, is read into events of the contract or is broken."""
    with contextlib.suppress(BrokenFile):
        read(reader, raw)


def real(*path: str) -> Path:
    """Return a real file; skip the test where there is none."""
    folder = os.environ.get(DATA)
    if not folder or not (found := Path(folder, *path)).exists():
        pytest.skip(f"{DATA} names no folder with {'/'.join(path)}")
    return found


def counted(rows: Iterable[Row]) -> tuple[Counter[str], Counter[str]]:
    """Return how often rows were refused for what, and how often which fact is unknown."""
    refused: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for row in rows:
        refused[row.refused or "mapped"] += 1
        unknown.update(row.unknown)
    return refused, unknown
