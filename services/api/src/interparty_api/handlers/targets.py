"""Whether something may be an address for e-mail, in the one form that we take."""

import re
from typing import Final

from interparty_api.notify.headers import mailbox
from interparty_shared.errors import Invalid

LONGEST_ADDRESS: Final = 254
"""Of e-mail: RFC 5321, 4.5.3.1.3, without its brackets."""
_HYPHEN_AT_EDGE: Final = re.compile(r"[@.]-|-(?:\.|$)")
"""Of a label of a domain: RFC 1123, 2.1."""


def check_address(text: str, *, pointer: str = "/to") -> None:
    """Refuse what is no e-mail address of the plain form in ASCII, or what no mail is sent to.

    Raises:
        Invalid: it is none.
    """
    domain = text[text.rfind("@") :]
    try:
        if not text.isascii() or len(text) > LONGEST_ADDRESS or _HYPHEN_AT_EDGE.search(domain):
            raise Invalid("is not plain", pointer=pointer)
        mailbox(text)
    except Invalid:
        raise Invalid(
            "must be an e-mail address, such as desk@example.org", pointer=pointer
        ) from None
