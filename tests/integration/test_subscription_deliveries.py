"""What was sent, seen and had sent again by who subscribed; what would be sent; the examples."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from interparty_api.routes import subscription_schemas
from tests.support.published import an_alert
from tests.support.subscribers import Office, office, pointers


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncGenerator[Office]:
    async with office(tmp_path) as desk:
        yield desk


async def deliver(desk: Office, subscription: str, number: int, *, state: str = "failed") -> str:
    """Have a delivery in the database, as the dispatcher would leave it."""
    id_ = f"msg_{number}"
    at = f"2026-06-01 11:{number:02}:00.000000"
    await desk.put(
        "INSERT INTO api_delivery (id, subscription, channel, kind, group_key, state, due, attempts,"
        f" created, settled) VALUES ('{id_}', '{subscription}', 'webhook', 'alerts', '', '{state}',"
        f" '{at}', 1, '{at}', '{at}')"
    )
    await desk.put(f"INSERT INTO api_delivery_item VALUES ('{id_}', {number})")
    await desk.put(
        "INSERT INTO api_attempt (delivery, number, at, took_ms, outcome, status, detail)"
        f" VALUES ('{id_}', 1, '{at}', 80, 'refused', 404, 'the receiver answered 404')"
    )
    return id_


async def test_deliveries_are_listed_newest_first_page_by_page(desk: Office) -> None:
    made = await desk.subscribe()
    for number in range(1, 6):
        await deliver(desk, made["id"], number)
    path = f"/v1/subscriptions/{made['id']}/deliveries"

    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await desk.ours.get(path, params={"limit": 2, **cursor})).json()
        found += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert [one["sequences"] for one in found] == [[5], [4], [3], [2], [1]]
    one = (await desk.ours.get("/v1/deliveries/msg_5")).json()
    assert one == found[0]
    assert one["attempts"] == [
        {
            "at": "2026-06-01T11:05:00Z",
            "outcome": "refused",
            "status": 404,
            "detail": "the receiver answered 404",
            "took_ms": 80,
        }
    ]
    subscription_schemas.Delivery.model_validate(one)


async def test_a_settled_delivery_is_sent_again_at_once_under_its_id(desk: Office) -> None:
    made = await desk.subscribe()
    id_ = await deliver(desk, made["id"], 7)

    answer = await desk.ours.post(f"/v1/deliveries/{id_}/retry")

    assert answer.status_code == 202
    again = answer.json()
    assert (again["id"], again["state"], again["due"], again["settled"]) == (
        id_,
        "pending",
        "2026-06-01T12:00:00Z",
        None,
    )
    assert len(again["attempts"]) == 1
    await desk.ours.patch(f"/v1/subscriptions/{made['id']}", json={"state": "paused"})
    assert (await desk.ours.post(f"/v1/deliveries/{id_}/retry")).status_code == 409


async def test_a_confirmation_is_not_sent_again_by_asking(desk: Office) -> None:
    made = await desk.confirmed()
    (confirm,) = (await desk.ours.get(f"/v1/subscriptions/{made['id']}/deliveries")).json()["items"]

    assert (await desk.ours.post(f"/v1/deliveries/{confirm['id']}/retry")).status_code == 409


async def test_a_test_is_sent_to_who_is_active_and_one_at_a_time(desk: Office) -> None:
    hook, mail = await desk.subscribe(), await desk.mail()
    path = f"/v1/subscriptions/{hook['id']}/test"

    first = await desk.ours.post(path)
    second = await desk.ours.post(path)

    assert first.status_code == 202
    assert first.json()["kind"] == "test"
    assert second.json()["id"] == first.json()["id"]
    assert await desk.deliveries(hook["id"]) == [("test", "pending")]
    assert (await desk.ours.post(f"/v1/subscriptions/{mail['id']}/test")).status_code == 409


async def test_a_replay_sets_the_window_of_history_up_to_the_present_at_most(desk: Office) -> None:
    await desk.put("INSERT INTO api_routed (name, sequence) VALUES ('alerts', 50)")
    made = await desk.subscribe()
    path = f"/v1/subscriptions/{made['id']}/replay"

    answer = await desk.ours.post(path, json={"after": 10, "through": 20})
    assert (answer.status_code, answer.json()["history"]) == (202, {"done": 10, "through": 20})
    assert (await desk.ours.post(path, json={"after": 10})).status_code == 409
    for sent, window in (({"after": 0}, (0, 50)), ({"after": 49, "through": 99}, (49, 50))):
        await desk.put("UPDATE api_subscription SET backfilled = NULL, backfill_through = NULL")
        assert (await desk.ours.post(path, json=sent)).status_code == 202
        kept = await desk.rows("SELECT backfilled, backfill_through FROM api_subscription")
        assert kept == [window]
    await desk.put("UPDATE api_subscription SET backfilled = NULL, backfill_through = NULL")
    for sent in ({"after": 50}, {"after": 20, "through": 20}):
        assert pointers(await desk.ours.post(path, json=sent)) == ["/after"]
    assert pointers(await desk.ours.post(path, json={"after": -1})) == ["/after"]
    unconfirmed = await desk.mail()
    refused = await desk.ours.post(
        f"/v1/subscriptions/{unconfirmed['id']}/replay", json={"after": 0}
    )
    assert refused.status_code == 409


async def test_a_preview_says_what_would_have_been_sent_and_stores_nothing(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, start=True) as desk:
        recent = desk.api.clock.time - timedelta(days=10)
        await desk.api.publish(
            an_alert(1, id_="al_1", updated=recent),
            an_alert(2, id_="al_2", severity="low", updated=recent),
            an_alert(3, id_="al_1", revision=2, status="resolved", updated=recent),
        )
        asked = {"filter": {"severity": "high", "status": "open"}, "pace": "daily", "name": "New"}

        answer = await desk.ours.post("/v1/subscriptions/preview", json=asked)

        found = answer.json()
        assert answer.status_code == 200
        assert found["alerts"] == {
            "total": 1,
            "by_status": {"resolved": 1},
            "by_severity": {"high": 1},
        }
        assert (found["pace"], found["would_send"], found["revisions"]) == ("daily", 1, 2)
        assert found["messages"] == {"immediate": 2, "hourly": 1, "daily": 1, "weekly": 1}
        assert found["busiest_day"] == {"day": "2026-05-22", "revisions": 2}
        assert [one["sequence"] for one in found["examples"]] == [3]
        assert not found["truncated"]
        subscription_schemas.Preview.model_validate(found)
        assert await desk.rows("SELECT * FROM api_subscription") == []
        wrong = await desk.ours.post("/v1/subscriptions/preview", json={"filter": {"q": "the"}})
        assert pointers(wrong) == ["/filter/q"]


def with_examples() -> list[type[BaseModel]]:
    """Return the shapes that bear an example."""
    found = [one for one in vars(subscription_schemas).values() if isinstance(one, type)]
    return [
        one
        for one in found
        if issubclass(one, BaseModel)
        and one is not BaseModel
        and one.model_json_schema().get("examples")
    ]


@pytest.mark.parametrize("model", with_examples(), ids=lambda model: str(model.__name__))
def test_examples_are_of_the_shape_that_is_promised(model: type[BaseModel]) -> None:
    (example,) = model.model_json_schema()["examples"]

    model.model_validate(example)
    promised = {field.alias or name for name, field in model.model_fields.items()}
    assert example.keys() <= promised


async def test_answers_have_the_fields_of_the_example_and_no_others(desk: Office) -> None:
    made = await desk.subscribe()
    (example,) = subscription_schemas.CreatedSubscription.model_json_schema()["examples"]
    assert made.keys() == example.keys()
    (example,) = subscription_schemas.Subscription.model_json_schema()["examples"]
    assert (await desk.shown(made["id"])).keys() == example.keys()
    subscription_schemas.CreatedSubscription.model_validate(made)
    test = (await desk.ours.post(f"/v1/subscriptions/{made['id']}/test")).json()
    (example,) = subscription_schemas.Delivery.model_json_schema()["examples"]
    assert test.keys() == example.keys()
