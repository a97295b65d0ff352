"""JSON Schemas (draft 2020-12) of the event types, made from the models that validate them."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from interparty_shared.domain import words
from interparty_shared.wire.events import MODELS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_ENGAGEMENT: Final[Mapping[str, Any]] = {
    "specversion": "1.0",
    "type": words.EVENT_ENGAGEMENT,
    "source": "https://collector.example/gb",
    "id": "idu-forum-2025",
    "time": "2025-12-08T09:30:00Z",
    "datacontenttype": "application/json",
    "data": {
        "channel": "visit",
        "occurred": {"from": "2025-12-02", "to": "2025-12-06"},
        "title": "IDU Forum",
        "place": {"country": "US", "city": "Washington"},
        "participants": [
            {
                "name": "Priti Patel",
                "kind": "politician",
                "country": "GB",
                "role": "guest",
                "office": "member_of_parliament",
                "ids": {"gb-mnis": "4066"},
                "of": {"name": "Conservative Party", "kind": "party"},
            },
            {
                "name": "International Democracy Union",
                "kind": "party_international",
                "country": "DE",
                "role": "funder",
            },
        ],
        "value": {"amount": "445.00", "currency": "GBP"},
        "topics": ["elections"],
        "sources": [
            {
                "url": "https://news.example/idu-forum",
                "publisher": "News",
                "published": "2025-12-07",
                "side": "host",
                "coding": "person",
            }
        ],
    },
}
_RETRACTION: Final[Mapping[str, Any]] = {
    "specversion": "1.0",
    "type": words.EVENT_RETRACTED,
    "source": "https://collector.example/gb",
    "id": "idu-forum-2025-retracted",
    "time": "2025-12-10T08:00:00Z",
    "data": {
        "engagement": {"source": "https://collector.example/gb", "id": "idu-forum-2025"},
        "reason": "The report was about another forum.",
    },
}
_DISCLOSURE: Final[Mapping[str, Any]] = {
    "specversion": "1.0",
    "type": words.EVENT_DISCLOSURE,
    "source": "https://collector.example/registers",
    "id": "gb-commons-14226",
    "time": "2026-01-06T04:00:00Z",
    "data": {
        "register": "gb-commons",
        "record_id": "14226",
        "filer": {"name": "Priti Patel", "kind": "politician", "ids": {"gb-mnis": "4066"}},
        "counterparts": [{"name": "International Democracy Union"}],
        "channel": "visit",
        "occurred": {"from": "2025-12-02", "to": "2025-12-06"},
        "filed": "2026-01-05",
        "published": "2026-01-05",
        "value": {"amount": "445.00", "currency": "GBP"},
        "place": {"country": "US"},
        "url": "https://register.example/14226",
    },
}
_COVERAGE: Final[Mapping[str, Any]] = {
    "specversion": "1.0",
    "type": words.EVENT_COVERAGE,
    "source": "https://collector.example/registers",
    "id": "gb-commons-2026-11-20",
    "time": "2026-11-20T04:00:00Z",
    "data": {
        "register": "gb-commons",
        "from": "2024-07-04",
        "to": "2026-11-20",
        "synced": "2026-11-20T04:00:00Z",
    },
}
_ACTOR: Final[Mapping[str, Any]] = {
    "specversion": "1.0",
    "type": words.EVENT_ACTOR,
    "source": "https://collector.example/actors",
    "id": "partyfacts-1234",
    "time": "2026-02-01T00:00:00Z",
    "data": {
        "id": "partyfacts:1234",
        "kind": "party",
        "country": "AT",
        "names": [{"name": "Beispielpartei", "lang": "de"}, {"name": "Example Party"}],
        "ids": {"wikidata": "Q1234"},
        "governing": [{"from": "2020-01-07", "to": None}],
        "existed": {"from": "1986-05-01", "to": None},
    },
}
_JUDGED: Final[Mapping[str, Any]] = {
    "specversion": "1.0",
    "type": words.EVENT_JUDGED,
    "source": "https://newsroom.example/judgements",
    "id": "beispielpartei",
    "time": "2026-02-02T00:00:00Z",
    "data": {
        "name": "Beispielpartei Landesverband Wien",
        "country": "AT",
        "actor": "partyfacts:1234",
        "by": "Desk A",
        "reason": "A branch acts for the party in this register.",
    },
}

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    example["type"]: example
    for example in (_ENGAGEMENT, _RETRACTION, _DISCLOSURE, _COVERAGE, _ACTOR, _JUDGED)
}
"""One valid event of each type."""


@cache
def schema(type_: str) -> Mapping[str, Any]:
    """Return the JSON Schema of an event type.

    Some things that are refused it cannot say: a country code that is not assigned, a day before
    the one it ends on, and what `wire/sanity.py` lists.

    Raises:
        KeyError: there is no such type.
    """
    made = MODELS[type_].model_json_schema(by_alias=True, mode="validation")
    _close(made)
    return {
        "$schema": DIALECT,
        "$id": schema_id(type_),
        **made,
        "title": type_,
        "examples": [dict(EXAMPLES[type_])],
    }


def schema_id(type_: str) -> str:
    """Return the `$id` of an event type's schema: the same wherever it is served from."""
    return f"urn:interparty:schema:{type_}"


def _close(part: Any) -> None:
    """Say of maps that keys of another pattern are refused, which pydantic leaves out."""
    if isinstance(part, dict):
        if "patternProperties" in part:
            part.setdefault("additionalProperties", False)
        for inner in part.values():
            _close(inner)
    elif isinstance(part, list):
        for inner in part:
            _close(inner)
