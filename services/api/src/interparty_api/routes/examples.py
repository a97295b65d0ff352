"""The answers by example: one engagement, followed through all of them.

All in it is invented: an example that is missing from a register must be nobody's.
"""

from typing import Any, Final

Document = dict[str, Any]

_HOLDER: Final[Document] = {
    "name": "Member M",
    "kind": "politician",
    "country": "GB",
    "office": "member_of_parliament",
    "role": "guest",
    "ids": {"gb-mnis": "0000"},
}
_FUNDER: Final[Document] = {
    "name": "Party International P",
    "kind": "party_international",
    "country": "DE",
    "role": "funder",
}
_REASON: Final[list[Document]] = [
    {
        "step": "deadline",
        "text": "within 28 days after the day of return (2025-12-06): due 2026-01-03; allowing 28 days for"
        " publication and 1 for our copy, an absence is judged from 2026-02-01.",
        "basis": "rule",
        "inputs": {"trigger": "2025-12-06", "due": "2026-01-03", "alert_date": "2026-02-01"},
    },
    {
        "step": "coverage",
        "text": "No matching record found in gb-commons as of 2026-02-02T04:00:00Z.",
        "basis": "not_found",
        "inputs": {"from": "2025-12-02", "to": "2026-02-01", "as_of": "2026-02-02T04:00:00Z"},
    },
]
_EVENT: Final[Document] = {"source": "https://collector.example/gb", "id": "forum-2025"}

