"""Alerts over HTTP: what was published can be found, paged through, and asked for as of then."""

from tests.support.api import Api, ids
from tests.support.published import after, an_alert, body, person


async def test_a_published_alert_is_listed_with_its_sequence(api: Api) -> None:
    await api.publish(an_alert(1, id_="al_1"))

    page = await api.get("/v1/alerts")

    assert ids(page["items"]) == ["al_1"]
    assert page["items"][0]["sequence"] == 1
    assert page["next"] is None
    assert await api.get("/v1/alerts/al_1") == page["items"][0]


async def test_a_filter_takes_several_values_repeated_or_with_commas(api: Api) -> None:
    await api.publish(
        an_alert(1, id_="al_1", verdict="missing"),
        an_alert(2, id_="al_2", verdict="late"),
        an_alert(3, id_="al_3", verdict="ambiguous"),
    )

    with_comma = await api.get("/v1/alerts", verdict="missing,late", sort="updated")
    repeated = await api.get("/v1/alerts", verdict=["missing", "late"], sort="updated")

    assert ids(with_comma["items"]) == ids(repeated["items"]) == ["al_1", "al_2"]


async def test_country_and_actor_are_those_of_either_side(api: Api) -> None:
    await api.publish(
        an_alert(1, id_="al_1", domestic=person("Ann Lee", "GB"), foreign=body("Bo Verein", "DE")),
        an_alert(2, id_="al_2", domestic=person("Cy Doe", "CA", ids={"ca-mp": "7"})),
    )

    assert ids((await api.get("/v1/alerts", country="de"))["items"]) == ["al_2", "al_1"]
    assert ids((await api.get("/v1/alerts", country="GB"))["items"]) == ["al_1"]
    assert ids((await api.get("/v1/alerts", actor="LEE, Ann"))["items"]) == ["al_1"]
    assert ids((await api.get("/v1/alerts", actor="ca-mp:7"))["items"]) == ["al_2"]


async def test_all_words_of_q_must_be_there_whatever_case_and_accents(api: Api) -> None:
    await api.publish(
        an_alert(1, id_="al_1", title="Forum in Málaga"), an_alert(2, id_="al_2", title="Forum")
    )

    assert ids((await api.get("/v1/alerts", q="MALAGA forum"))["items"]) == ["al_1"]
    assert (await api.refused("/v1/alerts", q="the of"))[0] == 422


async def test_a_revised_alert_is_listed_once_as_it_is_now(api: Api) -> None:
    await api.publish(
        an_alert(1, id_="al_1"),
        an_alert(2, id_="al_1", revision=2, status="resolved", updated=after(5)),
    )

    assert [one["status"] for one in (await api.get("/v1/alerts"))["items"]] == ["resolved"]
    assert (await api.get("/v1/alerts", status="open"))["items"] == []


async def test_as_of_shows_the_alerts_as_they_were_published_then(api: Api) -> None:
    await api.publish(
        an_alert(1, id_="al_1"),
        an_alert(2, id_="al_1", revision=2, status="resolved", updated=after(48)),
        an_alert(3, id_="al_2", opened=after(72)),
    )

    then = await api.get("/v1/alerts", as_of="2026-03-02", status="open")

    assert [(one["id"], one["status"]) for one in then["items"]] == [("al_1", "open")]
    assert (await api.get("/v1/alerts/al_1", as_of="2026-03-02"))["status"] == "open"
    assert (await api.refused("/v1/alerts/al_2", as_of="2026-03-02"))[0] == 404


async def test_since_and_until_are_about_the_last_revision_days_included(api: Api) -> None:
    await api.publish(
        an_alert(1, id_="al_1", updated=after(0)),
        an_alert(2, id_="al_2", updated=after(24)),
        an_alert(3, id_="al_3", updated=after(48)),
    )

    found = await api.get("/v1/alerts", since="2026-03-02", until="2026-03-02")
    exactly = await api.get("/v1/alerts", since="2026-03-02T08:00:00Z", sort="updated")

    assert ids(found["items"]) == ["al_2"]
    assert ids(exactly["items"]) == ["al_2", "al_3"]


