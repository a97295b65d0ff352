"""What is well-formed and cannot be: a visit that lasts years, a record filed tomorrow.

Refused where it enters, because a deadline that runs from a mistyped year is an accusation made of
a typing slip. The limits are wide: what is merely unlikely passes.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from interparty_shared.domain import words
from interparty_shared.wire.events import (
    ActorEvent,
    CoverageEvent,
    DisclosureData,
    DisclosureEvent,
    EngagementData,
    EngagementEvent,
    Envelope,
    Span,
)
from interparty_shared.wire.reference import ActorData, OpenSpan

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
"""Channels of what ends. Memberships, loans, programmes may last for decades."""


class _Bounds(NamedTuple):
    """The days between which things can be, seen from one moment."""

    tomorrow: date
    latest: date
    yesterday: date
    ahead: datetime


def oddities(event: Envelope, *, now: datetime) -> list[Oddity]:
    """Return everything in a valid event that cannot be, seen from `now`; mostly nothing."""
    found: list[Oddity] = []
    bounds = _bounds(now)
    _envelope(event, bounds, found)
    if isinstance(event, EngagementEvent):
        _engagement(event.data, bounds, found)
    elif isinstance(event, DisclosureEvent):
        _disclosure(event.data, bounds, found)
    elif isinstance(event, CoverageEvent):
        _day("/data/from", event.data.from_, bounds.latest, found)
        if event.data.synced > now + CLOCK_SKEW:
            found.append(("/data/synced", "lies in the future: a copy cannot have been made yet"))
    elif isinstance(event, ActorEvent):
        _actor(event.data, found)
    return found


@lru_cache(maxsize=8)  # all events of a request are seen from the same moment
def _bounds(now: datetime) -> _Bounds:
    ahead = now + AHEAD
    year = min(ahead.year + YEARS_AHEAD, date.max.year)
    return _Bounds(ahead.date(), date(year, 12, 31), (now - AHEAD).date(), ahead)


def _envelope(event: Envelope, bounds: _Bounds, found: list[Oddity]) -> None:
    if event.time is not None:
        day = event.time.date()
        if day < EARLIEST:
            found.append(("/time", f"lies before {EARLIEST}"))
        # What was yesterday anywhere cannot be ahead: times are compared where days do not tell.
        elif day > bounds.yesterday and event.time > bounds.ahead:
            found.append(("/time", "lies more than a day ahead of now"))
    if not event.__pydantic_extra__:
        return
    for name, value in event.__pydantic_extra__.items():
        if isinstance(value, int) and not -(2**31) <= value < 2**31:
            # What a reader's JSON library makes of longer ones differs (CloudEvents 1.0.2, 3.1).
            found.append((f"/{name}", "an integer attribute has 32 bits"))


def _engagement(data: EngagementData, bounds: _Bounds, found: list[Oddity]) -> None:
    _span(data.occurred, data.channel, bounds, found)
    if data.arrangement is not None:
        _day("/data/arrangement/agreed", data.arrangement.agreed, bounds.latest, found)
    for index, source in enumerate(data.sources or ()):
        if source.published is not None:
            _day(f"/data/sources/{index}/published", source.published, bounds.tomorrow, found)


def _disclosure(data: DisclosureData, bounds: _Bounds, found: list[Oddity]) -> None:
    if data.occurred is not None:
        _span(data.occurred, data.channel, bounds, found)
    _day("/data/filed", data.filed, bounds.tomorrow, found)
    _day("/data/published", data.published, bounds.tomorrow, found)


def _actor(data: ActorData, found: list[Oddity]) -> None:
    for name, spans in (
        ("governing", data.governing),
        ("governing_known", data.governing_known),
        ("state_linked", data.state_linked),
        ("member_of", data.member_of),
    ):
        for index, span in enumerate(spans or ()):
            _ordered(f"/data/{name}/{index}/to", span, found)
    if data.existed is not None:
        _ordered("/data/existed/to", data.existed, found)
    if data.member_of and data.kind != "politician":
        found.append(("/data/member_of", f"a {data.kind} is of no party: people are"))


def _ordered(pointer: str, span: OpenSpan, found: list[Oddity]) -> None:
    if span.from_ and span.to and span.to < span.from_:
        found.append((pointer, "lies before 'from'"))


def _span(span: Span, channel: words.Channel | None, bounds: _Bounds, found: list[Oddity]) -> None:
    _day("/data/occurred/from", span.from_, bounds.latest, found)
    if span.to is None:
        return
    _day("/data/occurred/to", span.to, bounds.latest, found)
    if channel in STAYS and span.to - span.from_ > LONGEST_STAY:
        days = (span.to - span.from_).days
        found.append(("/data/occurred/to", f"a {channel} does not last {days} days"))


def _day(pointer: str, day: date | None, latest: date, found: list[Oddity]) -> None:
    if day is None or EARLIEST <= day <= latest:
        return
    if day < EARLIEST:
        found.append((pointer, f"lies before {EARLIEST}"))
    else:
        found.append((pointer, f"lies too far ahead: later than {latest}"))
