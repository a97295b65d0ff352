"""A table in CSV (RFC 4180), row by row, with the columns that its source is known to publish."""

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO, Final

from interparty_ingest.sources.rows import BrokenFile

_SHOWN: Final = 60


def read(
    stream: BinaryIO, columns: Collection[str], what: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Return the number of the line on which each row ends, and its cells by column.

    The header must name all of `columns`, others may be there too; every row has as many cells as
    it. `what` names the table in messages. UTF-8, with a byte order mark or without.

    Raises:
        BrokenFile: other text than CSV, a column that is gone, a row or a quotation cut off.
    """
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    reader = csv.reader(lines, strict=True)
    try:
        header = _header(reader, columns, what)
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                raise BrokenFile(
                    f"{what}: line {reader.line_num} has {len(row)} cells where the header has"
                    f" {len(header)}: the file is cut off, or its columns are shifted"
                )
            yield reader.line_num, dict(zip(header, row, strict=True))
    except csv.Error as error:
        raise BrokenFile(f"{what}: line {reader.line_num} is no CSV: {error}") from error
    except UnicodeDecodeError as error:
        raise BrokenFile(
            f"{what}: after line {reader.line_num}: not UTF-8: {error.reason}"
        ) from error
    finally:
        lines.detach()


def as_json(row: Mapping[str, str]) -> bytes:
    """Return a row as it is kept: a JSON object by column, the same whatever the columns' order."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode()


def _header(reader: Iterator[list[str]], columns: Collection[str], what: str) -> list[str]:
    header = [cell.strip() for cell in next(reader, [])]
    gone = [column for column in columns if column not in header]
    if gone:
        found = ", ".join(header)[:_SHOWN] or "nothing"
        raise BrokenFile(
            f"{what}: expected CSV whose first line names {', '.join(gone)}; found: {found!r}"
        )
    if len(set(header)) < len(header):
        raise BrokenFile(f"{what}: the first line names a column twice")
    return header
