"""What an explanation is made of: headed parts, each of them sentences."""

from typing import NamedTuple


class Part(NamedTuple):
    """One question about a rule, and the sentences that answer it."""

    heading: str
    sentences: tuple[str, ...]


class Explanation(NamedTuple):
    """What a rule says, for a reader who knows the law and not our files."""

    rule: str
    version: str
    title: str
    parts: tuple[Part, ...]
