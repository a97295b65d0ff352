"""Mail that comes back, as servers write it."""

import pytest

from interparty_api.notify.bounces import Bounce, bounce_of, envelope_sender
from tests.support.letters import returned


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
    assert bounce_of(returned(action=action, status=status)) == Bounce(
        "msg_1", permanent, status[:5]
    )


@pytest.mark.parametrize("inside", ["message/rfc822", "text/rfc822-headers"])
def test_the_returned_message_names_the_delivery_where_the_address_was_rewritten(
    inside: str,
) -> None:
    given = returned(to="postmaster@interparty.example", inside=inside)

    assert bounce_of(given, envelope_to="bounce+msg_9@interparty.example") == Bounce(
        "msg_9", True, "5.1.1"
    )
    assert bounce_of(given) == Bounce("msg_1", True, "5.1.1")


@pytest.mark.parametrize("inside", ["message/rfc822", "text/rfc822-headers"])
def test_mail_that_left_from_the_one_address_is_known_by_its_headers(inside: str) -> None:
    given = returned(to="alerts@interparty.example", inside=inside).replace(
        b"Return-Path: <bounce+msg_1@interparty.example>", b"X-Interparty-Delivery: msg_2"
    )

    assert bounce_of(given) == Bounce("msg_2", True, "5.1.1")


@pytest.mark.parametrize(
    "raw",
    [
        returned(action="delivered", status="2.0.0"),
        returned(action="relayed", status="2.0.0"),
        returned(action="failed", status="nonsense"),
        returned(to="desk@newsroom.example").replace(b"bounce+", b"other+"),
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
