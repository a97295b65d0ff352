"""What the pages of tests show: alerts in every state, an engagement, a register's copy."""

from typing import Any

from interparty_shared.wire.published import Published
from tests.support.api import Api
from tests.support.builders import Event, coverage, engagement, funder, member
from tests.support.published import after, an_alert, an_obligation

MAIL: dict[str, Any] = {
    "smtp_url": "smtp://127.0.0.1:1",
    "mail_from": "desk@paper.example",
    "public_url": "http://test",
}
"""Settings with which mail is sent from here, if nobody is there to take it."""
NASTY = "<script>alert(1)</script> & \"Party\" 'X'"
PATHS = (
    "/",
    "/alerts?country=GB&sort=-severity",
    "/alerts?q=nothing",
    "/alerts?country=Nowhere",
    "/alerts/al_missing",
    "/alerts/al_late",
    "/alerts/al_resolved",
    "/alerts/al_withdrawn",
    "/corrections",
    "/registers",
    "/registers/gb-commons",
    "/regimes",
    "/regimes/GB-MP-VISITS",
    "/actors/Member M",
    "/actors/gb-mnis:4066",
    "/actors/Nobody Known",
    "/subscribe?country=GB&verdict=missing",
    "/subscribe/sent",
    "/sign-in",
    "/alerts/al_none",
)
"""Every kind of page, as a reader may come upon it."""

Step = tuple[str, str, str, dict[str, Any]]
_REASON: list[Step] = [
    ("holder", "Member M is bound by GB-MP-VISITS.", "recorded", {"name": "Member M"}),
    ("place", "It took place in NO, SE.", "recorded", {"countries": ["NO", "SE"]}),
    ("threshold", "1,200.00 GBP is more than 300 GBP.", "recorded", {}),
    (
        "deadline",
        "Within 28 days after the day of return (2025-12-06): due 2026-01-03; allowing 28 days for"
        " publication and 1 for our copy, an absence is judged from 2026-02-01.",
        "rule",
        {
            "trigger": "2025-12-06",
            "moment": "return_home",
            "exact": True,
            "due": "2026-01-03",
            "alert_date": "2026-02-01",
            "publication_days": 28,
            "sync_days": 1,
        },
    ),
]
MISSING: Step = (
    "coverage",
    "No matching record found in gb-commons as of 2026-02-02T04:00:00Z.",
    "not_found",
    {},
)
LATE: Step = (
    "match",
    "Recorded: record 14226 in gb-commons, filed 2026-01-05, 30 days after 2025-12-06: 2 days after"
    " 2026-01-03.",
    "recorded",
    {"record_id": "14226", "filed": "2026-01-05", "days_late": 2, "score": 1.0, "why": "-"},
)
TIMELY: Step = (
    "match",
    "Recorded: record 7 in gb-commons, filed 2026-01-02, 27 days after 2025-12-06; due 2026-01-03.",
    "recorded",
    {"record_id": "7", "filed": "2026-01-02", "score": 1.0, "why": "-"},
)
TAKEN_BACK: Step = (
    "withdrawal",
    "The report of the engagement was taken back by its source.",
    "recorded",
    {},
)
ODD: Step = ("frequency", "A sentence that no pattern knows.", "inferred", {})


def reason(*last: Step) -> list[dict[str, Any]]:
    """Return a reasoning that ends with these steps."""
    names = ("step", "text", "basis", "inputs")
    return [dict(zip(names, one, strict=True)) for one in (*_REASON, *last)]


def _candidate(id_: str, url: str) -> dict[str, Any]:
    features = [
        {"name": "filer", "score": 1.0, "query": "Member M", "candidate": "Member M"},
        {"name": "place", "score": None, "query": "NO", "candidate": ""},
    ]
    return {"record_id": id_, "score": 0.41, "why": "filer 1.00", "url": url, "features": features}


def _evidence(*, url: str = "https://news.example/1") -> dict[str, Any]:
    sources = [
        {"url": url, "publisher": NASTY, "published": "2025-12-08", "side": "host"},
        {"publisher": "The Example Table", "coding": "machine"},
    ]
    return {
        "engagements": [{"source": "urn:test", "id": "e1", "title": NASTY, "sources": sources}],
        "register": {
            "id": "gb-commons",
            "name": "Register of Members' Financial Interests",
            "synced": "2026-02-02T04:00:00Z",
            "match": None,
            "candidates": [
                _candidate("9", "https://register.example/9"),
                _candidate("10", "javascript:alert(1)"),
            ],
        },
    }


def alerts() -> list[Published]:
    """Return alerts in every state, with names that would be markup if they were let."""
    both: dict[str, Any] = {
        "domestic": member("Member M", ids={"gb-mnis": "4066"}),
        "foreign": funder(NASTY),
        "due": "2026-01-03",
        "evidence": _evidence(),
        "citation": "HC 1083, category 4",
        "confidence": "secondary",
        "caution": "Part of this rule rests on secondary sources.",
    }
    more = {**both, "domestic": member("Member N")}
    return [
        an_alert(1, id_="al_missing", reason=reason(MISSING, ODD), **both),
        an_alert(2, id_="al_late", verdict="late", severity="low", reason=reason(LATE), **more),
        an_alert(3, id_="al_resolved", reason=reason(MISSING), **more),
        an_alert(4, id_="al_withdrawn", reason=reason(MISSING), **more),
        an_alert(
            5,
            id_="al_resolved",
            revision=2,
            verdict="disclosed",
            status="resolved",
            updated=after(2),
            reason=reason(TIMELY),
            **more,
        ),
        an_alert(
            6,
            id_="al_withdrawn",
            revision=2,
            status="withdrawn",
            updated=after(3),
            reason=reason(MISSING, TAKEN_BACK),
            **more,
        ),
    ]


def obligations() -> list[Published]:
    """Return the obligations behind them."""
    return [
        an_obligation("ob_1", domestic=member("Member M", ids={"gb-mnis": "4066"})),
        an_obligation("ob_2", verdict="disclosed", domestic=member("Member M")),
    ]


def events() -> list[Event]:
    """Return what was posted: the engagement, and that the copy is complete."""
    people = [member("Member M", ids={"gb-mnis": "4066"}), funder(NASTY)]
    sources = [{"url": "javascript:alert(1)", "publisher": NASTY}]
    return [
        engagement("e1", participants=people, title=NASTY, sources=sources),
        coverage("2025-06-01", "2026-02-02"),
    ]


async def filled(api: Api) -> Api:
    """Fill a service, whose readers run, with all of it."""
    await api.publish(*alerts(), *obligations())
    await api.post(*events())
    return api
