"""The life of an alert: revisions, severity, resolved or withdrawn, reopened."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared import packs
from interparty_shared.domain import alerts, words
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.facts import Actor, Days, Disclosure
from interparty_shared.domain.obligations import Obligation, assess
from interparty_shared.domain.regimes import Regime
from tests.unit.shared.domain import world
from tests.unit.shared.domain.world import GB, NOON, TODAY, day, money, record, sync, visit

COPY = [sync("2026-01-01", "2026-05-01")]


def obligation(*records: Disclosure, regime: Regime = GB, **changes: object) -> Obligation:
    (one,) = assess(visit(**changes), regime, records=records, syncs=COPY, today=TODAY)
    return one


MISSING = obligation()
LATE = obligation(record(filed=day("2026-03-20")))
DISCLOSED = obligation(record())
NOT_REQUIRED = obligation(value=money("1"))
UNDETERMINED = obligation(value=None)


def decided(known: Known | None, one: Obligation, days: int = 0) -> Known:
    revision = alerts.decide(known, one, visit(), now=NOON + timedelta(days=days))
    assert revision is not None
    return revision


def test_the_verdicts_are_what_they_are_called() -> None:
    verdicts = [one.verdict for one in (MISSING, LATE, DISCLOSED, NOT_REQUIRED, UNDETERMINED)]

    assert verdicts == ["missing", "late", "disclosed", "not_required", "undetermined"]


def test_a_missing_record_opens_an_alert_that_bears_the_duty_as_its_id() -> None:
    first = decided(None, MISSING)

    assert (first.status, first.revision) == ("open", 1)
    assert first.id == "al_" + MISSING.id.removeprefix("ob_")
    assert first.document["severity"] == "high"
    assert first.document["opened"] == first.document["updated"] == "2026-01-01T12:00:00Z"


@pytest.mark.parametrize("one", [DISCLOSED, NOT_REQUIRED, UNDETERMINED])
def test_what_is_no_finding_opens_nothing(one: Obligation) -> None:
    assert alerts.decide(None, one, visit(), now=NOON) is None


def test_the_same_again_is_no_revision() -> None:
    first = decided(None, MISSING)

    assert alerts.decide(first, MISSING, visit(), now=NOON + timedelta(days=9)) is None


def test_a_record_that_turns_up_resolves_and_the_first_day_is_kept() -> None:
    first = decided(None, MISSING)

    second = decided(first, DISCLOSED, days=3)

    assert (second.id, second.status, second.revision) == (first.id, "resolved", 2)
    assert second.document["opened"] == "2026-01-01T12:00:00Z"
    assert second.document["updated"] == "2026-01-04T12:00:00Z"
    assert second.document["severity"] == "high"


@pytest.mark.parametrize("one", [NOT_REQUIRED, UNDETERMINED])
def test_a_ground_that_falls_away_withdraws(one: Obligation) -> None:
    assert decided(decided(None, MISSING), one).status == "withdrawn"


def test_late_after_missing_is_milder_and_stays_open() -> None:
    second = decided(decided(None, MISSING), LATE)

    assert (second.status, second.document["severity"]) == ("open", "low")


def test_an_alert_that_was_taken_back_can_open_again() -> None:
    gone = decided(decided(None, MISSING), NOT_REQUIRED)

    again = decided(gone, MISSING, days=5)

    assert (again.status, again.revision) == ("open", 3)
    assert again.document["opened"] == "2026-01-01T12:00:00Z"


def test_taking_back_says_why_once_and_is_done_once() -> None:
    first = decided(None, MISSING)

    second = alerts.withdraw(first, "It was reported in error.", now=NOON)

    assert second is not None
    assert (second.status, second.revision) == ("withdrawn", 2)
    assert second.document["reason"][-1]["text"] == "It was reported in error."
    assert second.document["severity"] == "high"
    assert alerts.withdraw(second, "It was reported in error.", now=NOON) is None
    assert alerts.withdraw(second, "Another reason.", now=NOON) is None


def test_a_resolved_alert_whose_engagement_is_taken_back_is_withdrawn() -> None:
    resolved = decided(decided(None, MISSING), DISCLOSED)

    taken = alerts.withdraw(resolved, "It was reported in error.", now=NOON)

    assert taken is not None
    assert (taken.status, taken.revision) == ("withdrawn", 3)


ALL = [MISSING, LATE, DISCLOSED, NOT_REQUIRED, UNDETERMINED, None]


@given(st.lists(st.sampled_from(ALL), max_size=12))
def test_a_revision_counts_one_up_and_only_where_the_content_changed(
    story: list[Obligation | None],
) -> None:
    known: Known | None = None
    for number, one in enumerate(story):
        now = NOON + timedelta(days=number)
        if one is None:
            after = alerts.withdraw(known, "It was taken back.", now=now) if known else None
        else:
            after = alerts.decide(known, one, visit(), now=now)
        if after is None:
            continue
        assert after.revision == (known.revision + 1 if known else 1)
        assert known is None or after.id == known.id
        if known is not None:
            content = [
                {key: value for key, value in revision.document.items() if key not in alerts.LIFE}
                for revision in (known, after)
            ]
            assert content[0] != content[1]
            assert after.digest != known.digest
        assert after.document["revision"] == after.revision
        assert after.document["status"] == after.status
        assert json.loads(json.dumps(after.document)) == after.document
        known = after


@given(world.ENGAGEMENTS, st.lists(world.RECORDS, max_size=3).map(world.unique))
def test_what_an_alert_says_depends_on_nothing_that_was_said_before(
    engagement: object, records: list[Disclosure]
) -> None:
    first = decided(None, MISSING)

    fresh = decided(None, LATE)
    revised = decided(first, LATE)

    assert fresh.digest == revised.digest


@pytest.mark.parametrize("regime", packs.load(), ids=lambda one: f"{one.rule_id} {one.version}")
def test_late_is_milder_than_missing_under_every_pack(regime: Regime) -> None:
    missing, late = regime.severity_of("missing"), regime.severity_of("late")

    assert late is None or missing is not None
    assert late is None or words.SEVERITIES.index(late) < words.SEVERITIES.index(missing)
    assert regime.severity_of("disclosed") is None


def test_a_pack_may_raise_alerts_for_doubts_and_open_questions() -> None:
    loud = replace(GB, severity=(("missing", "high"), ("undetermined", "info")))

    first = alerts.decide(None, obligation(regime=loud, value=None), visit(), now=NOON)

    assert first is not None
    assert (first.status, first.document["severity"]) == ("open", "info")


def test_an_alert_names_what_it_rests_on() -> None:
    near = record(
        "7",
        filer=Actor("Member M"),
        counterparts=(Actor("Club X"),),
        countries=("FR",),
        occurred=Days(day("2026-02-14"), day("2026-02-14")),
    )
    document = decided(None, obligation(near)).document

    assert document["rule"] == {"id": "GB-MP-VISITS", "version": "2023-02-10"}
    assert document["citation"].startswith("House of Commons, Code of Conduct")
    assert document["caution"] is not None
    assert document["evidence"]["engagements"][0]["id"] == "e1"
    assert document["evidence"]["register"]["synced"] == "2026-05-01T06:00:00Z"
    assert document["summary"] == (
        "Member M, visit with Foundation F, 2026-02-01 to 2026-02-04: no matching record found in"
        " gb-commons as of 2026-05-01T06:00:00Z; due 2026-03-04."
    )
