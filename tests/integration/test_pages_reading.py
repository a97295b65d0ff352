"""Who may read pages, how they sign in, and what a form of another site can do: nothing."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from interparty_api.handlers import subscriptions
from tests.support.api import KEY, Api, running
from tests.support.html import page
from tests.support.newsroom import PATHS

OWN = {"Sec-Fetch-Site": "same-origin"}


async def test_without_a_key_pages_lead_to_signing_in_and_show_nothing(tmp_path: Path) -> None:
    async with running(tmp_path, start=False) as api:
        api.client.headers.pop("Authorization")
        for path in PATHS:
            answer, document = await page(api.client, path)
            assert answer.status_code == (200 if path == "/sign-in" else 401), path
            assert document.all("h1"), path
            assert any(one.get("name") == "key" for one in document.all("input")), path
        assert (await api.client.get("/v1/alerts")).status_code == 401


async def test_signing_in_sets_a_cookie_that_no_script_and_no_other_site_gets(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, start=False, public_url="https://desk.example") as api:
        client = _reader(api, "https://desk.example")
        answer = await client.post("/sign-in", data={"key": KEY, "back": "/registers"}, headers=OWN)

        assert (answer.status_code, answer.headers["location"]) == (303, "/registers")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-interparty_key=")
        for said in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
            assert said in cookie
        assert (await client.get("/registers")).status_code == 200
        out = await client.post("/sign-out", headers=OWN)
        assert out.status_code == 303
        assert (await client.get("/registers")).status_code == 401


async def test_the_cookie_opens_pages_and_not_the_api(tmp_path: Path) -> None:
    async with running(tmp_path, start=False) as api:
        client = _reader(api)
        await client.post("/sign-in", data={"key": KEY}, headers=OWN)

        assert (await client.get("/alerts")).status_code == 200
        assert (await client.get("/v1/alerts")).status_code == 401


async def test_a_wrong_key_signs_nobody_in(tmp_path: Path) -> None:
    async with running(tmp_path, start=False) as api:
        client = _reader(api)
        answer = await client.post("/sign-in", data={"key": "wrong"}, headers=OWN)

        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert "No such key" in answer.text
        assert "wrong" not in answer.text.partition("<main")[2].partition("</form>")[0]


async def test_signing_in_leads_to_no_other_server(tmp_path: Path) -> None:
    async with running(tmp_path, start=False) as api:
        for back in ("//evil.example", "https://evil.example/", "/\\evil", "x", "/\tevil"):
            answer = await _reader(api).post(
                "/sign-in", data={"key": KEY, "back": back}, headers=OWN
            )
            assert answer.headers["location"] == "/", back


FROM_ELSEWHERE: list[dict[str, str] | dict[bytes, bytes]] = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://test"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {b"Origin": b"http://caf\xe9.example"},
]


async def test_forms_of_other_sites_are_refused(newsroom: Api) -> None:
    data = {"key": KEY, "to": "reader@paper.example"}
    for path in ("/sign-in", "/sign-out", "/subscribe"):
        for headers in FROM_ELSEWHERE:
            answer = await newsroom.client.post(path, data=data, headers=headers)
            assert answer.status_code == 403, (path, headers)
            assert "set-cookie" not in answer.headers


async def test_a_browser_that_says_only_its_origin_is_believed(newsroom: Api) -> None:
    answer = await newsroom.client.post(
        "/sign-in", data={"key": KEY}, headers={"Origin": "http://test"}
    )

    assert answer.status_code == 303


async def test_subscribing_shows_the_volume_first_and_then_asks_the_address(
    newsroom: Api,
) -> None:
    answer, document = await page(newsroom.client, "/subscribe?verdict=missing&country=GB")
    assert "What it would have sent" in document.text
    hidden = {str(one["name"]): one["value"] for one in document.all("input") if one.get("value")}
    assert hidden == {"verdict": "missing", "country": "GB"}

    posted = await newsroom.client.post(
        "/subscribe",
        data={**hidden, "to": "reader@paper.example", "pace": "weekly", "language": "fr"},
        headers=OWN,
    )
    assert (posted.status_code, posted.headers["location"]) == (303, "/subscribe/sent")
    async with newsroom.resources.database("api").read() as connection:
        row = (
            await connection.exec_driver_sql(
                "SELECT owner, state, pace, language, filter FROM api_subscription"
            )
        ).one()
    assert tuple(row[:4]) == ("", "unconfirmed", "weekly", "fr")
    assert answer.status_code == 200


async def test_strangers_cannot_have_us_write_to_the_whole_world(
    newsroom: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "STRANGERS_AN_HOUR", 2)

    async def asks(number: int) -> httpx.Response:
        said = {"to": f"reader-{number}@paper.example", "pace": "weekly", "language": "en"}
        return await newsroom.client.post("/subscribe", data=said, headers=OWN)

    assert [(await asks(number)).status_code for number in range(3)] == [303, 303, 429]
    newsroom.clock.time += timedelta(hours=2)
    assert (await asks(3)).status_code == 303


async def test_an_address_that_is_none_is_asked_for_again_with_what_was_filled_in(
    newsroom: Api,
) -> None:
    answer = await newsroom.client.post(
        "/subscribe", data={"country": "GB", "to": "nobody", "pace": "weekly"}, headers=OWN
    )

    assert answer.status_code == 422
    assert 'name="country" value="GB"' in answer.text
    assert 'value="weekly" selected' in answer.text


def _reader(api: Api, base_url: str = "http://test") -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=api.client._transport, base_url=base_url)
