"""Triage, answers and corrections over HTTP."""

from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from interparty_shared.clock import SystemClock
from interparty_shared.web import keys
from tests.support.api import Api, ids, running
from tests.support.published import after, an_alert

ANSWER = {
    "by": "Member M",
    "capacity": "for herself",
    "text": "I paid.",
    "url": "https://m.example",
}
NOTHING: dict[str, Any] = {"state": "none", "by": None, "note": None, "at": None, "log": []}


async def post(api: Api, path: str, said: Any, status: int = 200) -> Any:
    answer = await api.client.post(path, json=said)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_what_was_done_with_an_alert_is_kept_with_who_and_why(api: Api) -> None:
    await api.publish(an_alert(1))
    await post(api, "/v1/alerts/al_1/triage", {"action": "acknowledge"})
    said = {"action": "dismiss", "note": "It is there, under another name."}
    dismissed = await post(api, "/v1/alerts/al_1/triage", said)
    reopened = await post(api, "/v1/alerts/al_1/triage", {"action": "reopen", "note": "It is not."})

    assert dismissed["triage"]["state"] == "dismissed"
    assert dismissed["triage"]["by"] == "first"
    assert dismissed["triage"]["note"] == "It is there, under another name."
    at = [one["at"] for one in reopened["triage"]["log"]]
    assert at[0] == "2026-06-01T12:00:00Z"
    assert at == sorted(set(at), key=datetime.fromisoformat), "although the clock stood still"
    assert reopened["triage"]["state"] == "none"
    assert [one["action"] for one in reopened["triage"]["log"]] == [
        *("acknowledge", "dismiss", "reopen")
    ]
    assert ids(await api.paged("/v1/alerts")) == ["al_1"], "it stays listed"


async def test_an_answer_is_shown_wherever_the_alert_is(api: Api) -> None:
    await api.publish(an_alert(1), an_alert(2, id_="al_2"), an_alert(3, revision=2, severity="low"))
    posted = await post(api, "/v1/alerts/al_1/answers", ANSWER, 201)

    listed = {one["id"]: one for one in await api.paged("/v1/alerts")}
    history = await api.paged("/v1/alerts/al_1/history", limit=1)
    changes = await api.paged("/v1/changes")
    exported = (await api.client.get("/v1/alerts.ndjson")).text.splitlines()
    feed = (await api.client.get("/v1/alerts.json")).json()
    atom = (await api.client.get("/v1/alerts.atom")).text
    corrected = (await api.paged("/v1/corrections"))[0]

    (answer,) = posted["answers"]
    assert {name: answer[name] for name in ANSWER} == ANSWER
    assert "posted_by" not in answer
    assert listed["al_1"]["answers"] == [answer]
    assert listed["al_2"]["answers"] == []
    assert listed["al_2"]["triage"] == NOTHING
    assert (await api.get("/v1/alerts/al_1"))["answers"] == [answer]
    assert [one["alert"].get("answers") for one in history] == [None, [answer]]
    assert [one["alert"]["answers"] for one in changes] == [[answer], [], [answer]]
    assert [orjson.loads(one)["answers"] for one in exported] == [[answer], []]
    assert "Answer by Member M (for herself)" in feed["items"][0]["content_text"]
    assert feed["items"][0]["date_modified"] == "2026-06-01T12:00:00Z"
    assert "Answer by Member M (for herself)" in atom
    assert corrected["alert"]["answers"] == [answer]


async def test_as_of_a_moment_only_what_was_said_by_then_is_shown(api: Api) -> None:
    await api.publish(an_alert(1))
    await post(api, "/v1/alerts/al_1/answers", ANSWER, 201)

    assert (await api.get("/v1/alerts/al_1", as_of="2026-05-31"))["answers"] == []
    assert (await api.get("/v1/alerts", as_of="2026-05-31"))["items"][0]["answers"] == []
    assert len((await api.get("/v1/alerts/al_1", as_of="2026-06-01T12:00:00Z"))["answers"]) == 1


