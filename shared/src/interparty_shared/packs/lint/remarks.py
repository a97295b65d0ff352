"""What the lint says: at which place, how grave, which check, and why."""

from typing import Literal, NamedTuple

from interparty_shared.packs.places import Refusal

Check = Literal[
    "valid", "cited", "neutral", "sure", "covered", "versions", "registers", "known", "fixtures"
]
Level = Literal["error", "warning"]


class Remark(NamedTuple):
    """One line of the lint."""

    file: str
    line: int
    level: Level
    check: Check
    key: str
    """The key in the file, or the rule's id where it is about the rule as a whole."""
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.key}: {self.text}"


def refused(file: str, refusal: Refusal) -> Remark:
    """Return what the schema refuses as a remark."""
    return Remark(file, refusal.line, "error", "valid", refusal.key, refusal.why)
