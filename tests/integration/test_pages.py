"""Pages for readers: what they show, what they never do, in five languages."""

from urllib.parse import urljoin

import pytest

from interparty_api.i18n import LANGUAGES
from tests.support.api import Api
from tests.support.html import own, page
from tests.support.newsroom import NASTY, PATHS
from tests.support.published import after as hours_after
from tests.support.published import an_alert


async def test_what_data_says_is_text_and_never_markup(newsroom: Api) -> None:
    for path in PATHS:
        answer, document = await page(newsroom.client, path)
        assert "alert(1)</script>" not in answer.text, path
        scripts = [one for one in document.all("script") if one.get("src") is None]
        assert scripts == [], path
    _, document = await page(newsroom.client, "/alerts/al_missing")
    assert NASTY in document.text


async def test_a_link_in_data_is_followed_only_if_it_is_http_and_as_a_strangers(
    newsroom: Api,
) -> None:
    answer, document = await page(newsroom.client, "/alerts/al_missing")

    outward = [one for href, one in document.links() if "example/" in href]
    assert {one["href"] for one in outward} == {
        "https://news.example/1",
        "https://register.example/9",
    }
    assert {one["rel"] for one in outward} == {"external noopener nofollow noreferrer"}
    assert 'href="javascript:' not in answer.text


