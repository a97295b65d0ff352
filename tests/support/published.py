"""What the alerts service publishes, with defaults: a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from interparty_shared.bus.base import Message, Record
from interparty_shared.domain.documents import moment
from interparty_shared.wire.published import Published
from interparty_shared.wire.topics import ALERTS

BEGINNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
TRACE = "00-" + "c" * 32 + "-" + "d" * 16 + "-01"


def after(hours: float) -> datetime:
    """Return a moment so many hours after the beginning of these tests."""
    return BEGINNING + timedelta(hours=hours)


def person(name: str = "Priti Patel", country: str | None = "GB", **more: Any) -> dict[str, Any]:
    said = {"name": name, "kind": "politician", **more}
    return {**said, "country": country} if country else said


def body(name: str = "International Democracy Union", country: str = "DE") -> dict[str, Any]:
    return {"name": name, "kind": "party_international", "country": country}


def an_alert(
    sequence: int = 1,
    *,
    id_: str = "al_1",
    revision: int = 1,
    status: str = "open",
    severity: str = "high",
    verdict: str = "missing",
    regime: str = "GB-MP-VISITS",
    channel: str = "visit",
    domestic: dict[str, Any] | None = None,
    foreign: dict[str, Any] | None = None,
    title: str = "IDU Forum",
    summary: str | None = None,
    due: str | None = "2026-01-02",
    opened: datetime = BEGINNING,
    updated: datetime | None = None,
    engagement: tuple[str, str] = ("urn:test", "e1"),
    **more: Any,
) -> Published:
    """Return the record of one revision of an alert."""
    subject = {"domestic": domestic or person(), "foreign": foreign or body()}
    who, whom = subject["domestic"]["name"], subject["foreign"]["name"]
    document = {
        "id": id_,
        "revision": revision,
        "rule": {"id": regime, "version": "2023-02-10"},
        "regime": regime,
        "jurisdiction": regime[:2],
        "verdict": verdict,
        "subject": subject,
        "channel": channel,
        "occurred": {"from": "2025-12-02", "to": "2025-12-06"},
        "due": due,
        "alert_date": "2026-01-10",
        "summary": summary or f"{who}, {channel} with {whom}: no matching record found.",
        "obligation": id_.replace("al_", "ob_"),
        "reason": [{"step": "deadline", "text": "28 days", "basis": "rule", "inputs": {}}],
        "evidence": {
            "engagements": [
                {"source": engagement[0], "id": engagement[1], "title": title, "sources": []}
            ],
            "register": {"id": "gb-commons", "synced": None, "match": None, "candidates": []},
        },
        "status": status,
        "severity": severity,
        "opened": moment(opened),
        "updated": moment(updated or opened),
        **more,
    }
    key = "\n".join(engagement)
    return Published("alert", key, document, updated or opened, TRACE, sequence=sequence)


def an_obligation(
    id_: str = "ob_1",
    *,
    regime: str = "GB-MP-VISITS",
    verdict: str = "missing",
    first: str = "2025-12-02",
    domestic: dict[str, Any] | None = None,
    foreign: dict[str, Any] | None = None,
    engagement: tuple[str, str] = ("urn:test", "e1"),
    published: datetime = BEGINNING,
    **more: Any,
) -> Published:
    """Return the record of the state of an obligation."""
    document = {
        "id": id_,
        "regime": regime,
        "regime_version": "2023-02-10",
        "jurisdiction": regime[:2],
        "verdict": verdict,
        "due": "2026-01-02",
        "alert_date": "2026-01-10",
        "duty_holder": "recipient",
        "engagement": {"source": engagement[0], "id": engagement[1]},
        "occurred": {"from": first, "to": first},
        "domestic": domestic or person(),
        "foreign": foreign or body(),
        "contacts": ["International Democracy Union"],
        "register": "gb-commons",
        "disclosure": None,
        "candidates": [],
        "missing_facts": [],
        "exemption": None,
        "reason": [{"step": "deadline", "text": "28 days", "basis": "rule", "inputs": {}}],
        "citation": "HC 1083",
        "confidence": "secondary",
        **more,
    }
    return Published("obligation", "\n".join(engagement), document, published, TRACE)


def gone(
    id_: str = "ob_1",
    engagement: tuple[str, str] = ("urn:test", "e1"),
    *,
    published: datetime = BEGINNING,
) -> Published:
    """Return the record that says that an obligation no longer holds."""
    key = "\n".join(engagement)
    return Published("obligation", key, {"id": id_}, published, TRACE, gone=True)


def as_record(said: Published | bytes, offset: int = 0, partition: int = 0) -> Record:
    """Return the record that the log would give."""
    message = Message(ALERTS.name, b"", said) if isinstance(said, bytes) else said.message()
    return Record(
        message.topic, partition, offset, message.key, message.value, message.headers, BEGINNING
    )


def parsed(text: str) -> dict[str, Any]:
    """Return a document that was answered as JSON text."""
    found: dict[str, Any] = orjson.loads(text)
    return found
