"""Countries with their years in the Union, and amounts in one currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain import countries
from interparty_shared.domain.money import Money, total
from tests.unit.shared.domain.world import day, money


def test_the_codes_are_the_standards_and_two_more() -> None:
    assert len(countries.CODES) == 249 + 2
    assert {"GB", "EU", "XK"} <= countries.CODES
    assert not countries.CODES & countries.MISTAKEN.keys()
    assert set(countries.MISTAKEN.values()) <= countries.CODES


@pytest.mark.parametrize(
    ("country", "on", "inside"),
    [
        ("EU", "1950-01-01", True),
        ("DE", "1957-12-31", False),
        ("DE", "1958-01-01", True),
        ("GB", "1972-12-31", False),
        ("GB", "1973-01-01", True),
        ("GB", "2020-01-31", True),
        ("GB", "2020-02-01", False),
        ("HR", "2013-06-30", False),
        ("HR", "2013-07-01", True),
        ("UA", "2026-01-01", False),
        ("CN", "2026-01-01", False),
    ],
)
def test_who_was_in_the_union_when(country: str, on: str, inside: bool) -> None:
    assert countries.in_european_union(country, day(on)) is inside


def test_the_union_has_twenty_seven_members() -> None:
    members = [
        code for code in countries.CODES if countries.in_european_union(code, day("2026-01-01"))
    ]

    assert len(members) == 27 + 1


AMOUNTS = st.decimals(0, 10**9, places=2)


@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_amounts_of_one_currency_add_up(amounts: list[Decimal]) -> None:
    assert total(Money(one, "GBP") for one in amounts) == Money(sum(amounts, Decimal(0)), "GBP")


def test_two_currencies_have_no_sum_and_nothing_has_none() -> None:
    assert total([money("1"), money("1", "EUR")]) is None
    assert total([]) is None


def test_money_is_read_and_said_as_in_the_contract() -> None:
    read = Money.of({"amount": "1456.30", "currency": "GBP"})

    assert read == money("1456.30")
    assert str(read) == "1,456.30 GBP"
