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
PARTING: Final = frozenset({"qualifier", "number", "body"})
"""Classes of units that make another actor where only one of two names has them."""
_ANY_WORD: Final = 1
_LETTERS: Final = 31
_OF_WORDS: Final = 1
_OF_MEANINGS: Final = _OF_WORDS + _LETTERS
_MEANINGS: Final = 480
"""So many bits that two meanings are hardly ever taken for one."""


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
    """Bits of what it is: its meanings, or that it is a word; and its first letter."""
    asks: int = 0
    """Bits of what may be like it: two units have `asks` of one in `offers` of the other, or are unlike.

    A meaning is like a meaning that it has a concept or family of in common with, a word like any word,
    and both like each other where they begin alike, for one may be the other misspelt.
    """
    seat: bool = False
    """Says where a body is, or that it is an office of one."""


@lru_cache(maxsize=65_536)
def meant(text: str, meaning: Meaning, *, short: bool = False) -> Unit:
    """Return a unit for a text that means something known."""
    kins, concepts = meaning.kins, meaning.concepts
    bits = _bits(kins) | _bits(concepts)
    return Unit(
        text,
        meaning.kind,
        meaning.weight,
        concepts,
        kins,
        short=short,
        offers=bits | _letter(text, _OF_MEANINGS),
        asks=bits | _letter(text, _OF_WORDS),
        seat=meaning.kind in {"seat", "place"} or "office" in kins,
    )


@lru_cache(maxsize=65_536)
def itself(word: str, *, foreign: bool) -> Unit:
    """Return a unit for a Latin word that is in no lexicon, or for a number."""
    if word.isdigit():
        same = _bits((word,))
        return Unit(word, "number", 1.0, offers=same, asks=same)
    return _word(word, skeleton(word), foreign=foreign)


@lru_cache(maxsize=65_536)
def spelt(text: str, said: str) -> Unit:
    """Return a unit for characters that mean nothing known, and for how they sound."""
    return _word(text, skeleton(said) if said.isascii() else "", foreign=True)


def _word(text: str, sound: str, *, foreign: bool) -> Unit:
    return Unit(
        text,
        "word",
        WORD_WEIGHT,
        sound=sound,
        foreign=foreign,
        offers=_ANY_WORD | _letter(text, _OF_WORDS),
        asks=_ANY_WORD | _letter(text, _OF_MEANINGS),
    )


def _bits(told: Iterable[str]) -> int:
    found = 0
    for one in told:
        found |= 1 << (_OF_MEANINGS + _LETTERS + crc32(one.encode()) % _MEANINGS)
    return found


def _letter(text: str, first: int) -> int:
    return 1 << (first + ord(text[0]) % _LETTERS) if text else 0


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
    parting: tuple[int, ...]
    """Bits of each unit that makes another actor where the other name has nothing like it."""

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
    state: bool
    """Begins or ends as names of states do."""
    other: bool
    """Has a word of companies and their like, which are no party."""
