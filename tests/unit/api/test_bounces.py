"""Mail that comes back, as servers write it."""

import pytest

from interparty_api.notify.bounces import Bounce, bounce_of, envelope_sender

HEAD = """\
From: MAILER-DAEMON@mail.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system. Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Sun, 01 Mar 2026 09:30:00 +0000

Final-Recipient: rfc822; reader@newsroom.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: {returned}

Return-Path: <bounce+msg_1@interparty.example>
Subject: Resolved
Message-ID: <msg_1@interparty.example>

--b--
"""


def report(
    to: str = "bounce+msg_1@interparty.example",
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "text/rfc822-headers",
) -> bytes:
    text = HEAD.format(to=to, action=action, status=status, returned=returned)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("action", "status", "permanent"),
    [
        ("failed", "5.1.1", True),
        ("failed", "5.2.2 (mailbox full)", True),
        ("failed", "4.4.7", False),
        ("delayed", "4.4.1", False),
        ("Failed", "5.0.0", True),
    ],
)
def test_a_report_says_which_delivery_came_back_and_whether_for_good(
    action: str, status: str, permanent: bool
) -> None:
    assert bounce_of(report(action=action, status=status)) == Bounce("msg_1", permanent, status[:5])


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_the_returned_message_names_the_delivery_where_the_address_was_rewritten(
    returned: str,
) -> None:
    given = report(to="postmaster@interparty.example", returned=returned)

    assert bounce_of(given, envelope_to="bounce+msg_9@interparty.example") == Bounce(
        "msg_9", True, "5.1.1"
    )
    assert bounce_of(given) == Bounce("msg_1", True, "5.1.1")


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_mail_that_left_from_the_one_address_is_known_by_its_headers(returned: str) -> None:
    given = report(to="alerts@interparty.example", returned=returned).replace(
        b"Return-Path: <bounce+msg_1@interparty.example>", b"X-Interparty-Delivery: msg_2"
    )

    assert bounce_of(given) == Bounce("msg_2", True, "5.1.1")


@pytest.mark.parametrize(
    "raw",
    [
        report(action="delivered", status="2.0.0"),
        report(action="relayed", status="2.0.0"),
        report(action="failed", status="nonsense"),
        report(to="desk@newsroom.example").replace(b"bounce+", b"other+"),
        b"To: bounce+msg_1@interparty.example\r\nSubject: Out of office\r\n\r\nBack on Monday.",
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_report_of_a_message_of_ours_is_none(raw: bytes) -> None:
    assert bounce_of(raw) is None


def test_the_envelope_sender_holds_the_delivery_and_nothing_that_ends_an_address() -> None:
    assert envelope_sender("msg_1", "interparty.example") == "bounce+msg_1@interparty.example"
    assert envelope_sender("a>b c", "x.example") == "bounce+a-b-c@x.example"
