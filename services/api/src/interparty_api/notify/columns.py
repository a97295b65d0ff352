"""Plain text in columns: lines of at most 72, counted as they are seen on a screen.

Chinese characters are two columns wide and have no spaces between them; vowel signs of Hindi have no
width of their own.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

WIDTH: Final = 72
_WIDE: Final = "[\u3000-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60]"
_OPENING: Final = "（《「『〈【“‘"
_CLOSING: Final = "，。、；：？！）》」』〉】”’…"  # noqa: RUF001 - and these
_GAP: Final = " \t\n"
"""Not the space that does not break, before the colons of French."""
_GAPS: Final = re.compile(f"[{_GAP}]+")
_PIECE: Final = re.compile(
    rf"[{_OPENING}]*(?:(?![{_OPENING}{_CLOSING}]){_WIDE}|(?:(?!{_WIDE})[^ \t\n{_OPENING}])+)?[{_CLOSING}]*"
)


def columns(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fill(text: str, *, first: str = "", rest: str | None = None, width: int = WIDTH) -> str:
    """Return text in lines of at most `width` columns, each after its indent.

    A word that is longer (an address) stands alone on its line, whole: it is to be clicked on.
    """
    rest = " " * columns(first) if rest is None else rest
    lines, line, used = [], first, columns(first)
    empty = True
    for piece, spaced in _pieces(text):
        gap = " " if spaced and not empty else ""
        needed = columns(gap + piece)
        if not empty and used + needed > width:
            lines.append(line)
            line, used, gap, needed = rest, columns(rest), "", columns(piece)
        line, used, empty = line + gap + piece, used + needed, False
    return "\n".join([*lines, line])


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what may stand on a line of its own, and whether a space is before it."""
    for word in _GAPS.split(text.strip(_GAP)):
        spaced = True
        for piece in _PIECE.findall(word):
            if piece:
                yield piece, spaced
                spaced = False


def underlined(text: str, stroke: str) -> str:
    """Return a heading with a line under it."""
    lines = fill(text)
    return f"{lines}\n{stroke * max(columns(line) for line in lines.splitlines())}"