async def test_the_gravest_come_first_when_sorted_by_severity(api: Api) -> None:
    await api.publish(
        an_alert(1, id_="al_1", severity="low"),
        an_alert(2, id_="al_2", severity="critical"),
        an_alert(3, id_="al_3", severity="low", updated=after(1)),
    )

    assert ids(await api.paged("/v1/alerts", sort="-severity", limit=1)) == ["al_2", "al_3", "al_1"]


async def test_alerts_that_come_while_paging_neither_skip_nor_repeat_the_others(api: Api) -> None:
    await api.publish(*(an_alert(n, id_=f"al_{n}", updated=after(n)) for n in range(1, 7)))

    first = await api.get("/v1/alerts", limit=3)
    await api.publish(
        an_alert(7, id_="al_7", updated=after(7)),
        an_alert(8, id_="al_6", revision=2, updated=after(8)),
    )
    second = await api.get("/v1/alerts", limit=3, cursor=first["next"])

    assert ids(first["items"] + second["items"]) == [f"al_{n}" for n in (6, 5, 4, 3, 2, 1)]


async def test_an_unknown_parameter_is_refused_and_the_known_ones_are_named(api: Api) -> None:
    status, problem = await api.refused("/v1/alerts", contry="GB")

    assert status == 422
    assert problem["errors"][0]["pointer"] == "/contry"
    assert "country" in problem["detail"]


async def test_what_makes_no_sense_is_refused_with_its_place(api: Api) -> None:
    for query, pointer in (
        ({"verdict": "guilty"}, "/verdict"),
        ({"country": "UK"}, "/country"),
        ({"country": ""}, "/country"),
        ({"sort": "name"}, "/sort"),
        ({"since": "yesterday"}, "/since"),
        ({"as_of": "2026-01-01T10:00:00"}, "/as_of"),
        ({"limit": "501"}, "/limit"),
        ({"limit": "0"}, "/limit"),
        ({"cursor": "nonsense"}, "/cursor"),
        ({"q": "a\x00b"}, "/q"),
    ):
        status, problem = await api.refused("/v1/alerts", **query)
        assert (status, problem["errors"][0]["pointer"]) == (422, pointer), query


async def test_a_cursor_is_good_for_its_own_list_only(api: Api) -> None:
    await api.publish(*(an_alert(n, id_=f"al_{n}") for n in range(1, 4)))

    cursor = (await api.get("/v1/alerts", limit=1, status="open"))["next"]

    for query in ({"status": "resolved"}, {"status": "open", "sort": "due"}, {}):
        status, problem = await api.refused("/v1/alerts", cursor=cursor, **query)
        assert (status, problem["type"]) == (422, "/problems/invalid-cursor")


async def test_the_history_says_what_each_revision_changed(api: Api) -> None:
    await api.publish(
        an_alert(1, id_="al_1"),
        an_alert(2, id_="al_1", revision=2, severity="critical", updated=after(1)),
        an_alert(
            3, id_="al_1", revision=3, status="resolved", severity="critical", updated=after(2)
        ),
    )

    items = await api.paged("/v1/alerts/al_1/history", limit=2)

    assert [one["type"] for one in items] == ["alert.opened", "alert.revised", "alert.resolved"]
    assert [one["changed"] for one in items[1:]] == [["severity"], ["status"]]
    assert items[0]["alert"]["sequence"] == 1
    assert (await api.refused("/v1/alerts/al_2/history"))[0] == 404


async def test_a_page_of_a_list_that_nobody_filled_is_empty(api: Api) -> None:
    assert await api.get("/v1/alerts") == {"items": [], "next": None}
    assert await api.get("/v1/changes") == {"items": [], "next": None, "watermark": 0}
