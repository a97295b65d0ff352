"""What was posted, over HTTP: engagements, disclosures, reference records, registers, obligations."""

from interparty_shared.domain import words
from tests.support.api import Api, ids
from tests.support.builders import (
    actor,
    at,
    coverage,
    disclosure,
    engagement,
    event,
    funder,
    member,
    retraction,
)
from tests.support.published import an_obligation, body, gone, person


async def test_engagements_are_listed_latest_first_and_found_by_what_is_in_them(api: Api) -> None:
    await api.post(
        engagement("e1", first="2026-02-01"),
        engagement("e2", first="2026-03-01", last="2026-03-02", place="US", channel="forum"),
        engagement("e3", first="2026-04-01", last=None, participants=[member(), funder("Zed")]),
    )

    assert ids(await api.paged("/v1/engagements", limit=1)) == ["e3", "e2", "e1"]
    assert ids((await api.get("/v1/engagements", country="US"))["items"]) == ["e2"]
    assert ids((await api.get("/v1/engagements", channel="visit,forum"))["items"])[1] == "e2"
    assert ids((await api.get("/v1/engagements", actor="zed"))["items"]) == ["e3"]
    found = await api.get("/v1/engagements", since="2026-02-02", until="2026-03-01")
    assert ids(found["items"]) == ["e2"]
    assert (await api.get("/v1/engagements", source="urn:other"))["items"] == []


async def test_a_later_version_counts_whatever_order_they_come_in(api: Api) -> None:
    await api.post(engagement("e1", title="New", time=at(2)), engagement("e1", title="Old"))
    await api.post(engagement("e1", title="Oldest", time=at(-1)), lane="backfill")

    shown = await api.get("/v1/engagements/e1")

    assert (shown["title"], shown["time"]) == ("New", "2026-01-03T12:00:00Z")


async def test_a_retracted_engagement_is_flagged_until_a_newer_version_comes(api: Api) -> None:
    await api.post(retraction("e1", time=at(1)), lane="backfill")
    await api.post(engagement("e1"))
    retracted = await api.get("/v1/engagements/e1")
    listed = await api.get("/v1/engagements", retracted=True)

    await api.post(engagement("e1", time=at(2)))
    reinstated = await api.get("/v1/engagements/e1")

    assert retracted["retracted"] is True
    assert retracted["retraction"]["reason"] == "reported in error"
    assert ids(listed["items"]) == ["e1"]
    assert (reinstated["retracted"], reinstated["retraction"]) == (False, None)
    assert (await api.get("/v1/engagements", retracted=True))["items"] == []


async def test_an_id_that_two_sources_use_needs_its_source(api: Api) -> None:
    await api.post(engagement("a/b"), engagement("a/b", source="urn:other", title="Other"))

    status, problem = await api.refused("/v1/engagements/a/b")

    assert (status, problem["errors"][0]["pointer"]) == (422, "/source")
    assert problem["sources"] == ["urn:other", "urn:test"]
    assert (await api.get("/v1/engagements/a/b", source="urn:other"))["title"] == "Other"
    assert (await api.refused("/v1/engagements/a/b", source="urn:none"))[0] == 404
    assert (await api.refused("/v1/engagements/nothing"))[0] == 404


async def test_disclosures_are_one_for_each_record_and_counted_in_their_register(api: Api) -> None:
    await api.post(
        disclosure("100", filed="2026-02-20"),
        disclosure("100", filed="2026-02-21", time=at(1)),
        disclosure("100", filed="2026-02-19", id_="another-source", time=at(-1)),
        disclosure("200", filed=None),
        disclosure("7", register="ca-mp-travel", filed="2026-02-01", filer={"name": "Ann Lee"}),
    )

    listed = await api.get("/v1/disclosures")
    assert ids(listed["items"]) == ["gb-commons:100", "ca-mp-travel:7", "gb-commons:200"]
    assert listed["items"][0]["filed"] == "2026-02-21"
    assert ids((await api.get("/v1/disclosures", register="gb-commons"))["items"])[0][-3:] == "100"
    assert ids((await api.get("/v1/disclosures", filer="ann lee"))["items"]) == ["ca-mp-travel:7"]
    assert ids((await api.get("/v1/disclosures", until="2026-02-15"))["items"]) == [
        "ca-mp-travel:7"
    ]
    assert (await api.get("/v1/disclosures/gb-commons:100"))["event"]["id"] == "d100"
    assert (await api.refused("/v1/disclosures/gb-commons:300"))[0] == 404
    assert (await api.get("/v1/registers/gb-commons"))["records"] == 2


async def test_an_event_that_turns_into_another_kind_of_thing_leaves_nothing_behind(
    api: Api,
) -> None:
    await api.post(disclosure("100", id_="x"), coverage(id_="y"))
    await api.post(engagement("x", time=at(1)), engagement("y", time=at(1)))

    assert (await api.get("/v1/disclosures"))["items"] == []
    register = await api.get("/v1/registers/gb-commons")
    assert (register["records"], register["complete"]) == (0, [])


