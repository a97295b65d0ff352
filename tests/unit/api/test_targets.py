"""Where mail may be sent, by the look of the address."""

import pytest

from interparty_api.handlers.targets import check_address
from interparty_shared.errors import Invalid


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
        # What the sender of mail would refuse, each time: nobody could confirm it.
        *("=?utf-8?q?a?=@b.example", "a@desk_one.example", "a@-b.example", "a@b-.example"),
        *("désk@b.example", "a@bé.example", "a" * 65 + "@b.example", "a@" + "b." * 130 + "example"),
    ],
)
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        check_address(text)
