"""Amounts of money, compared only within one currency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217)."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Return the money that a contract's `{"amount", "currency"}` says."""
        return cls(Decimal(data["amount"]), data["currency"])

    def __str__(self) -> str:
        return f"{self.amount:,} {self.currency}"


def total(parts: Iterable[Money]) -> Money | None:
    """Return the sum, or None where there is nothing to add or currencies differ.

    No exchange rates: a sum in two currencies is unknown, not estimated.
    """
    known = list(parts)
    if not known or len({part.currency for part in known}) > 1:
        return None
    return Money(sum((part.amount for part in known), Decimal(0)), known[0].currency)
