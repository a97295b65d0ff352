"""Where webhooks and mail may be sent, by the look of the address."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_api.handlers.targets import (
    Network,
    check_address,
    check_target,
    networks,
    port_numbers,
)
from interparty_shared.errors import Invalid, Misconfigured

PORTS = frozenset({443, 80})
LOOPBACK = networks("127.0.0.0/8, ::1/128")


@pytest.mark.parametrize(
    "url",
    [
        "https://desk.example/hook?key=1",
        "https://desk.example:443/",
        "https://desk.example:80/",
        "https://DESK.example.",
        "https://93.184.215.14/hook",
        "https://[2606:2800:220:1::1]/hook",
        "https://xn--bcher-kva.example/",
    ],
)
def test_public_https_addresses_are_taken(url: str) -> None:
    check_target(url, (), PORTS)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "desk.example/hook",
        "http://desk.example/",
        "ftp://desk.example/",
        "file:///etc/passwd",
        "https:///hook",
        "https://desk.example:8443/",
        "https://desk.example:0/",
        "https://desk.example:99999/",
        "https://user@desk.example/",
        "https://user:secret@desk.example/",
        "https://@desk.example/",
        "https://desk.example/#part",
        "https://desk.example/#",
        "https://desk.example\\@127.0.0.1/",
        "https://desk example/",
        "https://désk.example/",
        "https://desk.example/\nHost:x",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://[fd00::1]/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://1.2.3.4.5/",
        "https://" + "a" * 64 + ".example/",
        "https://desk.example/" + "x" * 2_000,
    ],
)
def test_what_leads_nowhere_or_inside_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_target(url, (), PORTS)
    assert refused.value.pointer == "/to"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9000/hook",
        "https://127.1.2.3:1/",
        "http://[::1]:80/",
        "http://receiver:9000/",
    ],
)
def test_inside_the_operators_networks_all_is_open_and_names_are_judged_when_sent(url: str) -> None:
    check_target(url, LOOPBACK, PORTS)


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "https://10.0.0.1/", "http://93.184.215.14/", "http://0x7f.1/"]
)
def test_other_addresses_stay_refused_beside_the_operators_networks(url: str) -> None:
    with pytest.raises(Invalid):
        check_target(url, LOOPBACK, PORTS)


def refusal(url: str, allow: Sequence[Network]) -> str | None:
    try:
        check_target(url, allow, PORTS)
    except Invalid as refused:
        return refused.pointer
    return None


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda tail: f"https://{tail}"))
def test_anything_is_taken_or_refused_and_breaks_nothing(url: str) -> None:
    for allow in ((), LOOPBACK):
        assert refusal(url, allow) in {None, "/to"}


@pytest.mark.parametrize(
    "text",
    ["desk@watchdog.example", "a.b+c@x-y.example", "o'neil@desk.example", "reader@localhost"],
)
def test_plain_addresses_are_taken(text: str) -> None:
    check_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "desk", "@desk.example", "desk@", "a@b@c.example", "a b@c.example", "a@b..example"),
        *(
            ".a@b.example",
            "a@b.example\n",
            "a@b.example,c@d.example",
            "<a@b.example>",
            '"a"@b.example',
        ),
        *("désk@b.example", "a@bé.example", "a" * 65 + "@b.example", "a@" + "b." * 130 + "example"),
    ],
)
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        check_address(text)


def test_settings_that_name_no_network_or_port_are_refused_in_a_sentence() -> None:
    assert networks("") == ()
    assert port_numbers("443, 8443") == {443, 8443}
    with pytest.raises(Misconfigured, match="INTERPARTY_WEBHOOK_ALLOW"):
        networks("127.0.0.0/8,everything")
    for text in ("https", "0", "70000", "44 3"):
        with pytest.raises(Misconfigured, match="INTERPARTY_WEBHOOK_PORTS"):
            port_numbers(text)
