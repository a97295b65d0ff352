"""Tables with a header, CSV and XML, row by row: what is cut off or not the table is a broken file."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Final
from xml.parsers import expat

import orjson

from interparty_ingest.sources.rows import BrokenFile

CHUNK: Final = 64 * 1024
LONGEST_FIELD: Final = 1024 * 1024
BOM: Final = "\ufeff"

Cells = Mapping[str, str]
"""One row by the names of its columns; what the row does not have is absent."""


def csv_rows(
    file: BinaryIO, *, encoding: str, needs: frozenset[str], named: Callable[[str], str] = str
) -> Iterator[tuple[int, Cells, int]]:
    """Give the line, the cells by column, and how many cells a row has more than the header.

    `needs` are columns without which it is not the table, by what `named` makes of their names.

    Raises:
        BrokenFile: no such table: a column is gone or there twice, not the encoding, a quote that
            never ends, a last line that was cut off.
    """
    text = io.TextIOWrapper(
        io.BufferedReader(_Ended(file)), encoding=encoding, errors="strict", newline=""
    )
    reader = csv.reader(text, strict=True)
    try:
        header = [name.removeprefix(BOM).strip() for name in next(reader, [])]
        _check_header(header, needs, named)
        for cells in reader:
            if cells:
                found = dict(zip(header, cells, strict=False))
                yield reader.line_num, found, len(cells) - len(header)
    except UnicodeDecodeError as error:
        raise BrokenFile(f"not {encoding}: {error.reason}") from None
    except csv.Error as error:
        raise BrokenFile(f"line {reader.line_num}: not CSV: {error}") from None
    finally:
        text.detach()


def xml_rows(file: BinaryIO, *, row: str, root: str | None = None) -> Iterator[Cells]:
    """Give the children of each element `row`, their texts by their names, as they come.

    Raises:
        BrokenFile: it is no XML, was cut off, begins with another element than `root`, or declares
            entities, which no register does and bombs are made of.
    """
    reading = _Reading(row, root)
    try:
        while chunk := file.read(CHUNK):
            reading.parser.Parse(chunk, False)
            yield from reading.taken()
        reading.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BrokenFile(f"not XML, or cut off: {error}") from None
    yield from reading.taken()


def evidence(cells: Mapping[str, str]) -> bytes:
    """Return a row as the JSON object that is kept of it: what is empty is left out."""
    return orjson.dumps({name: cell for name, cell in cells.items() if cell})


def _check_header(header: list[str], needs: frozenset[str], named: Callable[[str], str]) -> None:
    if len(header) == 1 and header[0].lower().startswith(("<!doctype", "<html")):
        raise BrokenFile("an HTML page in place of a table")
    if missing := needs - set(map(named, header)):
        names = ", ".join(sorted(missing))
        raise BrokenFile(f"not the table that is known: no column {names}")
    twice = {name for name in header if name and header.count(name) > 1}
    if twice:
        raise BrokenFile(f"the column {min(twice)} is there twice")


class _Ended(io.RawIOBase):
    """A file that must end with the end of a line: one that does not was cut off."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._last = b"\n"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._file.read(len(buffer))
        if not chunk:
            if self._last not in b"\r\n":
                raise BrokenFile("the last line does not end: the file was cut off")
            return 0
        self._last = chunk[-1:]
        buffer[: len(chunk)] = chunk
        return len(chunk)


class _Reading:
    """The state of an XML table that is read."""

    def __init__(self, row: str, root: str | None) -> None:
        self._row = row
        self._root = root
        self._depth = 0
        self._inside = 0
        self._cells: dict[str, str] = {}
        self._text: list[str] = []
        self._rows: list[Cells] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append
        self.parser.EntityDeclHandler = self._entity

    def taken(self) -> list[Cells]:
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth == 1 and self._root is not None and name != self._root:
            raise BrokenFile(f"an XML document of {name}, not of {self._root}")
        if name == self._row and not self._inside:
            self._inside, self._cells = self._depth, {}
        self._text.clear()

    def _end(self, name: str) -> None:
        if self._inside and self._depth == self._inside:
            self._rows.append(self._cells)
            self._inside = 0
        elif self._inside and self._depth == self._inside + 1:
            self._cells[name] = "".join(self._text).strip()
        self._depth -= 1
        self._text.clear()

    def _entity(self, name: str, *_: object) -> None:
        raise BrokenFile(f"declares the entity {name}")
