"""Who paid how much is what is said, and nobody's where that is not said."""

from decimal import Decimal

from interparty_shared.domain.contributions import Giver, Payments
from interparty_shared.domain.money import Money

POUNDS = Money(Decimal("900.00"), "GBP")
WHOLE = Money(Decimal("1500.00"), "GBP")


def giver(
    key: str, pays: Money | None = None, *, funds: bool = False, gives: bool = False
) -> Giver:
    return Giver(key, pays, funds, gives)


def test_who_is_said_to_pay_paid_that_and_nothing_is_left_for_others() -> None:
    paid = Payments([giver("f", POUNDS, funds=True, gives=True), giver("h", gives=True)], WHOLE)

    assert paid.between("f", "guest") == (POUNDS, "a")
    assert paid.between("guest", "f") == (POUNDS, "b")
    assert paid.between("guest", "h") == (None, None)


def test_the_whole_value_is_the_only_funders_whoever_hosts() -> None:
    paid = Payments([giver("f", funds=True, gives=True), giver("h", gives=True)], WHOLE)

    assert paid.between("f", "guest") == (WHOLE, "a")
    assert paid.between("guest", "h") == (None, None)


def test_it_is_the_only_hosts_where_nobody_funds() -> None:
    assert Payments([giver("h", gives=True), giver("g")], WHOLE).between("g", "h") == (WHOLE, "b")


def test_what_two_paid_together_is_shown_and_is_neither_ones() -> None:
    paid = Payments([giver("f", funds=True), giver("g", funds=True)], WHOLE)

    assert paid.between("f", "guest") == (WHOLE, None)
    assert paid.between("f", "g") == (WHOLE, None)


def test_between_two_who_both_paid_it_is_neither_ones() -> None:
    paid = Payments([giver("f", POUNDS), giver("g", POUNDS)], WHOLE)

    assert paid.between("f", "g") == (WHOLE, None)


def test_where_nothing_is_said_nothing_was_paid() -> None:
    assert Payments([giver("h", gives=True)], None).between("h", "g") == (None, None)
