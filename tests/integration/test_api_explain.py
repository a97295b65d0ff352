"""Why an engagement led to an alert or did not, and what one would oblige to."""

from typing import Any

from interparty_shared.domain.alerts import decide
from interparty_shared.domain.documents import obligation_document
from interparty_shared.domain.facts import Ref, Stamp
from interparty_shared.domain.obligations import assess
from interparty_shared.domain.posted import disclosure_of, engagement_of
from interparty_shared.packs import load
from interparty_shared.wire.published import Published
from tests.support.api import TRACE, Api
from tests.support.builders import (
    NOON,
    SOURCE,
    Event,
    actor,
    at,
    coverage,
    day,
    disclosure,
    engagement,
    funder,
    member,
    retraction,
)

GB = next(regime for regime in load() if regime.id == "GB-MP-VISITS")


def evaluated(posted: Event, *records: Event, today: str = "2026-06-01") -> list[Published]:
    """Return what the alerts service would publish about an engagement, by the same domain."""
    ref = Ref(posted["source"], posted["id"])
    said = engagement_of(ref, posted["data"])
    known = [
        disclosure_of(Ref(SOURCE, one["id"]), Stamp(NOON, one["id"]), one["data"])
        for one in records
    ]
    published = []
    for obligation in assess(said, GB, records=known, syncs=(), today=day(today)):
        document = obligation_document(obligation)
        published.append(Published("obligation", "\n".join(ref), document, NOON, TRACE))
        alert = decide(None, obligation, said, now=NOON)
        if alert is not None:
            published.append(
                Published("alert", "\n".join(ref), alert.document, NOON, TRACE, sequence=1)
            )
    return published


def stage(explanation: dict[str, Any], name: str) -> dict[str, Any]:
    """Return one stage of an explanation."""
    found: dict[str, Any] = next(one for one in explanation["stages"] if one["stage"] == name)
    return found


async def test_an_engagement_is_followed_from_its_event_to_its_alert(api: Api) -> None:
    posted = engagement("e1")
    late = disclosure("100", filed="2026-05-20")
    await api.post(posted, late)
    await api.publish(*evaluated(posted, late))

    said = await api.get("/v1/explain", source=SOURCE, id="e1")

    assert [one["stage"] for one in said["stages"]] == [
        "ingest",
        "actors",
        "reports",
        "regimes",
        "matches",
        "rules",
        "alerts",
        "delivery",
    ]
    (version,) = stage(said, "ingest")["versions"]
    assert (version["trace"], version["lane"], version["producer"]) == (TRACE, "live", "collector")
    assert version["in_force"] is True
    (match,) = stage(said, "matches")["obligations"]
    assert match["match"]["record_id"] == "100"
    (rule,) = stage(said, "rules")["obligations"]
    assert (rule["verdict"], rule["severity"]) == ("late", "low")
    (alert,) = stage(said, "alerts")["alerts"]
    assert alert["revisions"][0]["sequence"] == 1
    assert alert["revisions"][0]["trace"] == TRACE
    assert said["outcome"] == "1 alert(s) are open."


async def test_every_regime_says_why_it_does_not_apply(api: Api) -> None:
    await api.post(engagement("e1", channel="meeting"))

    said = await api.get("/v1/explain", source=SOURCE, id="e1")

    by_regime = {one["regime"]: one for one in stage(said, "regimes")["regimes"]}
    assert by_regime.keys() == {regime.id for regime in load()}
    assert by_regime["GB-MP-VISITS"]["applies"] is False
    assert "channel meeting" in by_regime["GB-MP-VISITS"]["why_not"][0]
    assert said["outcome"].startswith("No obligation")


async def test_a_verdict_that_raises_no_alert_says_so(api: Api) -> None:
    posted = engagement("e1", value=None)
    await api.post(posted)
    await api.publish(*evaluated(posted))

    said = await api.get("/v1/explain", source=SOURCE, id="e1")

    (rule,) = stage(said, "rules")["obligations"]
    assert rule["verdict"] == "undetermined"
    assert "raises no alert" in rule["text"]
    assert rule["missing_facts"] == ["value"]
    assert "undetermined" in said["outcome"]


