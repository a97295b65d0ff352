"""What a list consists of, and what is asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.types import TypeEngine

Key = tuple[Any, Any]
"""Where a row stands in a list: the value it is ordered by, and its key."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The tables behind a list. All have the columns `key`, `bucket` and those of `orders`."""

    rows: str
    terms: str
    words: str | None
    orders: Mapping[str, TypeEngine[Any]]
    key: TypeEngine[Any]
    has_live: bool
    """Whether superseded rows are kept, `live` marking those that are not."""
    has_spans: bool = False
    """Whether every version is kept, the rows with the span in which each stood (`since`, `until`, by
    which versions of one key are told apart); `ahead` marks those of a day that was to come. Such a
    list is asked for as it stood at a moment."""

    @property
    def base(self) -> str:
        """Return the order in which every table has an index; bounds are on it."""
        return next(iter(self.orders))


@dataclass(frozen=True, slots=True)
class Ask:
    """Which rows, in which order. Everything that is given must hold."""

    order: str
    descending: bool
    limit: int
    buckets: frozenset[int] | None = None
    lead: tuple[str, ...] = ()
    """Terms of which one must be there, and which few rows have by their nature: names."""
    terms: tuple[tuple[str, ...], ...] = ()
    """Of each group, one term must be there."""
    words: tuple[str, ...] = ()
    low: Any = None
    """Bounds on the list's base order: from `low` on, before `high`."""
    high: Any = None
    after: Key | None = None
    to: Key | None = None
    """The last place of interest, itself included."""
    live: bool = True
    stood_at: Any = None
    """Of rows that were superseded: only those that were not yet at this moment."""
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A filter as rows of a table: those with one of these values in a column.

    Without a column: those within the bounds.
    """

    table: str
    column: str | None = None
    values: tuple[str, ...] | tuple[int, ...] = ()
