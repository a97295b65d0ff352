"""A reader at a browser: pages of a service on a real port, and what is wrong with them."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, Request

from tests.support.api import TRACE, message
from tests.support.builders import NOON
from tests.support.newsroom import MAIL, alerts, events, obligations
from tests.support.streaming import Served, served

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
PATIENCE_S = 30


@dataclass
class Reader:
    """A page in a browser, and what happened around it."""

    page: Page
    base: str
    elsewhere: list[str] = field(default_factory=list)
    """Requests that went to another server."""
    said: list[str] = field(default_factory=list)
    """What the browser complained of."""

    async def open(self, path: str) -> None:
        """Open a page of ours."""
        await self.page.goto(self.base + path)

    async def overflow(self) -> int:
        """Return by how much the page is wider than the window."""
        return int(
            await self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    async def barriers(self) -> list[str]:
        """Return what axe finds against WCAG A and AA, and where."""
        found = await Axe().run(self.page, options={**RULES, "resultTypes": ["violations"]})
        return [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
            for one in found.response["violations"]
            for node in one["nodes"]
        ]


@contextlib.asynccontextmanager
async def reading(browser: Browser, base: str, **more: Any) -> AsyncGenerator[Reader]:
    """Give a reader a window of their own."""
    context = await browser.new_context(**{"locale": "en-GB", **more})
    page = await context.new_page()
    reader = Reader(page, base)

    def asked(request: Request) -> None:
        if not request.url.startswith((base, "data:")):
            reader.elsewhere.append(request.url)

    def told(message: ConsoleMessage) -> None:
        # That a page is answered with 404 or 422 is no fault of it.
        if "Failed to load resource" not in message.text:
            reader.said.append(message.text)

    page.on("request", asked)
    page.on("console", told)
    yield reader
    await context.close()


@contextlib.asynccontextmanager
async def newspaper(folder: Path) -> AsyncGenerator[Served]:
    """Serve alerts in every state on a port, open to everybody."""
    async with served(folder, public_read=True, **MAIL) as service:
        await service.publish(*alerts(), *obligations())
        await service.resources.bus.publish(
            [message(one, lane="live", received=NOON, trace=TRACE) for one in events()]
        )
        async with asyncio.timeout(PATIENCE_S):
            while not await _is_filled(service):
                await asyncio.sleep(0.05)
        yield service


async def _is_filled(service: Served) -> bool:
    changes = (await service.client.get("/v1/changes")).json()
    register = (await service.client.get("/v1/registers/gb-commons")).json()
    return bool(changes["watermark"] == 6 and register["complete"])