async def test_versions_conflicts_and_retractions_are_told(api: Api) -> None:
    await api.post(engagement("e1", title="A"), engagement("e1", title="B"))
    await api.post(engagement("e1", title="C", time=at(1)), lane="backfill")
    await api.post(retraction("e1", time=at(2)))

    said = await api.get("/v1/explain", source=SOURCE, id="e1")

    ingest = stage(said, "ingest")
    assert [one["lane"] for one in ingest["versions"]].count("backfill") == 1
    assert [one["in_force"] for one in ingest["versions"]].count(True) == 1
    (conflict,) = ingest["conflicts"]
    assert len(conflict["contents"]) == 2
    assert conflict["wins"] == max(conflict["contents"])
    assert [one["in_force"] for one in ingest["retractions"]] == [True]
    assert "retracted" in said["outcome"]
    assert stage(said, "regimes")["regimes"] == []


async def test_how_a_participant_was_read_is_told(api: Api) -> None:
    nameless = {"name": "Foundation F", "role": "funder"}
    await api.post(
        engagement("e1", participants=[member(), nameless]),
        actor("test:1", name="Foundation F", country="DE"),
    )

    said = await api.get("/v1/explain", source=SOURCE, id="e1")

    participants = stage(said, "actors")["participants"]
    assert [one["reference"] for one in participants] == [None, "test:1"]
    assert participants[1]["posted"] == nameless
    assert participants[1]["read_as"]["country"] == "DE"


async def test_what_is_no_engagement_says_where_it_is_shown(api: Api) -> None:
    await api.post(disclosure("100"), coverage(), actor(), retraction("e9", id_="r9"))

    for id_, where in (
        ("d100", "/v1/disclosures/gb-commons:100"),
        ("c1", "/v1/registers/gb-commons"),
        ("a-test:1", "/v1/actors/test:1"),
        ("r9", "'e9'"),
    ):
        said = await api.get("/v1/explain", source=SOURCE, id=id_)
        assert where in said["outcome"]
    only_retracted = await api.get("/v1/explain", source=SOURCE, id="e9")
    assert "Only a retraction" in only_retracted["outcome"]


async def test_what_was_never_accepted_is_said_to_be_so(api: Api) -> None:
    status, problem = await api.refused("/v1/explain", source=SOURCE, id="e1")

    assert status == 404
    assert "nothing was ever accepted" in problem["detail"]
    assert "/v1/rejections" in problem["detail"]
    assert (await api.refused("/v1/explain", source=SOURCE))[0] == 422


async def check(api: Api, data: Any, **query: str) -> dict[str, Any]:
    answer = await api.client.post("/v1/check", json=data, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_check_says_what_would_be_due_and_by_when(api: Api) -> None:
    posted = engagement(first="2026-09-01", last="2026-09-01")["data"]

    said = await check(api, posted, as_of="2026-09-02")

    assert said["as_of"] == "2026-09-02"
    (owed,) = [one for one in said["items"] if one["regime"] == "GB-MP-VISITS"]
    assert (owed["verdict"], owed["due"]) == ("pending", "2026-09-29")
    assert (await api.get("/v1/engagements"))["items"] == []
    assert (await api.get("/v1/obligations"))["items"] == []


async def test_check_names_the_facts_that_are_missing(api: Api) -> None:
    posted = engagement(value=None)["data"]

    (owed,) = (await check(api, posted))["items"]

    assert (owed["verdict"], owed["missing_facts"]) == ("undetermined", ["value"])


async def test_check_looks_at_no_register(api: Api) -> None:
    await api.post(disclosure("100"), coverage())

    (owed,) = (await check(api, engagement()["data"], as_of="2026-06-01"))["items"]

    assert (owed["verdict"], owed["disclosure"]) == ("not_assessable", None)


async def test_check_refuses_what_ingest_would_refuse(api: Api) -> None:
    posted = engagement()["data"]
    for body, pointer in (
        ({**posted, "channel": "lunch"}, "/channel"),
        ({**posted, "colour": "red"}, "/colour"),
        ({**posted, "participants": [funder()]}, "/participants"),
        ([], ""),
    ):
        answer = await api.client.post("/v1/check", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    for content, headers, status in (
        (b"{", {}, 422),
        (b"\xff", {}, 422),
        (b"x", {"content-type": "text/plain"}, 415),
    ):
        answer = await api.client.post("/v1/check", content=content, headers=headers)
        assert answer.status_code == status
    answer = await api.client.post("/v1/check", json=posted, params={"as_of": "soon"})
    assert answer.status_code == 422
