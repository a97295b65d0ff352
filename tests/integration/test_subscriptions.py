"""Subscriptions over HTTP: made, shown, changed, deleted; each by the key that it belongs to."""

import base64
import json
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks
import structlog

from interparty_api.handlers.subscribing import MOST_OF_ONE
from interparty_api.store import subscriptions
from tests.support.published import an_alert
from tests.support.subscribers import HOOK, READER, Office, office, pointers


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncGenerator[Office]:
    async with office(tmp_path) as desk:
        yield desk


async def test_a_webhook_is_active_at_once_and_its_secret_is_shown_once(desk: Office) -> None:
    made = await desk.subscribe(filter={"country": "gb", "severity": ["high"]})

    assert made["state"] == "active"
    assert made["to"] == HOOK
    assert made["filter"] == {"country": "GB", "severity": "high"}
    assert len(base64.b64decode(made["secret"].removeprefix("whsec_"))) == 32
    standardwebhooks.Webhook(made["secret"])  # one that its own library takes
    shown = await desk.shown(made["id"])
    assert shown == {key: made[key] for key in shown}
    assert "secret" not in shown
    assert await desk.anchors(made["id"]) == {"country:GB&severity=high"}


async def test_a_public_key_is_shown_and_its_private_one_never(desk: Office) -> None:
    made = await desk.subscribe(secret_kind="ed25519")

    assert made["secret"] is None
    assert len(base64.b64decode(made["public_key"].removeprefix("whpk_"))) == 32
    kept = await desk.rows("SELECT secrets FROM api_subscription")
    assert "whsk_" in kept[0][0]
    answer = await desk.ours.get(f"/v1/subscriptions/{made['id']}")
    assert answer.json()["secrets"][0]["public_key"] == made["public_key"]
    assert "whsk_" not in answer.text


async def test_an_address_is_asked_first_and_nobody_finds_it_before(desk: Office) -> None:
    made = await desk.mail(pace="daily", group_by=["engagement", "regime"], language="fr")

    assert made["state"] == "unconfirmed"
    assert made["confirm_until"] == "2026-06-04T12:00:00Z"
    assert "secret" not in made
    assert await desk.anchors(made["id"]) == set()
    assert await desk.deliveries(made["id"]) == [("confirm", "pending")]


async def test_others_keys_see_none_of_ours_an_admins_no_more_than_any(desk: Office) -> None:
    made = await desk.subscribe()
    await desk.ours.post(f"/v1/subscriptions/{made['id']}/test")
    delivery = (await desk.ours.get(f"/v1/subscriptions/{made['id']}/deliveries")).json()["items"][
        0
    ]

    assert (await desk.theirs.get("/v1/subscriptions")).json() == {"items": [], "next": None}
    path = f"/v1/subscriptions/{made['id']}"
    for method, where, body in (
        ("GET", path, None),
        ("PATCH", path, {"name": "Mine now"}),
        ("DELETE", path, None),
        ("POST", f"{path}/secrets", {}),
        ("POST", f"{path}/replay", {"after": 0}),
        ("POST", f"{path}/test", None),
        ("GET", f"{path}/deliveries", None),
        ("GET", f"/v1/deliveries/{delivery['id']}", None),
        ("POST", f"/v1/deliveries/{delivery['id']}/retry", None),
    ):
        theirs = await desk.theirs.request(method, where, json=body)
        nobodys = await desk.ours.request(
            method, where.replace(delivery["id"], "msg_x").replace(made["id"], "sub_x"), json=body
        )
        assert theirs.status_code == nobodys.status_code == 404, (method, where)
        assert theirs.json() == nobodys.json()
    assert await desk.shown(made["id"])


async def test_a_key_that_may_only_read_may_not_subscribe(desk: Office) -> None:
    assert (await desk.reader.get("/v1/subscriptions")).status_code == 401


async def test_the_list_is_paged_newest_first(desk: Office) -> None:
    for number in range(5):
        await desk.subscribe(name=f"Number {number}")
        desk.api.clock.time += timedelta(seconds=number % 2)

    names: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await desk.ours.get("/v1/subscriptions", params={"limit": 2, **cursor})
        names += [one["name"] for one in answer.json()["items"]]
        if answer.json()["next"] is None:
            break
        cursor = {"cursor": answer.json()["next"]}

    assert sorted(names) == [f"Number {number}" for number in range(5)]
    assert names[0] == "Number 4"
    assert (await desk.ours.get("/v1/subscriptions", params={"cursor": "eA"})).status_code == 422


