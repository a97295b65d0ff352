"""Feeds and exports over HTTP: filters, pages, conditions, snapshots."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import orjson
import pytest

from interparty_api.handlers.alerts import AlertQuery
from interparty_api.handlers.exports import export_alerts
from interparty_api.routes.forms import atom
from interparty_shared.wire.published import Published
from tests.support.api import Api, ids, running
from tests.support.published import after, an_alert, person


def some(count: int, **more: Any) -> list[Published]:
    return [
        an_alert(n, id_=f"al_{n}", opened=after(n), engagement=("urn:test", f"e{n}"), **more)
        for n in range(1, count + 1)
    ]


async def test_both_feeds_answer_the_filters_of_the_list_and_page_through_it(api: Api) -> None:
    await api.publish(*some(7), an_alert(8, id_="al_8", severity="low", opened=after(9)))
    listed = ids(await api.paged("/v1/alerts", severity="high"))

    atoms, jsons = [], []
    address: str | None = "/v1/alerts.atom?severity=high&limit=3"
    while address:
        parsed = feedparser.parse((await api.client.get(address)).content)
        atoms += [one.id for one in parsed.entries]
        links = {one.rel: one.href for one in parsed.feed.links}
        assert links["first"].endswith("/v1/alerts.atom?severity=high&limit=3")
        address = links.get("next")
    address = "/v1/alerts.json?severity=high&limit=3"
    while address:
        page = (await api.client.get(address)).json()
        jsons += page["items"]
        address = page.get("next_url")

    assert listed == [f"al_{n}" for n in range(7, 0, -1)]
    assert atoms == [f"tag:test,2026:alert/{one}" for one in listed]
    assert [one["_interparty"]["alert"] for one in jsons] == listed
    assert [one["id"] for one in jsons] == atoms


async def test_a_json_feed_has_what_its_version_asks_for(tmp_path: Path) -> None:
    async with running(
        tmp_path, public_url="https://watch.example/", websub_hub="https://hub.example/"
    ) as api:
        await api.publish(an_alert(1))
        answer = await api.client.get("/v1/alerts.json", params={"country": "GB"})
        atom = feedparser.parse((await api.client.get("/v1/alerts.atom")).content)

    said = answer.json()
    (item,) = said["items"]
    assert answer.headers["content-type"] == "application/feed+json"
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert said["feed_url"] == "https://watch.example/v1/alerts.json?country=GB"
    assert said["home_page_url"] == "https://watch.example/alerts?country=GB"
    assert said["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert "next_url" not in said
    assert item["url"] == "https://watch.example/alerts/al_1"
    assert item["id"] == "tag:watch.example,2026:alert/al_1"
    assert (item["date_published"], item["date_modified"]) == ("2026-03-01T08:00:00Z",) * 2
    assert item["_interparty"]["sequence"] == 1
    assert {one.rel: one.href for one in atom.feed.links}["hub"] == "https://hub.example/"


async def test_a_revised_alert_keeps_its_id_and_says_what_changed(api: Api) -> None:
    await api.publish(an_alert(1))
    before = feedparser.parse((await api.client.get("/v1/alerts.atom")).content)
    await api.publish(an_alert(2, revision=2, severity="low", updated=after(5)))
    now = feedparser.parse((await api.client.get("/v1/alerts.atom")).content)

    assert before.entries[0].id == now.entries[0].id
    assert now.entries[0].updated == "2026-03-01T13:00:00Z"
    assert now.entries[0].published == "2026-03-01T08:00:00Z"
    assert now.entries[0].summary == "Revised: the severity was high and is low."


@pytest.mark.parametrize("form", ["atom", "json"])
async def test_what_a_reader_has_is_not_sent_again(api: Api, form: str) -> None:
    path = f"/v1/alerts.{form}"
    await api.publish(*some(2))
    first = await api.client.get(path)
    tag, date = first.headers["etag"], first.headers["last-modified"]

    async def status(**headers: str) -> int:
        answer = await api.client.get(
            path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        assert answer.headers["etag"] == tag or answer.status_code == 200
        assert (answer.content == b"") == (answer.status_code == 304)
        return answer.status_code

    assert await status(if_none_match=tag) == 304
    assert await status(if_none_match=f'"other", W/{tag}') == 304
    assert await status(if_none_match='"other"') == 200
    assert await status(if_modified_since=date) == 304
    assert await status(if_modified_since="Sun, 01 Mar 2026 09:59:59 GMT") == 200
    assert await status(if_modified_since="yesterday") == 200
    beyond = "Mon, 01 Jan 99999999999999 00:00:00 GMT"
    assert await status(if_modified_since=beyond) == 200
    assert await status(if_none_match='"other"', if_modified_since=date) == 200
    await api.client.post("/v1/alerts/al_1/answers", json={"by": "Member M", "text": "I paid."})
    assert await status(if_none_match=tag) == 200
    api.clock.time += timedelta(seconds=5)
    assert await status(if_modified_since=date) == 200


async def test_what_leaves_a_list_makes_it_new(api: Api) -> None:
    await api.publish(*some(2))
    first = await api.client.get("/v1/alerts.atom", params={"status": "open"})
    await api.publish(an_alert(3, id_="al_2", revision=2, status="resolved", updated=after(8)))
    date = {"If-Modified-Since": first.headers["last-modified"]}
    again = await api.client.get("/v1/alerts.atom", params={"status": "open"}, headers=date)

    assert again.status_code == 200
    assert len(feedparser.parse(again.content).entries) == 1


async def test_what_is_open_no_more_leaves_a_feed_of_open_alerts_as_a_tombstone(api: Api) -> None:
    await api.publish(*some(3))
    await api.publish(
        an_alert(4, id_="al_2", revision=2, status="resolved", updated=after(8)),
        an_alert(5, id_="al_3", revision=2, status="withdrawn", updated=after(9)),
    )

    feed = (await api.client.get("/v1/alerts.atom", params={"status": "open"})).content
    open_ones = ElementTree.fromstring(feed)  # noqa: S314 - our own
    closed = await api.client.get("/v1/alerts.atom", params={"status": "resolved"})
    items = (await api.get("/v1/alerts.json", status="open"))["items"]

    gone = [one.get("ref", "") for one in open_ones.iter(f"{{{atom.TOMBSTONES}}}deleted-entry")]
    told = [
        one.findtext(f"{{{atom.ATOM}}}id", "") for one in open_ones.iter(f"{{{atom.ATOM}}}entry")
    ]
    assert [ref.rsplit("/", 1)[1] for ref in gone] == ["al_3", "al_2"]
    assert [id_.split("alert/")[1] for id_ in told] == ["al_3/withdrawn/5", "al_1"]
    assert b"deleted-entry" not in closed.content
    assert [one["_interparty"]["alert"] for one in items] == ["al_1"]


async def test_exports_hold_every_alert_of_the_filter_once(api: Api) -> None:
    await api.publish(*some(5), an_alert(6, id_="al_6", severity="low"))
    listed = await api.paged("/v1/alerts", severity="high")

    lines = (await api.client.get("/v1/alerts.ndjson", params={"severity": "high"})).text
    table = await api.client.get("/v1/alerts.csv", params={"severity": "high"})
    entities = (await api.client.get("/v1/alerts.ftm", params={"severity": "high"})).text

    assert [orjson.loads(line) for line in lines.splitlines()] == listed
    rows = list(csv.DictReader(io.StringIO(table.content.decode(), newline="")))
    assert [row["id"] for row in rows] == ids(listed)
    assert rows[0]["engagement_id"] == "e5"
    assert table.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert not table.content.startswith(b"\xef\xbb\xbf")
    assert 'filename="alerts.csv"' in table.headers["content-disposition"]
    notes = [one for one in map(orjson.loads, entities.splitlines()) if one["schema"] == "Note"]
    assert [one["id"] for one in notes] == ids(listed)


async def test_an_export_of_nothing_is_a_header_or_nothing(api: Api) -> None:
    assert (await api.client.get("/v1/alerts.ndjson")).content == b""
    assert (await api.client.get("/v1/alerts.csv")).text.startswith("id,sequence,")


async def test_an_export_shows_how_things_stood_when_it_began(api: Api) -> None:
    await api.publish(*some(6))
    pages = export_alerts(api.resources.database("api"), AlertQuery(), now=after(10), page=2)
    found = [orjson.loads(text) for text in await anext(pages)]
    await api.publish(
        an_alert(7, id_="al_6", revision=2, severity="low", updated=after(11)),
        an_alert(8, id_="al_1", revision=2, severity="low", updated=after(11)),
        an_alert(9, id_="al_9", opened=after(12)),
    )
    async for page in pages:
        found += [orjson.loads(text) for text in page]

    assert ids(found) == [f"al_{n}" for n in range(6, 0, -1)]
    assert {one["severity"] for one in found} == {"high"}


async def test_formulas_in_names_are_text(api: Api) -> None:
    await api.publish(an_alert(1, domestic=person(name='=HYPERLINK("http://x")')))
    table = (await api.client.get("/v1/alerts.csv")).text

    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    assert row["domestic_name"] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("path", ["/v1/alerts.atom", "/v1/alerts.json", "/v1/alerts.csv"])
async def test_a_filter_that_means_nothing_is_refused_by_all_alike(api: Api, path: str) -> None:
    status, problem = await api.refused(path, severity="dire")
    unknown, _ = await api.refused(path, sevrity="high")
    wordless, _ = await api.refused(path, q="the")

    assert (status, unknown, wordless) == (422, 422, 422)
    assert problem["errors"][0]["pointer"] == "/severity"


async def test_a_cursor_belongs_to_its_feed(api: Api) -> None:
    await api.publish(*some(3))
    page = (await api.client.get("/v1/alerts.json", params={"limit": 1})).json()
    cursor = page["next_url"].split("cursor=")[1]

    status, problem = await api.refused("/v1/alerts.atom", cursor=cursor)

    assert (status, problem["type"]) == (422, "/problems/invalid-cursor")
