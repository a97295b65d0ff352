"""Subscriptions and deliveries by example."""

from typing import Any, Final

from interparty_api.routes import examples

_ID: Final = "sub_mfrggzdfmztwq2lknnwg23tp"
FILTER: Final[dict[str, Any]] = {"country": "GB", "severity": ["high", "critical"]}
SUBSCRIPTION: Final[dict[str, Any]] = {
    "id": _ID,
    "name": "Visits of Members, grave ones",
    "filter": FILTER,
    "channel": "webhook",
    "to": "https://desk.example/hooks/interparty",
    "contact": "desk@desk.example",
    "pace": "immediate",
    "group_by": [],
    "language": "en",
    "muted_until": None,
    "from_sequence": None,
    "history": None,
    "state": "active",
    "why": None,
    "failing_since": None,
    "confirm_until": None,
    "created": "2026-06-01T12:00:00Z",
    "changed": "2026-06-01T12:00:00Z",
    "secrets": [
        {
            "id": "sec_6d667267677a6466",
            "kind": "hmac",
            "public_key": None,
            "created": "2026-06-01T12:00:00Z",
            "expires": None,
        }
    ],
}
CREATED: Final = {
    **SUBSCRIPTION,
    "secret": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "public_key": None,
}
WANTED: Final = {
    name: SUBSCRIPTION[name] for name in ("name", "filter", "channel", "to", "pace", "contact")
}
DELIVERY: Final[dict[str, Any]] = {
    "id": "msg_5f0c7c1c36e34b3f8e0f6a1f3b9f2d10",
    "subscription": _ID,
    "kind": "alerts",
    "state": "delivered",
    "due": "2026-06-01T12:05:10Z",
    "created": "2026-06-01T12:05:00Z",
    "settled": "2026-06-01T12:05:11Z",
    "sequences": [1042],
    "attempts": [
        {
            "at": "2026-06-01T12:05:00Z",
            "outcome": "retry",
            "status": 503,
            "detail": "the receiver answered 503",
            "took_ms": 120,
        },
        {
            "at": "2026-06-01T12:05:10Z",
            "outcome": "delivered",
            "status": 200,
            "detail": "the receiver answered 200",
            "took_ms": 80,
        },
    ],
}
PREVIEW: Final[dict[str, Any]] = {
    "from": "2026-03-03T12:00:00Z",
    "to": "2026-06-01T12:00:00Z",
    "truncated": False,
    "alerts": {"total": 1, "by_status": {"open": 1}, "by_severity": {"high": 1}},
    "revisions": 1,
    "pace": "daily",
    "would_send": 1,
    "messages": {"immediate": 1, "hourly": 1, "daily": 1, "weekly": 1},
    "busiest_day": {"day": "2026-05-20", "revisions": 1},
    "examples": [examples.ALERT],
}
