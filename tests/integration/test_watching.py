"""A watchdog subscribes, is told, hears of the correction, and goes: on a real mail server and receiver."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import Api, running, until
from tests.support.mailbox import Mailbox, mail_server
from tests.support.published import after, an_alert
from tests.support.receiver import Receiver, receiver

PATIENCE_S = 30
WITHDRAWN = {
    "step": "withdrawal",
    "text": "The engagement was retracted by its source.",
    "basis": "recorded",
    "inputs": {},
}


@dataclass
class Desk:
    """The service, a mail server, and a receiver of webhooks."""

    api: Api
    mail: Mailbox
    receiver: Receiver

    async def subscribe(self, **said: Any) -> dict[str, Any]:
        """Return a new subscription."""
        body = {"name": "GB desk", "filter": {"country": "GB"}, "pace": "immediate", **said}
        answer = await self.api.client.post("/v1/subscriptions", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def mails(self, count: int) -> list[Any]:
        """Return the mails, once there are so many."""
        came = await self.mail.until(lambda all_: len(all_) >= count, seconds=PATIENCE_S)
        return [one.mail for one in came]

    async def confirmed(self, address: str) -> dict[str, Any]:
        """Return a mail subscription whose address was confirmed by the link in the mail."""
        made = await self.subscribe(channel="email", to=address)
        assert made["state"] == "unconfirmed"
        mails = await self.mails(1)
        link = path_of(mails[-1], "confirm")
        assert (await self.api.client.get(link)).status_code == 200
        assert (await self.api.get(f"/v1/subscriptions/{made['id']}"))["state"] == "unconfirmed"
        assert (await self.api.client.post(link)).is_success
        shown: dict[str, Any] = await self.api.get(f"/v1/subscriptions/{made['id']}")
        assert shown["state"] == "active"
        return shown


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncGenerator[Desk]:
    async with mail_server() as mail, receiver() as there:
        settings: dict[str, Any] = {
            "smtp_url": mail.url,
            "mail_from": "alerts@interparty.example",
            "public_url": "http://test",
            "webhook_allow": "127.0.0.0/8",
        }
        async with running(tmp_path, **settings) as api:
            yield Desk(api, mail, there)


def path_of(mail: Any, purpose: str) -> str:
    """Return the path of a link in a mail's plain text."""
    text = mail.get_body(("plain",)).get_content()
    found = re.search(rf"http://test(/s/\S+?/{purpose}/[A-Za-z0-9_-]+)", text)
    assert found, text
    return found[1]


def withdrawn(sequence: int) -> Any:
    return an_alert(sequence, revision=2, status="withdrawn", updated=after(5), reason=[WITHDRAWN])


async def test_whoever_was_told_by_mail_hears_of_the_correction_in_the_same_thread(
    desk: Desk,
) -> None:
    await desk.confirmed("desk@watchdog.example")

    await desk.api.publish(an_alert(1))
    first = (await desk.mails(2))[1]
    await desk.api.publish(withdrawn(2))
    correction = (await desk.mails(3))[2]

    assert correction["In-Reply-To"] == first["Message-ID"]
    assert "Withdrawn" in correction["Subject"]
    assert "retracted by its source" in correction.get_body(("plain",)).get_content()
    assert first["X-Interparty-Sequence"] == "1"
    assert correction["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_one_click_ends_it_and_nothing_more_is_sent(desk: Desk) -> None:
    subscription = await desk.confirmed("desk@watchdog.example")
    await desk.api.publish(an_alert(1))
    told = (await desk.mails(2))[1]

    link = told["List-Unsubscribe"].strip("<>").removeprefix("http://test")
    answer = await desk.api.client.post(link, data={"List-Unsubscribe": "One-Click"})
    await desk.api.publish(an_alert(2, id_="al_2"))
    await desk.subscribe(channel="webhook", to=desk.receiver.url, from_sequence=1)
    await desk.receiver.wait(2)

    assert answer.is_success
    assert (await desk.api.get(f"/v1/subscriptions/{subscription['id']}"))["state"] == "disabled"
    assert len(desk.mail.messages) == 2


async def test_a_webhook_is_signed_told_of_corrections_and_shows_its_attempts(desk: Desk) -> None:
    made = await desk.subscribe(
        channel="webhook", to=desk.receiver.url, filter={"status": "open", "country": "GB"}
    )
    desk.receiver.keys = [made["secret"]]

    await desk.api.publish(an_alert(1))
    await desk.receiver.wait(1)
    await desk.api.publish(withdrawn(2))  # matches the filter no longer
    came = await desk.receiver.wait(2)

    assert [one.verified for one in came] == [True, True]
    assert [one.json()["type"] for one in came] == ["alert.opened", "alert.withdrawn"]
    assert [one.json()["data"]["sequence"] for one in came] == [1, 2]
    assert came[1].json()["changed"] == ["reason", "status"]
    listed = (await desk.api.get(f"/v1/subscriptions/{made['id']}/deliveries"))["items"]
    assert {one["state"] for one in listed} <= {"delivered", "pending"}
    assert {one["id"] for one in listed} == {one.id for one in came}


async def test_what_failed_is_sent_again_under_the_same_id(desk: Desk) -> None:
    made = await desk.subscribe(channel="webhook", to=desk.receiver.url)
    desk.receiver.behave("status", status=500)
    await desk.api.publish(an_alert(1))
    first = (await desk.receiver.wait(1))[0]

    async def noted() -> bool:
        one = await desk.api.get(f"/v1/deliveries/{first.id}")
        return bool(one["attempts"])

    await until(noted, seconds=PATIENCE_S)
    desk.receiver.behave("ok")
    desk.api.clock.time += timedelta(minutes=1)
    came = await desk.receiver.wait(2)

    assert came[1].id == first.id
    assert came[1].body == first.body
    assert made["state"] == "active"


async def test_an_answer_goes_out_with_the_next_revision(desk: Desk) -> None:
    await desk.subscribe(channel="webhook", to=desk.receiver.url)
    await desk.api.publish(an_alert(1))
    await desk.receiver.wait(1)

    said = {"by": "Party A", "text": "The record was filed on paper."}
    answer = await desk.api.client.post("/v1/alerts/al_1/answers", json=said)
    await desk.api.publish(withdrawn(2))
    came = await desk.receiver.wait(2)

    assert answer.is_success, answer.text
    assert [one["text"] for one in came[1].json()["data"]["answers"]] == [said["text"]]
