"""Bytes to events: cut a body into items, and read each for itself. Pure.

An item is read by the model straight from its bytes and those bytes go on to the log, so that what
a collector posted is what a reader gets. Only events in binary mode are written anew, because there
the event is not a piece of the body.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
import orjson
from pydantic import ValidationError

from interparty_shared.domain import words
from interparty_shared.domain.facts import Ref
from interparty_shared.web.problems import (
    FieldError,
    Kind,
    Problem,
    document,
    field_errors,
    pointer,
)
from interparty_shared.wire.codec import thing_key
from interparty_shared.wire.dead import Step
from interparty_shared.wire.events import (
    EVENT,
    ActorEvent,
    CoverageEvent,
    DisclosureEvent,
    EngagementEvent,
    Envelope,
    RetractionEvent,
)
from interparty_shared.wire.sanity import oddities

MAX_ITEMS: Final = 10_000
"""Items in one request: what is refused costs a dead letter each, and 8 MiB could hold millions."""

MAX_ERRORS: Final = 50
LONGEST_TEXT: Final = 300
MAX_TOKENS: Final = 2_000_000
BOM: Final = b"\xef\xbb\xbf"

MANY_COMMAS: Final = 50 * MAX_ITEMS
"""From so many on items are counted before they are cut out: millions of them, of one byte each,
would take a hundred times the memory of the body."""

# Cuts out the items as they stand, which takes an eighth of the time of reading and writing them.
_CUT: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
_LIST: Final = msgspec.json.Decoder(list[Any]).decode

# A string, a bracket, a comma; or a quote that opens a string which never ends.
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{},"]', re.DOTALL)
_SPACE: Final = b" \t\r\n"
_VALIDATED: Final = EVENT.validator.validate_json
_TYPES: Final = frozenset(words.EVENT_TYPES)
_BAD_CHARACTERS: Final = re.compile("[\x00\ud800-\udfff]")


class Item(NamedTuple):
    """An event that holds: its bytes for the log, who it is, and the key that it has there.

    Not the model that it was read by: thousands of those at once keep the garbage collector busy.
    """

    raw: bytes
    source: str
    id: str
    key: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An item that is not accepted, and why."""

    step: Step
    reason: str
    raw: bytes
    kind: Kind = "invalid-event"
    errors: Sequence[FieldError] = ()
    source: str | None = None
    id: str | None = None

    def problem(self) -> dict[str, Any]:
        """Return the problem document of this item."""
        return document(self.kind, self.reason, errors=self.errors, step=self.step)


class NotABatchError(ValueError):
    """A body that should be a batch and is no JSON array."""


def read_event(raw: bytes, *, now: datetime, max_bytes: int) -> Item | Refusal:
    """Return the event in these bytes (structured JSON), or why there is none."""
    if len(raw) > max_bytes:
        reason = f"an event may have {max_bytes} bytes, this one has {len(raw)}"
        return Refusal("parse", reason, raw, kind="too-large")
    try:
        event = _VALIDATED(raw)
    except ValidationError as error:
        return _invalid(raw, error)
    odd = oddities(event, now=now)
    if b"\\u0000" in raw:  # perhaps; it could be a backslash that stands before "u0000"
        odd += unstorable(orjson.loads(raw))
    if odd:
        errors = [FieldError(*one) for one in odd[:MAX_ERRORS]]
        return _refused("validate", errors, raw)
    source, id_ = event.source, event.id
    return Item(raw, source, id_, thing_key(event.type, Ref(source, id_), key_facts(event)))


def split_lines(body: bytes) -> list[bytes]:
    """Return the items of an NDJSON body; blank lines are none.

    Raises:
        Problem: (too-large) more than MAX_ITEMS.
    """
    lines = body.removeprefix(BOM).split(b"\n")
    return _counted([line for piece in lines if (line := piece.strip(_SPACE))])


def split_batch(body: bytes) -> list[bytes]:
    """Return the items of a JSON array, each as it stands there.

    Raises:
        NotABatchError: it is no array.
        Problem: (too-large) more than MAX_ITEMS.
    """
    body = body.removeprefix(BOM)
    try:
        if body.count(b",") > MANY_COMMAS:
            _counted(_LIST(body))
        return [bytes(item) for item in _counted(_CUT(body))]
    except msgspec.ValidationError:
        raise NotABatchError("a batch is a JSON array of events") from None
    except (msgspec.DecodeError, RecursionError) as error:
        # Perhaps one item alone is broken inside (invalid UTF-8, nesting too deep): its neighbours
        # must not suffer for it.
        try:
            return _counted(list(_slices(body)))
        except NotABatchError:
            raise NotABatchError(f"not a JSON array: {error}") from None


