"""Which reports tell of one engagement, and why, is explained."""

from typing import Any

from tests.support.api import Api
from tests.support.builders import Event, at, engagement, funder, member, retraction
from tests.support.published import an_alert


def report(source: str, time: float, **changes: Any) -> Event:
    return engagement(source=f"urn:{source}", time=at(time), **changes)


async def reports(api: Api, source: str) -> tuple[dict[str, Any], str]:
    said = await api.get("/v1/explain", source=f"urn:{source}", id="e1")
    (found,) = (one for one in said["stages"] if one["stage"] == "reports")
    return found, said["outcome"]


async def test_an_absorbed_report_says_into_which_it_was_taken_and_what_agreed(api: Api) -> None:
    await api.post(report("b", 1), report("a", 2))

    said, outcome = await reports(api, "a")

    assert said["into"] == {"source": "urn:b", "id": "e1"}
    (alike,) = said["alike"]
    assert (alike["source"], alike["id"]) == ("urn:b", "e1")
    agreed = {(one["name"], one["query"]) for one in alike["features"]}
    assert ("participant", "Foundation F") in agreed
    assert "source urn:b, id e1" in outcome


async def test_a_lead_says_which_reports_it_took_in(api: Api) -> None:
    await api.post(report("b", 1), report("a", 2))

    said, outcome = await reports(api, "b")

    assert said["into"] is None
    assert said["absorbed"] == [{"source": "urn:a", "id": "e1"}]
    assert "told of" not in outcome


async def test_the_earliest_time_ever_posted_makes_the_lead_not_that_in_force(api: Api) -> None:
    await api.post(report("b", 1), report("a", 2))
    await api.post(report("b", 3, title="Corrected"))

    assert (await reports(api, "a"))[0]["into"] == {"source": "urn:b", "id": "e1"}


async def test_a_near_report_that_was_told_apart_says_what_speaks_against_it(api: Api) -> None:
    elsewhere = report("b", 1, place="FR")
    await api.post(elsewhere, report("a", 2))

    said, _ = await reports(api, "a")

    assert said["into"] is None
    assert said["apart"] == [
        {"source": "urn:b", "id": "e1", "why": "One was in DE, the other in FR."}
    ]


async def test_a_report_that_was_taken_back_is_compared_with_none(api: Api) -> None:
    taken_back = retraction("e1", time=at(3))
    taken_back["data"]["engagement"]["source"] = "urn:b"
    await api.post(report("b", 1), report("a", 2), taken_back)

    said, _ = await reports(api, "a")

    assert (said["into"], said["alike"], said["apart"]) == (None, [], [])


async def test_of_two_near_reports_of_one_source_the_second_is_not_absorbed(api: Api) -> None:
    second = engagement("e2", source="urn:a", time=at(3))
    await api.post(report("b", 1), report("a", 2), second)

    said = await api.get("/v1/explain", source="urn:a", id="e2")

    (found,) = (one for one in said["stages"] if one["stage"] == "reports")
    assert found["into"] is None
    assert [one["source"] for one in found["alike"]] == ["urn:b"]


async def test_reports_of_other_people_are_not_compared(api: Api) -> None:
    others = [member("Member X"), funder("Foundation X")]
    await api.post(report("b", 1, participants=others), report("a", 2))

    said, _ = await reports(api, "a")

    assert (said["alike"], said["apart"]) == ([], [])


async def test_what_the_alerts_say_goes_before_what_is_compared_here(api: Api) -> None:
    await api.post(report("b", 1, place="FR"), report("a", 2))
    listed: list[dict[str, Any]] = [
        {"source": source, "id": "e1", "title": None, "sources": []}
        for source in ("urn:b", "urn:a")
    ]
    told = an_alert(
        1,
        evidence={
            "engagements": listed,
            "corroboration": {"reports": 2, "independent": 1},
            "register": {"id": "gb-commons", "synced": None, "match": None, "candidates": []},
        },
    )
    await api.publish(told)

    assert (await reports(api, "a"))[0]["into"] == {"source": "urn:b", "id": "e1"}
