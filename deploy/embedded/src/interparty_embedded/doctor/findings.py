"""What a check says."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["fine", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing, and what to do about it."""

    level: Level
    about: str
    text: str
    advice: str = ""


def fine(about: str, text: str) -> Finding:
    """Return that something is as it should be."""
    return Finding("fine", about, text)


def note(about: str, text: str, advice: str = "") -> Finding:
    """Return something to know that is not wrong."""
    return Finding("note", about, text, advice)


def wrong(about: str, text: str, advice: str = "") -> Finding:
    """Return something that is to be mended."""
    return Finding("wrong", about, text, advice)
