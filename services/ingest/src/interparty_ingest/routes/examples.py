"""What OpenAPI says of `POST /v1/events`: every form of body and every answer, by example."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from interparty_ingest.body import BATCH, BINARY, NDJSON, STRUCTURED
from interparty_ingest.parse import MAX_ITEMS, Refusal
from interparty_shared.domain import words
from interparty_shared.web.problems import FieldError
from interparty_shared.wire.schemas import EXAMPLES, schema_id

DESCRIPTION: Final = f"""\
One CloudEvent 1.0 (structured, or in binary mode with `ce-` headers), a JSON array of them, or one
per line. `Content-Encoding: gzip` is understood. `(source, id)` identifies an event: sent again it
is accepted and changes nothing; with a later `time` it is a new version of the same thing.

One event is answered 202 or 422; many (at most {MAX_ITEMS}) are answered 207 with an item for each,
and what is wrong with one harms no other. What is refused is kept: `GET /v1/rejections`.
Accepted means that the log has it. 503 means that the log could not take it: send it again.
"""

_EVENT: Final = {"type": "object", "description": "A CloudEvent: see GET /v1/schemas"}
_SCHEMA: Final = {"oneOf": [_EVENT | {"$comment": schema_id(name)} for name in words.EVENT_TYPES]}
_FIRST: Final = EXAMPLES[words.EVENT_ENGAGEMENT]
_TWO: Final = [EXAMPLES[words.EVENT_DISCLOSURE], EXAMPLES[words.EVENT_COVERAGE]]

BODY: Final[Mapping[str, Any]] = {
    "required": True,
    "content": {
        STRUCTURED: {
            "schema": _SCHEMA,
            "examples": {
                name.removeprefix("org.interparty."): {"value": event}
                for name, event in EXAMPLES.items()
            },
        },
        BATCH: {
            "schema": {"type": "array", "items": _EVENT, "maxItems": MAX_ITEMS},
            "examples": {"two": {"value": _TWO}},
        },
        NDJSON: {
            "schema": {"type": "string"},
            "examples": {
                "two": {"value": "".join(orjson.dumps(event).decode() + "\n" for event in _TWO)}
            },
        },
        BINARY: {
            "schema": {"type": "object", "description": "The event's data; the rest in headers"},
            "examples": {
                "engagement": {
                    "summary": "with ce-specversion, ce-id, ce-source, ce-type and ce-time",
                    "value": _FIRST["data"],
                }
            },
        },
    },
}

_REFUSED: Final = Refusal(
    "validate",
    "/data/channel: required, but absent",
    b"",
    errors=[FieldError("/data/channel", "required, but absent")],
)
ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    202: {
        "description": "The log has the event",
        "content": {
            "application/json": {
                "example": {
                    "id": _FIRST["id"],
                    "source": _FIRST["source"],
                    "status": "accepted",
                }
            }
        },
    },
    207: {
        "description": "What became of each of many events",
        "content": {
            "application/json": {
                "example": {
                    "accepted": 1,
                    "rejected": 1,
                    "items": [
                        {
                            "index": 0,
                            "id": _FIRST["id"],
                            "source": _FIRST["source"],
                            "status": "accepted",
                        },
                        {
                            "index": 1,
                            "id": "another",
                            "source": _FIRST["source"],
                            "status": "rejected",
                            "step": "validate",
                            "problem": _REFUSED.problem(),
                        },
                    ],
                }
            }
        },
    },
}
