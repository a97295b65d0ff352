"""The scenarios of this folder, each played day by day."""

from datetime import date
from typing import Any

import pytest

from interparty_shared.domain.alerts import Known
from interparty_shared.domain.documents import obligation_document
from interparty_shared.domain.obligations import Obligation
from tests.scenarios.playing import Stage, judge
from tests.scenarios.reading import Row, Scenario, scenarios

ALL = list(scenarios())
RAISED = {"missing": "high", "late": "low"}


@pytest.mark.parametrize("scenario", ALL, ids=lambda one: one.name)
def test_a_scenario_comes_out_as_written(scenario: Scenario) -> None:
    stage = Stage(scenario.packs)

    for step in scenario.steps:
        stage.post(step.events)
        played = stage.play(step.on)

        rows = [_said(one, wanted) for one, wanted in _paired(played.obligations, step.expect)]
        assert rows == [_wanted(one) for one in step.expect], (
            f"{step.on}: {_told(played.obligations)}"
        )
        assert _alerts(played.alerts, step.alerts) == _alerts_wanted(step.expect, step.alerts), (
            step.on
        )
        for text in step.passed_over:
            assert any(text in why for why in played.passed_over), played.passed_over


@pytest.mark.parametrize("scenario", ALL, ids=lambda one: one.name)
def test_the_order_in_which_facts_came_changes_nothing(scenario: Scenario) -> None:
    events = [event for step in scenario.steps for event in step.events]
    last = scenario.steps[-1].on

    forwards = judge(events, scenario.packs, last)
    backwards = judge(events[::-1], scenario.packs, last)

    assert _documents(forwards) == _documents(backwards)


def test_titles_are_sentences_and_say_one_thing_each() -> None:
    titles = [one.title for one in ALL]

    assert len(set(titles)) == len(titles)
    assert [one for one in titles if len(one.split()) < 4 or one.endswith(".")] == []
    assert [one.title for one in ALL if not one.cites] == []


def _documents(judged: list[Any]) -> list[Any]:
    return sorted((obligation_document(one) for _, one in judged), key=lambda one: str(one["id"]))


def _paired(found: list[Obligation], wanted: list[Row]) -> list[tuple[Obligation, Row]]:
    """Pair what came out with what is wanted, by holder; the rest is wanted by no row."""
    left = list(found)
    pairs = []
    for row in wanted:
        match = next((one for one in left if one.holder.name == row["who"]), None)
        if match is not None:
            left.remove(match)
            pairs.append((match, row))
    return [*pairs, *((one, {}) for one in left)]


def _wanted(row: Row) -> Row:
    return {key: str(value) if isinstance(value, date) else value for key, value in row.items()}


def _said(one: Obligation, wanted: Row) -> Row:
    """Return what an obligation says of what is wanted (all that matters, where nothing is)."""
    record = one.disclosure.disclosure if one.disclosure else None
    lag = (record.filed - one.occurred.end).days if record and record.filed else None
    texts = " ".join(step.text for step in one.reason)
    facts = {
        "who": one.holder.name,
        "regime": one.regime.id,
        "verdict": one.verdict,
        "due": str(one.due) if one.due else None,
        "alert_date": str(one.alert_date) if one.alert_date else None,
        "missing": list(one.missing_facts),
        "exemption": one.exemption,
        "with": one.foreign.name,
        "lag": lag,
        "record": int(record.record_id)
        if record and record.record_id.isdigit()
        else (record.record_id if record else None),
        "as_of": one.attested.strftime("%Y-%m-%d") if one.attested else None,
        "candidates": [candidate.disclosure.record_id for candidate in one.candidates],
    }
    if "says" in wanted:
        facts["says"] = wanted["says"] if wanted["says"] in texts else texts
    return {key: facts[key] for key in wanted or ("who", "verdict")}


def _told(found: list[Obligation]) -> list[tuple[Any, ...]]:
    return [(one.holder.name, one.verdict, one.missing_facts, one.reason[-1].text) for one in found]


def _alerts(told: dict[str, Known], wanted: list[Row] | None) -> list[Row]:
    rows = []
    for known in sorted(told.values(), key=lambda one: one.id):
        document = known.document
        facts = {
            "who": document["subject"]["domestic"]["name"],
            "status": known.status,
            "severity": document["severity"],
            "verdict": document["verdict"],
            "revision": known.revision,
        }
        row = next((one for one in wanted or () if one["who"] == facts["who"]), None)
        rows.append({key: facts[key] for key in row or ("who", "status", "severity")})
    return sorted(rows, key=lambda one: one["who"])


def _alerts_wanted(expected: list[Row], wanted: list[Row] | None) -> list[Row]:
    if wanted is None:
        wanted = [
            {"who": one["who"], "status": "open", "severity": RAISED[one["verdict"]]}
            for one in expected
            if one["verdict"] in RAISED
        ]
    return sorted(wanted, key=lambda one: one["who"])
