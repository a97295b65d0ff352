"""Events on the log: how an accepted CloudEvent becomes a record, and a record an event again.

A record's value is the CloudEvent in structured JSON (CloudEvents Kafka binding 1.0.2, 3.3); what
our own log adds goes into headers, so that the event itself stays as it was posted.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

from interparty_shared.bus.base import Headers, Message, Record
from interparty_shared.domain import words
from interparty_shared.domain.facts import Ref, Stamp
from interparty_shared.errors import Invalid
from interparty_shared.wire.topics import BACKFILL, LANES

CONTENT_TYPE: Final = b"application/cloudevents+json"
RECEIVED: Final = "received"
TRACE: Final = "traceparent"
PRODUCER: Final = "producer"


class Received(NamedTuple):
    """An event as readers of the log see it."""

    ref: Ref
    type: str
    thing: str
    """What it speaks of (`thing_key`)."""
    stamp: Stamp
    data: Mapping[str, Any]
    received: datetime
    lane: str
    trace: str
    producer: str
    record: Record


def event_message(
    raw: bytes,
    *,
    type_: str,
    ref: Ref,
    data: Mapping[str, Any],
    lane: str,
    received: datetime,
    trace: str,
    producer: str,
) -> Message:
    """Return the log message of an accepted event; `raw` is its structured JSON."""
    return Message(
        topic=LANES[lane].name,
        key=thing_key(type_, ref, data).encode(),
        value=raw,
        headers=event_headers(received=received, trace=trace, producer=producer),
    )


def event_headers(*, received: datetime, trace: str, producer: str) -> Headers:
    """Return the headers of an accepted event: the same for all that came in one request."""
    return (
        ("content-type", CONTENT_TYPE),
        (RECEIVED, received.isoformat().encode()),
        (TRACE, trace.encode()),
        (PRODUCER, producer.encode()),
    )


def thing_key(type_: str, ref: Ref, data: Mapping[str, Any]) -> str:
    """Return what an event speaks of: versions of one thing, its retraction too, share a key."""
    if type_ == words.EVENT_ENGAGEMENT:
        return f"engagement\n{ref.source}\n{ref.id}"
    if type_ == words.EVENT_RETRACTED:
        target = data["engagement"]
        return f"engagement\n{target['source']}\n{target['id']}"
    if type_ == words.EVENT_DISCLOSURE:
        return f"record\n{data['register']}\n{data['record_id']}"
    if type_ == words.EVENT_COVERAGE:
        return f"register\n{data['register']}"
    if type_ == words.EVENT_ACTOR:
        return f"actor\n{data['id']}"
    if type_ == words.EVENT_JUDGED:
        return f"judgement\n{ref.source}\n{ref.id}"
    return f"engagement\n{ref.source}\n{ref.id}"


def content_digest(type_: str, data: Mapping[str, Any]) -> str:
    """Return what two contents are compared by: equal for equal JSON, whatever the key order."""
    canonical = orjson.dumps([type_, data], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()[:32]


def decode(record: Record) -> Received:
    """Return the event in a record.

    Raises:
        Invalid: it holds no event that we know; it can never be processed.
    """
    try:
        event = orjson.loads(record.value)
        type_ = event["type"]
        data = event["data"]
        ref = Ref(event["source"], event["id"])
        if type_ not in words.EVENT_TYPES or not isinstance(data, dict):
            raise Invalid(f"no such event type: {type_!r}", pointer="/type")
        thing = thing_key(type_, ref, data)
        received = _received(record)
        stated = event.get("time")
        time = datetime.fromisoformat(stated) if stated else received
        if time.tzinfo is None:
            raise Invalid("a time needs its offset from UTC", pointer="/time")
    except Invalid:
        raise
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise Invalid(f"not an event: {type(error).__name__}: {error}") from error
    return Received(
        ref=ref,
        type=type_,
        thing=thing,
        stamp=Stamp(time.astimezone(UTC), content_digest(type_, data)),
        data=data,
        received=received,
        lane="backfill" if record.topic == BACKFILL.name else "live",
        trace=record.header(TRACE) or "",
        producer=record.header(PRODUCER) or "",
        record=record,
    )


def _received(record: Record) -> datetime:
    stated = record.header(RECEIVED)
    return _moment(stated) if stated else record.appended


@lru_cache(maxsize=256)
def _moment(stated: str) -> datetime:
    # All events of one request were received at one moment.
    return datetime.fromisoformat(stated)