@pytest.mark.parametrize(
    ("path", "said", "pointer"),
    [
        ("triage", {"action": "dismiss"}, "/note"),
        ("triage", {"action": "dismiss", "note": "  "}, "/note"),
        ("triage", {"action": "delete", "note": "x"}, "/action"),
        ("triage", {"action": "acknowledge", "note": "x" * 2001}, "/note"),
        ("triage", {"action": "acknowledge", "why": "x"}, "/why"),
        ("answers", {"by": "", "text": "x"}, "/by"),
        ("answers", {"by": " ", "text": "x"}, "/by"),
        ("answers", {"by": "a\nb", "text": "x"}, "/by"),
        ("answers", {"by": "M"}, "/text"),
        ("answers", {"by": "M", "text": "\n"}, "/text"),
        ("answers", {"by": "M", "text": "x\x00y"}, "/text"),
        ("answers", {"by": "M", "text": "x" * 5001}, "/text"),
        ("answers", {"by": "M", "text": "x", "url": "javascript:alert(1)"}, "/url"),
    ],
)
async def test_what_cannot_be_said_is_refused_and_nothing_is_kept(
    api: Api, path: str, said: dict[str, str], pointer: str
) -> None:
    await api.publish(an_alert(1))
    problem = await post(api, f"/v1/alerts/al_1/{path}", said, 422)

    assert [one["pointer"] for one in problem["errors"]] == [pointer]
    shown = await api.get("/v1/alerts/al_1")
    assert (shown["triage"], shown["answers"]) == (NOTHING, [])


async def test_of_an_alert_that_is_not_there_nothing_can_be_said(api: Api) -> None:
    await post(api, "/v1/alerts/al_9/triage", {"action": "acknowledge"}, 404)
    await post(api, "/v1/alerts/al_9/answers", ANSWER, 404)


async def test_an_alert_has_room_for_so_many_answers(api: Api) -> None:
    await api.publish(an_alert(1))
    for _ in range(50):
        await post(api, "/v1/alerts/al_1/answers", ANSWER, 201)

    problem = await post(api, "/v1/alerts/al_1/answers", ANSWER, 409)
    assert problem["detail"] == "an alert has at most 50 answers"


async def test_only_who_may_judge_judges(tmp_path: Path) -> None:
    made = {}
    for scope in ("alerts:read", "alerts:triage"):
        made[scope] = keys.create(
            tmp_path / "keys.json",
            name=scope.replace(":", "-"),
            scopes=[scope],
            quota_per_minute=None,
            now=SystemClock().now(),
        )
    async with running(tmp_path, keys_file=tmp_path / "keys.json", public_read=True) as api:
        await api.publish(an_alert(1))
        statuses = {}
        for scope, key in made.items():
            answer = await api.client.post(
                "/v1/alerts/al_1/triage",
                json={"action": "acknowledge"},
                headers={"Authorization": f"Bearer {key}"},
            )
            statuses[scope] = answer.status_code
        del api.client.headers["Authorization"]
        nobody = await api.client.post("/v1/alerts/al_1/answers", json=ANSWER)
        shown = await api.get("/v1/alerts/al_1")

    assert statuses == {"alerts:read": 403, "alerts:triage": 200}
    assert nobody.status_code == 401
    assert shown["triage"]["by"] == "alerts-triage"


async def test_corrections_are_what_was_changed_after_it_was_published_newest_first(
    api: Api,
) -> None:
    await api.publish(
        an_alert(1),
        an_alert(2, id_="al_2"),
        an_alert(3, revision=2, severity="low", updated=after(1)),
        an_alert(4, id_="al_2", revision=2, status="withdrawn", updated=after(2)),
        an_alert(5, revision=3, severity="low", status="resolved", updated=after(3)),
    )
    found = await api.paged("/v1/corrections", limit=2)
    withdrawn = await api.paged("/v1/corrections", type="alert.withdrawn")

    assert [(one["sequence"], one["type"]) for one in found] == [
        (5, "alert.resolved"),
        (4, "alert.withdrawn"),
        (3, "alert.revised"),
    ]
    assert found[2]["changes"] == [{"field": "severity", "before": "high", "now": "low"}]
    assert found[2]["sentence"] == "Revised: the severity was high and is low."
    assert found[1]["at"] == "2026-03-01T10:00:00Z"
    assert found[0]["changed"] == ["status"]
    assert [one["sequence"] for one in withdrawn] == [4]
    assert (await api.refused("/v1/corrections", type="alert.opened"))[0] == 422
    assert (await api.refused("/v1/corrections", cursor="x"))[0] == 422
