"""Cursors: opaque to others, and never trusted by us."""

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.web.pagination import decode_cursor, encode_cursor, page
from interparty_shared.web.problems import Problem

NUMBERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text().filter(lambda text: "\x00" not in text)


def forged(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@given(TEXTS.filter(lambda text: text.isprintable()), NUMBERS)
def test_a_cursor_comes_back_as_it_went(text: str, number: int) -> None:
    assert decode_cursor(encode_cursor(text, number), str, int) == (text, number)


@given(st.text(max_size=80))
def test_any_text_is_a_cursor_or_a_problem(text: str) -> None:
    refusal = None
    try:
        decode_cursor(text, str, int)
    except Problem as problem:
        refusal = problem

    assert refusal is None or (refusal.code, refusal.errors[0].pointer) == (422, "/cursor")


@pytest.mark.parametrize(
    "values",
    [
        ["a"],
        ["a", 1, 2],
        [1, "a"],
        ["a", True],
        ["a", 1.0],
        ["a", 2**63],
        ["a\x00", 1],
        {"a": 1},
        "a1",
        None,
    ],
)
def test_values_of_another_kind_are_refused(values: object) -> None:
    with pytest.raises(Problem):
        decode_cursor(forged(values), str, int)


def test_no_cursor_is_the_first_page() -> None:
    assert decode_cursor(None, str) is None


def test_a_page_has_items_and_next() -> None:
    assert page([1], "c") == {"items": [1], "next": "c"}
