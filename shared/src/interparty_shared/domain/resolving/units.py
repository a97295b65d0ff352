"""A name taken apart: units of meaning, of place, of number, and words that are only themselves."""

from dataclasses import dataclass
from typing import Final, NamedTuple

NOTHING: Final[frozenset[str]] = frozenset()
SEATED: Final = frozenset({"embassy", "office", "foundation", "company"})
"""Families of bodies that have seats."""
WORD_WEIGHT: Final = 1.3
"""What a word weighs that is in no lexicon: "Adenauer" tells more than "democratic"."""


class Unit(NamedTuple):
    """One part of a name."""

    text: str
    """In Latin letters where the script has sounds, folded."""
    kind: str
    """A concept's class (`lexicon.WEIGHTS`), or "word", "number"."""
    weight: float
    concepts: frozenset[str] = NOTHING
    kins: frozenset[str] = NOTHING
    sound: str = ""
    """The consonants of a word (`sounding.skeleton`)."""
    foreign: bool = False
    """Written in another script: compared by sound."""
    short: bool = False
    """One character for a word: the name is compressed, and may leave words out."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One way to read a name; "X (Y)" has several."""

    units: tuple[Unit, ...]
    text: str
    """All words in their order, joined by spaces; for names that have nothing else."""
    initials: frozenset[str]
    """What its words begin with, joined: acronyms that may stand for it."""
    places: frozenset[str]
    core: float
    """What its units weigh but for places."""
    bodies: frozenset[str]
    """Families of what kind of body it is."""
    part: float
    """Less than 1 where it reads a part of the name only: what it says is that much less sure."""
    glued: bool
    """In a script that is compared by meaning and sound, never by letters."""
    short: bool
    """Compressed: it may leave out what the whole name has."""
    seated: bool
    """Of a body that has seats: a city or host country in its name tells little."""

    @property
    def key(self) -> str:
        """Return the words without the spaces between them: "zanupf"."""
        return self.text.replace(" ", "")


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What a name says: every reading of it, the whole first."""

    name: str
    forms: tuple[Form, ...]
    acronyms: frozenset[str]
    """Acronyms that stand in the name, as "kas" in "Konrad-Adenauer-Stiftung (KAS)"."""
    keys: frozenset[str]
    """Its blocking keys."""
    single: str
    """The folded name where it is one short word and may be an acronym; else empty."""
