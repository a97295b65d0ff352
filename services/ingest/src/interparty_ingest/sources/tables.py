"""A table in CSV (RFC 4180), row by row, with the columns that its source is known to publish."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, BinaryIO, Final, NamedTuple

import orjson

from interparty_ingest.sources.rows import BrokenFile

_SHOWN: Final = 60


class Line(NamedTuple):
    """One row of a table."""

    number: int
    """Of the line of the file on which it ends."""
    cells: dict[str, str]
    """By column, as the header writes it; a column for which the row has no cell is absent."""
    more: int = 0
    """How many cells it has beyond the header's; below 0: how many are wanting."""


def read(
    stream: BinaryIO,
    columns: Collection[str],
    what: str,
    *others: Collection[str],
    encoding: str = "utf-8-sig",
    named: Callable[[str], str] = str,
    uneven: bool = False,
    ended: bool = False,
) -> Iterator[Line]:
    """Return the rows of a table; `what` names it in messages.

    The header must name all of `columns`, or all of one of `others`, by which the table was published
    at another time; more may be there. `named` makes of what a header writes the name that is looked
    for. Every row has as many cells as the header, unless the table is known to be `uneven`. With
    `ended` the last line must end too, as its source writes it: one that does not was cut off.

    Raises:
        BrokenFile: other text than CSV or than the encoding, a column that is gone or there twice, a
            row or a quotation cut off.
    """
    raw = _Bytes(stream)
    lines = io.TextIOWrapper(io.BufferedReader(raw), encoding=encoding, newline="")
    reader = csv.reader(lines, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check(header, (columns, *others), what, named)
        for row in reader:
            if not row:
                continue
            more = len(row) - len(header)
            if more and not uneven:
                raise BrokenFile(
                    f"{what}: line {reader.line_num} has {len(row)} cells where the header has"
                    f" {len(header)}: the file is cut off, or its columns are shifted"
                )
            yield Line(reader.line_num, dict(zip(header, row, strict=False)), more)
        if ended and raw.last not in b"\r\n":
            raise BrokenFile(f"{what}: the last line does not end: the file was cut off")
    except csv.Error as error:
        raise BrokenFile(
            f"{what}: line {reader.line_num} is no CSV, or is cut off: {error}"
        ) from error
    except UnicodeDecodeError as error:
        known = encoding.removesuffix("-sig").upper()
        raise BrokenFile(
            f"{what}: after line {reader.line_num}: not {known}: {error.reason}"
        ) from error


def as_json(cells: Mapping[str, str]) -> bytes:
    """Return a row as it is kept: a JSON object by column, without what is empty.

    The same whatever the order of the columns, and whatever columns came to be that say nothing of it.
    """
    said = {column: cell for column, cell in cells.items() if cell}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def _check(
    header: list[str],
    known: Collection[Collection[str]],
    what: str,
    named: Callable[[str], str],
) -> None:
    there = set(map(named, header))
    gone = [[column for column in columns if column not in there] for columns in known]
    if all(gone):
        found = ", ".join(header)[:_SHOWN] or "nothing"
        wanted = ", or ".join(", ".join(columns) for columns in gone)
        raise BrokenFile(f"{what}: expected CSV whose first line names {wanted}; found: {found!r}")
    if twice := [column for column in header if header.count(column) > 1]:
        raise BrokenFile(f"{what}: the first line names a column twice: {twice[0]!r}")


class _Bytes(io.RawIOBase):
    """A file of which no more can be done than that it is read, as of a member of a zip."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.last = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self.last = chunk[-1:] or self.last
        return len(chunk)
