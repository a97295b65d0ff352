"""Alerts and verdicts as a person reads them."""

from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from interparty_embedded.demonstration.tables import alerts_table, filed, verdicts_table

Json = dict[str, Any]


def alert(name: str = "Member M", **changes: Any) -> Json:
    return {
        "verdict": "missing",
        "severity": "high",
        "regime": "GB-MP-VISITS",
        "channel": "foundation_programme",
        "occurred": {"from": "2026-02-01", "to": "2026-02-04"},
        "due": "2026-03-04",
        "subject": {"domestic": {"name": name}, "foreign": {"name": "Party [A]"}},
        "reason": [{"step": "coverage", "text": "No matching record found.", "inputs": {}}],
        "evidence": {"engagements": [{"sources": [{"url": "https://a"}, {"publisher": "B"}]}]},
        **changes,
    }


def recorded(day: str) -> list[Json]:
    return [{"step": "match", "text": f"Recorded: filed {day}.", "inputs": {"filed": day}}]


def shown(table: Table) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def test_an_alert_says_who_what_when_why_and_where() -> None:
    said = shown(alerts_table([alert()]))

    for words in (
        "Member M",
        "foundation programme with Party [A]",
        "2026-02-01 to 2026-02-04",
        "missing (high)",
        "due 2026-03-04",
        "not found",
        "No matching record found.",
        "https://a",
        "B",
    ):
        assert words in said


def test_a_late_record_is_counted_from_the_end_of_the_contact() -> None:
    late = alert(verdict="late", severity="low", reason=recorded("2026-03-10"))

    assert filed(late) == (date(2026, 3, 10), 34)
    assert "filed 2026-03-10, day 34" in shown(alerts_table([late]))
    assert filed(alert()) is None


def test_a_due_date_that_is_not_known_is_said_so() -> None:
    assert "due on a day that is not known" in shown(alerts_table([alert(due=None)]))


def test_the_gravest_alert_comes_first() -> None:
    mild = alert("Member N", verdict="late", severity="low", reason=recorded("2026-03-10"))

    said = shown(alerts_table([mild, alert()]))

    assert said.index("Member M") < said.index("Member N")


def test_verdicts_are_counted_and_what_no_rule_covers_is_told() -> None:
    obligations = [
        {"verdict": "exempt", "domestic": {"name": f"M{n}"}, "engagement": {"id": "e"}}
        for n in range(5)
    ]

    said = shown(verdicts_table(obligations, unruled=["x1", "x2"]))

    assert "M0 (e), M1 (e), M2 (e), …" in said
    assert "the rule itself lets this contact off" in said
    assert "x1, x2" in said
    assert "missing" not in said
