"""The kill test's cases: valid by the schemas, and their verdicts are those of the rules."""

import json
from datetime import UTC, datetime
from itertools import islice

from interparty_shared import packs
from interparty_shared.domain import facts, posted
from interparty_shared.domain.obligations import assess
from interparty_shared.wire.events import EVENT
from tests.compose import cases

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
MOST = 7_200
"""Visits in as many events as the kill test posts at most."""


def test_every_event_is_valid_and_has_an_id_of_its_own() -> None:
    events = list(islice(cases.stream(1, NOW), 2_000))

    for event in events:
        EVENT.validate_json(json.dumps(event))
    assert len({event["id"] for event in events}) == len(events)


def test_expected_verdicts_are_those_of_the_rules() -> None:
    events = list(islice(cases.stream(7, NOW), 1_501))
    regime = next(regime for regime in packs.load() if regime.id == cases.REGIME)
    records, syncs, visits = [], [], []
    for event in events:
        ref = facts.Ref(event["source"], event["id"])
        if event["type"] == "org.interparty.engagement.v1":
            visits.append(posted.engagement_of(ref, event["data"]))
        elif event["type"] == "org.interparty.disclosure.v1":
            records.append(posted.disclosure_of(ref, facts.Stamp(NOW, event["id"]), event["data"]))
        else:
            syncs.append(posted.coverage_of(event["data"]))

    expected = cases.expected({event["id"] for event in events})

    assert set(expected.values()) == set(cases.VERDICTS)
    for visit in visits:
        (found,) = assess(visit, regime, records=records, syncs=syncs, today=NOW.date())
        assert found.verdict == expected[visit.ref.id]


def test_no_record_is_taken_for_somebody_elses() -> None:
    regime = next(regime for regime in packs.load() if regime.id == cases.REGIME)
    sync = posted.coverage_of(cases.coverage(NOW)["data"])
    visits = [cases.Visit(number) for number in range(1, MOST)]
    records = {
        visit: posted.disclosure_of(
            facts.Ref(cases.SOURCE, visit.record_id),
            facts.Stamp(NOW, visit.record_id),
            visit.events()[1]["data"],
        )
        for visit in visits
        if visit.verdict != "missing"
    }

    for visit in visits[:: MOST // 40]:
        report = visit.events()[0]
        (found,) = assess(
            posted.engagement_of(facts.Ref(cases.SOURCE, visit.id), report["data"]),
            regime,
            records=[record for whose, record in records.items() if whose != visit],
            syncs=[sync],
            today=NOW.date(),
        )
        assert found.verdict == "missing"
