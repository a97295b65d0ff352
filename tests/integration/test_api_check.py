"""`/v1/check` with what bears on an engagement, and what it asks for first."""

from collections import Counter
from typing import Any

from interparty_shared.domain import words
from interparty_shared.wire.checking import CHECKS
from tests.support.api import Api
from tests.support.builders import actor, engagement, funder, member


async def check(api: Api, body: Any, **query: str) -> dict[str, Any]:
    answer = await api.client.post("/v1/check", json=body, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_facts_that_would_settle_most_come_first(api: Api) -> None:
    guests = [member(), member("Member N"), member("Lord P", office="minister"), funder()]
    posted = engagement(participants=guests, value=None)["data"]

    said = await check(api, posted)

    counts = [one["obligations"] for one in said["missing_facts"]]
    assert counts == sorted(counts, reverse=True)
    (value,) = [one for one in said["missing_facts"] if one["fact"] == "value"]
    assert value["obligations"] >= 2
    assert "GB-MP-VISITS" in value["regimes"]
    asked = [fact for one in said["items"] for fact in one["missing_facts"]]
    assert {one["fact"]: one["obligations"] for one in said["missing_facts"]} == Counter(asked)


async def test_an_engagement_alone_and_one_in_an_envelope_are_answered_alike(api: Api) -> None:
    posted = engagement()["data"]

    assert await check(api, posted) == await check(api, {"engagement": posted})


async def test_reference_data_in_the_question_goes_before_what_was_posted(api: Api) -> None:
    unknown = {"name": "Body B", "role": "funder"}
    manager = member(
        office="institution_manager",
        country="BE",
        of={"name": "European Parliament", "kind": "legislature"},
    )
    asked = engagement(
        first="2026-02-01",
        participants=[manager, unknown],
        channel="meeting",
        last=None,
    )["data"]
    embassy = {"id": "x:1", "kind": "embassy", "country": "CN", "names": [{"name": "Body B"}]}
    await api.post(actor("x:1", name="Body B", kind="company", country="CN"))

    stored = await check(api, asked)
    brought = await check(api, {"engagement": asked, "actors": [embassy]})

    assert "EU-EP-MANAGERS" not in [one["regime"] for one in stored["items"]]
    assert "EU-EP-MANAGERS" in [one["regime"] for one in brought["items"]]
    assert (await api.get("/v1/actors/x:1"))["kind"] == "company"


async def test_a_wrong_part_of_the_question_is_named_by_its_place(api: Api) -> None:
    posted = engagement()["data"]
    for body, pointer in (
        ({"engagement": {**posted, "channel": "lunch"}}, "/engagement/channel"),
        ({"engagement": posted, "beside": [{**posted, "value": 3}]}, "/beside/0/value"),
        ({"engagement": posted, "actors": [{"id": "x:1"}]}, "/actors/0/kind"),
    ):
        answer = await api.client.post("/v1/check", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_the_description_has_examples_that_are_answered(api: Api) -> None:
    described = (await api.get("/openapi.json"))["paths"]["/v1/check"]["post"]["requestBody"]
    content = described["content"]["application/json"]

    assert content["examples"].keys() == CHECKS.keys()
    assert words.EVENT_ACTOR in str(content["schema"])
    for example in content["examples"].values():
        said = await check(api, example["value"], as_of="2027-03-05")
        assert "GB-MP-VISITS" in [one["regime"] for one in said["items"]]
