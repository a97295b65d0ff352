"""From what value on, how often, and unless what a duty arises: parts of a regime."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.facts import Days
from interparty_shared.domain.words import ExemptionCase


@dataclass(frozen=True, slots=True)
class Threshold:
    """Above which value the duty begins, from a day on."""

    amount: Decimal
    currency: str
    inclusive: bool
    """True: at or above; False: above only."""
    since: date = date.min
    per: Literal["engagement", "payer", "source_year"] = "engagement"
    """Of what: all of it; what one payer gave; what one source gave the holder in a calendar year."""
    multiples: bool = False
    """The duty arises again whenever the sum reaches a further multiple."""
    counts_above: Decimal | None = None
    """What is not worth more than this is left out of the sum."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """More than so many different contacts within so many months that end with this one."""

    more_than: int
    months: int


@dataclass(frozen=True, slots=True)
class ElectionWindow:
    """What is otherwise in the time before an election: a threshold, a deadline, or both."""

    spans: tuple[Days, ...]
    threshold: Threshold | None = None
    no_threshold: bool = False
    deadline: Deadline | None = None
    publication_days: int | None = None

    def holds(self, on: date) -> bool:
        """Return whether a day lies before one of the elections, so near that the rules change."""
        return any(first <= on <= last for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A case in which the duty does not arise."""

    id: str
    when: ExemptionCase
    text: str
    names: tuple[str, ...] = ()
    """Payers by name (all of them for `listed`, further ones for `home_state`), or holders."""
    words: frozenset[str] = frozenset()
    """The kinds, offices or activities of which `when` speaks."""
