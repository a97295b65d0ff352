"""Whom a name means is answered with what speaks for it, and a person's word goes before that."""

from tests.support.api import Api
from tests.support.builders import Event, actor, at, engagement, judgement, member


def known(id_: str, *names: str, country: str = "DE") -> Event:
    said = [{"name": name} for name in names]
    return actor(id_, kind="party", country=country, names=said)


async def test_a_name_in_another_language_means_the_record_and_says_what_was_compared(
    api: Api,
) -> None:
    await api.post(known("test:1", "Deutsche Volkspartei", "German People's Party"))

    found = await api.get("/v1/actors/resolve", name="德国人民党", country="DE")

    assert (found["verdict"], found["by"]) == ("match", "name")
    (best,) = found["items"]
    assert best["id"] == "test:1"
    assert {one["name"] for one in best["features"]} == {"name", "country", "kind", "day"}
    assert found["judgement"] is None


async def test_two_that_fit_alike_are_candidates_and_nobody_is_chosen(api: Api) -> None:
    await api.post(
        known("test:1", "Democratic Party"), known("test:2", "Democratic Party", country="IT")
    )

    found = await api.get("/v1/actors/resolve", name="Democratic Party")

    assert found["verdict"] == "ambiguous"
    assert [one["id"] for one in found["items"]] == ["test:1", "test:2"]


async def test_a_judgement_is_listed_and_decides(api: Api) -> None:
    await api.post(known("test:1", "Deutsche Volkspartei"), judgement("The Ring", "test:1"))

    found = await api.get("/v1/actors/resolve", name="the ring")
    listed = await api.get("/v1/judgements", name="The Ring")

    assert (found["verdict"], found["by"]) == ("match", "judgement")
    assert found["judgement"]["by"] == "Desk A"
    assert [one["actor"] for one in listed["items"]] == ["test:1"]
    assert (await api.get("/v1/judgements", actor="test:2"))["items"] == []


async def test_a_judgement_that_is_taken_back_decides_nothing(api: Api) -> None:
    await api.post(
        known("test:1", "Deutsche Volkspartei"),
        judgement("The Ring", "test:1"),
        judgement("The Ring", "test:1", withdrawn=True, time=at(1)),
    )

    assert (await api.get("/v1/actors/resolve", name="The Ring"))["verdict"] == "none"


async def test_an_explanation_shows_how_a_participant_was_read(api: Api) -> None:
    host = {"name": "德国人民党", "country": "DE", "role": "host"}
    await api.post(
        known("test:1", "German People's Party"), engagement(participants=[member(), host])
    )

    told = await api.get("/v1/explain", source="urn:test", id="e1")
    (stage,) = (one for one in told["stages"] if one["stage"] == "actors")

    read = stage["participants"][1]
    assert (read["reference"], read["meaning"]) == ("test:1", "match")
    assert read["read_as"]["kind"] == "party"
    assert "by its name" in read["how"]


async def test_a_name_that_is_too_long_is_refused(api: Api) -> None:
    status, problem = await api.refused("/v1/actors/resolve", name="x" * 501)

    assert status == 422
    assert "name" in str(problem["errors"])