async def test_pages_load_nothing_from_elsewhere_and_forbid_it(newsroom: Api) -> None:
    for path in PATHS:
        answer, document = await page(newsroom.client, path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'"), path
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert all("style" not in given for _, given in document.tags), path
        assert not any(name.startswith("on") for _, given in document.tags for name in given), path
        loaded = [one.get("src") or one.get("href") for one in document.all("script")]
        loaded += [
            one["href"] for one in document.all("link") if one.get("rel") in {"stylesheet", "icon"}
        ]
        assert all(str(one).startswith("/static/") for one in loaded), path


async def test_every_link_of_ours_leads_somewhere(newsroom: Api) -> None:
    seen: dict[str, str] = {}
    for path in PATHS:
        _, document = await page(newsroom.client, path)
        base = urljoin("http://test", path)
        for address, given in document.links():
            found = own(base, address)
            if found is not None and given.get("method") != "post" and "lang=" not in found:
                seen.setdefault(found.partition("#")[0], path)
    # Those of asked-for nothing lead to what is not there; of forty laws a few stand for all.
    laws = [one for one in seen if one.startswith(("/regimes/", "/registers/"))][6:]
    for found in seen.keys() - set(laws):
        if not any(nothing in found for nothing in ("al_none", "Nobody", "Nowhere")):
            async with newsroom.client.stream("GET", found) as answer:
                assert answer.status_code == 200, f"{found} on {seen[found]}"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_is_there_in_every_language(newsroom: Api, language: str) -> None:
    for path in PATHS:
        answer, document = await page(
            newsroom.client, path, headers={"Accept-Language": f"{language}, en;q=0.1"}
        )
        assert answer.status_code in {200, 404, 422}, path
        assert document.all("html") == [{"lang": language}], path
        alternates = {one["hreflang"] for one in document.all("link") if one.get("hreflang")}
        assert alternates == set(LANGUAGES), path
        assert len(document.all("h1")) == 1, path
        assert len(document.all("main")) == 1, path


async def test_a_language_that_was_chosen_is_kept(newsroom: Api) -> None:
    client = newsroom.client
    await client.get("/registers", params={"lang": "hi"})
    _, kept = await page(client, "/alerts", headers={"Accept-Language": "fr"})
    assert kept.all("html") == [{"lang": "hi"}]

    _, unknown = await page(client, "/alerts?lang=xx")
    assert unknown.all("html") == [{"lang": "hi"}]


async def test_reasons_are_said_in_the_readers_language_with_the_original_beside(
    newsroom: Api,
) -> None:
    _, document = await page(newsroom.client, "/alerts/al_missing?lang=fr")

    assert "Member M est soumis à GB-MP-VISITS." in document.text
    assert "Cela a eu lieu ici : Norvège, Suède." in document.text
    assert ("en", "Member M is bound by GB-MP-VISITS.") in document.texts
    assert ("en", "A sentence that no pattern knows.") in document.texts
    _, late = await page(newsroom.client, "/alerts/al_late?lang=es")
    assert "presentada el 5 de enero de 2026: 2 días después del 3 de enero de 2026." in late.text


async def test_a_source_that_a_machine_coded_says_so(newsroom: Api) -> None:
    _, document = await page(newsroom.client, "/alerts/al_missing?lang=fr")

    assert document.text.count("codé par une machine") == 1


@pytest.mark.parametrize(
    ("alert", "said", "why"),
    [
        ("al_withdrawn", "This alert was withdrawn", "taken back by its source"),
        ("al_resolved", "This alert was resolved", "filed 2026-01-02"),
    ],
)
async def test_an_alert_that_does_not_stand_says_so_before_all_else(
    newsroom: Api, alert: str, said: str, why: str
) -> None:
    answer, _ = await page(newsroom.client, f"/alerts/{alert}")

    main = answer.text.partition("<main")[2]
    assert main.index(said) < main.index(why) < main.index("<h1")


async def test_answers_and_triage_are_shown_with_the_alert(newsroom: Api) -> None:
    key = {"Authorization": "Bearer a-key-for-tests"}
    answer = {"by": "Member M", "text": "My party paid.", "url": "https://m.example/"}
    note = {"action": "acknowledge", "note": "Asked <b>the</b> office."}
    posted = await newsroom.client.post("/v1/alerts/al_missing/answers", json=answer, headers=key)
    done = await newsroom.client.post("/v1/alerts/al_missing/triage", json=note, headers=key)
    assert (posted.status_code, done.status_code) == (201, 200)

    _, document = await page(newsroom.client, "/alerts/al_missing")
    assert "My party paid." in document.text
    assert "Asked <b>the</b> office." in document.text


async def test_the_list_pages_on_without_losing_its_filter(newsroom: Api) -> None:
    more = [
        an_alert(7 + number, id_=f"al_n{number}", updated=hours_after(10 + number))
        for number in range(30)
    ]
    await newsroom.publish(*more)
    path, found = "/alerts?verdict=missing", []
    for _ in range(2):
        _, document = await page(newsroom.client, path)
        found += [href for href, _ in document.links() if href.startswith("/alerts/al_")]
        following = [href for href, one in document.links() if one.get("rel") == "next"]
        path = following[0] if following else ""
    assert path == ""
    assert len(found) == len(set(found)) == 32


async def test_an_address_does_without_the_fields_that_were_left_empty(newsroom: Api) -> None:
    answer = await newsroom.client.get("/alerts?country=&q=&verdict=missing&since=")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/alerts?verdict=missing"


async def test_a_filter_that_cannot_be_read_is_refused_and_filters_nothing(
    newsroom: Api,
) -> None:
    for query in ("verdict=mising", "country=UK1", "nosuch=1", "since=monday", "sort=x"):
        answer, document = await page(newsroom.client, f"/alerts?{query}")
        assert answer.status_code == 422, query
        assert "This filter cannot be read." in document.text
        assert "/alerts/al_" not in answer.text


async def test_where_nothing_is_known_that_is_said_and_no_more(newsroom: Api) -> None:
    answer, document = await page(newsroom.client, "/actors/Nobody Known")

    assert answer.status_code == 404
    assert "Nothing is recorded here about Nobody Known." in document.text
    assert "That says nothing about what took place" in document.text


async def test_static_files_are_kept_for_ever_under_the_digest_in_their_name(
    newsroom: Api,
) -> None:
    _, document = await page(newsroom.client, "/")
    href = next(one["href"] for one in document.all("link") if one.get("rel") == "stylesheet")
    answer = await newsroom.client.get(str(href))

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = await newsroom.client.get(str(href), headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert (await newsroom.client.get("/static/style.000000000000.css")).status_code == 404
    assert (await newsroom.client.get("/static/..%2Frendering.py")).status_code == 404
