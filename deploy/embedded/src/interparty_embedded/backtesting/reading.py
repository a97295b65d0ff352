"""Lines to facts: refused as ingest refuses them, decoded as alerts decodes them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple

from interparty_embedded.backtesting.files import Source, lines
from interparty_ingest.parse import Refusal, read_event
from interparty_shared.backtest.facts import Facts
from interparty_shared.bus.base import Record
from interparty_shared.domain.facts import Ref, Stamp, Value
from interparty_shared.domain.posted import value_of
from interparty_shared.errors import Invalid
from interparty_shared.wire import codec
from interparty_shared.wire.topics import EVENTS

STEP: Final = 500
"""Lines after which progress is told."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that says nothing that could be judged, and why."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Moments:
    """What time it is for events."""

    now: datetime
    """What lies ahead of it cannot be: a filing of tomorrow."""
    received: datetime
    """The time of events that do not say their own."""

    @classmethod
    def of(cls, day: date, now: datetime) -> "Moments":
        """Return the moments of a backtest as of the end of a day that is run now."""
        end = datetime.combine(day, time.max, UTC)
        return cls(max(now, end), min(now, end))


@dataclass(slots=True)
class Reading:
    """What was read so far."""

    facts: Facts = field(default_factory=Facts)
    read: int = 0


class Said(NamedTuple):
    """What an event says, under its (source, id) and stamp."""

    ref: Ref
    stamp: Stamp
    value: Value


def read(
    source: Source,
    reading: Reading,
    moments: Moments,
    *,
    longest: int,
    refuse: Callable[[Refused], None],
    progress: Callable[[], None],
) -> None:
    """Add the events of a file to what was read; `refuse` is told of each line that is none.

    `longest` is how many bytes an event may have.

    Raises:
        Misconfigured: the file cannot be read on.
    """
    for number, raw in lines(source, longest):
        event = decoded(raw, moments, longest=longest)
        if isinstance(event, Said):
            reading.facts.add(*event)
            reading.read += 1
        else:
            refuse(Refused(source.name, number, event))
        if number % STEP == 0:
            progress()


def decoded(raw: bytes, moments: Moments, *, longest: int) -> Said | str:
    """Return the event in a line, or why there is none."""
    if len(raw) > longest:
        return f"an event may have {longest} bytes, this one has more"
    item = read_event(raw, now=moments.now, max_bytes=longest)
    if isinstance(item, Refusal):
        return item.reason
    record = Record(EVENTS.name, 0, 0, b"", raw, (), moments.received)
    try:
        event = codec.decode(record)
        return Said(
            event.ref, event.stamp, value_of(event.type, event.ref, event.stamp, event.data)
        )
    except Invalid as error:
        return str(error)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        return f"not what its type promises: {type(error).__name__}: {error}"
