"""Tables in CSV and lists in JSON: what is whole is read, and what is not is said."""

import contextlib
import io
import json
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources import objects, tables
from interparty_ingest.sources.rows import BrokenFile

HTML = b"<!DOCTYPE html>\n<html><body>Just a moment</body></html>"


def rows(raw: bytes) -> list[dict[str, str]]:
    return [row for _, row, _ in tables.read(io.BytesIO(raw), ("name", "date"), "the list")]


def listed(raw: bytes) -> list[Any]:
    return [item for _, item, _ in objects.read(io.BytesIO(raw), "results", "the list")]


def test_a_table_is_read_by_its_columns_whatever_their_order() -> None:
    raw = '\ufeffdate,more,name\r\n1,x,"Party A,\nBerlin ""A"""\r\n\r\n2,y,Partei Ä\r\n'.encode()

    assert [row["name"] for row in rows(raw)] == ['Party A,\nBerlin "A"', "Partei Ä"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (HTML, "names name, date; found: '<!DOCTYPE html>'"),
        (b"", "found: 'nothing'"),
        (b"name,when\nA,1\n", "names date; found: 'name, when'"),
        (b"name,date,name\n", "names a column twice"),
        (b"name,date\nA,1\nB\n", "line 3 has 1 cells where the header has 2"),
        (b"name,date\nA,1,2\n", "line 2 has 3 cells"),
        (b'name,date\nA,"1\n2', "is no CSV, or is cut off"),
        (b"name,date\nM\xfcller,1\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_not_the_table_is_broken_and_it_is_said_where(raw: bytes, said: str) -> None:
    with pytest.raises(BrokenFile, match=r"^the list: ") as caught:
        rows(raw)

    assert said in str(caught.value)


class OnlyRead:
    """A member of a zip as it is opened: no more can be done with it."""

    def __init__(self, raw: bytes) -> None:
        self.read = io.BytesIO(raw).read


def test_a_table_may_have_another_encoding_other_names_and_rows_of_other_lengths() -> None:
    raw = "NAME,Date\nMüller,1,2\nA\n".encode("iso-8859-1")

    read = tables.read(
        cast(BinaryIO, OnlyRead(raw)),
        ("name", "date"),
        "the list",
        encoding="iso-8859-1",
        named=str.lower,
        uneven=True,
        ended=True,
    )

    assert list(read) == [(2, {"NAME": "Müller", "Date": "1"}, 1), (3, {"NAME": "A"}, -1)]


@pytest.mark.parametrize("raw", [b"name,date\nA,1", b"name,date"])
def test_a_table_whose_lines_all_end_was_cut_off_where_the_last_does_not(raw: bytes) -> None:
    def read(raw: bytes, *, ended: bool) -> int:
        found = tables.read(io.BytesIO(raw), ("name", "date"), "the list", ended=ended)
        return len(list(found))

    assert read(raw, ended=False) == read(raw + b"\r", ended=True)
    with pytest.raises(BrokenFile, match="the list: the last line does not end"):
        read(raw, ended=True)


def test_one_page_of_several_is_not_the_list() -> None:
    def read(raw: bytes) -> int:
        found = objects.read(io.BytesIO(raw), "results", "the list", total="all")
        return len(list(found))

    assert read(b'{"all": 1, "results": [{}]}') == read(b'{"results": [{}], "all": 1}') == 1
    with pytest.raises(BrokenFile, match="expected all 2 records; found one page with 1"):
        read(b'{"all": 2, "results": [{}]}')


def test_a_row_is_kept_the_same_whatever_the_order_of_the_columns() -> None:
    assert tables.as_json({"b": "ä", "a": "1"}) == tables.as_json({"a": "1", "b": "ä"})
    assert json.loads(tables.as_json({"b": "ä", "c": ""})) == {"b": "ä"}


def test_a_list_is_read_as_the_file_or_as_a_member_of_its_one_object() -> None:
    assert listed(b'[{"a": 1}, {"a": [2, {"b": "]"}]}]') == [{"a": 1}, {"a": [2, {"b": "]"}]}]
    assert listed(b'\xef\xbb\xbf {"n": 12, "results": [{"a": 1}], "results2": null}\n') == [
        {"a": 1}
    ]
    assert listed(b"[]") == listed(b'{"results": []}') == []


def test_each_object_comes_with_its_text_as_it_stands() -> None:
    found = objects.read(io.BytesIO('[ {"a":  "ä"} ,{}]'.encode()), "results", "the list")

    assert [(number, raw) for number, _, raw in found] == [(1, '{"a":  "ä"}'.encode()), (2, b"{}")]


def test_a_list_longer_than_what_is_held_is_read_to_its_end() -> None:
    many = [{"number": number, "text": "ä" * (number % 5000)} for number in range(200)]

    assert listed(json.dumps(many, ensure_ascii=False).encode()) == many


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (HTML, "expected JSON with a list 'results'; found: '<!DOCTYPE html>"),
        (b"", "found: 'an empty file'"),
        (b'{"error": "no", "code": 5}', "found the members: error, code"),
        (b'{"results": {}}', "found the members: results"),
        (b'[{"a": 1}, {"a": ', "is cut off"),
        (b'[{"a": 1}', "the file is cut off"),
        (b'[{"a": 1}] x', "expected the end of the file"),
        (b"[1]", "record 1 is no object: '1'"),
        (b'[{"a": NaN}]', "NaN is no number"),
        (b'[{"a": "\xfc"}]', "not UTF-8"),
        (b"[" * 100_000, "record"),
        (b'[{"a": ' + b"9" * 5000 + b"}]", "expected JSON as registers write it"),
    ],
)
def test_a_file_that_is_not_the_list_is_broken_and_it_is_said_where(raw: bytes, said: str) -> None:
    with pytest.raises(BrokenFile, match=r"^the list: ") as caught:
        listed(raw)

    assert said in str(caught.value) or "recursion" in str(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.lists(st.dictionaries(st.text(), json_values, max_size=4), max_size=4), st.data())
def test_of_a_list_any_part_is_broken_and_the_whole_is_read(
    many: list[Any], data: st.DataObject
) -> None:
    raw = json.dumps(many, ensure_ascii=data.draw(st.booleans())).encode("utf-8", "surrogatepass")
    if b"\xed" not in raw:
        assert listed(raw) == many
    part = raw[: data.draw(st.integers(0, len(raw) - 1))]
    with pytest.raises(BrokenFile):
        listed(part)


@given(st.binary(max_size=200))
def test_whatever_a_file_holds_it_is_read_or_broken(raw: bytes) -> None:
    for read in (rows, listed):
        with contextlib.suppress(BrokenFile):
            read(raw)