ALERT: Final[Document] = {
    "id": "al_5f0c7c1c36e34b3f8e0f6a1f3b9f2d10",
    "revision": 1,
    "sequence": 1042,
    "status": "open",
    "severity": "high",
    "rule": {"id": "GB-MP-VISITS", "version": "2023-02-10"},
    "regime": "GB-MP-VISITS",
    "jurisdiction": "GB",
    "verdict": "missing",
    "subject": {"domestic": _HOLDER, "foreign": _FUNDER},
    "channel": "visit",
    "occurred": {"from": "2025-12-02", "to": "2025-12-06"},
    "due": "2026-01-03",
    "alert_date": "2026-02-01",
    "opened": "2026-02-02T04:00:05Z",
    "updated": "2026-02-02T04:00:05Z",
    "summary": "Member M, visit with Party International P, 2025-12-02 to 2025-12-06: no"
    " matching record found in gb-commons as of 2026-02-02T04:00:00Z; due 2026-01-03.",
    "obligation": "ob_5f0c7c1c36e34b3f8e0f6a1f3b9f2d10",
    "reason": _REASON,
    "evidence": {
        "engagements": [
            {
                **_EVENT,
                "title": "Forum of a party international",
                "sources": [{"url": "https://news.example/forum", "side": "host"}],
            }
        ],
        "register": {
            "id": "gb-commons",
            "synced": "2026-02-02T04:00:00Z",
            "match": None,
            "candidates": [{"record_id": "1002", "score": 0.41, "why": "dates 0.00"}],
        },
    },
    "triage": {"state": "none", "by": None, "note": None, "at": None, "log": []},
    "answers": [],
}
OBLIGATION: Final[Document] = {
    "id": "ob_5f0c7c1c36e34b3f8e0f6a1f3b9f2d10",
    "regime": "GB-MP-VISITS",
    "rule": "GB-MP-VISITS",
    "regime_version": "2023-02-10",
    "jurisdiction": "GB",
    "verdict": "missing",
    "due": "2026-01-03",
    "alert_date": "2026-02-01",
    "duty_holder": "recipient",
    "engagement": _EVENT,
    "occurred": {"from": "2025-12-02", "to": "2025-12-06"},
    "holder": _HOLDER,
    "domestic": _HOLDER,
    "foreign": _FUNDER,
    "register": "gb-commons",
    "disclosure": None,
    "missing_facts": [],
    "exemption": None,
    "reason": _REASON,
    "citation": "House of Commons, Guide to the Rules (HC 1083), category 4",
    "confidence": "secondary",
}
ENGAGEMENT: Final[Document] = {
    **_EVENT,
    "time": "2025-12-08T09:30:00Z",
    "received": "2025-12-08T09:30:02Z",
    "retracted": False,
    "retraction": None,
    "channel": "visit",
    "occurred": {"from": "2025-12-02", "to": "2025-12-06"},
    "participants": [_HOLDER, _FUNDER],
    "title": "Forum of a party international",
    "place": {"country": "US", "city": "Washington"},
}
DISCLOSURE: Final[Document] = {
    "id": "gb-commons:1001",
    "register": "gb-commons",
    "record_id": "1001",
    "filer": {"name": "Member M", "ids": {"gb-mnis": "0000"}},
    "counterparts": [{"name": "Party International P"}],
    "filed": "2026-01-05",
    "event": {"source": "https://collector.example/registers", "id": "gb-commons-1001"},
    "time": "2026-01-06T04:00:00Z",
    "received": "2026-01-06T04:00:01Z",
}
MEANING: Final[Document] = {
    "verdict": "match",
    "by": "name",
    "judgement": None,
    "items": [
        {
            "id": "partyfacts:1234",
            "kind": "party",
            "country": "AT",
            "score": 0.98,
            "names": ["Eine Partei"],
            "ids": {"partyfacts": "1234"},
            "relation": "same",
            "part": None,
            "features": [
                {"name": "name", "score": 0.98, "query": "A Party", "candidate": "Eine Partei"}
            ],
        }
    ],
}
JUDGEMENT: Final[Document] = {
    "name": "Eine Partei, Ortsgruppe",
    "actor": "partyfacts:1234",
    "by": "Desk A",
    "reason": "A branch acts for the party in this register.",
    "event": {"source": "https://newsroom.example/judgements", "id": "ortsgruppe"},
    "time": "2026-02-02T00:00:00Z",
    "received": "2026-02-02T00:00:01Z",
}
ACTOR: Final[Document] = {
    "id": "partyfacts:1234",
    "kind": "party",
    "country": "AT",
    "names": [{"name": "Eine Partei", "lang": "de"}],
    "event": {"source": "https://reference.example", "id": "partyfacts-1234"},
}
REGISTER: Final[Document] = {
    "id": "gb-commons",
    "name": "Register of Members' Financial Interests (House of Commons)",
    "url": "https://interests-api.parliament.uk/",
    "public": True,
    "shows_filing_date": True,
    "shows_amount": True,
    "regimes": ["GB-MP-VISITS"],
    "not_shown": ["Visits of £300 or less need not appear."],
    "complete": [{"from": "2024-07-04", "to": "2026-11-20"}],
    "synced": "2026-11-20T04:00:00Z",
    "records": 2115,
}
REGIME: Final[Document] = {
    "id": "GB-MP-VISITS",
    "rule": "GB-MP-VISITS",
    "version": "2023-02-10",
    "title": "Visits outside the United Kingdom by members of the House of Commons",
    "jurisdiction": "GB",
    "status": "in_force",
    "in_force": True,
    "enabled": True,
    "duty": "A Member registers a visit outside the United Kingdom within 28 days.",
    "citation": "House of Commons, Guide to the Rules (HC 1083), category 4",
    "sources": ["https://publications.parliament.uk/pa/cm5803/cmcode/1083/report.html"],
    "confidence": "secondary",
}
RULE: Final[Document] = {
    "id": "GB-MP-VISITS",
    "version": "2023-02-10",
    "regime": "GB-MP-VISITS",
    "title": REGIME["title"],
    "jurisdiction": "GB",
    "shape": "post_hoc",
    "enabled": True,
    "in_force": True,
    "confidence": "secondary",
    "alerts": {"missing": "high", "late": "low"},
    "citation": REGIME["citation"],
}
EXPLANATION: Final[Document] = {
    **_EVENT,
    "outcome": "1 alert(s) are open.",
    "stages": [
        {
            "stage": "ingest",
            "text": "1 version(s) received.",
            "versions": [
                {
                    **_EVENT,
                    "type": "org.interparty.engagement.v1",
                    "time": "2025-12-08T09:30:00Z",
                    "received": "2025-12-08T09:30:02Z",
                    "lane": "live",
                    "producer": "collector-gb",
                    "trace": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                    "in_force": True,
                }
            ],
            "retractions": [],
            "conflicts": [],
        },
        {
            "stage": "rules",
            "text": "Verdicts: missing.",
            "obligations": [
                {
                    "obligation": OBLIGATION["id"],
                    "regime": "GB-MP-VISITS",
                    "verdict": "missing",
                    "severity": "high",
                    "text": "missing under GB-MP-VISITS raises an alert of severity high.",
                    "due": "2026-01-03",
                    "alert_date": "2026-02-01",
                    "missing_facts": [],
                    "exemption": None,
                    "reason": _REASON,
                }
            ],
        },
        {
            "stage": "delivery",
            "text": "3 message(s): 1 pending, 2 delivered.",
            "messages": {"pending": 1, "delivered": 2, "failed": 0, "cancelled": 0},
            "not_routed": 0,
        },
    ],
}
CHECK: Final[Document] = {
    "as_of": "2025-12-20",
    "items": [
        {**OBLIGATION, "verdict": "pending", "reason": _REASON[:1]},
        {
            **OBLIGATION,
            "id": "ob_0b8f5b1de9a24a4f8e5b6f0a55c1a7d4",
            "verdict": "undetermined",
            "missing_facts": ["participants[Member N].chamber"],
            "reason": [],
        },
    ],
    "missing_facts": [
        {
            "fact": "participants[Member N].chamber",
            "obligations": 1,
            "regimes": ["GB-MP-VISITS"],
        }
    ],
}
