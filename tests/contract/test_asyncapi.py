"""The AsyncAPI document is valid, is the one that is committed, and says what is on the log."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft7Validator

from interparty_shared.wire.asyncapi import LETTER, PUBLISHED, document, text
from interparty_shared.wire.codec import event_headers
from interparty_shared.wire.dead import DeadLetter
from interparty_shared.wire.published import Published
from interparty_shared.wire.schemas import EXAMPLES
from interparty_shared.wire.topics import TOPICS

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "shared/asyncapi.json"
SPECIFICATION = Path(__file__).with_name("asyncapi-3.0.0.schema.json")
WRITE_IT = (
    'run: .venv/bin/python -c "from interparty_shared.wire.asyncapi import text; '
    "print(text(), end='')\" > shared/asyncapi.json"
)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def fits(schema: str, value: Any) -> list[str]:
    made = document()
    validator = Draft7Validator({"$ref": f"#/components/schemas/{schema}", **made})
    return [error.message for error in validator.iter_errors(value)]


def test_the_committed_document_is_the_one_that_the_code_makes() -> None:
    assert COMMITTED.read_text() == text(), WRITE_IT


def test_it_is_a_valid_asyncapi_3_document() -> None:
    specification = json.loads(SPECIFICATION.read_text())

    errors = Draft7Validator(specification).iter_errors(json.loads(text()))

    assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors] == []


def test_every_topic_is_a_channel_with_its_partitions_and_retention() -> None:
    channels = document()["channels"].values()

    assert {channel["address"] for channel in channels} == {topic.name for topic in TOPICS}
    for channel in channels:
        (topic,) = (one for one in TOPICS if one.name == channel["address"])
        kafka = channel["bindings"]["kafka"]
        assert kafka["partitions"] == topic.partitions
        assert kafka["topicConfiguration"]["retention.ms"] == topic.retention_ms


def test_every_reference_leads_somewhere() -> None:
    made = document()

    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            here = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return here + [one for inner in part.values() for one in references(inner)]
        if isinstance(part, list):
            return [one for inner in part for one in references(inner)]
        return []

    for reference in references(made):
        found: Any = made
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


@pytest.mark.parametrize("type_", EXAMPLES)
def test_events_fit_their_payload(type_: str) -> None:
    assert fits(type_, orjson.loads(orjson.dumps(EXAMPLES[type_]))) == []
    assert fits(type_, {**EXAMPLES[type_], "data": {}}) != []


def test_headers_of_events_fit() -> None:
    headers = event_headers(received=NOW, trace="t", producer="p")

    assert fits("EventHeaders", {name: value.decode() for name, value in headers}) == []


def test_what_alerts_publishes_fits() -> None:
    published = Published("alert", "s\ni", {"id": "al_1"}, NOW, sequence=7)
    obligation = Published("obligation", "s\ni", {"id": "ob_1"}, NOW, gone=True)

    assert set(PUBLISHED) == {field.name for field in dataclasses.fields(Published)}
    for one in (published, obligation):
        assert fits("Published", orjson.loads(one.message().value)) == []


def test_dead_letters_fit() -> None:
    letter = DeadLetter(NOW, "ingest", "key", "parse", "why", {}, b"\xff", "http")

    assert set(LETTER) == {field.name for field in dataclasses.fields(DeadLetter)}
    assert fits("DeadLetter", orjson.loads(letter.message().value)) == []
