"""The sender of webhooks and a receiver that keeps the rules: real HTTP on this machine."""

import asyncio
from datetime import timedelta

import pytest

from interparty_api.notify import payload, signing
from interparty_api.notify.base import Outcome
from interparty_api.notify.webhook import WebhookSender, webhook_sender
from interparty_shared.clock import SystemClock
from interparty_shared.settings import Settings
from tests.fixtures.webhooks import MakeSender
from tests.support.api import SetClock
from tests.support.outgoing import NEWER, SECRET, hmac_secret, message
from tests.support.published import after
from tests.support.receiver import Behaviour, Receiver, receiver


async def test_a_message_is_delivered_signed_and_as_json(
    sender: WebhookSender, there: Receiver
) -> None:
    outgoing = message(there.url + "?token=a%20b")

    outcome = await sender.send(outgoing)

    (got,) = there.requests
    assert outcome == Outcome("delivered", "The receiver took it: 200 OK.", 200)
    assert (got.method, got.path) == ("POST", "/hook?token=a%20b")
    assert got.verified
    assert got.body == payload.body(outgoing)
    assert got.headers["host"] == f"127.0.0.1:{there.port}"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["user-agent"].startswith("Interparty-Webhooks/")
    assert got.headers["webhook-timestamp"] == str(int(after(1).timestamp()))


