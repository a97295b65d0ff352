"""What may be asked of `check`: an engagement by itself, or with what bears on it."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from interparty_shared.wire.checking import CHECKS, MOST, read_check
from tests.support.builders import actor, engagement

ENGAGEMENT = engagement()["data"]
ACTOR = actor()["data"]


def body(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_an_engagement_by_itself_is_asked_about_with_nothing_beside_it() -> None:
    asked = read_check(body(ENGAGEMENT)).plain()

    assert asked["engagement"] == ENGAGEMENT
    assert (asked["actors"], asked["beside"]) == ([], [])


def test_reference_data_and_other_engagements_may_come_with_it() -> None:
    whole = {"engagement": ENGAGEMENT, "actors": [ACTOR], "beside": [ENGAGEMENT]}

    asked = read_check(body(whole)).plain()

    assert asked == whole


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({**ENGAGEMENT, "channel": "lunch"}, ("channel",)),
        ({**ENGAGEMENT, "actors": [ACTOR]}, ("actors",)),
        ({"engagement": {**ENGAGEMENT, "channel": "lunch"}}, ("engagement", "channel")),
        ({"engagement": ENGAGEMENT, "actors": [{}]}, ("actors", 0, "id")),
        ({"engagement": ENGAGEMENT, "beside": [{}]}, ("beside", 0, "channel")),
        ({"engagement": ENGAGEMENT, "others": []}, ("others",)),
        ({"engagement": ENGAGEMENT, "actors": [ACTOR] * (MOST + 1)}, ("actors",)),
        ({"engagement": None}, ("engagement",)),
        ([], ()),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(value: Any, place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        read_check(body(value))

    assert refused.value.errors()[0]["loc"] == place


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'"engagement"'])
def test_what_is_no_json_object_is_refused(raw: bytes) -> None:
    with pytest.raises(ValidationError):
        read_check(raw)


@pytest.mark.parametrize("name", CHECKS)
def test_every_example_is_valid(name: str) -> None:
    assert read_check(body(CHECKS[name]["value"])).engagement.channel == "visit"
