"""Whatever a resolver would turn into an inner address is refused, however it is spelt."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_api.notify.addresses import Address, embedded, plain, why_refused
from interparty_api.notify.ssrf import Policy, Refused, check_target, parse_host
from interparty_shared.errors import Invalid

PUBLIC = Policy()
INNER_4 = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
    " 192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
).split()
INNER_6 = (
    "::/128 ::1/128 ::/96 2001::/32 2001:db8::/32 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8"
    " 64:ff9b:1::/48 100::/64 4000::/3 3fff::/20"
).split()

inner_4 = st.sampled_from(INNER_4).flatmap(lambda network: st.ip_addresses(network=network))
inner_6 = st.sampled_from(INNER_6).flatmap(lambda network: st.ip_addresses(network=network))


def as_inet_aton(number: int, parts: int, bases: list[str]) -> str:
    """Spell an address in one to four numbers, each decimal, octal or hexadecimal."""
    sizes = [8] * (parts - 1) + [8 * (5 - parts)]
    said, left = [], 32
    for size, base in zip(sizes, bases, strict=False):
        left -= size
        value = number >> left & (1 << size) - 1
        said.append({"d": f"{value}", "o": f"0{value:o}", "x": f"0x{value:x}", "X": f"0X{value:X}",
                     "z": f"00{value:o}"}[base])  # fmt: skip
    return ".".join(said)


@st.composite
def spelt_4(draw: st.DrawFn) -> tuple[str, Address]:
    address = draw(inner_4)
    parts = draw(st.integers(1, 4))
    bases = draw(st.lists(st.sampled_from("doxXz"), min_size=parts, max_size=parts))
    return as_inet_aton(int(address), parts, bases), address


def refused(host: str) -> bool:
    try:
        check_target(f"https://{host}/", PUBLIC)
    except Invalid:
        return True
    return False


@given(spelt_4())
def test_every_spelling_of_inet_aton_is_refused(spelt: tuple[str, Address]) -> None:
    host, address = spelt

    assert socket.inet_aton(host) == address.packed  # the C library reads it like that
    assert refused(host)


@given(
    spelt_4(),
    st.sampled_from(["{}.", ".{}", "{} ", " {}", "{}\t", "[{}]", "a@{}", "{}:443", "{}:"]),
)
def test_what_is_put_around_an_inner_address_does_not_help(
    spelt: tuple[str, Address], around: str
) -> None:
    assert refused(around.format(spelt[0]))


@given(spelt_4(), st.randoms(use_true_random=False), st.sampled_from([0xFF10, 0x1D7CE, 0x0660]))
def test_digits_of_other_scripts_and_percent_encoding_are_refused(
    spelt: tuple[str, Address], chance: object, zero: int
) -> None:
    host = spelt[0]
    other = "".join(chr(zero + int(one)) if one in "0123456789" else one for one in host)

    for dot in ".。．｡":  # noqa: RUF001 - the dots that IDNA takes for dots
        assert refused(other.replace(".", dot))
        assert refused(host.replace(".", dot)) or dot == "."
    assert refused("".join(f"%{ord(one):02x}" for one in host))
    assert refused(quote(other))


@given(inner_6, st.booleans())
def test_every_inner_address_of_ipv6_is_refused(address: IPv6Address, long: bool) -> None:
    assert refused(f"[{address.exploded if long else address.compressed}]")
    assert refused(f"[{address}%25eth0]")
    assert refused(str(address))


@given(
    inner_4,
    st.sampled_from(["mapped", "compatible", "nat64", "local nat64", "6to4", "teredo", "isatap"]),
)
def test_an_inner_address_inside_of_one_of_ipv6_is_refused(address: IPv4Address, form: str) -> None:
    value = int(address)
    wrapped = IPv6Address(
        {
            "mapped": 0xFFFF << 32 | value,
            "compatible": value,
            "nat64": 0x64FF9B << 96 | value,
            "local nat64": 0x64FF9B0001 << 80 | value,
            "6to4": 0x2002 << 112 | value << 80,
            "teredo": 0x20010000 << 96 | value ^ 0xFFFFFFFF,
            "isatap": 0x2A00 << 112 | 0x5EFE << 32 | value,
        }[form]
    )

    assert why_refused(wrapped) is not None
    assert refused(f"[{wrapped}]")
    assert form in ("compatible", "local nat64") or embedded(wrapped) == address


@given(st.text("0123456789abcdefxX.:[]%oO- ", max_size=24) | st.text(max_size=12))
@settings(max_examples=300)
def test_what_a_resolver_reads_as_a_number_is_read_alike_or_refused(host: str) -> None:
    """No name that is left to a resolver is a number to it: no inner address hides in a name."""
    try:
        ours = parse_host(host)
    except Refused:
        return
    try:
        theirs = {
            address[0]
            for *_, address in socket.getaddrinfo(
                host.strip("[]") if host.startswith("[") else host, 443, flags=socket.AI_NUMERICHOST
            )
        }
    except (OSError, UnicodeError):
        return

    assert not isinstance(ours, str)
    assert {plain(ip_address(str(one))) for one in theirs} == {plain(ours)}


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6, network="2000::/3") | st.ip_addresses(v=6))
def test_nothing_is_public_to_us_that_is_not_to_python(address: Address) -> None:
    if why_refused(address) is None:
        meant = (isinstance(address, IPv6Address) and embedded(address)) or plain(address)
        assert meant.is_global
        assert not meant.is_multicast


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_public(text: str) -> None:
    assert why_refused(ip_address(text)) is None