async def test_a_change_holds_and_leaves_the_rest_as_it_was(desk: Office) -> None:
    made = await desk.subscribe(filter={"country": "GB"}, contact="desk@desk.example")
    desk.api.clock.time += timedelta(hours=1)

    answer = await desk.ours.patch(
        f"/v1/subscriptions/{made['id']}",
        json={
            "name": "Renamed",
            "filter": {"rule": "GB-MP-VISITS"},
            "pace": "hourly",
            "muted_until": "2026-06-08T00:00:00+02:00",
            "contact": None,
        },
    )

    shown = answer.json()
    assert answer.status_code == 200
    assert shown == await desk.shown(made["id"])
    assert shown["muted_until"] == "2026-06-07T22:00:00Z"
    changed = {key for key in shown if shown[key] != made[key]}
    assert changed == {"name", "filter", "pace", "muted_until", "contact", "changed"}
    assert await desk.anchors(made["id"]) == {"rule=GB-MP-VISITS"}


async def test_a_paused_one_stays_found_and_goes_on_when_it_is_asked_to(desk: Office) -> None:
    made = await desk.subscribe()
    path = f"/v1/subscriptions/{made['id']}"

    assert (await desk.ours.patch(path, json={"state": "paused"})).json()["state"] == "paused"
    assert await desk.anchors(made["id"]) == {"*"}
    assert (await desk.ours.post(f"{path}/test")).status_code == 409
    assert (await desk.ours.patch(path, json={"state": "active"})).json()["state"] == "active"


async def test_a_disabled_webhook_begins_anew_with_what_comes_then(desk: Office) -> None:
    made = await desk.subscribe(from_sequence=1)
    await desk.put("UPDATE api_subscription SET state = 'disabled', why = 'It hung.'")
    await desk.put("DELETE FROM api_anchor")
    await desk.put("UPDATE api_routed SET sequence = 70")
    path = f"/v1/subscriptions/{made['id']}"

    assert (await desk.ours.patch(path, json={"state": "paused"})).status_code == 409
    again = (await desk.ours.patch(path, json={"state": "active"})).json()

    assert (again["state"], again["why"], again["history"]) == ("active", None, None)
    assert await desk.rows("SELECT after FROM api_subscription") == [(70,)]
    assert await desk.anchors(made["id"]) == {"*"}


async def test_a_disabled_address_is_asked_again_before_it_is_sent_anything(desk: Office) -> None:
    made = await desk.confirmed()
    await desk.reader.post(await desk.link(made["id"], "unsubscribe"))

    answer = await desk.ours.patch(f"/v1/subscriptions/{made['id']}", json={"state": "active"})

    assert answer.json()["state"] == "unconfirmed"
    assert await desk.anchors(made["id"]) == set()
    assert ("confirm", "pending") in await desk.deliveries(made["id"])
    patched = await desk.ours.patch(f"/v1/subscriptions/{made['id']}", json={"state": "active"})
    assert patched.status_code == 409


async def test_what_is_deleted_leaves_nothing(desk: Office) -> None:
    made = await desk.subscribe()
    await desk.ours.post(f"/v1/subscriptions/{made['id']}/test")
    await desk.put(
        f"INSERT INTO api_told (alert, subscription, sequence) VALUES ('al_1', '{made['id']}', 1)"
    )

    assert (await desk.ours.delete(f"/v1/subscriptions/{made['id']}")).status_code == 204

    for table in ("subscription", "anchor", "told", "delivery", "delivery_item", "attempt"):
        assert await desk.rows(f"SELECT * FROM api_{table}") == []
    assert (await desk.ours.delete(f"/v1/subscriptions/{made['id']}")).status_code == 404


async def test_a_rotated_secret_holds_for_a_day_beside_the_new_one(desk: Office) -> None:
    made = await desk.subscribe()
    path = f"/v1/subscriptions/{made['id']}"

    rotated = (await desk.ours.post(f"{path}/secrets", json={"secret_kind": "ed25519"})).json()

    assert rotated["public_key"].startswith("whpk_")
    ends = [(one["kind"], one["expires"]) for one in rotated["secrets"]]
    assert ends == [("ed25519", None), ("hmac", "2026-06-02T12:00:00Z")]
    desk.api.clock.time += timedelta(hours=24)
    assert [one["kind"] for one in (await desk.shown(made["id"]))["secrets"]] == ["ed25519"]
    second = (await desk.ours.post(f"{path}/secrets")).json()
    assert second["secret"].startswith("whsec_")
    assert len(second["secrets"]) == 2
    kept = (await desk.rows("SELECT secrets FROM api_subscription"))[0][0]
    assert made["secret"] not in kept


