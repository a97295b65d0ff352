"""The open files of an operator: CSV as their publishers give it, or a refusal in one sentence.

A download that failed often leaves a file all the same: the page of an error, half of the rows.
Nothing is taken from such a file.
"""

import csv
import io
import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from interparty_shared.errors import Misconfigured

Row = dict[str, str]

_PAGE: Final = re.compile(r"^\s*(<!doctype|<html|<head|<\?xml|<!--)", re.IGNORECASE)
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b")
_LONGEST: Final = 1_000_000


def read(path: Path, columns: Collection[str]) -> list[Row]:
    """Return the rows of a CSV file (UTF-8, comma, first line a header) that has these columns.

    Raises:
        Misconfigured: it cannot be read, is a web page or an archive, lacks a column, has no rows,
            or is cut off.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from error
    return rows(raw, columns, name=str(path))


def rows(raw: bytes, columns: Collection[str], *, name: str) -> list[Row]:
    """Return the rows of a CSV file's bytes.

    Raises:
        Misconfigured: as `read` does; the message begins with the name.
    """
    if raw.startswith(_PACKED):
        raise Misconfigured(f"{name} is an archive: unpack it first.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{name} is not UTF-8: byte {error.start} cannot be read.") from error
    if _PAGE.match(text):
        raise Misconfigured(f"{name} is a web page, not the CSV file: download it again.")
    if not text.strip():
        raise Misconfigured(f"{name} is empty.")
    header, *body = _parsed(text, name)
    missing = [column for column in columns if column not in header]
    if missing:
        raise Misconfigured(f"{name} has no column {', '.join(map(repr, missing))}.")
    if not body:
        raise Misconfigured(f"{name} has a header and no rows: it is cut off.")
    for number, row in enumerate(body, start=1):
        if len(row) != len(header):
            last = ": it is cut off" if number == len(body) and len(row) < len(header) else ""
            raise Misconfigured(
                f"{name}: row {number} has {len(row)} fields, the header {len(header)}{last}."
            )
    # Each publisher ends the last line; the last field alone does not show that it is whole.
    if not text.endswith(("\n", "\r")):
        raise Misconfigured(f"{name} ends within its last line: it is cut off.")
    return [dict(zip(header, row, strict=True)) for row in body]


def _parsed(text: str, name: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[list[str]] = []
    try:
        found.extend(row for row in reader if row)
    except csv.Error as error:
        cut = "unexpected end" in str(error)
        why = "it is cut off within a quoted field" if cut else str(error)
        raise Misconfigured(f"{name}, line {reader.line_num}: {why}.") from error
    return found
