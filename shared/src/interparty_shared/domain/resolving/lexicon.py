"""What words mean, whatever their language: a lexicon of concepts as a value.

A *concept* ("communist", "front", "ministry") is written by words and stems of many languages; a
place is a concept too ("@DE"). Words are kept in Latin letters (`romanise`), those of scripts that
write no spaces as they stand. One word may mean several concepts ("自由" is freedom and liberal).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from interparty_shared.domain import spelling
from interparty_shared.domain.resolving.romanise import latin
from interparty_shared.domain.spelling import jaro_winkler

WEIGHTS: Final = {
    "region": 1.2,
    "idea": 1.0,
    "qualifier": 1.0,
    "body": 1.0,
    "place": 1.0,
    "seat": 1.0,
    "area": 0.6,
    "group": 0.6,
    "generic": 0.05,
    "weak": 0.05,
}
"""What a concept of each class weighs in a name; words that are in no lexicon weigh more."""
_SHORTEST_STEM: Final = 3
_LONGEST_GLUED: Final = 14
_LEAST_PART: Final = 3
_LEAST_HEAD: Final = 4
_LEAST_KNOWN: Final = 5
_LEAST_MISSPELT: Final = 6
_MISSPELT: Final = 0.92
_HEADS: Final = frozenset({"generic", "group", "body"})


class Concept(NamedTuple):
    """A meaning: its class (a key of `WEIGHTS`), and the family of those that translate alike."""

    name: str
    kind: str
    kin: str


class Meaning(NamedTuple):
    """What a written word may mean: concepts of one class, and their families."""

    concepts: frozenset[str]
    kins: frozenset[str]
    kind: str
    weight: float


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Concepts by what is written for them."""

    words: Mapping[str, Meaning]
    stems: Mapping[str, Meaning]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Meaning], ...]]
    """By their first word, longest first."""
    glued: Mapping[str, Meaning]
    """What is written without spaces, in its own characters."""
    initials: Mapping[str, Meaning]
    """Single characters that stand for a word in compressed names."""
    syllables: Mapping[str, str]
    plain: Mapping[int, str]
    """Traditional and Japanese characters to simplified ones."""
    spelt_out: Mapping[str, tuple[str, ...]]
    """Abbreviations of offices, and the words that they stand for."""
    slips: Mapping[str, tuple[str, ...]]
    """Longer words by what is left of them without one letter."""
    states: frozenset[str]
    """Words with which names of states begin."""
    state_endings: tuple[str, ...]
    others: frozenset[str]
    """Words of those that are no party: companies and their like."""
    dotted: tuple[str, ...]
    """The same, written with dots; without them it may be another word."""
    _seen: dict[str, tuple[Meaning, ...] | None] = field(default_factory=dict)

    def meanings(self, word: str) -> tuple[Meaning, ...] | None:
        """Return what a Latin word means: one meaning, two of a compound, None where it is unknown."""
        if word not in self._seen:
            if len(self._seen) > 200_000:
                self._seen.clear()
            self._seen[word] = self._looked_up(word)
        return self._seen[word]

    def _looked_up(self, word: str) -> tuple[Meaning, ...] | None:
        known = self.words.get(word)
        if known is not None:
            return (known,)
        return (
            self._split(word, heads=True)
            or self._stem(word)
            or self._split(word, heads=False)
            or self._misspelt(word)
        )

    def _misspelt(self, word: str) -> tuple[Meaning, ...] | None:
        """Return what a longer word means that is one slip away from a known one."""
        if len(word) < _LEAST_MISSPELT or not word.isascii():
            return None
        near = {one for rest in (word, *_one_less(word)) for one in self.slips.get(rest, ())}
        near |= {
            rest for rest in _one_less(word) if rest in self.words and len(rest) >= _LEAST_KNOWN
        }
        best = max(near, key=lambda one: (jaro_winkler(word, one), one), default=None)
        if best is None or jaro_winkler(word, best) < _MISSPELT:
            return None
        return (self.words[best],)

    def _stem(self, word: str) -> tuple[Meaning, ...] | None:
        for end in range(len(word), _SHORTEST_STEM - 1, -1):
            known = self.stems.get(word[:end])
            if known is not None:
                return (known,)
        return None

    def _split(self, word: str, *, heads: bool) -> tuple[Meaning, ...] | None:
        """Return what a word means that is two in one ("Volkspartei"); its head says what kind it is."""
        for cut in range(len(word) - _LEAST_HEAD, _LEAST_PART - 1, -1):
            first = self.words.get(word[:cut]) or self.stems.get(word[:cut])
            if first is None:
                continue
            for tail in (word[cut:], word[cut + 1 :] if word[cut] == "s" else ""):
                if len(tail) < _LEAST_HEAD:
                    continue
                known = self.words.get(tail)
                last = (known,) if known is not None else self._stem(tail)
                if last is not None and (not heads or last[0].kind in _HEADS):
                    return (first, last[0])
        return None


