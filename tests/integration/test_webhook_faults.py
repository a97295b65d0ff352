"""Receivers that are slow, dead, lying or hostile: each attempt ends, in time and with a sentence."""

import asyncio

import pytest

from interparty_api.notify.base import Outcome
from interparty_api.notify.connections import BODY_BYTES, HEAD_BYTES
from interparty_api.notify.webhook import WebhookSender
from tests.fixtures.webhooks import MakeSender
from tests.parts.process import free_ports
from tests.support.outgoing import SECRET, message
from tests.support.receiver import Behaviour, Receiver, receiver

SHORT = {"answer_s": 0.3, "body_s": 0.3, "connect_s": 0.3}


def readable(outcome: Outcome) -> bool:
    """A sentence, printable, and of nothing confidential."""
    detail = outcome.detail
    return (
        detail[0].isupper()
        and detail.endswith(".")
        and detail.isprintable()
        and not any(one in detail for one in ("127.0.0.1", "/hook", "http:", "whsec_", "Error"))
    )


async def test_a_receiver_that_hangs_is_left_in_time(
    make_sender: MakeSender, there: Receiver
) -> None:
    there.behave("hang")

    outcome = await make_sender(limits=SHORT).send(message(there.url))

    assert outcome == Outcome("retry", "The receiver gave no answer within 0.3 seconds.")


async def test_receivers_that_hang_delay_nobody_else(
    make_sender: MakeSender, there: Receiver
) -> None:
    sender = make_sender()
    async with receiver(SECRET) as hanging:
        hanging.behave("hang")
        stuck = [asyncio.ensure_future(sender.send(message(hanging.url))) for _ in range(150)]
        await hanging.wait(150)

        outcomes = [await sender.send(message(there.url)) for _ in range(5)]

        assert {one.outcome for one in outcomes} == {"delivered"}
        assert not any(one.done() for one in stuck)
        for one in stuck:
            one.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)


async def test_a_receiver_that_drips_headers_for_ever_is_left_in_time(
    make_sender: MakeSender, there: Receiver
) -> None:
    there.behave("drip", body=b"HTTP/1.1 200 OK\r\n", raw=b"x: y\r\n")

    outcome = await make_sender(limits=SHORT).send(message(there.url))

    assert outcome.detail == "The receiver gave no answer within 0.3 seconds."


async def test_a_dead_receiver_refuses_the_connection(sender: WebhookSender) -> None:
    (port,) = free_ports(1)

    outcome = await sender.send(message(f"http://127.0.0.1:{port}/hook"))

    assert outcome == Outcome("retry", "The receiver refused the connection.")


RAW = {
    "nothing at all": (b"", "The receiver closed the connection before it answered."),
    "half a status line": (
        b"HTTP/1.1 20",
        "The receiver closed the connection before it answered.",
    ),
    "not HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "The receiver's answer is not HTTP/1.1."),
    "random bytes": (bytes(range(256)) * 8, "The receiver's answer is not HTTP/1.1."),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "The receiver's answer is not HTTP/1.1.",
    ),
    "a length that is none": (
        b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        "The receiver's answer is not HTTP/1.1.",
    ),
    "headers without end": (
        b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 2 * (BODY_BYTES + HEAD_BYTES),
        "The receiver's answer has no end to its headers.",
    ),
    "provisional answers without end": (
        b"HTTP/1.1 102 Processing\r\n\r\n" * 20_000,
        "The receiver's answer has no end to its headers.",
    ),
    "another protocol": (
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        "The receiver's answer is not HTTP/1.1.",
    ),
}


@pytest.mark.parametrize("lie", RAW)
async def test_what_is_no_answer_is_tried_again(
    sender: WebhookSender, there: Receiver, lie: str
) -> None:
    raw, detail = RAW[lie]
    there.behave("raw", raw=raw)

    outcome = await sender.send(message(there.url))

    assert (outcome.outcome, outcome.detail) == ("retry", detail)
    assert readable(outcome)
    assert not sender._connections._idle


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x8b\x00\x00",
        b"HTTP/1.1 200 OK\r\n\r\nuntil the end",
        b"HTTP/1.0 200 OK\r\n\r\n",
    ],
)
async def test_a_status_stands_whatever_becomes_of_the_body(
    sender: WebhookSender, there: Receiver, raw: bytes
) -> None:
    there.behave("raw", raw=raw)

    assert (await sender.send(message(there.url))).outcome == "delivered"


async def test_an_answer_without_end_is_read_to_16_kib_and_left(
    sender: WebhookSender, there: Receiver
) -> None:
    there.behave("flood")

    outcome = await sender.send(message(there.url))

    assert (outcome.outcome, outcome.status) == ("delivered", 200)
    assert not sender._connections._idle


async def test_a_body_that_drips_does_not_hold_up_what_the_status_said(
    make_sender: MakeSender, there: Receiver
) -> None:
    head = b"HTTP/1.1 503 Busy\r\ncontent-length: 99999\r\nretry-after: 7\r\n\r\n"
    there.behave("drip", body=head, raw=b".")

    outcome = await make_sender(limits={"body_s": 0.2}).send(message(there.url))

    assert (outcome.outcome, outcome.status, outcome.retry_after_s) == ("retry", 503, 7.0)


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "/elsewhere", ""]
)
@pytest.mark.parametrize("status", [301, 307])
async def test_a_redirect_is_not_followed_and_says_so(
    sender: WebhookSender, there: Receiver, to: str, status: int
) -> None:
    there.behave("status", status=status, headers={"location": to})

    outcome = await sender.send(message(there.url))

    assert (outcome.outcome, outcome.status) == ("retry", status)
    assert "answered with a redirect, which is not followed" in outcome.detail
    assert "169" not in outcome.detail
    assert len(there.requests) == 1


async def test_a_redirect_to_another_receiver_leaves_it_in_peace(
    sender: WebhookSender, there: Receiver
) -> None:
    async with receiver(SECRET) as other:
        there.behave("redirect", to=other.url)

        await sender.send(message(there.url))

        assert other.connections == 0


async def test_a_connection_that_was_closed_meanwhile_costs_no_attempt(
    sender: WebhookSender, there: Receiver
) -> None:
    await sender.send(message(there.url))
    there.script = [Behaviour("close")]

    outcome = await sender.send(message(there.url))

    assert outcome.outcome == "delivered"
    assert [one.connection for one in there.requests] == [1, 1, 2]
    assert len({one.id for one in there.requests}) == 1


async def test_a_new_connection_that_is_closed_is_not_tried_again_at_once(
    sender: WebhookSender, there: Receiver
) -> None:
    there.behave("close")

    outcome = await sender.send(message(there.url))

    assert outcome.outcome == "retry"
    assert there.connections == 1


async def test_whoever_gives_up_leaves_no_connection_behind(
    sender: WebhookSender, there: Receiver
) -> None:
    there.behave("hang")
    sending = asyncio.ensure_future(sender.send(message(there.url)))
    await there.wait(1)

    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending

    there.behave("ok")
    assert (await sender.send(message(there.url))).outcome == "delivered"
    assert len(sender._connections._idle) == 1
