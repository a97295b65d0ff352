"""Tables as sources publish them: read row by row, and broken where a row is not as the others."""

import contextlib
import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from interparty_ingest.sources.rows import BrokenFile

Cells = Mapping[str, str]


def rows(
    file: BinaryIO, columns: Sequence[str], *, delimiter: str = ",", header: bool = True
) -> Iterator[Cells]:
    """Return the rows of a table in UTF-8, by column.

    Columns are compared with those that the reader knows, so that a table that was rearranged fails
    before a country is taken for a name. Tables between tabs know no quotation marks.

    Raises:
        BrokenFile: it is not UTF-8, its columns are others, or a row has too many or too few cells.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    reader = csv.reader(
        text,
        delimiter=delimiter,
        quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL,
        strict=True,
    )
    try:
        if header:
            _check(next(reader, []), columns)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(columns):
                raise BrokenFile(
                    f"line {reader.line_num}: {len(cells)} cells in place of {len(columns)}"
                )
            yield dict(zip(columns, cells, strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        raise BrokenFile(f"line {reader.line_num}: {error}") from error
    finally:
        with contextlib.suppress(ValueError):  # the file is its owner's to close, and may be closed
            text.detach()


def raw(cells: Cells) -> bytes:
    """Return a row as it is kept: its cells as a JSON object by column."""
    return json.dumps(cells, ensure_ascii=False).encode()


def _check(found: Sequence[str], columns: Sequence[str]) -> None:
    names = [name.strip() for name in found]
    if names != list(columns):
        missing = [name for name in columns if name not in names]
        extra = [name[:60] for name in names if name not in columns][:10]
        raise BrokenFile(
            f"the columns are not those that are known: missing {missing}, new {extra}"
            + ("" if missing or extra else ", in another order")
        )
