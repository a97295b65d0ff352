"""Kleene's strong logic, by its truth tables."""

from itertools import permutations, product

import pytest

from interparty_shared.domain import logic
from interparty_shared.domain.logic import Truth

VALUES: tuple[Truth, ...] = (True, False, None)
AND = {
    (True, True): True, (True, False): False, (True, None): None,
    (False, True): False, (False, False): False, (False, None): False,
    (None, True): None, (None, False): False, (None, None): None,
}  # fmt: skip
OR = {
    (True, True): True, (True, False): True, (True, None): True,
    (False, True): True, (False, False): False, (False, None): None,
    (None, True): True, (None, False): None, (None, None): None,
}  # fmt: skip


@pytest.mark.parametrize(("pair", "truth"), AND.items())
def test_and(pair: tuple[Truth, Truth], truth: Truth) -> None:
    assert logic.all_of(pair) is truth


@pytest.mark.parametrize(("pair", "truth"), OR.items())
def test_or(pair: tuple[Truth, Truth], truth: Truth) -> None:
    assert logic.any_of(pair) is truth


def test_not() -> None:
    assert [logic.negated(value) for value in VALUES] == [False, True, None]


def test_nothing_asked_is_true_of_all_and_false_of_any() -> None:
    assert logic.all_of([]) is True
    assert logic.any_of([]) is False


@pytest.mark.parametrize("values", list(product(VALUES, repeat=3)))
def test_the_laws_of_de_morgan_and_of_order(values: tuple[Truth, ...]) -> None:
    turned = [logic.negated(value) for value in values]

    assert logic.negated(logic.all_of(values)) is logic.any_of(turned)
    assert {logic.all_of(one) for one in permutations(values)} == {logic.all_of(values)}
    assert {logic.any_of(one) for one in permutations(values)} == {logic.any_of(values)}


@pytest.mark.parametrize(("value", "truth"), [("a", True), ("b", False), (None, None)])
def test_membership_of_the_unknown_is_unknown(value: str | None, truth: Truth) -> None:
    assert logic.within(value, frozenset({"a"})) is truth
