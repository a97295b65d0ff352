"""As of over HTTP: what was known then, of alerts, obligations, rule packs and reference data."""

from pathlib import Path
from typing import Any

from tests.support.api import Api, ids, running
from tests.support.builders import actor, at, engagement, funder, member
from tests.support.published import after, an_alert, an_obligation, gone

PACKS = Path(__file__).resolve().parents[2] / "shared/src/interparty_shared/rulepacks"
PATHS = ("/v1/alerts", "/v1/alerts/al_1", "/v1/obligations", "/v1/obligations/ob_1")


async def check(api: Api, data: Any, **query: str) -> list[dict[str, Any]]:
    answer = await api.client.post("/v1/check", json=data, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_an_alert_that_was_open_then_is_listed_as_open_though_it_is_withdrawn_now(
    api: Api,
) -> None:
    await api.publish(
        an_alert(1, id_="al_1", severity="high"),
        an_alert(2, id_="al_1", revision=2, status="withdrawn", severity="low", updated=after(48)),
    )

    then = await api.get("/v1/alerts", as_of="2026-03-02", status="open", severity="high")

    assert ids(then["items"]) == ["al_1"]
    assert (await api.get("/v1/alerts", as_of="2026-03-02", status="withdrawn"))["items"] == []
    assert (await api.get("/v1/alerts", status="open"))["items"] == []


async def test_obligations_are_shown_with_the_verdicts_that_they_had_then(api: Api) -> None:
    await api.publish(
        an_obligation("ob_1", verdict="pending"),
        an_obligation("ob_2", verdict="missing", published=after(1)),
        an_obligation("ob_1", verdict="disclosed", published=after(48)),
        gone("ob_2", published=after(72)),
    )

    for as_of, shown in (
        ("2026-02-28", []),
        ("2026-03-01T08:30:00Z", [("ob_1", "pending")]),
        ("2026-03-01T09:30:00+01:00", [("ob_1", "pending")]),
        ("2026-03-01", [("ob_2", "missing"), ("ob_1", "pending")]),
        ("2026-03-03", [("ob_2", "missing"), ("ob_1", "disclosed")]),
        ("2026-03-04", [("ob_1", "disclosed")]),
    ):
        items = await api.paged("/v1/obligations", as_of=as_of, country="GB", limit=1)
        assert [(one["id"], one["verdict"]) for one in items] == shown, as_of
    assert (await api.get("/v1/obligations/ob_1", as_of="2026-03-02"))["verdict"] == "pending"
    assert (await api.get("/v1/obligations/ob_2", as_of="2026-03-02"))["verdict"] == "missing"
    assert (await api.refused("/v1/obligations/ob_2", as_of="2026-03-04"))[0] == 404
    found = await api.get("/v1/obligations", as_of="2026-03-02", verdict="pending", id="e1")
    assert ids(found["items"]) == ["ob_1"]


async def test_today_is_as_of_now_and_the_future_is_refused(api: Api) -> None:
    await api.publish(an_alert(1), an_obligation())

    # The clock of these tests stands at noon of the first of June.
    for path in PATHS:
        now = await api.get(path)
        for today in ("2026-06-01", "2026-06-01T12:00:00Z", "2026-06-01T12:00:30Z"):
            assert await api.get(path, as_of=today) == now, (path, today)
        for future in ("2026-06-02", "2026-06-01T12:02:00Z", "9999-12-30"):
            status, problem = await api.refused(path, as_of=future)
            assert (status, problem["errors"][0]["pointer"]) == (422, "/as_of"), (path, future)
            assert "future" in problem["errors"][0]["detail"]
        status, problem = await api.refused(path, as_of="soon")
        assert (status, problem["errors"][0]["pointer"]) == (422, "/as_of")


async def test_a_cursor_is_good_for_its_own_moment_only(api: Api) -> None:
    await api.publish(an_obligation("ob_1"), an_obligation("ob_2"))

    cursor = (await api.get("/v1/obligations", limit=1, as_of="2026-03-02"))["next"]

    assert (await api.refused("/v1/obligations", cursor=cursor, as_of="2026-03-03"))[0] == 422
    page = await api.get("/v1/obligations", cursor=cursor, as_of="2026-03-02")
    assert (ids(page["items"]), page["next"]) == (["ob_1"], None)


async def test_check_as_of_uses_the_version_of_a_rule_that_was_known_then(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    known = (PACKS / "gb-mp-visits.yaml").read_text("utf-8")
    milder = known.replace('"2023-02-10"', '"2026-03-01"').replace('amount: "300"', 'amount: "999"')
    (rules / "milder.yaml").write_text(milder, "utf-8")
    posted = engagement()["data"]

    async with running(tmp_path, rules=rules, start=False) as api:
        verdicts = {
            as_of: [(one["regime_version"], one["verdict"]) for one in items]
            for as_of in ("2023-02-09", "2026-02-28", "2026-03-01", "2027-01-01")
            for items in [await check(api, posted, as_of=as_of)]
        }
        (now,) = await check(api, posted)

    assert verdicts == {
        "2023-02-09": [],
        "2026-02-28": [("2023-02-10", "pending")],
        "2026-03-01": [("2026-03-01", "not_required")],
        "2027-01-01": [("2026-03-01", "not_required")],
    }
    assert now["regime_version"] == "2026-03-01"


async def test_check_as_of_uses_the_version_in_force_on_the_day_of_the_contact(
    tmp_path: Path,
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    known = (PACKS / "gb-mp-visits.yaml").read_text("utf-8")
    later = known.replace('"2023-02-10"', '"2026-01-05"').replace(
        "valid: {from: 2023-02-10}", "valid: {from: 2026-04-01}"
    )
    (rules / "later.yaml").write_text(later, "utf-8")

    async with running(tmp_path, rules=rules, start=False) as api:
        versions = [
            one["regime_version"]
            for first, last in (("2026-02-01", "2026-02-04"), ("2026-04-01", "2026-04-02"))
            for one in await check(
                api, engagement(first=first, last=last)["data"], as_of="2026-05-01"
            )
        ]

    assert versions == ["2023-02-10", "2026-01-05"]


async def test_check_as_of_uses_reference_data_as_it_had_been_received_then(api: Api) -> None:
    posted = engagement(participants=[member(), funder("Foundation F", country=None)])["data"]
    await api.post(actor(country="DE"), received=at(10))
    await api.post(actor(country="GB", time=at(15)), received=at(20))

    owed = {
        as_of: [one["foreign"].get("country") for one in items]
        for as_of in ("2026-01-10", "2026-01-11", "2026-01-21")
        for items in [await check(api, posted, as_of=as_of)]
    }

    assert owed == {"2026-01-10": [None], "2026-01-11": ["DE"], "2026-01-21": ["GB"]}
    assert [one["foreign"]["country"] for one in await check(api, posted)] == ["GB"]


async def test_every_as_of_in_the_description_has_an_example(api: Api) -> None:
    document = (await api.client.get("/openapi.json")).json()

    found = {
        (method, path): parameter
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "as_of"
    }

    assert found.keys() == {
        ("get", "/v1/alerts"),
        *(("get", f"/v1/alerts.{form}") for form in ("atom", "json", "csv", "ndjson", "ftm")),
        ("get", "/v1/alerts/{id}"),
        ("get", "/v1/obligations"),
        ("get", "/v1/obligations/{id}"),
        ("get", "/v1/scorecards"),
        ("get", "/v1/scorecards/{rule}"),
        ("post", "/v1/check"),
    }
    for where, parameter in found.items():
        assert parameter["schema"]["examples"] == ["2026-03-02"], where
        assert "UTC" in parameter["description"], where
