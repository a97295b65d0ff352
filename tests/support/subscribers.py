"""Those who subscribe: two keys of one deployment, what they ask for, what is due to them."""

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from interparty_api import links
from interparty_shared.web import keys
from tests.support.api import Api, running
from tests.support.newsroom import MAIL

HOOK = "https://desk.example/hooks/confidential-target"
READER = "reader@watchdog.example"


@dataclass
class Office:
    """The service, and two who subscribe."""

    api: Api
    ours: httpx.AsyncClient
    theirs: httpx.AsyncClient
    reader: httpx.AsyncClient
    """Without a key: whoever follows a link."""

    async def subscribe(self, **more: Any) -> dict[str, Any]:
        """Return a subscription of ours that was made: a webhook, unless it is said otherwise."""
        asked = {"name": "Ours", "channel": "webhook", "to": HOOK} | more
        answer = await self.ours.post("/v1/subscriptions", json=asked)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def mail(self, **more: Any) -> dict[str, Any]:
        """Return a subscription of ours by e-mail, which is not confirmed yet."""
        return await self.subscribe(**{"channel": "email", "to": READER} | more)

    async def confirmed(self, **more: Any) -> dict[str, Any]:
        """Return a subscription of ours by e-mail that was confirmed."""
        made = await self.mail(**more)
        answer = await self.reader.post(await self.link(made["id"], "confirm"))
        assert answer.status_code == 200, answer.text
        return await self.shown(made["id"])

    async def shown(self, id_: str) -> dict[str, Any]:
        """Return one of ours as it is now."""
        answer = await self.ours.get(f"/v1/subscriptions/{id_}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def link(self, id_: str, purpose: links.Purpose) -> str:
        """Return the address that a mail would have."""
        row = (await self.rows(f"SELECT link_key FROM api_subscription WHERE id = '{id_}'"))[0]
        return links.address("", row[0], id_, purpose)

    async def rows(self, statement: str) -> list[Any]:
        """Return what is in the database."""
        async with self.api.resources.database("api").read() as connection:
            return list((await connection.execute(text(statement))).all())

    async def put(self, statement: str) -> None:
        """Do what another part of the service would."""
        async with self.api.resources.database("api").begin() as connection:
            await connection.execute(text(statement))

    async def anchors(self, id_: str) -> set[str]:
        """Return the terms under which a subscription is found."""
        found = await self.rows(f"SELECT term FROM api_anchor WHERE subscription = '{id_}'")
        return {row[0] for row in found}

    async def deliveries(self, id_: str) -> list[tuple[str, str]]:
        """Return kind and state of all that is due to a subscription, or was."""
        found = await self.rows(
            f"SELECT kind, state FROM api_delivery WHERE subscription = '{id_}' ORDER BY created, id"
        )
        return [(row[0], row[1]) for row in found]


@contextlib.asynccontextmanager
async def office(folder: Path, *, start: bool = False, **more: Any) -> AsyncGenerator[Office]:
    """Run the service with a mail server to send by and two keys that may subscribe."""
    file = folder / "keys.json"
    scopes, now = ["subscriptions:write", "alerts:read"], datetime(2026, 6, 1, tzinfo=UTC)
    ours = keys.create(file, name="ours", scopes=scopes, quota_per_minute=None, now=now)
    admin = keys.create(file, name="theirs", scopes=["admin"], quota_per_minute=None, now=now)
    settings: dict[str, Any] = {**MAIL, "keys_file": file} | more
    async with (
        running(folder, start=start, **settings) as api,
        contextlib.AsyncExitStack() as stack,
    ):
        clients = []
        for key in (ours, admin, None):
            client = httpx.AsyncClient(
                transport=api.client._transport,
                base_url="http://test",
                headers={"Authorization": f"Bearer {key}"} if key else {},
            )
            clients.append(await stack.enter_async_context(client))
        yield Office(api, *clients)


def pointers(answer: httpx.Response) -> list[str]:
    """Return the places that a refusal names."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return [one["pointer"] for one in answer.json()["errors"]]
