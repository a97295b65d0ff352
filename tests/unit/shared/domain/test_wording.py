"""No sentence accuses. Collected from every scenario, every pack and every refusal to judge."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from interparty_shared import packs
from interparty_shared.domain import documents
from tests.scenarios.playing import Stage, judge, standing_engagements
from tests.scenarios.reading import Scenario, scenarios

ACCUSING = re.compile(
    r"fail(?:ed|ure|s)? to|\bsecret(?:ly|ive)?\b|conceal|illegal|unlawful|\bhid(?:es?|den)?\b"
    r"|undisclosed|undeclared|violat|guilt|refus|breach|offen[cs]e|evad|dodg|suspic|corrupt|brib|omitt",
    re.IGNORECASE,
)
PACKS = Path(packs.__file__).parents[1] / "rulepacks"


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
    return sorted({one for one in said if ACCUSING.search(one)})


def test_no_sentence_of_the_domain_accuses() -> None:
    said = {sentence for scenario in scenarios() for sentence in sentences(scenario)}

    assert len(said) > 500
    assert accusing(said) == []


def test_every_reason_is_a_sentence() -> None:
    said = {sentence for scenario in scenarios() for sentence in sentences(scenario)}
    unfinished = [one for one in said if not one.endswith((".", ")")) and "/" not in one]

    assert sorted(unfinished) == ["the record was withdrawn from the register"]


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_pack_accuses(path: Path) -> None:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for one in value.values():
                yield from texts(one)
        elif isinstance(value, list):
            for one in value:
                yield from texts(one)

    documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))

    assert accusing(texts(documents)) == []


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
def test_the_lint_knows_an_accusation(said: str) -> None:
    assert accusing([said]) == [said]