async def test_registers_show_what_is_known_complete_and_what_they_do_not_show(api: Api) -> None:
    await api.post(
        coverage("2026-01-01", "2026-03-31", id_="c1", synced="2026-04-01T06:00:00Z"),
        coverage("2026-03-15", "2026-05-31", id_="c2", synced="2026-06-01T06:00:00Z"),
        coverage("2025-01-01", "2025-02-01", id_="c3", synced="2025-02-02T06:00:00Z"),
        coverage(register="xx-unknown", id_="c4"),
    )

    shown = await api.get("/v1/registers/gb-commons")
    assert shown["complete"] == [
        {"from": "2025-01-01", "to": "2025-02-01"},
        {"from": "2026-01-01", "to": "2026-05-31"},
    ]
    assert shown["synced"] == "2026-06-01T06:00:00Z"
    assert shown["regimes"] == ["GB-MP-VISITS"]
    assert "twelve months" in shown["not_shown"][0]
    assert "xx-unknown" in ids(await api.paged("/v1/registers", limit=2))
    assert (await api.refused("/v1/registers/nothing"))[0] == 404


async def test_reference_records_are_found_by_id_country_and_name(api: Api) -> None:
    await api.post(
        actor("partyfacts:1", name="Eine Partei", country="AT"),
        actor("partyfacts:2", name="Another", country="DE", time=at(1)),
    )

    assert ids((await api.get("/v1/actors"))["items"]) == ["partyfacts:2", "partyfacts:1"]
    assert ids((await api.get("/v1/actors", country="AT"))["items"]) == ["partyfacts:1"]
    assert ids((await api.get("/v1/actors", name="partei eine"))["items"]) == ["partyfacts:1"]
    assert ids((await api.get("/v1/actors", name="partyfacts:2"))["items"]) == ["partyfacts:2"]
    assert (await api.get("/v1/actors/partyfacts:1"))["country"] == "AT"


async def test_regimes_and_rules_are_those_of_the_packs(api: Api) -> None:
    regimes = await api.paged("/v1/regimes", limit=2)
    rule = await api.get("/v1/rules/GB-MP-VISITS")

    assert {"CA-MP-TRAVEL", "EU-EP-MANAGERS", "GB-MP-VISITS"} <= set(ids(regimes))
    assert rule["alerts"]["missing"] == "high"
    shown = await api.get("/v1/regimes/GB-MP-VISITS")
    assert (shown["in_force"], shown["register"]["id"]) == (True, "gb-commons")
    assert shown["thresholds"][0]["amount"] == "300"
    both = await api.get("/v1/regimes/US-HOUSE-TRAVEL")
    assert both["rules"] == ["US-HOUSE-TRAVEL-POST", "US-HOUSE-TRAVEL-PRIOR"]
    for rule_id, shape in zip(both["rules"], ("post_hoc", "prior"), strict=True):
        one = await api.get(f"/v1/regimes/{rule_id}")
        assert (one["id"], one["rule"], one["shape"]) == ("US-HOUSE-TRAVEL", rule_id, shape)
    assert (await api.refused("/v1/regimes/GB-MP-VISITS", version="1066-10-14"))[0] == 404
    assert (await api.refused("/v1/rules/NOTHING"))[0] == 404


async def test_obligations_show_the_last_verdict_alert_or_not(api: Api) -> None:
    await api.publish(
        an_obligation("ob_1", verdict="pending"),
        an_obligation("ob_1", verdict="disclosed"),
        an_obligation(
            "ob_2",
            verdict="exempt",
            regime="CA-MP-TRAVEL",
            first="2026-02-01",
            domestic=person("Cy Doe", "CA"),
            foreign=body("Bo", "US"),
            engagement=("urn:other", "e9"),
        ),
    )

    assert ids(await api.paged("/v1/obligations", limit=1)) == ["ob_2", "ob_1"]
    assert (await api.get("/v1/obligations/ob_1"))["verdict"] == "disclosed"
    for query, found in (
        ({"source": "urn:other"}, ["ob_2"]),
        ({"id": "e1"}, ["ob_1"]),
        ({"source": "urn:test", "id": "e1"}, ["ob_1"]),
        ({"source": "urn:test", "id": "e9"}, []),
        ({"verdict": "disclosed,pending"}, ["ob_1"]),
        ({"regime": "CA-MP-TRAVEL"}, ["ob_2"]),
        ({"country": "US"}, ["ob_2"]),
        ({"actor": "cy doe"}, ["ob_2"]),
    ):
        assert ids((await api.get("/v1/obligations", **query))["items"]) == found, query


async def test_an_obligation_that_no_longer_holds_is_gone(api: Api) -> None:
    await api.publish(an_obligation("ob_1"), gone("ob_1"))

    assert (await api.get("/v1/obligations", country="GB"))["items"] == []
    assert (await api.refused("/v1/obligations/ob_1"))[0] == 404


async def test_names_that_no_index_would_take_are_kept_and_found(api: Api) -> None:
    long = "\u6f22" * 500
    await api.post(
        engagement(
            "\u00e9" * 256, source="urn:" + "\u6f22" * 508, participants=[member(), funder(long)]
        )
    )

    found = await api.get("/v1/engagements", actor=long)

    assert ids(found["items"]) == ["\u00e9" * 256]


async def test_a_nul_character_in_what_was_posted_harms_nobody(api: Api) -> None:
    posted = engagement("e\x00", participants=[member("A\x00nn"), funder()], title="\x00")
    await api.post(posted, engagement("e2"))
    await api.post(event(words.EVENT_ACTOR, {**actor()["data"], "id": "t:\x00"}, id_="a\x00"))

    assert len((await api.get("/v1/engagements"))["items"]) == 2