def made(
    concepts: Iterable[tuple[Concept, Iterable[str]]],
    initials: Mapping[str, tuple[str, ...]],
    syllables: Mapping[str, str],
    plain: Mapping[str, str],
    spelt_out: Mapping[str, tuple[str, ...]],
    standing: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> Lexicon:
    """Return the lexicon of concepts, each with what is written for it.

    "_" in an entry stands for a space, "*" at its end for any ending. `initials` gives names of
    concepts; `syllables` the sound of characters that write foreign names; `standing` the words by which
    states (`states`, `state_endings`) and what is no party (`others`, `dotted`) are known.
    """
    table = str.maketrans(dict(plain))
    known: dict[str, Concept] = {}
    found: dict[str, dict[str, set[str]]] = {"words": {}, "stems": {}, "glued": {}, "phrases": {}}
    for concept, entries in concepts:
        known[concept.name] = concept
        for entry in entries:
            form, text = _entry(entry, table)
            if text:
                found[form].setdefault(text, set()).add(concept.name)
    for text, names in found["stems"].items():
        found["words"].get(text, set()).update(names)
    meanings = {
        form: {text: _meaning(names, known, glued=form == "glued") for text, names in texts.items()}
        for form, texts in found.items()
    }
    phrases: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
    for text, meaning in meanings["phrases"].items():
        words = tuple(text.split())
        phrases.setdefault(words[0], []).append((words, meaning))
    return Lexicon(
        words=meanings["words"],
        stems=meanings["stems"],
        phrases={
            first: tuple(sorted(those, key=lambda one: (-len(one[0]), one[0])))
            for first, those in phrases.items()
        },
        glued=meanings["glued"],
        initials={
            char: _meaning(set(names), known, glued=True) for char, names in initials.items()
        },
        syllables=syllables,
        plain=table,
        spelt_out=spelt_out,
        slips=_slips(meanings["words"]),
        states=_written(standing.get("states", ())),
        state_endings=tuple(standing.get("state_endings", ())),
        others=_written(standing.get("others", ())),
        dotted=tuple(one.replace("_", " ") for one in standing.get("dotted", ())),
    )


def _written(words: Iterable[str]) -> frozenset[str]:
    return frozenset(latin(part) for word in words for part in spelling.words(word))


def _slips(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return longer words by what is left of them when one letter is left out."""
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= _LEAST_KNOWN and word.isascii():
            for rest in _one_less(word):
                found.setdefault(rest, []).append(word)
    return {rest: tuple(those) for rest, those in found.items()}


def _one_less(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(1, len(word))}


def _entry(entry: str, table: dict[int, str]) -> tuple[str, str]:
    """Return in which table an entry goes, and as what text."""
    stem = entry.endswith("*")
    words = spelling.words(entry.rstrip("*").replace("_", " "))
    if not words:
        return "words", ""
    whole = "".join(words).translate(table)
    if is_glued(whole[0]):
        return "glued", whole[:_LONGEST_GLUED]
    written = [latin(word) for word in words]
    if len(written) > 1:
        return "phrases", " ".join(written)
    return ("stems" if stem else "words"), written[0]


def _meaning(names: Iterable[str], known: Mapping[str, Concept], *, glued: bool = False) -> Meaning:
    """Return the meaning of a word: of classes, the one that weighs most decides for all."""
    concepts = sorted(
        (known[name] for name in names), key=lambda one: (-WEIGHTS[one.kind], one.name)
    )
    told = [one for one in concepts if one.kind not in {"place", "seat"}]
    regions = [one for one in concepts if one.kind == "region"]
    kept = regions or (told if told and not glued else concepts)
    return Meaning(
        concepts=frozenset(one.name for one in kept),
        kins=frozenset(one.kin or one.name for one in kept),
        kind=kept[0].kind,
        weight=WEIGHTS[kept[0].kind],
    )


def is_glued(char: str) -> bool:
    """Return whether a character is of a script that writes words without spaces, or may."""
    return (
        "\u0e00" <= char <= "\u0eff"  # Thai, Lao
        or "\u1000" <= char <= "\u109f"  # Myanmar
        or "\u1780" <= char <= "\u17ff"  # Khmer
        or "\u3040" <= char <= "\u30ff"  # Kana
        or "\u3400" <= char <= "\u9fff"  # Han
        or "\uac00" <= char <= "\ud7af"  # Hangul
    )
