"""Whether something may be an address for e-mail, in the one form that we take."""

import re
from typing import Final

from interparty_shared.errors import Invalid

LONGEST_ADDRESS: Final = 254
"""Of e-mail: RFC 5321, 4.5.3.1.3, without its brackets."""
_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_ADDRESS: Final = re.compile(
    rf"[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@{_LABEL}(?:\.{_LABEL})*",
    re.IGNORECASE,
)


def check_address(text: str, *, pointer: str = "/to") -> None:
    """Refuse what is no e-mail address of the plain form (RFC 5321, without quotes, in ASCII).

    Raises:
        Invalid: it is none.
    """
    local = text.partition("@")[0]
    if len(text) > LONGEST_ADDRESS or len(local) > 64 or not _ADDRESS.fullmatch(text):
        raise Invalid("must be an e-mail address, such as desk@example.org", pointer=pointer)
