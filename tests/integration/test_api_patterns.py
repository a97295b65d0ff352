"""Alerts of patterns are listed, filtered, fed, exported, shown and drawn like any other."""

import csv
import io
from xml.etree import ElementTree

import feedparser
import orjson
import pytest

from interparty_shared.packs import patterns
from tests.support.api import Api, ids
from tests.support.html import page
from tests.support.patterned import an_alert_of
from tests.support.published import an_alert


async def test_they_are_listed_beside_others_and_found_by_rule_country_actor_and_words(
    api: Api,
) -> None:
    pattern = an_alert_of("DUAL-TRACK", 2)
    id_ = pattern.document["id"]
    await api.publish(an_alert(1), pattern)

    assert ids(await api.paged("/v1/alerts")) == [id_, "al_1"]
    assert ids(await api.paged("/v1/alerts", rule="DUAL-TRACK")) == [id_]
    assert ids(await api.paged("/v1/alerts", country="CN")) == [id_]
    assert ids(await api.paged("/v1/alerts", actor="Department X")) == [id_]
    assert ids(await api.paged("/v1/alerts", q="department")) == [id_]
    assert ids(await api.paged("/v1/alerts", verdict="missing")) == ["al_1"]
    assert ids(await api.paged("/v1/alerts", regime="GB-MP-VISITS")) == ["al_1"]
    said = await api.get(f"/v1/alerts/{id_}")
    assert (said["verdict"], said["regime"], said["rule"]["kind"]) == (None, None, "dual_track")
    assert said["series"]
    assert said["evidence"]["total"] == len(said["evidence"]["engagements"]) == 4


async def test_they_are_in_feeds_exports_and_changes(api: Api) -> None:
    pattern = an_alert_of("DUAL-TRACK", 1)
    await api.publish(pattern)

    atom = feedparser.parse((await api.client.get("/v1/alerts.atom")).content)
    fed = (await api.client.get("/v1/alerts.json")).json()["items"]
    table = list(csv.DictReader(io.StringIO((await api.client.get("/v1/alerts.csv")).text)))
    lines = (await api.client.get("/v1/alerts.ndjson")).text.splitlines()
    notes = (await api.client.get("/v1/alerts.ftm")).text.splitlines()
    changes = (await api.get("/v1/changes"))["items"]

    assert atom.entries[0].title == "Germany, Department X: dual track (DUAL-TRACK)"
    assert pattern.document["pattern"]["undone"] in fed[0]["content_text"]
    assert (table[0]["rule"], table[0]["regime"], table[0]["verdict"]) == ("DUAL-TRACK", "", "")
    assert orjson.loads(lines[0])["id"] == pattern.document["id"]
    assert {orjson.loads(one)["schema"] for one in notes} >= {"Note", "Event"}
    assert changes[0]["alert"]["id"] == pattern.document["id"]


@pytest.mark.parametrize("status", ["open", "resolved", "withdrawn"])
async def test_its_page_shows_the_series_the_method_and_what_would_make_it_go_away(
    api: Api, status: str
) -> None:
    pattern = an_alert_of("DUAL-TRACK", 1, status=status)
    await api.publish(pattern)
    id_, said = pattern.document["id"], pattern.document["pattern"]

    answer, document = await page(api.client, f"/alerts/{id_}")

    assert answer.status_code == 200
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="series"' in answer.text
    for text in (pattern.document["summary"], said["undone"], said["question"]):
        assert text in document.text
    assert "No record of the same filer comes near" not in document.text
    assert "The duty" not in document.text
    listed, _ = await page(api.client, "/alerts")
    assert id_ in listed.text


async def test_the_series_is_drawn_by_itself_and_only_of_a_pattern(api: Api) -> None:
    pattern = an_alert_of("DUAL-TRACK", 1)
    await api.publish(pattern, an_alert(2))

    answer = await api.client.get(f"/v1/alerts/{pattern.document['id']}/series.svg")

    assert answer.headers["content-type"].startswith("image/svg+xml")
    drawn = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    bars = drawn.findall("{http://www.w3.org/2000/svg}rect")
    assert len(bars) == sum(bool(one["count"]) for one in pattern.document["series"])
    assert (await api.refused("/v1/alerts/al_1/series.svg"))[0] == 404


async def test_rules_of_patterns_are_listed_with_what_they_ask(api: Api) -> None:
    known = {one["id"]: one for one in await api.paged("/v1/rules", limit=200)}

    assert {one.id for one in patterns.load()} <= known.keys()
    said = await api.get("/v1/rules/DUAL-TRACK")
    assert said == known["DUAL-TRACK"]
    assert (said["kind"], said["parameters"]["window"]) == ("dual_track", 26)
    assert said["asks"]


async def test_it_can_be_dismissed_and_answered(api: Api) -> None:
    pattern = an_alert_of("DUAL-TRACK", 1)
    await api.publish(pattern)
    id_ = pattern.document["id"]

    answer = await api.client.post(
        f"/v1/alerts/{id_}/triage", json={"action": "dismiss", "note": "Known and ordinary."}
    )

    assert answer.status_code == 200, answer.text
    assert (await api.get(f"/v1/alerts/{id_}"))["triage"]["state"] == "dismissed"
