"""Who paid how much of an engagement, as far as that is said."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Literal, NamedTuple

from interparty_shared.domain.money import Money


class Giver(NamedTuple):
    """Somebody who may have paid: what is said, and whether it funds, or at least hosts or organises."""

    key: Hashable
    pays: Money | None
    funds: bool
    gives: bool


class Payments:
    """What each paid: those who are said to pay.

    Where nobody is, the whole value is of the only funder, or of the only one who gives. Of several it is
    not known who paid how much: the value is shown, and nobody's.
    """

    def __init__(self, givers: Sequence[Giver], value: Money | None) -> None:
        self._value = value
        self._known: Mapping[Hashable, Money] = {
            one.key: one.pays for one in givers if one.pays is not None
        }
        may = [one for one in givers if one.funds] or [one for one in givers if one.gives]
        if not self._known and value is not None and len(may) == 1:
            self._known = {may[0].key: value}

    def between(self, a: Hashable, b: Hashable) -> tuple[Money | None, Literal["a", "b"] | None]:
        """Return what was paid in a contact of two, and by which of them; None: not by one alone."""
        ours, theirs = self._known.get(a), self._known.get(b)
        if ours is not None and theirs is not None:
            return self._value, None
        if ours is not None:
            return ours, "a"
        if theirs is not None:
            return theirs, "b"
        return (None if self._known else self._value), None
