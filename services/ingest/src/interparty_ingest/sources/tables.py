"""A table in CSV (RFC 4180), row by row, with the columns that its source is known to publish."""

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO, Final

from interparty_ingest.sources.rows import BrokenFile

_SHOWN: Final = 60


def read(
    stream: BinaryIO, columns: Collection[str], what: str, *others: Collection[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Return the number of the line on which each row ends, and its cells by column.

    The header must name all of `columns`, or all of one of `others`, by which the table was published
    at another time; more may be there. Every row has as many cells as the header. `what` names the
    table in messages. UTF-8, with a byte order mark or without.

    Raises:
        BrokenFile: other text than CSV, a column that is gone, a row or a quotation cut off.
    """
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    reader = csv.reader(lines, strict=True)
    try:
        header = _header(reader, (columns, *others), what)
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
        raise BrokenFile(
            f"{what}: line {reader.line_num} is no CSV, or is cut off: {error}"
        ) from error
    except UnicodeDecodeError as error:
        raise BrokenFile(
            f"{what}: after line {reader.line_num}: not UTF-8: {error.reason}"
        ) from error
    finally:
        lines.detach()


def as_json(row: Mapping[str, str]) -> bytes:
    """Return a row as it is kept: a JSON object by column, the same whatever the columns' order."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode()


def _header(
    reader: Iterator[list[str]], known: Collection[Collection[str]], what: str
) -> list[str]:
    header = [cell.strip() for cell in next(reader, [])]
    gone = [[column for column in columns if column not in header] for columns in known]
    if all(gone):
        found = ", ".join(header)[:_SHOWN] or "nothing"
        wanted = ", or ".join(", ".join(columns) for columns in gone)
        raise BrokenFile(f"{what}: expected CSV whose first line names {wanted}; found: {found!r}")
    if len(set(header)) < len(header):
        raise BrokenFile(f"{what}: the first line names a column twice")
    return header
