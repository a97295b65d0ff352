"""An actor while it is put together from several sources."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import NamedTuple

Days = tuple[date | None, date | None]
"""The first and the last day, both included; None: without end on that side."""


class Rank(IntEnum):
    """How good a claim to a name is, against a namesake of the same country; the least is the best."""

    OWN = 0
    """From our own files."""
    WHOLE = 1
    """What Party Facts has in a field."""
    PART = 2
    """One of several in a field, or what another source calls it."""
    FORMER = 3
    """What it was called once."""


class Named(NamedTuple):
    """A name, in which language if that is known."""

    name: str
    lang: str | None = None
    rank: Rank = Rank.WHOLE


class Governing(NamedTuple):
    """When a party governed, for which days that is known (None: for all), and who says so."""

    spans: tuple[Days, ...]
    known: tuple[Days, ...] | None
    source: str


@dataclass(slots=True)
class Draft:
    """What is known of one actor so far; `second` gives way to a namesake of its country.

    `wikipedia` is the page that it has there, as (language, title).
    """

    id: str
    kind: str
    country: str | None = None
    second: bool = False
    wikipedia: tuple[str, str] | None = None
    native: str = ""
    english: str = ""
    short: str = ""
    names: list[Named] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    governing: Governing | None = None
    state_linked: tuple[Days, ...] | None = None
    parent: str | None = None
    existed: Days | None = None


Drafts = dict[str, Draft]
"""Drafts by actor id."""


def merged(spans: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Return spans in order, those that touch or overlap made one."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first.toordinal() <= found[-1][1].toordinal() + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)
