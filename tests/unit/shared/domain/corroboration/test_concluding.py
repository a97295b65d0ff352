"""What follows for obligations and alerts from who vouches for a report."""

from dataclasses import replace

import pytest

from interparty_shared.domain import alerts, words
from interparty_shared.domain.corroboration.concluding import ONLY_MACHINE, concluded
from interparty_shared.domain.facts import Disclosure, Engagement
from interparty_shared.domain.obligations import Obligation, assess
from tests.unit.shared.domain.corroboration.told import source
from tests.unit.shared.domain.world import (
    GB,
    NOON,
    PACKS,
    TODAY,
    day,
    funder,
    member,
    money,
    record,
    sync,
    visit,
)

COPY = [sync("2026-01-01", "2026-05-01")]
MACHINE = (source("Daily D", url="https://d.example/1", coding="machine"),)
NAMED = (source("Daily D", url="https://d.example/1"),)


def owed(engagement: Engagement, *records: Disclosure) -> list[Obligation]:
    return assess(engagement, GB, records=records, syncs=COPY, today=TODAY)


def opened(engagement: Engagement, *records: Disclosure) -> dict[str, object]:
    (one,) = owed(engagement, *records)
    known = alerts.decide(None, one, engagement, now=NOON)
    assert known is not None
    return dict(known.document)


def test_what_only_a_program_reports_raises_a_low_alert_that_says_so() -> None:
    told = opened(visit(sources=MACHINE))

    assert (told["verdict"], told["severity"]) == ("missing", "low")
    reason = told["reason"]
    assert isinstance(reason, list)
    assert reason[0]["text"] == (
        "Reported only by a machine-coded source; no named report is known."
    )


@pytest.mark.parametrize("sources", [NAMED, (), (*MACHINE, *NAMED), (source(url="https://d"),)])
def test_what_a_named_report_or_somebody_unknown_says_is_as_grave_as_the_rule_has_it(
    sources: tuple[dict[str, str], ...],
) -> None:
    told = opened(visit(sources=sources))

    assert told["severity"] == "high"
    assert "standing" not in [step["step"] for step in told["reason"]]  # type: ignore[attr-defined]


def test_a_named_report_that_comes_later_makes_the_alert_as_grave_as_the_rule_has_it() -> None:
    (before,), (after,) = owed(visit(sources=MACHINE)), owed(visit(sources=NAMED))
    first = alerts.decide(None, before, visit(sources=MACHINE), now=NOON)

    second = alerts.decide(first, after, visit(sources=NAMED), now=NOON)

    assert second is not None
    assert (second.revision, second.document["severity"]) == (2, "high")


def test_late_stays_milder_than_missing_on_a_programs_word() -> None:
    told = opened(visit(sources=MACHINE), record(filed=day("2026-03-20")))

    assert (told["verdict"], told["severity"]) == ("late", "info")


@pytest.mark.parametrize("regime", PACKS, ids=lambda one: one.id)
def test_a_programs_word_makes_no_verdict_graver_and_raises_none_of_its_own(regime) -> None:  # type: ignore[no-untyped-def]
    for verdict in words.VERDICTS:
        plain, capped = (regime.severity_of(verdict, machine=one) for one in (False, True))
        assert (plain is None) is (capped is None)
        if plain is not None:
            order = words.SEVERITIES.index
            assert order(capped) <= min(order(plain), order("low"))


NAMED_ONLY = visit(value=None, sources=NAMED)
FILLED = visit(sources=(*NAMED, *MACHINE))


def test_what_the_better_reports_leave_open_is_told_on_the_programs_word_marked_and_mild() -> None:
    vouched, filled = owed(NAMED_ONLY), owed(FILLED)
    assert [one.verdict for one in (*vouched, *filled)] == ["undetermined", "missing"]

    (found,) = concluded(vouched, filled, ["value"])

    assert (found.verdict, found.severity, found.id) == ("missing", "low", vouched[0].id)
    assert found.reason[0].text == (
        "Said only by a machine-coded source, by no named report: value."
    )


def test_a_programs_word_does_not_acquit() -> None:
    vouched = owed(NAMED_ONLY)
    filled = owed(replace(FILLED, value=money("1")))
    assert filled[0].verdict == "not_required"

    assert concluded(vouched, filled, ["value"]) == vouched


def test_what_the_better_reports_settle_they_settle() -> None:
    vouched = owed(visit(value=money("1"), sources=NAMED))

    assert concluded(vouched, owed(FILLED), ["place.city"]) == vouched


def test_whom_only_a_program_names_owes_on_its_word() -> None:
    filled = owed(visit(member(), member("Member N"), funder(), sources=NAMED))

    found = concluded(owed(visit(sources=NAMED)), filled, ["participants[Member N]"])

    assert [(one.holder.name, one.machine) for one in found] == [
        ("Member M", False),
        ("Member N", True),
    ]


def test_a_duty_that_a_programs_word_would_do_away_with_stays() -> None:
    vouched = owed(visit(sources=NAMED))

    assert concluded(vouched, [], ["place.country"]) == vouched


def test_the_sentence_names_no_one_and_accuses_nobody() -> None:
    assert ONLY_MACHINE.basis == "recorded"
    assert ONLY_MACHINE.inputs == {"standing": "machine"}
