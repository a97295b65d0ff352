"""What a dispatcher hands to a sender of mail, with defaults: a test names only what it is about."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from interparty_api.notify.base import Addressee, Item, Kind, Outgoing
from interparty_api.notify.compose import compose
from tests.support.published import BEGINNING, an_alert, body, person

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SITE = "https://alerts.example"
FROM = "alerts@interparty.example"
HOLDER = person("Member M", "GB", of={"name": "Party A", "kind": "party"})
FUNDER = body("Party International P", "DE")
CITATION = (
    "House of Commons, Code of Conduct together with the Guide to the Rules (HC 1083, 10 February"
    " 2023), category 4, visits outside the UK"
)
SOURCES = [
    {
        "url": "https://news.example/forum?a=1&b=2",
        "publisher": "The Example News",
        "published": "2025-12-07",
        "side": "host",
    },
    {"url": "https://party-international.example/programme", "side": "host"},
]
CANDIDATES = [
    {
        "record_id": "1002",
        "score": 0.41,
        "why": "dates 0.00, counterpart 0.82: the visit of March 2025 to the same host",
        "url": "https://register.example/1002",
        "features": [],
    }
]
REASON = [
    {
        "step": "deadline",
        "text": "Within 28 days after the day of return (2025-12-06): due 2026-01-03; allowing 28 days"
        " for publication and 1 for our copy, an absence is judged from 2026-02-01.",
        "basis": "rule",
        "inputs": {},
    },
    {
        "step": "coverage",
        "text": "No matching record found in gb-commons as of 2026-02-02T04:00:00Z.",
        "basis": "not_found",
        "inputs": {},
    },
]
SUMMARY = (
    "Member M, visit with Party International P, 2025-12-02 to 2025-12-06: no matching record found in"
    " gb-commons as of 2026-02-02T04:00:00Z; due 2026-01-03."
)
MATCH = {
    "record_id": "1077",
    "score": 0.97,
    "why": "same dates",
    "url": "https://register.example/1077",
    "features": [],
}
FOUND = (
    "Member M, visit with Party International P, 2025-12-02 to 2025-12-06: recorded in gb-commons."
)


def a_document(sequence: int = 1042, **more: Any) -> dict[str, Any]:
    """Return an alert as published; `register` adds to what was searched."""
    title, sources = (
        more.pop("title", "Forum of a party international"),
        more.pop("sources", SOURCES),
    )
    register = more.pop("register", {})
    given: dict[str, Any] = {
        "domestic": HOLDER,
        "foreign": FUNDER,
        "summary": SUMMARY,
        "due": "2026-01-03",
        "alert_date": "2026-02-01",
        "citation": CITATION,
        "confidence": "secondary",
        "caution": "Part of this rule rests on secondary sources; see the regime's description.",
        "reason": REASON,
        "evidence": {
            "engagements": [{"source": "urn:test", "id": "e1", "title": title, "sources": sources}],
            "register": {
                "id": "gb-commons",
                "name": "Register of Members' Financial Interests (House of Commons)",
                "synced": "2026-02-02T04:00:00Z",
                "match": None,
                "candidates": CANDIDATES,
                **register,
            },
        },
        **more,
    }
    return {**an_alert(sequence, **given).document, "sequence": sequence}


def an_item(
    sequence: int = 1042,
    *,
    before: dict[str, Any] | None = None,
    root: int | None = None,
    **alert: Any,
) -> Item:
    """Return a revision that is told of."""
    document = a_document(sequence, **alert)
    status = document["status"]
    kind = {"resolved": "alert.resolved", "withdrawn": "alert.withdrawn"}.get(
        status, "alert.revised" if before else "alert.opened"
    )
    return Item(sequence, kind, document, before, root)


def a_correction(sequence: int = 1043, status: str = "resolved", **alert: Any) -> Item:
    """Return a later revision of an alert that was told of as change 1042."""
    given = {
        "verdict": "disclosed",
        "summary": FOUND,
        "reason": REASON[:1],
        "updated": NOW,
        "register": {"match": MATCH, "candidates": []},
        **alert,
    }
    return an_item(sequence, before=a_document(), root=1042, revision=2, status=status, **given)


def an_addressee(**more: Any) -> Addressee:
    """Return a subscription as a channel knows it."""
    given: dict[str, Any] = {
        "id": "sub_5f0c7c1c",
        "name": "Visits of members",
        "target": "reader@newsroom.example",
        "contact": "desk@newsroom.example",
        "language": "en",
        "pace": "immediate",
        "secrets": (),
        "link_key": "a-key-of-the-subscription",
        "filter": {"country": "GB", "severity": ["high", "critical"]},
        **more,
    }
    return Addressee(**given)


def outgoing(
    *items: Item,
    kind: Kind = "alerts",
    id_: str = "msg_1",
    created: datetime = BEGINNING,
    **to: Any,
) -> Outgoing:
    """Return a message that is due; `to` are fields of its addressee."""
    return Outgoing(id_, kind, an_addressee(**to), items, created)


def mail_of(message: Outgoing, *, now: datetime = NOW) -> EmailMessage:
    """Return the mail that is composed of a message."""
    return compose(message, public_url=SITE, mail_from=FROM, now=now)


def parts(mail: EmailMessage) -> tuple[str, str]:
    """Return a mail's text and its HTML."""
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


_REPORT = """\
From: MAILER-DAEMON@mail.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system. Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Sun, 01 Mar 2026 09:30:00 +0000

Final-Recipient: rfc822; reader@newsroom.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: {inside}

Return-Path: <bounce+msg_1@interparty.example>
Subject: Resolved
Message-ID: <msg_1@interparty.example>

--b--
"""


def returned(
    to: str = "bounce+msg_1@interparty.example",
    action: str = "failed",
    status: str = "5.1.1",
    inside: str = "text/rfc822-headers",
) -> bytes:
    """Return a delivery status notification (RFC 3464) as a mail server writes it."""
    text = _REPORT.format(to=to, action=action, status=status, inside=inside)
    return text.replace("\n", "\r\n").encode()
