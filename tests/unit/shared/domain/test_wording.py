"""No sentence accuses. Collected from every scenario, every pack and every refusal to judge."""

from collections.abc import Iterable, Iterator

import pytest

from interparty_shared.domain import documents
from interparty_shared.domain.wording import accusation
from interparty_shared.packs.lint import lint
from tests.scenarios.playing import Stage, judge, standing_engagements
from tests.scenarios.reading import Scenario, scenarios


def sentences(scenario: Scenario) -> Iterator[str]:
    """Return all that a reader of the scenario's outcome would read, except what was posted."""
    stage = Stage(scenario.packs)
    for step in scenario.steps:
        stage.post(step.events)
        played = stage.play(step.on)
        yield from played.passed_over
        for known in played.alerts.values():
            yield known.document["summary"]
            yield from (said["text"] for said in known.document["reason"])
            if known.document["caution"]:
                yield known.document["caution"]
    engagements = {one.ref: one for one in standing_engagements(stage.events)}
    for _, one in judge(stage.events, scenario.packs, scenario.steps[-1].on):
        yield documents.alert_document(one, engagements[one.engagement])["summary"]
        yield from (said.text for said in one.reason)
        for near in one.candidates:
            yield near.why


def accusing(said: Iterable[str]) -> list[str]:
    return sorted({one for one in said if accusation(one)})


def test_no_sentence_of_the_domain_accuses() -> None:
    said = {sentence for scenario in scenarios() for sentence in sentences(scenario)}

    assert len(said) > 500
    assert accusing(said) == []


def test_every_reason_is_a_sentence() -> None:
    said = {sentence for scenario in scenarios() for sentence in sentences(scenario)}
    unfinished = [one for one in said if not one.endswith((".", ")")) and "/" not in one]

    assert sorted(unfinished) == ["the record was withdrawn from the register"]


def test_no_pack_and_no_fixture_accuses() -> None:
    assert [str(one) for one in lint() if one.check == "neutral"] == []


@pytest.mark.parametrize(
    "said",
    [
        "He failed to register.",
        "A secret visit",
        "an undisclosed payment",
        "She hid it.",
        "in breach of",
    ],
)
def test_an_accusation_is_known(said: str) -> None:
    assert accusing([said]) == [said]


def test_the_address_of_a_source_is_not_ours_to_word() -> None:
    assert accusation("See https://example.org/anti-corruption/brib for the text.") is None
    assert accusation("See https://example.org/x for the corrupt text.") == "corrupt"
