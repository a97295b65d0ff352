"""The pages in a real browser: read, filter, change the language, by eye, phone and keyboard."""

import asyncio
import itertools
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import text

from interparty_api import links
from interparty_api.i18n import LANGUAGES
from tests.support.browsing import PATIENCE_S, Reader, newspaper, reading
from tests.support.newsroom import PATHS
from tests.support.published import after, an_alert

pytestmark = pytest.mark.timeout(180)
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
expect.set_options(timeout=PATIENCE_S * 1000)


async def test_a_reader_filters_reads_an_alert_and_changes_the_language(
    browser: Browser, tmp_path: Path
) -> None:
    async with newspaper(tmp_path) as service, reading(browser, _base(service.port)) as reader:
        page = reader.page
        await reader.open("/")
        await expect(page.get_by_role("article")).to_have_count(4)

        await page.get_by_label("Verdict").select_option("missing")
        await page.get_by_label("State", exact=True).select_option("open")
        await page.get_by_role("button", name="Show").click()
        await expect(page.get_by_role("article")).to_have_count(1)
        asked = parse_qs(urlsplit(page.url).query)
        assert asked == {"verdict": ["missing"], "status": ["open"], "sort": ["-updated"]}

        await page.get_by_role("article").get_by_role("link").first.click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Member M")
        await expect(page.get_by_role("img", name="The dates in order")).to_be_visible()

        await page.get_by_role("link", name="Français").click()
        await expect(page.locator("html")).to_have_attribute("lang", "fr")
        await expect(page.get_by_role("heading", name="Les motifs, pas à pas")).to_be_visible()
        await page.get_by_role("link", name="Registres").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Registres")
        assert (reader.elsewhere, reader.said) == ([], [])


async def test_a_reader_subscribes_confirms_changes_the_pace_and_ends_it(
    browser: Browser, tmp_path: Path
) -> None:
    async with newspaper(tmp_path) as service, reading(browser, _base(service.port)) as reader:
        page = reader.page
        await reader.open("/alerts?verdict=late")
        await page.get_by_role("link", name="By e-mail").click()
        await expect(page.get_by_role("heading", name="What it would have sent")).to_be_visible()

        await page.get_by_label("Your e-mail address").fill("reader@paper.example")
        await page.get_by_label("How often").select_option("weekly")
        await page.get_by_role("button", name="Subscribe").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")

        async with service.resources.database("api").read() as connection:
            statement = text("SELECT id, link_key, state FROM api_subscription")
            id_, link_key, state = (await connection.execute(statement)).one()
        assert state == "unconfirmed"
        await reader.open(links.address("", link_key, id_, "confirm"))
        assert await reader.barriers() == []
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed")

        await page.get_by_role("link", name="Manage this subscription").click()
        assert await reader.barriers() == []
        await page.get_by_label("How often").select_option("daily")
        await page.get_by_role("button", name="Change").click()
        await expect(page.get_by_role("definition").filter(has_text="Every day")).to_be_visible()

        await reader.open(links.address("", link_key, id_, "unsubscribe"))
        assert await reader.barriers() == []
        await page.get_by_role("button", name="Send me nothing more of this").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Unsubscribed")
        assert (reader.elsewhere, reader.said) == ([], [])


async def test_new_alerts_are_told_of_and_move_nothing(browser: Browser, tmp_path: Path) -> None:
    async with newspaper(tmp_path) as service, reading(browser, _base(service.port)) as reader:
        page = reader.page
        async with page.expect_response("**/v1/alerts/stream*"):
            await reader.open("/alerts?verdict=missing")
        before = await page.get_by_role("article").count()
        number = 7
        async with asyncio.timeout(PATIENCE_S):
            # The answer has begun before the stream is entered: an alert may fall between the two.
            while not await page.get_by_text("New alerts:").count():
                await service.publish(an_alert(number, id_=f"al_{number}", updated=after(number)))
                number += 1
                await asyncio.sleep(0.5)
        assert await page.get_by_role("article").count() == before

        await page.get_by_role("link", name="New alerts:").click()
        await expect(page.get_by_role("article")).not_to_have_count(before)
        assert (reader.elsewhere, reader.said) == ([], [])


async def test_no_page_has_a_barrier_against_wcag_aa(browser: Browser, tmp_path: Path) -> None:
    async with newspaper(tmp_path) as service, reading(browser, _base(service.port)) as reader:
        for path in PATHS:
            await reader.open(path)
            for scheme in ("light", "dark"):
                await reader.page.emulate_media(color_scheme=scheme)
                assert await reader.barriers() == [], (path, scheme)
        assert (reader.elsewhere, reader.said) == ([], [])


async def test_a_phone_scrolls_no_page_sideways(browser: Browser, tmp_path: Path) -> None:
    async with (
        newspaper(tmp_path) as service,
        reading(browser, _base(service.port), **PHONE) as reader,
    ):
        for path in PATHS:
            await reader.open(path)
            assert await reader.overflow() <= 0, path
        for language in LANGUAGES:
            for path in ("/", "/alerts/al_missing", "/regimes", "/subscribe"):
                await reader.open(f"{path}?lang={language}")
                assert await reader.overflow() <= 0, (language, path)


async def test_labels_of_the_timeline_do_not_meet(browser: Browser, tmp_path: Path) -> None:
    async with (
        newspaper(tmp_path) as service,
        reading(browser, _base(service.port), **PHONE) as reader,
    ):
        for language in LANGUAGES:
            await reader.open(f"/alerts/al_late?lang={language}")
            boxes = await reader.page.evaluate(
                "[...document.querySelectorAll('.timeline text')].map(one => {"
                " const box = one.getBoundingClientRect();"
                " return [box.left, box.top, box.right, box.bottom, one.textContent]; })"
            )
            assert len(boxes) == 12
            for (_, _, right, bottom, said), (_, top, *_) in itertools.pairwise(boxes):
                assert bottom <= top + 4, (language, said)
                assert right <= 390, (language, said)


async def test_all_can_be_done_by_keyboard_and_is_seen_to_be_where_it_is(
    browser: Browser, tmp_path: Path
) -> None:
    async with newspaper(tmp_path) as service, reading(browser, _base(service.port)) as reader:
        page = reader.page
        await reader.open("/alerts")
        await page.keyboard.press("Tab")
        assert await _focused(reader) == "Skip to the content"
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        assert await _focused(reader) == "Filter"  # the first in the content: no link of the head
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert await page.evaluate(outline) == "solid"

        await page.get_by_label("Words").focus()
        await page.keyboard.type("nothing at all")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("No alert fits this filter.")).to_be_visible()


async def test_without_scripts_nothing_is_missing(browser: Browser, tmp_path: Path) -> None:
    async with (
        newspaper(tmp_path) as service,
        reading(browser, _base(service.port), java_script_enabled=False) as reader,
    ):
        page = reader.page
        await reader.open("/alerts")
        await page.get_by_label("Severity").select_option("low")
        await page.get_by_role("button", name="Show").click()
        await expect(page.get_by_role("article")).to_have_count(1)
        await page.get_by_role("article").get_by_role("link").first.click()
        await expect(page.get_by_role("heading", name="What was searched")).to_be_visible()


def _base(port: int) -> str:
    return f"http://127.0.0.1:{port}"


async def _focused(reader: Reader) -> str:
    found: str = await reader.page.evaluate("document.activeElement.textContent.trim()")
    return found
