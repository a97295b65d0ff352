"""The headers of a mail: whose it is, which thread it belongs to, and how to be rid of it.

Message-ID and threads are RFC 5322, 3.6.4; unsubscribing is RFC 2369 and, with one click, RFC 8058;
List-ID is RFC 2919; Auto-Submitted is RFC 3834.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Final

from interparty_api.notify.base import Item, Outgoing
from interparty_api.notify.safe import clean, short
from interparty_shared.errors import Invalid

DELIVERY: Final = "X-Interparty-Delivery"
LONGEST_SUBJECT: Final = 250
MOST_RANGES: Final = 200
_NAME: Final = "Interparty"
_ATOM: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
MOST_LOCAL: Final = 64
MOST_DOMAIN: Final = 255
"""RFC 5321, 4.5.3.1; in bytes."""


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that is one word, such as a link: broken up, it would no longer be read as one."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_REGISTRY: Final = HeaderRegistry()
for _name in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-ID", "In-Reply-To", "References"):
    _REGISTRY.map_to_type(_name, _Whole)
_POLICY: Final = SMTP.clone(header_factory=_REGISTRY)


def new_message(to: str) -> EmailMessage:
    """Return an empty message to an address.

    Non-ASCII is written as RFC 2047 has it; only an address whose local part is not ASCII needs
    SMTPUTF8 (RFC 6531), and then headers are UTF-8 as they stand.

    Raises:
        Invalid: no mail can be sent to this address.
    """
    address = mailbox(to)
    made = EmailMessage(_POLICY.clone(utf8=not address.addr_spec.isascii()))
    made["To"] = address
    return made


def mailbox(text: str) -> Address:
    """Return one address, its domain in ASCII (RFC 5891).

    Local parts in quotes, comments and numbers of hosts in brackets are not taken: nobody has them, and
    what reads them reads more than it should.

    Raises:
        Invalid: it is none.
    """
    local, _, domain = text.rpartition("@")
    try:
        host = domain[: MOST_DOMAIN + 1].encode("idna").decode()
    except UnicodeError:
        host = ""
    fits = len(local.encode("utf-8", "replace")) <= MOST_LOCAL and len(host) <= MOST_DOMAIN
    if not (fits and "=?" not in local and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(host)):
        raise Invalid("this is no address that mail can be sent to", pointer="/to")
    return Address(username=local, domain=host)


def sender(mail_from: str) -> Address:
    """Return the address that mail is from: `alerts@example.org` or `Name <alerts@example.org>`.

    Raises:
        Invalid: it is none.
    """
    name, _, address = mail_from.strip().rpartition("<")
    found = mailbox(address.removesuffix(">"))
    return Address(_plain(name).strip(' "') or _NAME, found.username, found.domain)


def head(
    message: EmailMessage,
    outgoing: Outgoing,
    *,
    subject: str,
    mail_from: str,
    unsubscribe: str | None,
    now: datetime,
) -> None:
    """Set the headers of a message, but for To."""
    address = sender(mail_from)
    message["From"] = address
    message["Subject"] = short(_plain(subject), LONGEST_SUBJECT)
    message["Date"] = format_datetime(now)
    _thread(message, outgoing, address.domain)
    message["Auto-Submitted"] = "auto-generated"
    message["List-ID"] = f"<{_atom(outgoing.to.id)}.subscription.{address.domain}>"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message[DELIVERY] = _atom(outgoing.id)
    if outgoing.items:
        found = ranges(item.sequence for item in outgoing.items)
        more = [f"and {len(found) - MOST_RANGES} more"] if len(found) > MOST_RANGES else []
        message["X-Interparty-Sequence"] = ", ".join([*found[:MOST_RANGES], *more])


def _plain(text: str) -> str:
    """Return text as it may stand in a header.

    What looks like an encoded word (RFC 2047) would be decoded, with any line break that is in it.
    """
    return clean(text).replace("=?", "= ?")


def _thread(message: EmailMessage, outgoing: Outgoing, domain: str) -> None:
    """Set Message-ID, and where a mail about one alert follows another, the thread.

    Sent again, a message bears the same Message-ID. A digest is about many alerts and in no thread.
    """
    own = f"<{_atom(outgoing.id)}@{domain}>"
    alerts = {str(item.alert["id"]) for item in outgoing.items}
    if outgoing.kind != "alerts" or len(alerts) != 1:
        message["Message-ID"] = own
        return
    root = f"<{_atom(alerts.pop())}.{_atom(outgoing.to.id)}@{domain}>"
    if min(outgoing.items, key=lambda one: one.sequence).root is None:
        message["Message-ID"] = root
        return
    message["Message-ID"] = own
    message["In-Reply-To"] = root
    message["References"] = root


def _atom(text: str) -> str:
    """Return an id as it may stand in a Message-ID."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", text)


def boundary(delivery: str) -> str:
    """Return what parts a message: `=_` is in no text that is quoted-printable (RFC 2045, 6.7)."""
    return f"=_{_atom(delivery)}"


def ranges(sequences: Iterable[int]) -> list[str]:
    """Return numbers as ranges: 1040-1042, 1045."""
    found: list[tuple[int, int]] = []
    for one in sorted(set(sequences)):
        if found and found[-1][1] == one - 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return [str(low) if low == high else f"{low}-{high}" for low, high in found]


def by_alert(items: Sequence[Item]) -> Mapping[str, list[Item]]:
    """Return the revisions of each alert, in order."""
    found: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda one: one.sequence):
        found.setdefault(str(item.alert["id"]), []).append(item)
    return found
