"""Where webhooks may be sent: no subscriber can make this server call what only it can reach.

Two checks, of one policy. When a subscription is made, `check_target` refuses an address that can
never do, by its spelling alone. At every connection `Policy.check` judges the addresses to which the
name resolves then (`notify/pinned.py`), and the connection is made to exactly these: that one counts.

A host is written in one way only. Whatever a resolver would read as a number (RFC 3986, 7.4; WHATWG
URL, "ends in a number") must be four decimal numbers, so none is ever left to a resolver to interpret.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_network
from typing import Final, Self

from interparty_api.notify.addresses import Address, Network, allowed, why_refused
from interparty_shared.errors import Invalid, Misconfigured
from interparty_shared.settings import Settings

LONGEST_URL: Final = 2048
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}

_URL: Final = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<target>[^#]*)(?P<rest>#.*)?"
)
_AUTHORITY: Final = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{1,5}))?")
_TARGET: Final = re.compile(r"(?:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_INSIDE: Final = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain")
"""Names that lead nowhere outside (RFC 6761, 6762, 8375, and what people use)."""


class Refused(Invalid):
    """Nothing is sent to this target; `detail` says why, and does not name it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address of a receiver, taken apart; nothing in it is open to interpretation."""

    scheme: str
    host: Address | str = field(repr=False)
    """An address, or a name in lower-case ASCII."""
    port: int
    path: str = field(repr=False)
    """With the query: what stands in the request line."""

    @property
    def authority(self) -> str:
        """Return what the Host header says (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if isinstance(self.host, IPv6Address) else str(self.host)
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operator allows."""

    allow: tuple[Network, ...] = ()
    """Networks that may be reached although they are private, at any port and without TLS."""
    ports: frozenset[int] = frozenset({443, 80})

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the policy that the settings say.

        Raises:
            Misconfigured: a network or a port is none.
        """
        return cls(
            tuple(_network(one) for one in _listed(settings.webhook_allow)),
            frozenset(_port(one) for one in _listed(settings.webhook_ports)),
        )

    def check(self, scheme: str, port: int, addresses: Sequence[Address]) -> None:
        """Judge where a connection would go; all addresses of a name must do, not only one.

        Raises:
            Refused: it would go where nothing is sent.
        """
        outside = [one for one in addresses if not allowed(one, self.allow)]
        for address in outside:
            why = why_refused(address)
            if why is not None:
                raise Refused(f"The receiver's address {why}: webhooks are not sent there.")
        if outside:
            self.check_public(scheme, port)

    def check_public(self, scheme: str, port: int) -> None:
        """Judge how a receiver is spoken to that the operator does not vouch for.

        Raises:
            Refused: not by https, or to a port that is not listed.
        """
        if scheme != "https":
            raise Refused("Webhooks are sent by https only.")
        if port not in self.ports:
            listed = ", ".join(map(str, sorted(self.ports)))
            raise Refused(f"Webhooks are not sent to port {port}, only to {listed}.")


def check_target(url: str, policy: Policy, *, pointer: str = "/to") -> None:
    """Refuse an address of a receiver that can never do; looks nothing up.

    Raises:
        Invalid: it is malformed, or leads where nothing is sent; the message is a sentence.
    """
    try:
        target = parse_target(url)
        if not isinstance(target.host, str):
            policy.check(target.scheme, target.port, [target.host])
        elif not policy.allow:  # otherwise the name may lead to what is allowed
            policy.check_public(target.scheme, target.port)
            _check_outside(target.host)
    except Refused as refused:
        raise Invalid(refused.detail, pointer=pointer) from None


def parse_target(url: str) -> Target:
    """Take the address of a receiver apart, and accept one spelling of it only.

    Raises:
        Refused: it is malformed, or written in a way that programs read differently.
    """
    if len(url) > LONGEST_URL:
        raise Refused(f"The address has more than {LONGEST_URL} characters.")
    found = _URL.fullmatch(url)
    if found is None:
        raise Refused("The address is no URL: write https://host/path.")
    scheme = found["scheme"].lower()
    if scheme not in _DEFAULT_PORTS:
        raise Refused("Webhooks are sent by https only.")
    if found["rest"] is not None:
        raise Refused("The address has a fragment (#…), which is never sent: leave it out.")
    if not _TARGET.fullmatch(found["target"]):
        raise Refused("The path has characters that must be percent-encoded (RFC 3986).")
    if "@" in found["authority"]:
        raise Refused("The address has a user name in it: webhooks are signed, not logged in.")
    authority = _AUTHORITY.fullmatch(found["authority"])
    if authority is None:
        raise Refused("The host or the port in the address is malformed.")
    port = _DEFAULT_PORTS[scheme] if authority["port"] is None else int(authority["port"])
    if not 0 < port <= 65_535:
        raise Refused("There is no such port.")
    path = found["target"]
    return Target(
        scheme, parse_host(authority["host"]), port, path if path.startswith("/") else f"/{path}"
    )


def parse_host(text: str) -> Address | str:
    """Return the address that a host is, or its name in lower case.

    Raises:
        Refused: it is neither, or spelt in an odd way.
    """
    host = text.lower() if text.isascii() else text
    if host.startswith("["):
        return _address_6(host[1:-1])
    if not host.isascii():
        raise Refused("Write the name of the host in its ASCII form (xn--…).")
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(host) > 253:
        raise Refused("The host is neither a name nor an address in its usual form.")
    if _NUMBER.fullmatch(labels[-1]):
        return _address_4(host)
    return host


def _address_4(host: str) -> IPv4Address:
    try:
        return IPv4Address(host)
    except AddressValueError:
        raise Refused("Write an IPv4 address as four decimal numbers.") from None


def _address_6(host: str) -> IPv6Address:
    try:
        address = IPv6Address(host)
    except AddressValueError:
        raise Refused("What stands in brackets is no IPv6 address.") from None
    if address.scope_id is not None:
        raise Refused("An address with a zone is link-local: webhooks are not sent there.")
    return address


def _check_outside(host: str) -> None:
    if "." not in host or any(host == name or host.endswith(f".{name}") for name in _INSIDE):
        raise Refused("The name of the host is known inside a network only.")


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise Misconfigured(f"INTERPARTY_WEBHOOK_ALLOW: {text!r} is no network.") from None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 65_535):
        raise Misconfigured(f"INTERPARTY_WEBHOOK_PORTS: {text!r} is no port.")
    return int(text)
