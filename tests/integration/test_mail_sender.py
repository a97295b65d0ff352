"""Mail handed to a real server of SMTP: what arrives, and what becomes of each way to go wrong."""

import logging
import ssl
from pathlib import Path
from typing import Any

import pytest

from interparty_api.notify.base import Outcome, Sender
from interparty_api.notify.mail import LIMIT_S, MailSender, mail_sender, server_of
from interparty_shared.errors import Misconfigured
from interparty_shared.settings import Settings
from tests.support.api import SetClock
from tests.support.letters import FROM, NOW, SITE, a_correction, an_item, outgoing, parts
from tests.support.mailbox import PASSWORD, USER, Behaviour, certified, mail_server

READER = "reader@newsroom.example"


def a_sender(url: str, *, limit_s: float = LIMIT_S, tls: ssl.SSLContext | None = None) -> Sender:
    return MailSender(
        server_of(url),
        mail_from=FROM,
        public_url=SITE,
        clock=SetClock(NOW),
        limit_s=limit_s,
        tls=tls,
    )


async def test_a_mail_arrives_and_reads_as_it_was_composed() -> None:
    async with mail_server() as mailbox:
        outcome = await a_sender(mailbox.url).send(outgoing(an_item()))

        assert (outcome.outcome, outcome.status) == ("delivered", 250)
        [received] = mailbox.messages
    assert received.recipients == [READER]
    assert received.sender == "bounce+msg_1@interparty.example"
    assert received.mail["To"] == READER
    assert received.mail["Subject"] == (
        "No matching record found: Member M, visit, GB (GB-MP-VISITS)"
    )
    assert received.mail["Date"].datetime == NOW
    text, html = parts(received.mail)
    assert "no\nmatching record found in gb-commons" in text.replace("\r\n", "\n")
    assert "<h1" in html


async def test_no_line_is_longer_than_mail_may_be() -> None:
    long = an_item(title="Ä" * 3000, summary="word " * 2000 + "x" * 3000)
    async with mail_server() as mailbox:
        outcome = await a_sender(mailbox.url).send(outgoing(long, name="N" * 2000))

        assert outcome.outcome == "delivered"
        [received] = mailbox.messages
    assert max(len(line) for line in received.raw.splitlines()) <= 998
    assert "x" * 3000 in parts(received.mail)[1]


@pytest.mark.parametrize(
    ("behaviour", "outcome", "status"),
    [
        ("greylists", "retry", 450),
        ("unknown", "refused", 550),
        ("full", "refused", 552),
        ("rejects_us", "retry", 553),
        ("hangs_up", "retry", None),
        ("drops_after_data", "retry", None),
    ],
)
async def test_an_answer_of_the_server_decides_whether_it_is_tried_again(
    behaviour: Behaviour, outcome: str, status: int | None
) -> None:
    async with mail_server(behaviour=behaviour) as mailbox:
        came = await a_sender(mailbox.url).send(outgoing(an_item()))

    assert (came.outcome, came.status) == (outcome, status)
    assert "newsroom" not in came.detail
    assert came.detail.endswith(".")


async def test_where_one_sender_alone_is_known_mail_is_sent_from_that() -> None:
    async with mail_server(behaviour="knows_one_sender") as mailbox:
        came = await a_sender(mailbox.url).send(outgoing(an_item()))

        assert came.outcome == "delivered"
        [received] = mailbox.messages
    assert received.sender == FROM
    assert received.mail["X-Interparty-Delivery"] == "msg_1"


async def test_the_enhanced_code_is_told_and_nothing_else_of_what_the_server_said() -> None:
    async with mail_server(behaviour="unknown") as mailbox:
        came = await a_sender(mailbox.url).send(outgoing(an_item()))

    assert came.detail == (
        "The mail server answered for good (550, 5.1.1): there is no such mailbox, or it takes no"
        " mail from here."
    )


async def test_a_server_that_is_down_for_hours_gets_the_same_mail_when_it_is_back() -> None:
    async with mail_server() as mailbox:
        sender = a_sender(mailbox.url)
        await mailbox.stop()
        tries = [await sender.send(outgoing(an_item())) for _ in range(3)]
        await mailbox.start()
        last = await sender.send(outgoing(an_item()))

        assert [one.outcome for one in [*tries, last]] == ["retry", "retry", "retry", "delivered"]
        assert [one.mail["Message-ID"] for one in mailbox.messages] == [
            "<al_1.sub_5f0c7c1c@interparty.example>"
        ]


async def test_a_mail_that_is_sent_twice_bears_the_same_id_and_the_same_text() -> None:
    async with mail_server(behaviour="drops_after_data") as mailbox:
        sender = a_sender(mailbox.url)
        await sender.send(outgoing(a_correction()))
        mailbox.behaviour = "takes"
        await sender.send(outgoing(a_correction()))

        first, second = mailbox.messages
    assert first.mail["Message-ID"] == second.mail["Message-ID"] == "<msg_1@interparty.example>"
    assert first.raw == second.raw


async def test_a_server_that_hangs_costs_the_limit_and_no_more() -> None:
    async with mail_server(behaviour="hangs") as mailbox:
        came = await a_sender(mailbox.url, limit_s=0.3).send(outgoing(an_item()))

    assert came == Outcome("retry", "The mail server did not answer in time.", ours=True)


