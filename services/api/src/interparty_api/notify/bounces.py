"""Mail that comes back: which message it was, and whether for good (RFC 3464).

Each message leaves with an envelope sender of its own, `bounce+<delivery>@<domain>`: a server that took
it and cannot deliver it writes to that address, whatever it makes of the rest. Where only one address may
be sent from, the headers that come back with the notification name the delivery.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Final

from interparty_api.notify.headers import DELIVERY

MARK: Final = "bounce+"
_RETURNED: Final = re.compile(r"bounce\+([A-Za-z0-9_-]{1,100})@", re.IGNORECASE)
_NAMED: Final = re.compile(rf"^{DELIVERY}:[ \t]*([A-Za-z0-9_-]{{1,100}})", re.MULTILINE)
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery status notification says of one message."""

    delivery: str
    permanent: bool
    """False: it is still being tried, or was delayed."""
    status: str
    """The enhanced status code (RFC 3463), such as 5.1.1."""


def envelope_sender(delivery: str, domain: str) -> str:
    """Return the address that notifications about a message are sent to."""
    return f"{MARK}{re.sub(r'[^A-Za-z0-9_-]', '-', delivery)}@{domain}"


def bounce_of(raw: bytes, *, envelope_to: str | None = None) -> Bounce | None:
    """Return what a notification says; None for what is none, or is about no message of ours.

    `envelope_to` is the address that it came to, where the mail server says; otherwise its headers
    and those of the message that came back are looked through.
    """
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
    except RecursionError:
        return None  # parts within parts within parts: nobody's notification
    delivery = _delivery(message, envelope_to)
    if delivery is None or message.get_content_type() != "multipart/report":
        return None
    for fields in _recipients(message):
        action = str(fields.get("Action", "")).strip().lower()
        found = _STATUS.search(str(fields.get("Status", "")))
        if action not in {"failed", "delayed"} or found is None:
            continue
        return Bounce(delivery, action == "failed" and found[1] == "5", found[0])
    return None


def _recipients(message: Message) -> Iterator[Message]:
    """Yield the blocks of fields, of which each is about one recipient, but the first about the message."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            if isinstance(blocks, list):
                yield from (block for block in blocks if isinstance(block, Message))


def _delivery(message: Message, envelope_to: str | None) -> str | None:
    places = [envelope_to or ""]
    for part in message.walk():
        places += [str(part.get(name, "")) for name in ("To", "Delivered-To", "X-Original-To")]
        places.append(str(part.get("Return-Path", "")))
        if part.get_content_type() == "text/rfc822-headers":
            places.append(str(part.get_payload()))
        if part.get(DELIVERY):
            places.append(f"{DELIVERY}: {part[DELIVERY]}")
    for kind in (_RETURNED, _NAMED):
        for place in places:
            if found := kind.search(place):
                return found[1]
    return None