def from_binary(attributes: Mapping[str, str], content_type: str, body: bytes) -> bytes:
    """Return the structured JSON of an event in binary mode: attributes from headers, data as body.

    Raises:
        ValueError: the body is not JSON.
    """
    data = body.removeprefix(BOM)
    orjson.loads(data)  # on its own: as part of the whole, `{},"id":"x"` would be JSON too
    event = {**attributes, "datacontenttype": content_type, "data": orjson.Fragment(data)}
    return orjson.dumps(event)


def key_facts(event: Envelope) -> Mapping[str, Any]:
    """Return those fields of an event's data from which its key in the log is made."""
    match event:
        case EngagementEvent():  # the most frequent first
            return {}
        case DisclosureEvent(data=data):
            return {"register": data.register_, "record_id": data.record_id}
        case RetractionEvent(data=data):
            return {"engagement": {"source": data.engagement.source, "id": data.engagement.id}}
        case CoverageEvent(data=data):
            return {"register": data.register_}
        case ActorEvent(data=data):
            return {"id": data.id}
        case _:
            return {}


def unstorable(document_: Any) -> list[tuple[str, str]]:
    """Return where strings have characters that a database refuses: NUL, and half a surrogate."""
    found: list[tuple[str, str]] = []
    stack: list[tuple[tuple[str | int, ...], Any]] = [((), document_)]
    while stack and len(found) < MAX_ERRORS:
        place, value = stack.pop()
        if isinstance(value, str):
            if _BAD_CHARACTERS.search(value):
                found.append((pointer(place), "has a NUL or a lone surrogate, which is no text"))
        elif isinstance(value, list):
            stack += [((*place, index), inner) for index, inner in enumerate(value)]
        elif isinstance(value, dict):
            for key, inner in value.items():
                if _BAD_CHARACTERS.search(key):
                    found.append((pointer(place), "has a field whose name is no text"))
                else:
                    stack.append(((*place, key), inner))
    return found


def _invalid(raw: bytes, error: ValidationError) -> Refusal:
    details = error.errors(include_url=False, include_input=False)
    if details[0]["type"] == "json_invalid":
        errors = _surrogates(raw) or field_errors(details)
        return _refused("parse", errors, raw)
    errors = field_errors([{**one, "loc": _location(one)} for one in details[:MAX_ERRORS]])
    return _refused("validate", errors, raw, more=len(details) - len(errors))


def _refused(step: Step, errors: Sequence[FieldError], raw: bytes, *, more: int = 0) -> Refusal:
    errors = [FieldError(_cut(error.pointer), _cut(error.detail)) for error in errors]
    first, others = errors[0], len(errors) - 1 + more
    said = f"{first.pointer}: {first.detail}" if first.pointer else first.detail
    reason = f"{said} (and {others} more)" if others else said
    source, id_ = _identity(raw)
    return Refusal(step, reason, raw, errors=errors, source=source, id=id_)


def _location(detail: Mapping[str, Any]) -> tuple[str | int, ...]:
    location: tuple[str | int, ...] = detail["loc"]
    if location and location[0] in _TYPES:
        location = location[1:]  # which of the types it was read as; no part of the document
    if detail["type"] == "extension":
        return (*location, detail["ctx"]["name"])
    if detail["type"] == "data_base64":
        return (*location, "data_base64")
    return location


def _surrogates(raw: bytes) -> list[FieldError]:
    """Return where lone surrogates stand, which the reader above takes for broken JSON."""
    if b"\\ud" not in raw.lower():
        return []
    try:
        return [FieldError(*one) for one in unstorable(json.loads(raw))]
    except (ValueError, RecursionError):
        return []


def _cut(text: str) -> str:
    # A field's name, which we repeat, may be as long as the event.
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def _identity(raw: bytes) -> tuple[str | None, str | None]:
    """Return `source` and `id` as far as a refused event has them."""
    try:
        event = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None, None
    if not isinstance(event, dict):
        return None, None
    return _text(event.get("source"), 512), _text(event.get("id"), 256)


def _text(value: Any, longest: int) -> str | None:
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        return None
    return None if _BAD_CHARACTERS.search(value) else value


def _counted(items: list[Any]) -> list[Any]:
    if len(items) > MAX_ITEMS:
        raise Problem(
            "too-large",
            f"a request may have {MAX_ITEMS} events, this one has {len(items)}: send several",
            limit=MAX_ITEMS,
        )
    return items


def _slices(body: bytes) -> Iterator[bytes]:
    """Cut a JSON array at its own commas, whatever stands between them."""
    body = body.strip(_SPACE)
    if not (body.startswith(b"[") and body.endswith(b"]")):
        raise NotABatchError
    body, depth, start = body[1:-1], 0, 0
    for count, token in enumerate(_TOKEN.finditer(body)):
        mark = token[0]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}":
            depth -= 1
        elif mark == b"," and depth == 0:
            yield body[start : token.start()].strip(_SPACE)
            start = token.end()
        if depth < 0 or mark == b'"' or count > MAX_TOKENS:
            raise NotABatchError
    if depth:
        raise NotABatchError
    yield body[start:].strip(_SPACE)
