"""The kill test's account finds what it is there to find."""

from dataclasses import replace

from tests.compose.account import Found, checks

EXPECTED = {"e-000001": "missing", "e-000002": "late", "e-000003": "disclosed"}
RECORDED = ("d-000002", "d-000003")
WHOLE = Found(
    engagements=["e-000003", "e-000001", "e-000002"],
    records=["d-000003", "d-000002"],
    obligations=[("e-000001", "missing"), ("e-000002", "late"), ("e-000003", "disclosed")],
    alerts=[
        ("e-000001", "open", "missing"),
        ("e-000002", "open", "late"),
        ("e-000003", "resolved", "disclosed"),
    ],
    changes=[(1, "a", 1), (2, "b", 1), (3, "c", 1), (4, "c", 2)],
)


def faults(found: Found) -> list[str]:
    return [fault for check in checks(found, EXPECTED, RECORDED) for fault in check.faults]


def test_what_is_whole_has_no_faults() -> None:
    assert faults(WHOLE) == []


def test_a_lost_engagement_is_found() -> None:
    assert faults(replace(WHOLE, engagements=WHOLE.engagements[1:])) == ["e-000003 is lost"]


def test_a_lost_record_is_found() -> None:
    assert faults(replace(WHOLE, records=WHOLE.records[1:])) == ["d-000003 is lost"]


def test_an_engagement_listed_twice_is_found() -> None:
    doubled = replace(WHOLE, engagements=[*WHOLE.engagements, "e-000001"])

    assert faults(doubled) == ["e-000001 is there 2 times"]


def test_a_wrong_verdict_is_found() -> None:
    wrong = replace(WHOLE, obligations=[("e-000001", "pending"), *WHOLE.obligations[1:]])

    assert faults(wrong) == ["e-000001 is pending, not missing"]


def test_a_doubled_alert_is_found() -> None:
    doubled = replace(WHOLE, alerts=[*WHOLE.alerts, ("e-000003", "resolved", "disclosed")])

    assert faults(doubled) == ["e-000003 is there 2 times"]


def test_an_alert_left_open_is_found() -> None:
    left = replace(WHOLE, alerts=[*WHOLE.alerts[:2], ("e-000003", "open", "missing")])

    assert "e-000003 was not expected" in faults(left)


def test_a_gap_and_a_repetition_in_the_changes_are_found() -> None:
    gap = replace(WHOLE, changes=[(1, "a", 1), (3, "b", 1)])
    again = replace(WHOLE, changes=[(1, "a", 1), (2, "b", 1), (2, "b", 1)])

    assert faults(gap) == ["3 where 2 was due"]
    assert faults(again) == ["2 where 3 was due", "b: 1 after 1"]
