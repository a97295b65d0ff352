"""Whatever is posted, it is read or refused: nothing else comes of it."""

import json
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_ingest.parse import Item, NotABatchError, read_event, split_batch, split_lines
from interparty_shared.bus.base import Record
from interparty_shared.wire.codec import decode
from interparty_shared.wire.schemas import EXAMPLES
from tests.support.desk import NOW

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
times = st.sampled_from(
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2026-01-01T00:00:00.123456789Z",
        "2026-01-01T23:59:60Z",
        "2026-01-01T00:00:00+24:00",
        "1900-01-01T00:00:00+23:59",
    ]
)
dates = st.sampled_from(["0001-01-01", "9999-12-31", "1899-12-31", "2026-02-30", "2036-12-31"])


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A valid event in which something was replaced, somewhere."""
    event = orjson.loads(orjson.dumps(draw(st.sampled_from(list(EXAMPLES.values())))))
    for _ in range(draw(st.integers(1, 3))):
        holder, key = event, draw(st.sampled_from(sorted(event)))
        while isinstance(holder[key], dict | list) and holder[key] and draw(st.booleans()):
            holder = holder[key]
            keys = sorted(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = draw(st.sampled_from(keys))
        holder[key] = draw(anything | times | dates)
    return dict(event)


def read_or_refused(raw: bytes) -> None:
    found = read_event(raw, now=NOW, max_bytes=100_000)
    if not isinstance(found, Item):
        orjson.dumps(found.problem())
        return
    assert found.raw == raw
    # What is accepted, every reader of the log can read.
    record = Record("events.v1", 0, 0, found.key.encode(), found.raw, (), NOW)
    received = decode(record)
    assert (received.ref.source, received.ref.id) == (found.source, found.id)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read_or_refused(raw)


@given(mutated())
@settings(max_examples=300)
def test_any_mutated_event_is_read_or_refused(event: dict[str, Any]) -> None:
    read_or_refused(json.dumps(event).encode("utf-8", "surrogatepass"))


@given(mutated(), st.data())
def test_a_valid_event_that_is_cut_or_spoilt_is_read_or_refused(
    event: dict[str, Any], data: st.DataObject
) -> None:
    raw = bytearray(json.dumps(event).encode("utf-8", "surrogatepass"))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))

    read_or_refused(bytes(raw))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_batch_or_are_none(body: bytes) -> None:
    try:
        items = split_batch(body)
    except NotABatchError:
        return
    for item in items:
        read_or_refused(item)


@given(st.lists(st.binary(max_size=60).map(lambda raw: raw.replace(b"\n", b" ")), max_size=8))
def test_a_line_is_an_item_unless_it_is_blank(lines: list[bytes]) -> None:
    items = split_lines(b"\n".join(lines).removeprefix(b"\xef\xbb\xbf"))

    assert len(items) <= len(lines)
    assert all(item.strip(b" \t\r") for item in items)


ITEMS = [b'{"a":"],[\\""}', b"[[],{}]", b'"\xff"', b"1", b'"\\ud800"']


@given(st.lists(st.sampled_from(ITEMS), min_size=2, max_size=6))
def test_broken_items_do_not_move_the_borders_of_their_neighbours(items: list[bytes]) -> None:
    assert split_batch(b"[" + b" , ".join(items) + b"]") == items
