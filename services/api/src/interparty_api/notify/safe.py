"""Text from others, made fit to be shown: whatever it holds, it changes nothing around it.

Names and titles come from posted events. A line break in one must end no header, a control for the
direction of text must turn no sentence around, and an address must be one of the web.
"""

import re
from typing import Final
from urllib.parse import quote

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN: Final = re.compile(r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
"""What cannot be seen, and what turns text around (Unicode Annex 9: embeddings, overrides, isolates)."""
_RIGHT_TO_LEFT: Final = (
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_RUN: Final = re.compile(rf"{_RIGHT_TO_LEFT}(?:[\W\d_]*{_RIGHT_TO_LEFT})*")
ISOLATE: Final = "\u2068"
END: Final = "\u2069"
_IN_ADDRESSES: Final = ":/?#[]@!$&'()*+,;=%~-._"


def clean(text: object) -> str:
    """Return text on one line, without controls; what is written from right to left is isolated."""
    said = str(text).encode("utf-8", "replace").decode()
    said = _UNSEEN.sub("", _CONTROLS.sub(" ", said))
    return _RUN.sub(lambda run: f"{ISOLATE}{run[0]}{END}", " ".join(said.split()))


def short(text: str, most: int) -> str:
    """Return text of at most so many characters; where it was cut, three dots say so."""
    if len(text) <= most:
        return text
    cut = text[: most - 1].rstrip()
    return cut + (END if cut.count(ISOLATE) > cut.count(END) else "") + "…"


def web(address: object) -> str | None:
    """Return an address of the web in ASCII; None for anything else, such as `javascript:`."""
    said = str(address).strip()
    if not re.match(r"https?://[^/?#\s]", said, re.IGNORECASE):
        return None
    return quote(said.encode("utf-8", "replace"), safe=_IN_ADDRESSES)
