"""What a revision changed, in words."""

from typing import Any

from interparty_api.handlers.changed import fields_changed, sentence, values_changed
from tests.support.published import an_alert


def document(**more: Any) -> dict[str, Any]:
    return dict(an_alert(**more).document)


BEFORE = document()


def test_of_a_first_revision_everything_is_new() -> None:
    assert fields_changed(None, BEFORE) == tuple(sorted(BEFORE))
    assert sentence(None, BEFORE) == f"Opened: {BEFORE['summary']}"


def test_values_that_changed_are_told_with_what_they_were() -> None:
    now = document(revision=2, severity="low", due=None)

    assert fields_changed(BEFORE, now) == ("due", "severity")
    assert values_changed(BEFORE, now) == [
        {"field": "due", "before": "2026-01-02", "now": None},
        {"field": "severity", "before": "high", "now": "low"},
    ]
    assert sentence(BEFORE, now) == (
        "Revised: the due date was 2026-01-02 and is none; the severity was high and is low."
    )


def test_what_is_more_than_a_value_is_said_to_have_changed() -> None:
    now = {**BEFORE, "evidence": {}, "occurred": {"from": "2025-12-03", "to": "2025-12-03"}}

    assert sentence(BEFORE, now) == (
        "Revised: the evidence changed; the dates of the contact were 2025-12-02 to 2025-12-06"
        " and are 2025-12-03."
    )
    assert values_changed(BEFORE, now) == []


def test_a_withdrawal_says_why() -> None:
    step = {"step": "withdrawal", "text": "The engagement was retracted.", "basis": "recorded"}
    now = {**BEFORE, "status": "withdrawn", "reason": [*BEFORE["reason"], {**step, "inputs": {}}]}

    assert sentence(BEFORE, now) == (
        "Withdrawn: the reasons changed. The engagement was retracted."
    )


def test_a_resolution_and_what_opens_again_begin_with_that() -> None:
    resolved = {**BEFORE, "status": "resolved", "verdict": "disclosed"}

    assert sentence(BEFORE, resolved) == "Resolved: the verdict was missing and is disclosed."
    assert sentence(resolved, BEFORE).startswith("Opened again: the verdict was disclosed")
    assert sentence(BEFORE, {**BEFORE, "status": "resolved"}) == "Resolved."
