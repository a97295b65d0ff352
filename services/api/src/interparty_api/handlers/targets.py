"""Whether something may be sent to an address, as far as that is seen without asking the network.

What a name resolves to is looked at when something is sent, each time anew (`notify`).
"""

import ipaddress
import re
from collections.abc import Collection, Sequence
from typing import Final
from urllib.parse import SplitResult, urlsplit

from interparty_shared.errors import Invalid, Misconfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LONGEST_URL: Final = 2_000
LONGEST_ADDRESS: Final = 254
"""Of e-mail: RFC 5321, 4.5.3.1.3, without its brackets."""
_PORTS: Final = {"https": 443, "http": 80}
_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    rf"[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@{_LABEL}(?:\.{_LABEL})*",
    re.IGNORECASE,
)


def networks(text: str) -> tuple[Network, ...]:
    """Return the networks of a list with commas, such as `127.0.0.0/8,fd00::/8`.

    Raises:
        Misconfigured: one is none.
    """
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ipaddress.ip_network(part, strict=False))
        except ValueError as error:
            raise Misconfigured(f"INTERPARTY_WEBHOOK_ALLOW: {error}.") from error
    return tuple(found)


def port_numbers(text: str) -> frozenset[int]:
    """Return the ports of a list with commas.

    Raises:
        Misconfigured: one is none.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        if not (part.isascii() and part.isdigit() and 0 < int(part) < 65_536):
            raise Misconfigured(f"INTERPARTY_WEBHOOK_PORTS: {part[:20]!r} is no port.")
    return frozenset(int(part) for part in parts)


def check_target(url: str, allow: Sequence[Network], ports: Collection[int]) -> None:
    """Refuse an address to which no webhook may be sent.

    `allow` are networks that the operator has opened: to an address inside, `http` and any port are
    possible. Where there are such networks a name may turn out to lie inside, so that it is left to
    whoever sends to say so.

    Raises:
        Invalid: it is no https address with a host, of a port that is open, and nothing else.
    """
    parts = _split(url)
    host = parts.hostname or ""
    address = _address(host)
    if address is None and not _is_name(host):
        raise Invalid("has no host that can be looked up", pointer="/to")
    if address is not None:
        if any(address in network for network in allow):
            return
        if not address.is_global or address.is_multicast:
            raise Invalid("lies in a network that no webhook is sent to", pointer="/to")
    elif allow:
        return
    if parts.scheme != "https":
        raise Invalid("must be an https address", pointer="/to")
    if _port(parts) not in ports:
        open_ = ", ".join(map(str, sorted(ports)))
        raise Invalid(f"must be of one of these ports: {open_}", pointer="/to")


def _split(url: str) -> SplitResult:
    if (
        len(url) > LONGEST_URL
        or not url.isascii()
        or not url.isprintable()
        or set(url) & set(' \\"<>')
    ):
        raise Invalid(
            f"must be an address of at most {LONGEST_URL} characters of ASCII", pointer="/to"
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Invalid("is no address", pointer="/to") from None
    if parts.scheme not in _PORTS or port == 0:
        raise Invalid("must be an https address", pointer="/to")
    if parts.username is not None or parts.password is not None:
        raise Invalid("must have no user or password in it", pointer="/to")
    if "#" in url:
        raise Invalid("must have no fragment", pointer="/to")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def _is_name(host: str) -> bool:
    # A last label that is a number is read as an IPv4 address by some (WHATWG URL): 127.1, 0x7f.1.
    last = host.rstrip(".").rpartition(".")[2]
    return len(host) <= 253 and bool(_NAME.fullmatch(host)) and not _NUMBER.fullmatch(last)


def check_address(text: str, *, pointer: str = "/to") -> None:
    """Refuse what is no e-mail address of the plain form (RFC 5321, without quotes, in ASCII).

    Raises:
        Invalid: it is none.
    """
    local = text.partition("@")[0]
    if len(text) > LONGEST_ADDRESS or len(local) > 64 or not _ADDRESS.fullmatch(text):
        raise Invalid("must be an e-mail address, such as desk@example.org", pointer=pointer)
