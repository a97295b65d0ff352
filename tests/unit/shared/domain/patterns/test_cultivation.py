"""A party is courted by ever more senior people, where the rule asks for that."""

from dataclasses import replace
from datetime import date

import pytest

from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.packs.patterns import fixtures

(SUITE,) = [one for one in fixtures.suites() if one.name == "cultivation.yaml"]
COURTED = next(one for one in SUITE.fixtures if one.expect)


def rising(rule: Rule) -> Rule:
    return replace(rule, parameters=replace(rule.parameters, rising=True))


def test_that_somebody_more_senior_was_met_is_told() -> None:
    (told,) = fixtures.play(COURTED, SUITE.rules)

    assert "it was met at a higher level than before (party leader)" in told.document["summary"]
    assert told.document["pattern"]["numbers"]["highest_office"] == "party_leader"


@pytest.mark.parametrize(("before", "found"), [("local_official", 1), ("minister", 0)])
def test_a_rule_that_asks_for_it_finds_nothing_where_as_senior_people_were_met_before(
    before: str, found: int
) -> None:
    earlier = {
        "channel": "meeting",
        "occurred": {"from": date(2023, 10, 2)},
        "participants": [
            {"name": "Department X", "kind": "party_organ", "country": "CN", "role": "guest"},
            {
                "name": "Member M",
                "kind": "politician",
                "country": "ZA",
                "role": "host",
                "office": before,
                "of": {"name": "Party A", "kind": "party", "country": "ZA"},
            },
        ],
    }
    world = COURTED.model_copy(update={"engagements": (*COURTED.engagements, earlier)})

    assert len(fixtures.play(world, [rising(one) for one in SUITE.rules])) == found
