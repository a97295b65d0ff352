"""Which addresses of receivers are accepted, and which are refused by their spelling alone."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest

from interparty_api.notify.ssrf import Policy, Refused, check_target, parse_target
from interparty_shared.errors import Invalid, Misconfigured
from interparty_shared.settings import Settings

PUBLIC = Policy()
INSIDE = Policy.of(Settings(webhook_allow="127.0.0.0/8, 10.1.0.0/16,fd00:1::/64"))


@pytest.mark.parametrize(
    "url",
    [
        "https://receiver.example.org/hook",
        "https://receiver.example.org",
        "https://receiver.example.org?token=a%20b",
        "https://receiver.example.org:80/",
        "HTTPS://Receiver.Example.org/Hook",
        "https://xn--bcher-kva.example/",
        "https://under_score.example/",
        "https://8.8.8.8/hook",
        "https://[2a00:1450:4001:82a::200e]/hook",
        "https://1.2.3.4.example.org/",
        "https://0x7f.example.org/",
    ],
)
def test_an_ordinary_address_is_accepted(url: str) -> None:
    check_target(url, PUBLIC)


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example.org/",
        "ftp://receiver.example.org/",
        "file:///etc/passwd",
        "gopher://receiver.example.org/",
        "receiver.example.org/hook",
        "//receiver.example.org/",
        "",
        "https://",
        "https:///hook",
        "https:/receiver.example.org",
        "https:\\\\receiver.example.org",
        "https://receiver.example.org\\@127.0.0.1/",
        "https://user@receiver.example.org/",
        "https://user:password@receiver.example.org/",
        "https://receiver.example.org@127.0.0.1/",
        "https://receiver.example.org#@127.0.0.1/",
        "https://receiver.example.org/#fragment",
        "https://receiver.example.org:22/",
        "https://receiver.example.org:8443/",
        "https://receiver.example.org:/",
        "https://receiver.example.org:0/",
        "https://receiver.example.org:65536/",
        "https://receiver.example.org:443:443/",
        "https://receiver.example.org:+443/",
        "https://receiver.example.org:\u0664\u0664\u0663/",
        "https://receiver.example.org./",
        "https://receiver..example.org/",
        "https://.receiver.example.org/",
        "https://-receiver.example.org/",
        f"https://{'a' * 64}.example.org/",
        f"https://{'a.' * 130}org/",
        f"https://receiver.example.org/{'a' * 2048}",
        "https://receiver.example.org/a b",
        "https://receiver.example.org/a\r\nHost: 127.0.0.1",
        "https://receiver.example.org/é",
        "https://receiver.example.org/%zz",
        " https://receiver.example.org/",
        "https://receiver.example.org\t/",
        "https://receiver.example.org\x00.internal/",
        "https://bücher.example/",
        "https://localhost/",
        "https://api/",
        "https://printer.local/",
        "https://metadata.google.internal/",
        "https://app.localhost/",
    ],
)
def test_what_is_malformed_or_leads_inside_is_refused_at_once(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_target(url, PUBLIC)

    assert refused.value.pointer == "/to"
    assert refused.value.detail.endswith(".")
    assert "receiver" not in refused.value.detail.replace("receiver's", "")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1",
        "017700000001", "0x7f.1", "127.0.0.1.", "127.0.0.01", "0", "0.0.0.0", "0x", "[::1]", "[::]",  # noqa: S104
        "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::1%25lo]", "[fe80::1%eth0]", "[fe80::1%25eth0]",
        "[[::1]]", "[::1", "::1", "::1]", "[127.0.0.1]", "[v1.fe80::a]", "[]", "1.2.3", "1.2.3.4.5",
        "256.1.1.1", "\uff11\uff12\uff17.0.0.1", "127。0。0。1", "ⓛocalhost", "①②⑦.⓪.⓪.①",
        "127%2e0%2e0%2e1",
        "%31%32%37.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16",
        "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "2852039166", "0xa9fea9fe", "10.0.0.1",
        "192.168.1.1", "172.31.255.255", "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1",
        "255.255.255.255", "[fc00::1]", "[ff02::1]", "[2001:db8::1]", "[2001::1]", "[100::1]",
        "[fec0::1]", "[2001:470:1::5efe:7f00:1]",
    ],
)  # fmt: skip
def test_no_spelling_of_an_inner_address_is_accepted(host: str) -> None:
    with pytest.raises(Invalid):
        check_target(f"https://{host}/", PUBLIC)


def test_what_an_operator_allows_may_be_reached_without_tls_and_at_any_port() -> None:
    check_target("http://127.0.0.1:9999/hook", INSIDE)
    check_target("http://10.1.2.3/", INSIDE)
    check_target("http://[fd00:1::5]:8080/", INSIDE)
    check_target("http://[::ffff:10.1.2.3]:8080/", INSIDE)
    check_target("http://receiver:9999/", INSIDE)  # judged when it is looked up


@pytest.mark.parametrize("url", ["http://10.2.0.1/", "http://8.8.8.8/", "https://8.8.8.8:9999/"])
def test_what_lies_outside_of_the_allowed_networks_keeps_its_rules(url: str) -> None:
    with pytest.raises(Invalid):
        check_target(url, INSIDE)


def test_nobody_can_allow_the_metadata_service_of_a_cloud() -> None:
    policy = Policy.of(Settings(webhook_allow="0.0.0.0/0,::/0"))

    check_target("http://192.168.0.1/", policy)
    for host in ("169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"):
        with pytest.raises(Invalid, match="metadata"):
            check_target(f"http://{host}/", policy)


def test_a_name_is_refused_if_only_one_of_its_addresses_is() -> None:
    good, bad = ip_address("8.8.8.8"), ip_address("10.0.0.1")

    PUBLIC.check("https", 443, [good])
    with pytest.raises(Refused, match="is private"):
        PUBLIC.check("https", 443, [good, bad])


def test_a_name_with_an_allowed_and_a_public_address_needs_tls() -> None:
    mixed = [ip_address("127.0.0.1"), ip_address("8.8.8.8")]

    INSIDE.check("https", 443, mixed)
    with pytest.raises(Refused, match="https only"):
        INSIDE.check("http", 80, mixed)


def test_a_target_is_taken_apart_as_it_will_be_requested() -> None:
    target = parse_target("https://Receiver.Example.org:80?a=b")
    literal = parse_target("http://[2A00::1]:8080/x")

    assert (target.scheme, target.host, target.port, target.path) == (
        "https", "receiver.example.org", 80, "/?a=b",
    )  # fmt: skip
    assert target.authority == "receiver.example.org:80"
    assert literal.host == IPv6Address("2a00::1")
    assert literal.authority == "[2a00::1]:8080"
    assert parse_target("https://8.8.8.8/").host == IPv4Address("8.8.8.8")
    assert "receiver" not in repr(target)


@pytest.mark.parametrize(
    "given", [{"webhook_allow": "127.0.0.0/8,here"}, {"webhook_ports": "443,x"}]
)
def test_settings_that_cannot_be_read_are_said(given: dict[str, Any]) -> None:
    with pytest.raises(Misconfigured, match="INTERPARTY_WEBHOOK_"):
        Policy.of(Settings(**given))