async def test_encryption_is_used_where_it_is_offered(tmp_path: Path) -> None:
    server, client = certified(tmp_path)
    async with mail_server(tls=server) as mailbox:
        trusting = await a_sender(mailbox.url, tls=client).send(outgoing(an_item()))
        taking = await a_sender(mailbox.url).send(outgoing(an_item()))

        assert [trusting.outcome, taking.outcome] == ["delivered", "delivered"]
        assert [one.encrypted for one in mailbox.messages] == [True, True]


async def test_a_password_is_not_given_to_a_server_whose_certificate_is_not_valid(
    tmp_path: Path,
) -> None:
    server, client = certified(tmp_path)
    async with mail_server(tls=server, logins=True) as mailbox:
        url = mailbox.url.replace("://", f"://{USER}:{PASSWORD.replace(' ', '%20')}@")
        refused = await a_sender(url).send(outgoing(an_item()))
        taken = await a_sender(url, tls=client).send(outgoing(an_item()))

        assert refused == Outcome(
            "retry", "No encrypted connection to the mail server could be made.", ours=True
        )
        assert taken.outcome == "delivered"
        assert [(one.encrypted, one.user) for one in mailbox.messages] == [(True, USER)]


async def test_a_wrong_password_is_our_fault_and_tried_again() -> None:
    async with mail_server(logins=True) as mailbox:
        url = mailbox.url.replace("://", f"://{USER}:wrong@")
        came = await a_sender(url).send(outgoing(an_item()))

    assert (came.outcome, came.status) == ("retry", 535)


async def test_an_address_that_is_not_ascii_is_written_as_it_is_where_the_server_can() -> None:
    message = outgoing(an_item(), target="читатель@newsroom.example")
    async with mail_server() as mailbox:
        taken = await a_sender(mailbox.url).send(message)
        ascii_only = await a_sender(mailbox.url).send(outgoing(an_item()))

        assert [taken.outcome, ascii_only.outcome] == ["delivered", "delivered"]
        assert [one.smtputf8 for one in mailbox.messages] == [True, False]
        assert mailbox.messages[0].recipients == ["читатель@newsroom.example"]
    async with mail_server(smtputf8=False) as mailbox:
        refused = await a_sender(mailbox.url).send(message)
    assert refused.outcome == "refused"


async def test_a_notice_goes_to_whoever_answers_for_the_subscription() -> None:
    async with mail_server() as mailbox:
        sender = a_sender(mailbox.url)
        sent = await sender.send(
            outgoing(kind="disabled", target="https://hook.example/x", why="It was gone (410).")
        )
        nobody = await sender.send(outgoing(kind="disabled", contact=None))

        assert [one.recipients for one in mailbox.messages] == [["desk@newsroom.example"]]
    assert sent.outcome == "delivered"
    assert nobody == Outcome("refused", "The subscription names nobody who answers for it.")


@pytest.mark.parametrize(
    "target",
    [
        "x@y.example\nBcc: z@y.example",
        "no address",
        "@",
        "a@b@c d",
        "=?utf-8?q?=0ABcc:_x?=@y.example",
    ],
)
async def test_what_is_no_address_is_refused_before_any_connection(target: str) -> None:
    async with mail_server() as mailbox:
        came = await a_sender(mailbox.url).send(outgoing(an_item(), target=target))

        assert came.outcome == "refused"
        assert mailbox.connections == 0


async def test_nothing_of_the_reader_or_the_password_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with mail_server(behaviour="unknown") as mailbox:
        sender = a_sender(mailbox.url.replace("://", "://user:hush@"))
        await sender.send(outgoing(an_item()))

    said = caplog.text + repr(sender) + repr(server_of("smtp://user:hush@mail.example"))
    assert "newsroom" not in said
    assert "hush" not in said


def settings(**more: Any) -> Settings:
    given = {"smtp_url": "smtp://mail.example", "mail_from": FROM, "public_url": SITE, **more}
    return Settings(**given)


def test_without_a_mail_server_there_is_no_sender() -> None:
    assert mail_sender(Settings(), SetClock(NOW)) is None
    assert isinstance(mail_sender(settings(), SetClock(NOW)), MailSender)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"smtp_url": "http://mail.example"}, "SMTP_URL"),
        ({"smtp_url": "smtp://"}, "SMTP_URL"),
        ({"smtp_url": "smtp://mail.example:port"}, "SMTP_URL"),
        ({"mail_from": ""}, "MAIL_FROM"),
        ({"mail_from": "nobody"}, "MAIL_FROM"),
        ({"public_url": ""}, "PUBLIC_URL"),
    ],
)
def test_what_is_set_wrongly_is_named(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured, match=f"INTERPARTY_{named}"):
        mail_sender(settings(**wrong), SetClock(NOW))


def test_ports_are_those_of_the_protocols() -> None:
    assert (server_of("smtp://m.example").port, server_of("smtps://m.example").port) == (25, 465)
    assert server_of("smtp://u:p%40ss@m.example:2525").password == "p@ss"
