"""What a reader makes of a file: rows, each with what it says or why it says nothing that we can use.

Readers are pure: bytes in, rows out. A file that is not what its source publishes (an HTML page in
place of JSON, half a file, a column that is gone) is `BrokenFile` and nothing of it is used; a row
that cannot be used is one `Row` with a reason, and harms no other.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, NamedTuple

Data = Mapping[str, Any]


class BrokenFile(Exception):
    """A file is not what its source publishes; says what is wrong, and where."""


class Made(NamedTuple):
    """One event that a row gives rise to: its type, its id within the source, its data."""

    type: str
    id: str
    data: Data


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a register, or one row of a table, as it was found.

    `key` is the row's own id there, the same in every edition; `raw` the bytes that are kept as
    evidence: the record as it stands, or, of a table, its cells as a JSON object by column.
    """

    key: str
    raw: bytes
    made: tuple[Made, ...] = ()
    refused: str = ""
    """Why nothing was made of it, in words that are counted: without names and numbers of its own."""
    unknown: tuple[str, ...] = ()
    """Facts left absent because the row does not say them in a form that we know ("place: Utopia")."""
    day: date | None = None
    """When a refused record was filed, where that can be read: then that day alone is in doubt."""
    part: str = ""
    """Which list of the register it stands in, where files hold one of several: what a file does not
    show is gone only from the lists that it does."""

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the raw record, as hexadecimal digits."""
        return hashlib.sha256(self.raw).hexdigest()


class Covered(NamedTuple):
    """The span of filing dates for which an edition is known complete."""

    start: date
    end: date


Reader = Callable[[BinaryIO], Iterator[Row]]
"""Reads one file, row by row, so that a large one need not fit into memory.

Raises:
    BrokenFile: at any row; nothing of the file may be used then.
"""
