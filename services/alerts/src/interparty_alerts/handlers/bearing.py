"""What an event says, as a value; where it is found; and on which engagements it bears."""

from collections.abc import Callable
from typing import NamedTuple

from interparty_alerts.store.facts import VALUES
from interparty_shared.bus.base import Record
from interparty_shared.domain import actors, blocking
from interparty_shared.domain.blocking import Linked, Reach, Search
from interparty_shared.domain.facts import (
    ActorRecord,
    Disclosure,
    Engagement,
    Judgement,
    Ref,
    Value,
)
from interparty_shared.domain.posted import value_of
from interparty_shared.domain.resolving.comparing import Matcher
from interparty_shared.errors import Invalid
from interparty_shared.wire import codec
from interparty_shared.wire.codec import Received


class Posted(NamedTuple):
    """An event and what it says."""

    event: Received
    value: Value


class Arrived(NamedTuple):
    """A record of the log, read: what was posted, or why it can never be processed."""

    record: Record
    posted: Posted | None
    reason: str = ""
    fault: Exception | None = None
    """What our own code failed with: raised when the record is taken in, so that it is found there."""


def nothing(_: Received) -> None:
    """Refuse nothing."""


def read(record: Record, check: Callable[[Received], None] = nothing) -> Arrived:
    """Return a record with the event in it; `check` may refuse an event (`Invalid`)."""
    try:
        event = codec.decode(record)
        posted = Posted(event, _said(event))
        check(event)
    except Invalid as error:
        return Arrived(record, None, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, its neighbours go through
        return Arrived(record, None, fault=error)
    return Arrived(record, posted)


def _said(event: Received) -> Value:
    value = VALUES.get(version := (event.ref, event.stamp, event.lane))
    if value is None:
        try:
            value = value_of(event.type, event.ref, event.stamp, event.data, lane=event.lane)
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
            said = f"not what {event.type} promises: {type(error).__name__}: {error}"
            raise Invalid(said) from error
        VALUES.put(version, value)
    return value


def links_of(value: Value, matcher: Matcher) -> tuple[str, set[Linked]]:
    """Return the kind of a fact, and where it is found."""
    match value:
        case Engagement():
            return "e", blocking.engagement_links(value)
        case Disclosure():
            return "d", blocking.disclosure_links(value)
        case ActorRecord() | Judgement():
            return "a", {(key, blocking.UNDATED) for key in actors.known_keys(value, matcher)}
        case _:
            return "", set()


def named_by(ref: Ref, value: Value) -> list[Ref]:
    """Return the engagements that an event names itself."""
    match value:
        case Engagement():
            return [ref]
        case Ref():
            return [value]
        case _:
            return []


def searches_of(value: Value, reach: Reach) -> set[Search]:
    """Return the searches that find the other engagements on which it bears."""
    match value:
        case Disclosure():
            return blocking.engagement_searches(value, reach)
        case ActorRecord():
            ids = (f"id:{scheme}:{value_}" for scheme, value_ in value.ids)
            return {Search(blocking.EXACTLY + one) for one in ids}
        case _:
            return set()
