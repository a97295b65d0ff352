"""A name taken apart: units of meaning, of place, of number, and words that are only themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

from interparty_shared.domain.resolving.lexicon import Meaning
from interparty_shared.domain.resolving.sounding import skeleton

NOTHING: Final[frozenset[str]] = frozenset()
SEATED: Final = frozenset({"embassy", "office", "foundation", "company"})
"""Families of bodies that have seats."""
WORD_WEIGHT: Final = 1.3
"""What a word weighs that is in no lexicon: "Adenauer" tells more than "democratic"."""
_ANY_WORD: Final = 1
_BEGINNINGS: Final = 32
_MEANINGS: Final = 480


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One part of a name. What reads alike is one object, so that pairs of them are compared once."""

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
    offers: int = 0
    """Bits of what may be like it; two units that are alike in the least have one in common."""

    @property
    def seat(self) -> bool:
        """Return whether it says where a body is, or that it is an office of one."""
        return self.kind in {"seat", "place"} or "office" in self.kins


@lru_cache(maxsize=65_536)
def meant(text: str, meaning: Meaning, *, short: bool = False) -> Unit:
    """Return a unit for a text that means something known."""
    kins, concepts = meaning.kins, meaning.concepts
    bits = _bits(kins) | _bits(concepts) | _beginning(text)
    return Unit(text, meaning.kind, meaning.weight, concepts, kins, short=short, offers=bits)


@lru_cache(maxsize=65_536)
def itself(word: str, *, foreign: bool) -> Unit:
    """Return a unit for a Latin word that is in no lexicon, or for a number."""
    if word.isdigit():
        return Unit(word, "number", 1.0, offers=_ANY_WORD)
    bits = _ANY_WORD | _beginning(word)
    return Unit(word, "word", WORD_WEIGHT, sound=skeleton(word), foreign=foreign, offers=bits)


@lru_cache(maxsize=65_536)
def spelt(text: str, said: str) -> Unit:
    """Return a unit for characters that mean nothing known, and for how they sound."""
    sound = skeleton(said) if said.isascii() else ""
    bits = _ANY_WORD | _beginning(text)
    return Unit(text, "word", WORD_WEIGHT, sound=sound, foreign=True, offers=bits)


def _bits(told: Iterable[str]) -> int:
    """Return a bit for each meaning: of so many, that two are hardly ever taken for one."""
    found = 0
    for one in told:
        found |= 1 << (_BEGINNINGS + crc32(one.encode()) % _MEANINGS)
    return found


def _beginning(text: str) -> int:
    """Return a bit for a first letter: what is in a lexicon, and what is not, may be one misspelt."""
    return 1 << (1 + ord(text[0]) % (_BEGINNINGS - 1)) if text else 0


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
    whole: float
    """What all its units weigh."""
    offers: int
    """The bits of all its units."""
    asks: tuple[tuple[int, float], ...]
    """Bits and weight of each unit that counts in full where the other name has nothing like it."""

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
    foreign: bool
    """Written in other letters than Latin ones."""
