"""FollowTheMoney entities (https://followthemoney.tech), one JSON object per line.

Both sides of a contact (`Person`, `Company`, `PublicBody`, `Organization`, `LegalEntity`), each
engagement (`Event`, in which they are `involved`) and the alert, which is somebody's remark and no
fact about them: a `Note` on the event. An entity that several alerts speak of comes with each of
them, under the same id; readers of this format merge such fragments.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from interparty_api import links
from interparty_api.routes.forms.telling import is_address, title

MEDIA_TYPE: Final = "application/x-ndjson"
"""The format has none of its own."""
Document = Mapping[str, Any]

_SCHEMATA: Final[Mapping[str, str]] = {
    "politician": "Person",
    "company": "Company",
    "media": "Company",
    "government": "PublicBody",
    "legislature": "PublicBody",
    "embassy": "PublicBody",
    "state_organ": "PublicBody",
    "academic": "LegalEntity",
    "other": "LegalEntity",
}
"""Of an academic and of others it is not known whether they are people; the rest are organisations."""
_ORGANISATION: Final = "Organization"


def lines(alerts: Iterable[Document], base: str) -> bytes:
    """Return the entities of alerts, a line each."""
    made = (orjson.dumps(entity) for alert in alerts for entity in entities(alert, base))
    return b"".join(line + b"\n" for line in made)


def entities(alert: Document, base: str) -> Iterator[dict[str, Any]]:
    """Yield the entities that an alert speaks of."""
    sides = [_side(alert["subject"][side]) for side in ("domestic", "foreign")]
    yield from sides
    events = [_event(alert, one, sides) for one in alert["evidence"]["engagements"]]
    yield from events
    yield _entity(
        alert["id"],
        "Note",
        name=title(alert),
        summary=alert["summary"],
        description="\n".join(step["text"] for step in alert["reason"]),
        entity=[one["id"] for one in events],
        keywords=[alert["regime"], alert["verdict"], alert["severity"], alert["status"]],
        country=_country(alert["jurisdiction"]),
        sourceUrl=links.alert_page(base, alert["id"]),
        modifiedAt=alert["updated"],
        publisher="Interparty",
        notes=[f"{one['by']}: {one['text']}" for one in alert["answers"]],
    )


def _side(actor: Document) -> dict[str, Any]:
    kind = actor.get("kind")
    schema = _SCHEMATA.get(kind, _ORGANISATION) if kind else "LegalEntity"
    ids = [f"{scheme}:{value}" for scheme, value in sorted((actor.get("ids") or {}).items())]
    office = actor.get("office")
    is_person = schema == "Person"
    return _entity(
        _key("actor", *(ids or (actor["name"].casefold(), actor.get("country") or "", kind or ""))),
        schema,
        name=actor["name"],
        country=_country(actor.get("country")),
        idNumber=ids,
        classification=kind,
        position=office.replace("_", " ") if is_person and office else None,
        political=actor["of"]["name"] if is_person and actor.get("of") else None,
    )


def _event(alert: Document, engagement: Document, sides: Iterable[Document]) -> dict[str, Any]:
    subject = alert["subject"]
    names = ", ".join(subject[side]["name"] for side in ("domestic", "foreign"))
    sources = engagement.get("sources") or ()
    return _entity(
        _key("engagement", engagement["source"], engagement["id"]),
        "Event",
        name=engagement.get("title") or f"{alert['channel'].replace('_', ' ')}: {names}",
        keywords=alert["channel"],
        startDate=alert["occurred"]["from"],
        endDate=alert["occurred"].get("to"),
        recordId=engagement["id"],
        involved=[one["id"] for one in sides],
        sourceUrl=[one["url"] for one in sources if is_address(one.get("url"))],
        publisher=[one["publisher"] for one in sources if one.get("publisher")],
    )


def _entity(id_: str, schema: str, **properties: Any) -> dict[str, Any]:
    """Return an entity; of its properties those that have a value, each a list of distinct texts."""
    said = {}
    for name, value in properties.items():
        many = value if isinstance(value, list) else [value]
        kept = list(dict.fromkeys(one for one in many if one))
        if kept:
            said[name] = kept
    return {"id": id_, "schema": schema, "properties": said}


def _country(code: str | None) -> str | None:
    # Countries are ISO 3166-1 in lower case there, with `eu` and `xk` as here.
    return code.lower() if code else None


def _key(*parts: str) -> str:
    return f"ip-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:32]}"
