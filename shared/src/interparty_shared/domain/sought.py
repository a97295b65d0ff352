"""What a record would have to show to answer a duty, and what its dates count."""

from datetime import date
from typing import Final, NamedTuple

from interparty_shared.domain.facts import Actor, Days
from interparty_shared.domain.money import Money

NEAR: Final = 0.95
"""What dates count that touch but for a few days."""
SLIP: Final = 0.6
"""What dates count that may be a slip of the same ones, or of which nothing but the filing is known."""


class Sought(NamedTuple):
    """What a record would have to show to answer a duty."""

    holder: Actor
    occurred: Days
    counterparts: tuple[Actor, ...]
    countries: tuple[str, ...]
    value: Money | None
    due: date | None = None
    """Until when it was to be filed, where that is known."""
    standing: bool = False
    """The register's records stand from a day on, and answer for what falls into their time."""
    alone: bool = False
    """They are about the filer alone, and name nobody whom it deals with."""
    channel: str | None = None
    statement: bool = False
    """They are statements of a period, made when it is over."""
