"""Which addresses anyone may be reached at, and which only who is inside: pure classification.

After the IANA registries of special-purpose addresses (RFC 6890 and what amended it). Of IPv6 only
global unicast (2000::/3) is public; forms that embed an IPv4 address are judged by that address too.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

METADATA: Final[frozenset[Address]] = frozenset(
    {
        IPv4Address("169.254.169.254"),  # AWS, Azure, Google, OpenStack and most others
        IPv4Address("169.254.170.2"),  # AWS: credentials of containers
        IPv4Address("169.254.170.23"),
        IPv4Address("168.63.129.16"),  # Azure: the host, although the address is a public one
        IPv4Address("100.100.100.200"),  # Alibaba Cloud
        IPv4Address("192.0.0.192"),  # Oracle Cloud, of old
        IPv6Address("fd00:ec2::254"),  # AWS
        IPv6Address("fd00:ec2::23"),
        IPv6Address("fd20:ce::254"),  # Google
        IPv6Address("fd00:42::42"),  # Scaleway
    }
)
"""Where clouds hand machines their credentials: refused whatever an operator allows."""

_V4: Final = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "means this network"),
        ("10.0.0.0/8", "is private"),
        ("100.64.0.0/10", "is shared by a provider's customers"),
        ("127.0.0.0/8", "is a loopback address"),
        ("169.254.0.0/16", "is link-local"),
        ("172.16.0.0/12", "is private"),
        ("192.0.0.0/24", "is reserved for protocols"),
        ("192.0.2.0/24", "is for documentation"),
        ("192.88.99.0/24", "is a relay of 6to4"),
        ("192.168.0.0/16", "is private"),
        ("198.18.0.0/15", "is for benchmarks"),
        ("198.51.100.0/24", "is for documentation"),
        ("203.0.113.0/24", "is for documentation"),
        ("224.0.0.0/4", "is a multicast address"),
        ("240.0.0.0/4", "is reserved"),
    )
)
_V6: Final = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("::/128", "means this machine"),
        ("::1/128", "is a loopback address"),
        ("::/96", "is an IPv4 address in a form that is out of use"),
        ("2001::/32", "is a Teredo address"),
        ("2001:2::/48", "is for benchmarks"),
        ("2001::/23", "is reserved for protocols"),
        ("2001:db8::/32", "is for documentation"),
        ("2002::/16", "is a 6to4 address"),
        ("3fff::/20", "is for documentation"),
        ("64:ff9b:1::/48", "is translated to a private IPv4 address"),
        ("fc00::/7", "is unique-local"),
        ("fe80::/10", "is link-local"),
        ("fec0::/10", "is site-local"),
        ("ff00::/8", "is a multicast address"),
    )
)
_GLOBAL: Final = IPv6Network("2000::/3")
_MAPPED: Final = IPv6Network("::ffff:0:0/96")
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
_ISATAP: Final = (0x00005EFE, 0x02005EFE)
_LOW: Final = 0xFFFFFFFF


def plain(address: Address) -> Address:
    """Return the IPv4 address that is meant where it is written as IPv6 (RFC 4291, 2.5.5.2)."""
    if isinstance(address, IPv6Address) and address in _MAPPED:
        return IPv4Address(int(address) & _LOW)
    return address


def embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one leads to by translation or in a tunnel.

    Mapped (RFC 4291), NAT64 (RFC 6052, the well-known prefix), 6to4 (RFC 3056), Teredo (RFC 4380: its
    client, written inverted) and ISATAP (RFC 5214).
    """
    value = int(address)
    if address in _MAPPED or address in _TRANSLATED:
        return IPv4Address(value & _LOW)
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if value >> 32 & _LOW in _ISATAP:
        return IPv4Address(value & _LOW)
    return None


def allowed(address: Address, allow: Iterable[Network]) -> bool:
    """Return whether an operator allows this address; nobody can allow those of `METADATA`."""
    address = plain(address)
    return address not in METADATA and any(
        address.version == network.version and address in network for network in allow
    )


def why_refused(address: Address) -> str | None:
    """Return why nothing is sent to an address, to follow "the address"; None: it is public."""
    address = plain(address)
    if address in METADATA:
        return "belongs to a cloud's metadata service"
    if isinstance(address, IPv4Address):
        return next((what for network, what in _V4 if address in network), None)
    if address.scope_id is not None:
        return "is link-local"
    inner = embedded(address)
    why_inner = why_refused(inner) if inner is not None else None
    if why_inner is not None:
        return f"leads to one that {why_inner}"
    if address in _TRANSLATED:
        return None  # behind NAT64, public IPv4 addresses are all reached like this
    found = next((what for network, what in _V6 if address in network), None)
    return found or (None if address in _GLOBAL else "is not a public one")
