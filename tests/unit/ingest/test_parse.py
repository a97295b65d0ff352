"""Bytes to events, one item at a time."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from interparty_ingest.parse import (
    MANY_COMMAS,
    MAX_ERRORS,
    MAX_ITEMS,
    Item,
    NotABatchError,
    Refusal,
    from_binary,
    read_event,
    split_batch,
    split_lines,
    unstorable,
)
from interparty_shared.domain import words
from interparty_shared.domain.facts import Ref
from interparty_shared.web.problems import Problem
from interparty_shared.wire.codec import thing_key
from interparty_shared.wire.schemas import EXAMPLES
from tests.support.desk import COVERAGE, DISCLOSURE, NOW, an_event, with_data


def read(event: Mapping[str, Any] | bytes) -> Item | Refusal:
    raw = event if isinstance(event, bytes) else orjson.dumps(event)
    return read_event(raw, now=NOW, max_bytes=100_000)


def refused(event: Mapping[str, Any] | bytes) -> Refusal:
    found = read(event)
    assert isinstance(found, Refusal), "it was accepted"
    return found


def pointers(event: Mapping[str, Any] | bytes) -> list[str]:
    return [error.pointer for error in refused(event).errors]


@pytest.mark.parametrize("type_", words.EVENT_TYPES)
def test_a_valid_event_keeps_its_own_bytes(type_: str) -> None:
    raw = b"  " + orjson.dumps(EXAMPLES[type_], option=orjson.OPT_INDENT_2)

    item = read(raw)

    assert isinstance(item, Item)
    assert item.raw == raw


@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        (an_event(specversion="0.3"), "/specversion"),
        (an_event(id=None), "/id"),
        (an_event(id=""), "/id"),
        (an_event(id="x" * 257), "/id"),
        (an_event(source="has space"), "/source"),
        (an_event(type="org.interparty.unknown.v1"), "/type"),
        (an_event(type=None), "/type"),
        (an_event(time="2026-01-01T00:00:00"), "/time"),
        (an_event(time="1733011200"), "/time"),
        (an_event(time=1733011200), "/time"),
        (an_event(data_base64="aGk="), "/data_base64"),
        (an_event(data=None), "/data"),
        (an_event(**{"Upper-Case": "x"}), "/Upper-Case"),
        (an_event(extension={"is": "an object"}), "/extension"),
        (an_event(extension=2**31), "/extension"),
        (with_data(chanel="visit"), "/data/chanel"),
        (with_data(channel="vist"), "/data/channel"),
        (with_data(participants=[{"name": "alone"}]), "/data/participants"),
        (with_data(occurred={"from_": "2025-12-02"}), "/data/occurred/from"),
        (with_data(occurred={"from": "02.12.2025"}), "/data/occurred/from"),
        (with_data(occurred={"from": "1733011200"}), "/data/occurred/from"),
        (with_data(occurred={"from": 1733011200}), "/data/occurred/from"),
        (with_data(occurred={"from": "2025-12-02", "to": "2025-12-01"}), "/data/occurred"),
        (with_data(place={"country": "UK"}), "/data/place/country"),
        (with_data(value={"amount": 445.0, "currency": "GBP"}), "/data/value/amount"),
        (with_data(value={"amount": "445,00", "currency": "GBP"}), "/data/value/amount"),
        (with_data(value={"amount": "٣", "currency": "GBP"}), "/data/value/amount"),
        (
            with_data(participants=[{"name": "A"}, {"name": "B", "ids": {"a/b~c": "1"}}]),
            "/data/participants/1/ids/a~1b~0c",
        ),
        (with_data(DISCLOSURE, withdrawn="yes"), "/data/withdrawn"),
        (with_data(DISCLOSURE, register="GB Commons"), "/data/register"),
        (with_data(COVERAGE, synced="2026-11-20"), "/data/synced"),
    ],
)
def test_what_is_wrong_is_pointed_at(event: dict[str, Any], pointer: str) -> None:
    found = refused(event)

    assert found.step == "validate"
    assert pointer in [error.pointer for error in found.errors]


def test_a_refusal_says_whose_event_it_was() -> None:
    found = refused(with_data(channel="vist"))

    assert (found.source, found.id) == ("https://collector.example/gb", "idu-forum-2025")


@pytest.mark.parametrize("strange", [5, "", "x" * 600, "a\x00b", None, ["x"]])
def test_a_source_that_is_none_is_not_repeated(strange: Any) -> None:
    assert refused({**an_event(), "source": strange}).source is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"   ",
        b"{",
        b'{"id": }',
        b"nonsense",
        b'{"a": "\xff"}',
        b"\xff\xfe{}",
        b'{"a": "\xed\xa0\x80"}',
        b"[" * 100_000,
        b'{"a":' * 10_000,
        b'{"id": "1"} trailing',
    ],
)
def test_what_is_no_json_is_refused_while_parsing(raw: bytes) -> None:
    assert refused(raw).step == "parse"


@pytest.mark.parametrize("raw", [b"1", b"null", b'"text"', b"[]", b"{}", b"[{}]"])
def test_json_that_is_no_event_is_refused_while_validating(raw: bytes) -> None:
    assert refused(raw).step == "validate"


@pytest.mark.parametrize(
    ("field", "pointer"), [("title", "/data/title"), ("topics", "/data/topics/0")]
)
def test_characters_that_no_database_takes_are_pointed_at(field: str, pointer: str) -> None:
    value = {"title": "MARK", "topics": ["MARK"]}[field]
    raw = orjson.dumps(with_data(**{field: value}))

    lone = read(raw.replace(b"MARK", b"\\ud83d"))

    assert isinstance(lone, Refusal)
    assert lone.step == "parse"
    assert [error.pointer for error in lone.errors] == [pointer]
    if field == "title":
        assert pointers(raw.replace(b"MARK", b"a\\u0000b")) == [pointer]


def test_a_backslash_before_u0000_is_no_nul() -> None:
    raw = orjson.dumps(with_data(title="C:\\u0000"))

    assert b"\\u0000" in raw
    assert isinstance(read(raw), Item)


def test_a_nul_in_the_name_of_a_field_is_found() -> None:
    assert unstorable({"a": {"b\x00": 1}}) == [("/a", "has a field whose name is no text")]


def test_a_pair_of_surrogates_is_one_character() -> None:
    raw = orjson.dumps(with_data(title="MARK")).replace(b"MARK", b"\\ud83d\\ude00")

    assert isinstance(read(raw), Item)


def test_of_many_errors_the_first_are_listed_and_the_others_counted() -> None:
    participants = [{"name": "", "country": "UK"}] * 200

    found = refused(with_data(participants=participants))

    assert len(found.errors) == MAX_ERRORS
    assert found.reason.endswith(f"(and {400 - 1} more)")


def test_errors_that_repeat_long_names_are_cut() -> None:
    found = refused(with_data(**{"x" * 50_000: 1}))

    assert len(orjson.dumps(found.problem())) < 5_000


def test_an_event_that_is_too_large_is_not_read() -> None:
    found = read_event(b" " * 1_000, now=NOW, max_bytes=999)

    assert isinstance(found, Refusal)
    assert (found.step, found.kind) == ("parse", "too-large")


def test_blank_lines_are_no_items() -> None:
    assert split_lines(b"\xef\xbb\xbf\n{}\r\n  \n\n[]\n") == [b"{}", b"[]"]
    assert split_lines(b"") == []


def test_a_batch_is_cut_into_its_items_as_they_stand() -> None:
    assert split_batch(b'\xef\xbb\xbf [ {"a":  1.0} , 2 ] ') == [b'{"a":  1.0}', b"2"]
    assert split_batch(b"[]") == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"1", b"[1", b"1]", b"[1}]]", b'["a]', b"[1],[2]", b'["\xff]', b"]["],
)
def test_what_is_no_array_is_no_batch(body: bytes) -> None:
    with pytest.raises(NotABatchError):
        split_batch(body)


@pytest.mark.parametrize(
    "broken",
    [b'{"a": "\xff"}', b"{nope}", b"[" * 600 + b"]" * 600, b'"\\ud800"', b"", b'{"b": "],["'],
)
def test_an_item_that_is_broken_inside_is_cut_out_alone(broken: bytes) -> None:
    closing = b"}" if broken.startswith(b'{"b"') else b""
    body = b'[{"first": "a, b ]"}, ' + broken + closing + b', {"last": 1}]'

    first, middle, last = split_batch(body)

    assert orjson.loads(first) == {"first": "a, b ]"}
    assert orjson.loads(last) == {"last": 1}
    refused(middle)


def test_too_many_items_are_too_much() -> None:
    with pytest.raises(Problem) as lines_error:
        split_lines(b"1\n" * (MAX_ITEMS + 1))
    with pytest.raises(Problem) as batch_error:
        split_batch(b"[" + b",".join([b"1"] * (MAX_ITEMS + 1)) + b"]")

    assert lines_error.value.code == batch_error.value.code == 413
    assert len(split_lines(b"1\n" * MAX_ITEMS)) == MAX_ITEMS


def test_millions_of_items_are_counted_before_they_are_cut_out() -> None:
    body = b"[" + b",".join([b"1"] * (MANY_COMMAS + 2)) + b"]"

    with pytest.raises(Problem) as error:
        split_batch(body)

    assert error.value.extensions["limit"] == MAX_ITEMS


def test_binary_data_cannot_add_attributes() -> None:
    with pytest.raises(ValueError, match="after document"):
        from_binary({"id": "1"}, "application/json", b'{},"id":"2"')


def test_binary_data_goes_on_as_it_is() -> None:
    event = from_binary({"id": "1", "data": "x"}, "application/json", b'{"b": 1.0, "a": 2}')

    assert event == b'{"id":"1","data":{"b": 1.0, "a": 2},"datacontenttype":"application/json"}'


@pytest.mark.parametrize("type_", words.EVENT_TYPES)
def test_the_key_made_from_a_model_is_that_made_from_the_document(type_: str) -> None:
    document = EXAMPLES[type_]
    item = read(document)
    assert isinstance(item, Item)
    ref = Ref(document["source"], document["id"])

    assert item.key == thing_key(type_, ref, document["data"])
