"""Words that accuse. None of our sentences may have one: what is said can be wrong about somebody.

What a register shows, and what it does not, is a fact; why that is so is not known here. So it reads "no
matching record found in X as of T", and never what somebody is said to have kept from view or done
wrongly. Held against every sentence that the code can make, and against every text of a rule pack.
"""

import re
from typing import Final

_ACCUSING: Final = re.compile(
    r"fail(?:ed|ure|s)? to|\bsecret(?:ly|ive)?\b|conceal|illegal|unlawful|\bhid(?:es?|den)?\b"
    r"|undisclosed|undeclared|violat|guilt|refus|breach|offen[cs]e|evad|dodg|suspic|corrupt|brib|omitt",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"https?://\S+")


def accusation(text: str) -> str | None:
    """Return the first word of a text that accuses, as it stands there; None: it has none.

    Addresses are others' words, and not looked at.
    """
    found = _ACCUSING.search(_ADDRESS.sub("", text))
    return found[0] if found else None
