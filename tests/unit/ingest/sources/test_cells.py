"""What one cell of a register says, and what is taken for nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from interparty_ingest.sources import cells, keys
from interparty_ingest.sources.rows import Row
from interparty_shared.wire.events import DisclosureData, Money
from interparty_shared.wire.scalars import Name, Text


@pytest.mark.parametrize(
    "written",
    [
        "2016-08-31",
        "2016-08-31T23:30:00.000+01:00",
        "2016-08-31 00:00:00",
        "31/08/2016",
        "31/8/2016",
        "31-08-2016",
        "31.08.2016 00:00",
        " 31/08/2016 ",
    ],
)
def test_a_day_is_read_in_every_form_in_which_a_register_writes_it(written: str) -> None:
    assert cells.day(written) == date(2016, 8, 31)


@pytest.mark.parametrize(
    "written",
    [
        "31/8/16",
        "08/31/2016",
        "31/8-2016",
        "2016-02-30",
        "20160831",
        "0016-08-31",
        "soon",
        "",
        None,
        5,
    ],
)
def test_what_is_no_certain_day_is_none(written: object) -> None:
    assert cells.day(written) is None


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("£1,234.56", "1234.56"),
        ("£ 500", "500"),
        ("1234567.8", "1234567.8"),
        (1234.5, "1234.5"),
        (0, "0"),
    ],
)
def test_an_amount_is_read_without_its_sign_and_commas(written: object, amount: str) -> None:
    assert cells.money(written, "GBP") == {"amount": amount, "currency": "GBP"}


@pytest.mark.parametrize(
    "written",
    ["$5", "1.234,56", "-5", "£12,34", "about £50", "1e9", "", None, True, 10**16],
)
def test_what_is_no_certain_amount_is_none(written: object) -> None:
    assert cells.money(written, "GBP") is None


def test_a_number_that_cannot_be_written_out_is_none() -> None:
    assert cells.money(10**5000, "GBP") is None


def test_a_span_that_ends_before_it_begins_is_none() -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 4)

    assert cells.span(first, last) == {"from": "2026-03-01", "to": "2026-03-04"}
    assert cells.span(first, first) == {"from": "2026-03-01", "to": "2026-03-01"}
    assert cells.span(first) == {"from": "2026-03-01"}
    assert cells.span(last, first) is cells.span(None, first) is None


def test_a_text_is_one_line_and_a_long_one_shows_that_it_was_cut() -> None:
    assert cells.text(" Party\u00a0A,\r\n\x00 Berlin\ud800 ") == "Party A, Berlin"
    assert cells.text("a" * 2001) == "a" * 1999 + "…"


def test_the_same_parts_have_the_same_key_however_they_are_spaced() -> None:
    assert keys.made_of("Party A", "x") == keys.made_of(" party  a", "X")
    assert keys.made_of("Party A", "x") != keys.made_of("Party", "a x")


def test_of_records_under_one_key_the_first_counts_and_the_others_are_counted() -> None:
    first, other = Row("a", b"1", refused="x"), Row("b", b"2")

    rows = list(keys.once([first, other, Row("a", b"3"), Row("a", b"4")]))

    assert rows[:2] == [first, other]
    assert [(row.key, row.refused) for row in rows[2:]] == [
        ("a#2", "stands in the list more than once"),
        ("a#3", "stands in the list more than once"),
    ]


def test_the_limits_are_those_of_the_contract() -> None:
    schema = DisclosureData.model_json_schema()["properties"]

    assert (cells.NAME, cells.TEXT, cells.IDENTIFIER) == (500, 2000, 256)
    assert schema["counterparts"]["maxItems"] == cells.COUNTERPARTS


anything = st.text() | st.integers() | st.floats() | st.none() | st.booleans() | st.binary()


@given(anything)
def test_whatever_a_cell_holds_the_contract_takes_what_is_read_from_it(value: object) -> None:
    if line := cells.text(value):
        TypeAdapter(Text).validate_python(line)
    if line := cells.name(value):
        TypeAdapter(Name).validate_python(line)
    if amount := cells.money(value, "GBP"):
        Money.model_validate(amount)
    cells.day(value)


@given(st.integers(0, 10**15 - 1), st.integers(0, 99))
def test_amounts_survive_their_commas(pounds: int, pence: int) -> None:
    read = cells.money(f"£{pounds:,}.{pence:02}", "GBP")

    assert read == {"amount": f"{pounds}.{pence:02}", "currency": "GBP"}
    Money.model_validate(read)
