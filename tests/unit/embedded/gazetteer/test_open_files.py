"""CSV files of an operator: taken whole, or refused in one sentence."""

import gzip
from pathlib import Path

import pytest

from interparty_embedded.gazetteer import files, parties
from interparty_shared.errors import Misconfigured
from tests.support.open_data import party, reread, text

COLUMNS = ("id", "name", "note")
GOOD = b'id,name,note\n1,A,\n2,"B\nin two lines, with a comma","said ""so"""\n'


def refused(raw: bytes) -> str:
    with pytest.raises(Misconfigured) as found:
        files.rows(raw, COLUMNS, name="parties.csv")
    return str(found.value)


def test_fields_may_hold_line_breaks_commas_and_quotes() -> None:
    found = files.rows(GOOD, COLUMNS, name="parties.csv")

    assert [row["name"] for row in found] == ["A", "B\nin two lines, with a comma"]
    assert found[1]["note"] == 'said "so"'


@pytest.mark.parametrize(
    "raw", [b"\xef\xbb\xbf" + GOOD, GOOD.replace(b"\n", b"\r\n"), GOOD + b"\n"]
)
def test_a_byte_order_mark_other_line_ends_and_blank_lines_do_no_harm(raw: bytes) -> None:
    assert [row["id"] for row in files.rows(raw, COLUMNS, name="f")] == ["1", "2"]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "parties.csv is empty."),
        (b"<!DOCTYPE html><html>404</html>\n", "is a web page, not the CSV file"),
        (b"\n  <html lang='en'>\n", "is a web page, not the CSV file"),
        (gzip.compress(GOOD, mtime=0), "is an archive: unpack it first."),
        (b"PK\x03\x04....", "is an archive: unpack it first."),
        ("id,name,note\n1,Ä,\n".encode("latin-1"), "is not UTF-8: byte 15"),
        (b"id,name\n1,A\n", "has no column 'note'."),
        (b"id,name,note\n", "has a header and no rows: it is cut off."),
        (b"id,name,note\n1,A,x\n2,B", "row 2 has 2 fields, the header 3: it is cut off."),
        (b"id,name,note\n1,A\n2,B,x\n", "row 1 has 2 fields, the header 3."),
        (b'id,name,note\n1,A,x\n2,"B\nand', "it is cut off within a quoted field"),
        (b"id,name,note\n1,A,x\n2,B,long te", "ends within its last line: it is cut off."),
    ],
)
def test_what_is_not_the_whole_file_is_refused_with_its_reason(raw: bytes, why: str) -> None:
    assert why in refused(raw)


def test_every_cut_within_the_rows_is_seen_or_is_at_the_end_of_one() -> None:
    for length in range(len(b"id,name,note\n") + 1, len(GOOD)):
        cut = GOOD[:length]
        if cut == b"id,name,note\n1,A,\n":
            continue
        assert "cut off" in refused(cut), cut


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read: No such file"):
        files.read(tmp_path / "none.csv", COLUMNS)


def test_rows_come_back_as_they_were_written() -> None:
    rows = [party(1, name="Zwei\nZeilen"), party(2, name_other='Russian: "Имя", и так')]

    assert reread(rows, parties.COLUMNS) == rows
    assert text(rows, parties.COLUMNS).count("\n") == 4