async def test_a_message_that_is_sent_again_bears_its_id_and_its_bytes_and_the_new_time(
    make_sender: MakeSender, there: Receiver
) -> None:
    clock = SetClock(after(1))
    sender = make_sender()
    sender._clock = clock
    there.script = [Behaviour("status", 500)]

    await sender.send(message(there.url))
    clock.time += timedelta(minutes=5)
    await sender.send(message(there.url))

    first, second = there.requests
    assert (first.id, first.body) == (second.id, second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 300
    assert second.verified


async def test_while_secrets_rotate_receivers_with_either_verify(
    sender: WebhookSender, there: Receiver
) -> None:
    secrets = [hmac_secret(NEWER), hmac_secret(SECRET, expires=after(2).isoformat())]
    async with receiver(NEWER) as ahead:
        await sender.send(message(there.url, secrets=secrets))
        await sender.send(message(ahead.url, secrets=secrets))

        assert there.requests[0].verified
        assert ahead.requests[0].verified


async def test_an_ed25519_signature_is_verified_by_the_public_key(sender: WebhookSender) -> None:
    secret = signing.new_secret("ed25519", lambda count: b"s" * count)
    async with receiver(signing.public_key(secret)) as there:
        await sender.send(message(there.url, secrets=[{**hmac_secret(secret), "kind": "ed25519"}]))

        assert there.requests[0].verified


async def test_nothing_is_sent_unsigned(sender: WebhookSender, there: Receiver) -> None:
    expired = [hmac_secret(expires=after(0).isoformat())]

    outcome = await sender.send(message(there.url, secrets=expired))

    assert outcome.outcome == "refused"
    assert "no secret that is valid" in outcome.detail
    assert there.requests == []


async def test_a_connection_is_kept_for_the_next_message(
    sender: WebhookSender, there: Receiver
) -> None:
    for _ in range(3):
        await sender.send(message(there.url))

    assert [one.connection for one in there.requests] == [1, 1, 1]


@pytest.mark.parametrize(("size", "kept"), [(16 * 1024, 1), (16 * 1024 + 1, 0), (40_000, 0)])
async def test_a_body_is_read_to_16_kib_and_a_longer_one_costs_the_connection(
    sender: WebhookSender, there: Receiver, size: int, kept: int
) -> None:
    there.behave("ok", body=b"x" * size)

    outcome = await sender.send(message(there.url))

    assert outcome.outcome == "delivered"
    assert len(sender._connections._idle) == kept


async def test_no_more_idle_connections_are_kept_than_agreed(
    make_sender: MakeSender, there: Receiver
) -> None:
    sender = make_sender(limits={"idle": 2})

    await asyncio.gather(*(sender.send(message(there.url)) for _ in range(6)))

    assert len(sender._connections._idle) <= 2
    await sender.close()
    assert not sender._connections._idle
    assert not sender._connections._idle_of


async def test_a_connection_in_use_when_the_sender_is_closed_is_not_kept(
    sender: WebhookSender, there: Receiver
) -> None:
    there.behave("drip", body=b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n", raw=b".")
    sending = asyncio.ensure_future(sender.send(message(there.url)))
    await there.wait(1)

    await sender.close()

    assert (await sending).outcome == "delivered"
    assert not sender._connections._idle


async def test_cookies_of_a_receiver_are_not_sent_back(
    sender: WebhookSender, there: Receiver
) -> None:
    there.behave("ok", headers={"set-cookie": "a=b; path=/"})

    await sender.send(message(there.url))
    await sender.send(message(there.url))

    assert "cookie" not in there.requests[1].headers


async def test_a_proxy_of_the_environment_is_not_asked(
    there: Receiver, make_sender: MakeSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with receiver() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        outcome = await make_sender().send(message(there.url))

        assert outcome.outcome == "delivered"
        assert proxy.connections == 0


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_every_2xx_is_a_delivery(sender: WebhookSender, there: Receiver, status: int) -> None:
    there.behave("status", status=status)

    outcome = await sender.send(message(there.url))

    assert (outcome.outcome, outcome.status) == ("delivered", status)


async def test_410_says_that_the_receiver_wants_no_more(
    sender: WebhookSender, there: Receiver
) -> None:
    there.behave("status", status=410)

    outcome = await sender.send(message(there.url))

    assert (outcome.outcome, outcome.status) == ("gone", 410)
    assert outcome.detail == "The receiver answered 410 Gone: it wants no more webhooks."


@pytest.mark.parametrize(
    ("status", "asked", "wait"),
    [
        (429, "120", 120.0),
        (503, "Sun, 01 Mar 2026 09:30:00 GMT", 1800.0),
        (503, "Sun, 01 Mar 2026 08:00:00 GMT", 0.0),
        (429, "99999999999999999999", 86_400.0),
        (503, "Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
        (503, "soon", None),
        (503, "-5", None),
        (503, "1.5", None),
        (503, "", None),
        (503, "Sun, 99 Mar 2026 09:30:00 GMT", None),
    ],
)
async def test_retry_after_is_heard_in_seconds_and_as_a_date_up_to_a_day(
    sender: WebhookSender, there: Receiver, status: int, asked: str, wait: float | None
) -> None:
    there.behave("status", status=status, headers={"retry-after": asked})

    outcome = await sender.send(message(there.url))

    assert (outcome.outcome, outcome.status, outcome.retry_after_s) == ("retry", status, wait)


async def test_a_failure_quotes_the_beginning_of_what_the_receiver_wrote(
    sender: WebhookSender, there: Receiver
) -> None:
    body = "signature\nis \x1b[31mwrong\u202e\x00 ".encode() + b"\xff" + b"x" * 5000
    there.behave("status", status=400, body=body)

    outcome = await sender.send(message(there.url))

    assert outcome.detail.startswith(
        "The receiver answered 400 Bad Request, and wrote: “signature is [31mwrong x"
    )
    assert len(outcome.detail) < 260
    assert outcome.detail.isprintable()


@pytest.mark.parametrize("wrote", ["no {path} here", "host 127.0.0.1 unknown"])
async def test_a_quote_that_names_the_target_is_left_out(
    sender: WebhookSender, there: Receiver, wrote: str
) -> None:
    there.behave("status", status=404, body=wrote.format(path="/hook").encode())

    outcome = await sender.send(message(there.url))

    assert outcome.detail == "The receiver answered 404 Not Found."


async def test_a_status_that_nobody_knows_is_told_as_it_is(
    sender: WebhookSender, there: Receiver
) -> None:
    there.behave("status", status=599)

    assert (await sender.send(message(there.url))).detail == "The receiver answered 599."


async def test_a_message_that_is_none_for_webhooks_is_a_defect_of_ours(
    sender: WebhookSender, there: Receiver
) -> None:
    with pytest.raises(ValueError, match="one revision each"):
        await sender.send(message(there.url, kind="confirm"))


async def test_the_settings_say_where_webhooks_may_go(there: Receiver) -> None:
    closed = webhook_sender(Settings(), SystemClock())
    opened = webhook_sender(Settings(webhook_allow="127.0.0.0/8"), SystemClock())

    assert (await closed.send(message(there.url))).outcome == "refused"
    assert (await opened.send(message(there.url))).outcome == "delivered"
    await closed.close()
    await opened.close()
