"""The published schemas say what the models do."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from interparty_shared.domain import words
from interparty_shared.wire.events import EVENT
from interparty_shared.wire.sanity import oddities
from interparty_shared.wire.schemas import EXAMPLES, schema, schema_id
from tests.support.desk import NOW, with_data

TYPES = pytest.mark.parametrize("type_", words.EVENT_TYPES)


def accepts(type_: str, event: Mapping[str, Any]) -> bool:
    return bool(Draft202012Validator(schema(type_)).is_valid(event))


@TYPES
def test_a_schema_is_one_and_its_example_fits(type_: str) -> None:
    made = schema(type_)

    Draft202012Validator.check_schema(made)
    assert made["$id"] == schema_id(type_)
    assert accepts(type_, EXAMPLES[type_])


@TYPES
def test_an_example_is_a_valid_and_sane_event(type_: str) -> None:
    event = EVENT.validate_json(orjson.dumps(EXAMPLES[type_]))

    assert oddities(event, now=NOW) == []


@TYPES
def test_extensions_pass_and_unknown_fields_of_data_do_not(type_: str) -> None:
    example = EXAMPLES[type_]

    assert accepts(type_, {**example, "partitionkey": "x"})
    assert not accepts(type_, {**example, "data": {**example["data"], "unknown": 1}})


@pytest.mark.parametrize(
    "change",
    [
        {"channel": "vist"},
        {"occurred": {"to": "2025-12-02"}},
        {"participants": [{"name": "alone"}]},
        {"participants": [{"name": "A"}, {"name": "B", "ids": {"BAD KEY": "1"}}]},
        {"value": {"amount": "1,00", "currency": "GBP"}},
        {"value": {"amount": "1.00"}},
        {"place": {"country": "gb"}},
        {"topics": ["Has Space"]},
        {"sources": [{"coding": "robot"}]},
    ],
)
def test_what_the_models_refuse_the_schemas_refuse(change: dict[str, Any]) -> None:
    event = with_data(**change)

    with pytest.raises(ValidationError):
        EVENT.validate_json(orjson.dumps(event))
    assert not accepts(words.EVENT_ENGAGEMENT, event)


values: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({})
)


@given(st.sampled_from(words.EVENT_TYPES), st.data())
def test_what_the_models_accept_the_schemas_accept(type_: str, data: st.DataObject) -> None:
    event = orjson.loads(orjson.dumps(EXAMPLES[type_]))
    field = data.draw(st.sampled_from(sorted(event["data"])))
    event["data"][field] = data.draw(values)
    try:
        EVENT.validate_json(orjson.dumps(event))
    except (ValidationError, orjson.JSONEncodeError):
        return

    assert accepts(type_, event)