async def test_secrets_are_not_replaced_without_end_and_mail_has_none(desk: Office) -> None:
    hook, mail = await desk.subscribe(), await desk.confirmed()
    path = f"/v1/subscriptions/{hook['id']}/secrets"

    answers = [(await desk.ours.post(path)).status_code for _ in range(5)]

    assert answers == [201, 201, 201, 201, 409]
    assert (await desk.ours.post(f"/v1/subscriptions/{mail['id']}/secrets")).status_code == 409


async def test_a_subscription_begins_at_the_present_or_with_the_history_asked_for(
    desk: Office,
) -> None:
    await desk.put("INSERT INTO api_watermark (name, sequence) VALUES ('changes', 40)")
    plain = await desk.subscribe()
    await desk.put("UPDATE api_routed SET sequence = 30")
    history = await desk.subscribe(from_sequence=11)
    recent = await desk.subscribe(from_sequence=31)
    future = await desk.subscribe(from_sequence=41)
    later = await desk.subscribe(from_sequence=90)

    kept = dict(await desk.rows("SELECT id, after FROM api_subscription"))
    assert [kept[one["id"]] for one in (plain, history, recent, future, later)] == [
        *(40, 40, 40, 40, 89)
    ]
    assert history["history"] == {"done": 10, "through": 40}
    assert recent["history"] == {"done": 30, "through": 40}  # seen by readers, not routed yet
    assert [one["history"] for one in (plain, future, later)] == [None] * 3


async def test_what_cannot_be_is_refused_with_its_place(desk: Office) -> None:
    good = {"name": "Ours", "channel": "webhook", "to": HOOK}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"to": "http://desk.example/hook"}, "/to"),
        ({"to": "https://127.0.0.1/hook"}, "/to"),
        ({"filter": {"contry": "GB"}}, "/filter/contry"),
        ({"filter": {"country": "UK"}}, "/filter/country"),
        ({"filter": {"q": "\ud800"}}, "/filter/q"),
        ({"filter": []}, "/filter"),
        ({"pace": "yearly"}, "/pace"),
        ({"name": "a\x00b"}, "/name"),
        ({"name": " "}, "/name"),
        ({"language": "de"}, "/language"),
        ({"muted_until": "2026-06-08T00:00:00"}, "/muted_until"),
        ({"muted_until": "9999-12-31T23:59:59-05:00"}, "/muted_until"),
        ({"group_by": ["engagement"]}, "/group_by"),
        ({"from_sequence": 0}, "/from_sequence"),
        ({"contact": "nobody"}, "/contact"),
        ({"channel": "pigeon"}, "/channel"),
        ({"colour": "red"}, "/colour"),
        ({"filter": {"a/\ud800": 1}}, "/filter/a~1\\ud800"),
        ({"name": "\ud800"}, "/name"),
        ({"channel": "email", "to": "reader@watchdog.example\r\nBcc: all@x.example"}, "/to"),
        ({"channel": "email", "to": READER, "contact": READER}, "/contact"),
        ({"channel": "email", "to": READER, "group_by": ["colour"]}, "/group_by/0"),
    ]
    for more, pointer in cases:
        body = json.dumps(good | more)  # httpx itself writes no half of a surrogate pair
        answer = await desk.ours.post(
            "/v1/subscriptions", content=body, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, pointers(answer)) == (422, [pointer]), more
    made = await desk.subscribe()
    for change, pointer in (({"name": None}, "/name"), ({"to": HOOK}, "/to")):
        answer = await desk.ours.patch(f"/v1/subscriptions/{made['id']}", json=change)
        assert (answer.status_code, pointers(answer)) == (422, [pointer]), change


async def test_without_a_mail_server_no_address_is_promised_mail(tmp_path: Path) -> None:
    async with office(tmp_path, smtp_url=None) as desk:
        asked = {"name": "Ours", "channel": "email", "to": READER}
        answer = await desk.ours.post("/v1/subscriptions", json=asked)

    assert (answer.status_code, pointers(answer)) == (422, ["/channel"])


