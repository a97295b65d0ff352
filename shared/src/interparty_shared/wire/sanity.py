"""What is well-formed and cannot be: a visit that lasts years, a record filed tomorrow.

Refused where it enters, because a deadline that runs from a mistyped year is an accusation made of
a typing slip. The limits are wide: what is merely unlikely passes.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from interparty_shared.domain import words
from interparty_shared.wire.events import (
    ActorData,
    ActorEvent,
    CoverageData,
    CoverageEvent,
    DisclosureData,
    DisclosureEvent,
    EngagementData,
    EngagementEvent,
    Envelope,
    Span,
)

Oddity = tuple[str, str]
"""A JSON Pointer into the event, and what cannot be about it."""

EARLIEST: Final = date(1900, 1, 1)
YEARS_AHEAD: Final = 10
AHEAD: Final = timedelta(days=1)
"""How far ahead of us the clocks and calendars of others may be: it is tomorrow in Kiribati."""

CLOCK_SKEW: Final = timedelta(minutes=5)
LONGEST_STAY: Final = timedelta(days=400)
STAYS: Final[frozenset[words.Channel]] = frozenset(
    {"visit", "meeting", "forum", "hospitality", "communication", "training"}
)
"""Channels that end. Memberships, loans, programmes may last for decades."""


def oddities(event: Envelope, *, now: datetime) -> list[Oddity]:
    """Return everything in a valid event that cannot be, seen from `now`; mostly nothing."""
    found = list(_envelope(event, now))
    if isinstance(event, EngagementEvent):
        found += _engagement(event.data, now)
    elif isinstance(event, DisclosureEvent):
        found += _disclosure(event.data, now)
    elif isinstance(event, CoverageEvent):
        found += _coverage(event.data, now)
    elif isinstance(event, ActorEvent):
        found += _actor(event.data)
    return found


def _envelope(event: Envelope, now: datetime) -> Iterator[Oddity]:
    if event.time is not None:
        if event.time.year < EARLIEST.year:
            yield "/time", f"lies before {EARLIEST}"
        elif event.time > now + AHEAD:
            yield "/time", "lies more than a day ahead of now"
    for name, value in (event.__pydantic_extra__ or {}).items():
        if isinstance(value, int) and not -(2**31) <= value < 2**31:
            # What a reader's JSON library makes of longer ones differs (CloudEvents 1.0.2, 3.1).
            yield f"/{name}", "an integer attribute has 32 bits"


def _engagement(data: EngagementData, now: datetime) -> Iterator[Oddity]:
    yield from _span(data.occurred, data.channel, now)
    if data.arrangement is not None:
        yield from _days(now, [("/data/arrangement/agreed", data.arrangement.agreed)])
    for index, source in enumerate(data.sources or ()):
        yield from _past(now, [(f"/data/sources/{index}/published", source.published)])


def _disclosure(data: DisclosureData, now: datetime) -> Iterator[Oddity]:
    if data.occurred is not None:
        yield from _span(data.occurred, data.channel, now)
    yield from _past(now, [("/data/filed", data.filed), ("/data/published", data.published)])


def _coverage(data: CoverageData, now: datetime) -> Iterator[Oddity]:
    if data.synced > now + CLOCK_SKEW:
        yield "/data/synced", "lies in the future: a copy cannot have been made yet"
    yield from _days(now, [("/data/from", data.from_)])


def _actor(data: ActorData) -> Iterator[Oddity]:
    for name, spans in (("governing", data.governing), ("state_linked", data.state_linked)):
        for index, span in enumerate(spans or ()):
            if span.from_ and span.to and span.to < span.from_:
                yield f"/data/{name}/{index}/to", "lies before 'from'"


def _span(span: Span, channel: words.Channel | None, now: datetime) -> Iterator[Oddity]:
    yield from _days(now, [("/data/occurred/from", span.from_), ("/data/occurred/to", span.to)])
    if channel in STAYS and span.to is not None and span.to - span.from_ > LONGEST_STAY:
        yield "/data/occurred/to", f"a {channel} does not last {(span.to - span.from_).days} days"


def _days(now: datetime, days: Iterable[tuple[str, date | None]]) -> Iterator[Oddity]:
    for pointer, day in days:
        if day is None:
            continue
        if day < EARLIEST:
            yield pointer, f"lies before {EARLIEST}"
        elif day.year > now.year + YEARS_AHEAD:
            yield pointer, f"lies more than {YEARS_AHEAD} years ahead"


def _past(now: datetime, days: Iterable[tuple[str, date | None]]) -> Iterator[Oddity]:
    latest = (now + AHEAD).date()
    for pointer, day in days:
        if day is None:
            continue
        if day < EARLIEST:
            yield pointer, f"lies before {EARLIEST}"
        elif day > latest:
            yield pointer, "lies more than a day in the future"
