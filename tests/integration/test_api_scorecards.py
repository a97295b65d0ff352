"""Scorecards over HTTP: what people made of the alerts of each rule."""

from typing import Any

from tests.support.api import Api
from tests.support.published import after, an_alert


async def triage(api: Api, alert: str, *actions: str) -> None:
    for action in actions:
        said = {"action": action, "note": "It was looked into."}
        answer = await api.client.post(f"/v1/alerts/{alert}/triage", json=said)
        assert answer.status_code == 200, answer.text


async def card(api: Api, rule: str, **params: Any) -> dict[str, Any]:
    answer = await api.client.get(f"/v1/scorecards/{rule}", params=params)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_the_last_that_people_did_with_each_alert_counts_once(api: Api) -> None:
    await api.publish(
        *(an_alert(number, id_=f"al_{number}") for number in range(1, 5)),
        an_alert(5, id_="al_4", revision=2, status="withdrawn"),
        an_alert(6, id_="al_6", regime="CA-MP-TRAVEL"),
    )
    await triage(api, "al_1", "dismiss", "acknowledge")
    await triage(api, "al_2", "acknowledge", "reopen")
    await triage(api, "al_4", "dismiss")

    found = await card(api, "GB-MP-VISITS")

    counts = {name: found[name] for name in ("alerts", "open", "resolved", "withdrawn")}
    assert counts == {"alerts": 4, "open": 3, "resolved": 0, "withdrawn": 1}
    assert (found["acknowledged"], found["dismissed"], found["unjudged"]) == (1, 1, 2)
    assert found["kept"]["share"] == 0.5
    assert found["advice"] == "too_few"
    assert [one["rule"] for one in await api.paged("/v1/scorecards", limit=1)] == [
        "CA-MP-TRAVEL",
        "GB-MP-VISITS",
    ]


async def test_a_scorecard_is_of_what_was_opened_since_and_known_then(api: Api) -> None:
    await api.publish(an_alert(1, id_="al_1"), an_alert(2, id_="al_2", opened=after(48)))
    await triage(api, "al_1", "dismiss")

    since = await card(api, "GB-MP-VISITS", since="2026-03-03")
    then = await card(api, "GB-MP-VISITS", as_of="2026-03-02")

    assert (since["alerts"], since["dismissed"]) == (1, 0)
    assert (then["alerts"], then["dismissed"]) == (1, 0), "it was dismissed later"


async def test_a_rule_without_alerts_has_an_empty_card_and_none_that_is_not_there(api: Api) -> None:
    found = await card(api, "CA-MP-TRAVEL")

    assert (found["alerts"], found["kept"]["share"], found["advice"]) == (0, None, "too_few")
    assert found["text"] == "None of 0 alerts was acknowledged or dismissed."
    answer = await api.client.get("/v1/scorecards/XX-NONE")
    assert answer.status_code == 404