async def test_the_operators_own_networks_may_be_reached_in_plain_at_any_port(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, webhook_allow="127.0.0.0/8") as desk:
        made = await desk.subscribe(to="http://127.0.0.1:9000/hook")

    assert made["state"] == "active"


async def test_a_key_has_as_many_subscriptions_as_one_may(desk: Office) -> None:
    made = await desk.subscribe()
    columns = ", ".join(
        row[0] for row in await desk.rows("SELECT name FROM pragma_table_info('api_subscription')")
    )
    picked = columns.replace("id, ", "'sub_' || n, ", 1)
    await desk.put(
        "WITH RECURSIVE n(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n"
        f" WHERE n < {MOST_OF_ONE}) INSERT INTO api_subscription ({columns})"
        f" SELECT {picked} FROM n, (SELECT * FROM api_subscription)"
    )

    answer = await desk.ours.post("/v1/subscriptions", json={"channel": "webhook", "to": HOOK})

    assert answer.status_code == 409
    await desk.ours.delete(f"/v1/subscriptions/{made['id']}")
    await desk.subscribe()


async def test_nobody_is_flooded_with_confirmations_whoever_asks_and_deletes(desk: Office) -> None:
    asked = {"name": "Ours", "channel": "email", "to": READER}
    for number in range(3):
        made = await desk.mail(to=READER.upper() if number == 1 else READER)
        await desk.ours.delete(f"/v1/subscriptions/{made['id']}")

    refused = await desk.theirs.post("/v1/subscriptions", json=asked)
    assert refused.status_code == 429
    assert (await desk.theirs.get("/v1/subscriptions")).json()["items"] == []
    await desk.mail(to="another@watchdog.example")
    desk.api.clock.time += timedelta(days=1, seconds=1)
    assert (await desk.theirs.post("/v1/subscriptions", json=asked)).status_code == 201


async def test_an_address_that_never_confirmed_is_not_kept(desk: Office) -> None:
    made = await desk.mail()
    desk.api.clock.time += timedelta(days=11)

    await desk.subscribe()

    assert (await desk.ours.get(f"/v1/subscriptions/{made['id']}")).status_code == 404


async def test_who_watches_whom_is_in_no_log(desk: Office) -> None:
    said = {"filter": {"actor": "Watched Person"}, "name": "Confidential name"}
    with structlog.testing.capture_logs() as logs:
        hook = await desk.subscribe(**said, contact="contact@desk.example")
        mail = await desk.confirmed(**said)
        for made in (hook, mail):
            path = f"/v1/subscriptions/{made['id']}"
            await desk.ours.patch(path, json=said | {"name": "Confidential other name"})
            await desk.ours.post(f"{path}/test")
            await desk.ours.post(f"{path}/secrets")
            await desk.ours.post(f"{path}/replay", json={"after": 0})
            await desk.theirs.get(path)
            await desk.ours.get(f"{path}/deliveries")
        await desk.ours.post("/v1/subscriptions", json={"to": READER, **said})
        await desk.ours.post("/v1/subscriptions/preview", json=said)
        token = (await desk.link(mail["id"], "manage")).rsplit("/", 1)[1]
        await desk.reader.post(await desk.link(mail["id"], "unsubscribe"))
        await desk.reader.get(await desk.link(mail["id"], "manage"))

    assert len(logs) > 10
    for hidden in (
        *("confidential", "watched", "desk.example", "watchdog.example", "whsec_"),
        token.lower(),
    ):
        assert hidden not in str(logs).lower()


async def test_the_repr_of_a_subscription_tells_nothing_confidential(desk: Office) -> None:
    made = await desk.subscribe(name="Confidential", filter={"actor": "Watched Person"})
    async with desk.api.resources.database("api").read() as connection:
        kept = await subscriptions.one(connection, made["id"])

    for hidden in ("Confidential", "Watched", "desk.example", "whsec_", "ours"):
        assert hidden not in repr(kept)


async def test_alerts_that_come_while_a_subscription_is_made_need_no_restart(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, start=True) as desk:
        await desk.api.publish(an_alert(1), an_alert(2, id_="al_2"))
        await desk.subscribe()

        assert await desk.rows("SELECT after FROM api_subscription") == [(2,)]
