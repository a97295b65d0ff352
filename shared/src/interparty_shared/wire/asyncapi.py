"""The topics as an AsyncAPI 3.0 document, made from the code that writes and reads them.

`shared/asyncapi.json` is this document, committed so that a change to what is on the log shows in
review; a test holds the two together.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from interparty_shared.domain import words
from interparty_shared.wire.codec import CONTENT_TYPE, PRODUCER, RECEIVED, TRACE
from interparty_shared.wire.schemas import EXAMPLES, schema
from interparty_shared.wire.topics import ALERTS, BACKFILL, DEAD, EVENTS, TOPICS, Topic

Schema = dict[str, Any]
VERSION: Final = "1.0.0"
_BINDING: Final = "0.5.0"
_TRACEPARENT: Final[Schema] = {
    "type": "string",
    "description": "W3C Trace Context of the request that brought the event",
}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_OPTIONAL_TEXT: Final[Schema] = {"type": ["string", "null"]}
_OPTIONAL_NUMBER: Final[Schema] = {"type": ["integer", "null"]}

PUBLISHED: Final[Mapping[str, Schema]] = {
    "kind": {"type": "string", "enum": ["alert", "obligation"]},
    "key": {"type": "string", "description": "`<source>\\n<id>` of the engagement"},
    "document": {"type": "object", "description": "An alert or obligation, as the API shows it"},
    "at": _MOMENT,
    "trace": _TRACEPARENT,
    "notify": {"type": "boolean", "description": "False for what came of history"},
    "gone": {"type": "boolean", "description": "The obligation no longer holds"},
    "sequence": _OPTIONAL_NUMBER
    | {"description": "Contiguous, on alerts only: by it a reader proves that nothing was missed"},
}
"""Fields of `wire.published.Published`."""

LETTER: Final[Mapping[str, Schema]] = {
    "at": _MOMENT,
    "by": {"type": "string", "enum": ["ingest", "alerts", "api"]},
    "producer": {"type": "string", "description": "Name of the key that sent it"},
    "step": {"type": "string", "enum": ["parse", "validate", "publish", "process", "conflict"]},
    "reason": {"type": "string"},
    "problem": {"type": "object", "description": "Problem details (RFC 9457), as answered"},
    "raw": {"type": "string", "contentEncoding": "base64", "description": "The original bytes"},
    "origin": {"type": "string", "description": "The topic it was read from, or `http`"},
    "partition": _OPTIONAL_NUMBER,
    "offset": _OPTIONAL_NUMBER,
    "lane": {"type": "string", "enum": ["live", "backfill"]},
    "source": _OPTIONAL_TEXT,
    "id": _OPTIONAL_TEXT,
    "trace": _TRACEPARENT,
}
"""Fields of `wire.dead.DeadLetter`."""


def document() -> dict[str, Any]:
    """Return the AsyncAPI document of the log."""
    schemas: dict[str, Schema] = {}
    messages = {type_: _event_message(type_, schemas) for type_ in words.EVENT_TYPES}
    schemas["EventHeaders"] = _event_headers()
    schemas["Published"] = _object("What the alerts service publishes", PUBLISHED)
    schemas["DeadLetter"] = _object("What can never be processed, with the reason", LETTER)
    for kind in ("alert", "obligation"):
        messages[kind] = _message(f"One {kind} as it is from now on", "Published", ALERTS)
    messages["deadLetter"] = _message("One dead letter", "DeadLetter", DEAD)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Interparty: the log",
            "version": VERSION,
            "description": "The topics that the three services share. Outsiders post events over"
            " HTTP (ingest) and read alerts over HTTP (api); whoever has access to the log may read"
            " it as the services do.",
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "defaultContentType": "application/json",
        "channels": {_channel_id(topic): _channel(topic) for topic in TOPICS},
        "operations": _operations(),
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def text() -> str:
    """Return the document as the text that is committed."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


_CARRIED: Final = {
    EVENTS: words.EVENT_TYPES,
    BACKFILL: words.EVENT_TYPES,
    ALERTS: ("alert", "obligation"),
    DEAD: ("deadLetter",),
}
_WHO: Final = (
    ("ingest", "send", EVENTS, "Accepted events, before 202 is answered"),
    ("ingest", "send", BACKFILL, "Accepted events of history"),
    ("ingest", "send", DEAD, "What was refused, kept for its sender"),
    ("ingest", "receive", DEAD, "The list of rejections"),
    ("alerts", "receive", EVENTS, "Facts"),
    ("alerts", "receive", BACKFILL, "Facts of history, read when no live ones wait"),
    ("alerts", "send", ALERTS, "Revisions and obligations, after they were saved"),
    ("alerts", "send", DEAD, "Events that can never be processed, and conflicts"),
    ("api", "receive", ALERTS, "The read model, subscribers and the live stream"),
    ("api", "receive", EVENTS, "The read model of facts"),
    ("api", "receive", BACKFILL, "The read model of facts of history"),
    ("api", "send", DEAD, "Records that can never be read in"),
)


def _operations() -> dict[str, Any]:
    return {
        f"{service}.{action}.{_channel_id(topic)}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{_channel_id(topic)}"},
            "summary": summary,
            "tags": [{"name": service}],
        }
        for service, action, topic, summary in _WHO
    }


def _channel_id(topic: Topic) -> str:
    return topic.name.replace(".", "-")


def _channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": topic.name,
        "description": topic.carries,
        "messages": {
            name.replace(".", "-"): {"$ref": f"#/components/messages/{name}"}
            for name in _CARRIED[topic]
        },
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": ["delete"],
                    "retention.ms": topic.retention_ms,
                },
                "bindingVersion": _BINDING,
            }
        },
    }


def _event_message(type_: str, schemas: dict[str, Schema]) -> dict[str, Any]:
    made = dict(schema(type_))
    for name, part in made.pop("$defs").items():
        schemas[name] = _moved(part)
    for keyword in ("$schema", "$id", "examples"):
        made.pop(keyword)
    schemas[type_] = _moved(made)
    message = _message(made["description"], type_, EVENTS)
    message["contentType"] = CONTENT_TYPE.decode()
    message["headers"] = {"$ref": "#/components/schemas/EventHeaders"}
    message["examples"] = [{"payload": dict(EXAMPLES[type_])}]
    return message


def _message(summary: str, payload: str, topic: Topic) -> dict[str, Any]:
    return {
        "summary": summary,
        "payload": {"$ref": f"#/components/schemas/{payload}"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": topic.key},
                "bindingVersion": _BINDING,
            }
        },
    }


def _event_headers() -> Schema:
    return {
        "type": "object",
        "required": ["content-type", RECEIVED, TRACE, PRODUCER],
        "properties": {
            "content-type": {"type": "string", "const": CONTENT_TYPE.decode()},
            RECEIVED: _MOMENT | {"description": "When ingest had it"},
            TRACE: _TRACEPARENT,
            PRODUCER: {"type": "string", "description": "Name of the key that sent it"},
        },
    }


def _object(description: str, properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "description": description,
        "required": list(properties),
        "properties": dict(properties),
    }


def _moved(part: Any) -> Any:
    """Point references at the document's components instead of the schema's own `$defs`."""
    if isinstance(part, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _moved(value)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_moved(inner) for inner in part]
    return part
