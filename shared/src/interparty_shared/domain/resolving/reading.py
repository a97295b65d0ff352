"""A name's readings: without what registers add to it, its brackets understood, word by word."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from operator import or_
from typing import Final

from interparty_shared.domain import spelling
from interparty_shared.domain.resolving.cleaning import cleaned
from interparty_shared.domain.resolving.keys import keys_of
from interparty_shared.domain.resolving.lexicon import Lexicon, Meaning, is_glued
from interparty_shared.domain.resolving.linking import (
    LEGAL,
    begins,
    initials,
    left_out,
    of_initials,
)
from interparty_shared.domain.resolving.romanise import latin
from interparty_shared.domain.resolving.segmenting import segmented
from interparty_shared.domain.resolving.units import (
    NOTHING,
    PARTING,
    SEATED,
    Analysis,
    Form,
    Unit,
    itself,
    meant,
)

_BRACKETS: Final = re.compile(r"[(\[（【\u3014]([^()\[\]（）【】\u3014\u3015]*)[)\]）】\u3015]?")
_DASH: Final = re.compile(r"\s+[-–—]+\s+|\s*[–—]\s*")
_ACRONYM: Final = re.compile(r"(?=(?:.*[A-Z\u0410-\u042f]){2})[A-Z\u0410-\u042f][\w.\-]{1,11}")
_QUALIFYING: Final = frozenset({"ml"})
"""Letters in brackets that tell a party from another: (ML), Marxist-Leninist."""
_FIRST: Final = 0.92
_SECOND: Final = 0.82
"""How sure one side of a dash is alone: "ZANU – Patriotic Front" is hardly "Patriotic Front"."""
_BEGINNING: Final = re.compile(r"[\w '’]*")
"""As far as a name goes without a comma, a dash or brackets."""
_WORDS_BEFORE_STATE: Final = 4
_LONGEST_SINGLE: Final = 12
_LONG: Final = 160
_MOST_WORDS: Final = 40


class Reader:
    """Reads names with a lexicon, and keeps what it has read."""

    def __init__(self, lexicon: Lexicon, *, kept: int = 65_536) -> None:
        self.lexicon = lexicon
        self._kept = lru_cache(maxsize=kept)(self._read)

    def read(self, name: str) -> Analysis:
        """Return what a name says."""
        return self._kept(name) if len(name) <= _LONG else self._read(name[: 4 * _LONG])

    def _read(self, name: str) -> Analysis:
        clean, short = cleaned(name)
        acronyms = {latin(one) for one in short}
        outside, asides = self._without_asides(clean, acronyms)
        outside = self._without_acronym(outside, acronyms)
        alone = [inside for one in asides if _is_name(inside := self.form(one))]
        asides = self._untold(asides, self.form(outside))
        whole = self.form(" ".join((outside, *asides)))
        forms = [whole]
        if alone:
            forms += [form for form in (self.form(outside), *alone) if form.units]
        else:
            pieces = _DASH.split(outside)
            if len(pieces) == 2:
                halves = (self.form(pieces[0], part=_FIRST), self.form(pieces[1], part=_SECOND))
                forms += [form for form in halves if form.units]
        if not whole.units:
            forms = [self.form(name)]
        single = _single(whole) if not asides else ""
        keys = keys_of(tuple(forms), single, frozenset(acronyms))
        return Analysis(
            name,
            tuple(forms),
            frozenset(acronyms),
            keys,
            single,
            _is_foreign(name),
            state=self._is_state(name),
            other=self._is_other(name, clean),
        )

    def _is_state(self, name: str) -> bool:
        """Return whether a name begins (three words before it at most) or ends as states' names do."""
        beginning = _BEGINNING.match(name)
        words = [latin(word) for word in spelling.words(beginning[0] if beginning else "")]
        first = words[words[:1] == ["the"] :][:_WORDS_BEFORE_STATE]
        return not self.lexicon.states.isdisjoint(first) or name.endswith(
            self.lexicon.state_endings
        )

    def _is_other(self, name: str, clean: str) -> bool:
        words = map(latin, spelling.words(clean))
        folded = f" {name.casefold()}"
        return not self.lexicon.others.isdisjoint(words) or any(
            one in folded for one in self.lexicon.dotted
        )

    def _without_asides(self, text: str, acronyms: set[str]) -> tuple[str, list[str]]:
        """Return the text outside of brackets, and what stands in them and says something more."""
        asides: list[str] = []
        outside = _BRACKETS.sub(" ", text)
        for found in _BRACKETS.finditer(text):
            inside = found[1].strip()
            words = [one for one in spelling.words(inside) if one not in LEGAL]
            if not words:
                continue
            short = self._acronym_aside(inside, words)
            if outside.strip() and (
                short or (len(words) == 1 and begins(latin(words[0]), outside))
            ):
                acronyms.add(short or latin(words[0]))
                continue
            asides.append(inside)
        return outside, asides

    def _untold(self, asides: list[str], outside: Form) -> list[str]:
        """Return the asides that are no mere translation of a word outside: "Istiqlal (Independence)"."""
        if not asides:
            return asides
        told = frozenset[str]().union(*(one.concepts for one in outside.units))
        return [
            aside
            for aside in asides
            if not all(one.concepts & told for one in self.form(aside).units)
        ]

    def _acronym_aside(self, inside: str, words: list[str]) -> str:
        """Return the acronym that brackets hold, with nothing else but a country; else nothing."""
        written = [latin(word) for word in words]
        rest = [one for one in written if not self._is_place(one)]
        capitals = [one for one in inside.split() if _ACRONYM.fullmatch(one)]
        if len(rest) != 1 or not capitals or is_glued(words[0][0]) or rest[0] in _QUALIFYING:
            return ""
        return rest[0] if len(rest[0]) > 1 and spelling.words(capitals[0])[:1] == (rest[0],) else ""

    def _is_place(self, word: str) -> bool:
        return any(one.kind == "place" for one in self.lexicon.meanings(word) or ())

    def _without_acronym(self, text: str, acronyms: set[str]) -> str:
        """Return the text without an acronym that stands before or after a dash."""
        rest, _, last = text.strip(' "“”').rpartition(" ")
        if _ACRONYM.fullmatch(last) and of_initials(latin(last.casefold()), rest):
            acronyms.add(latin(last.casefold()))
            text = rest
        pieces = [piece.strip() for piece in _DASH.split(text) if piece.strip()]
        if len(pieces) < 2:
            return text
        kept = []
        for piece in pieces:
            if _ACRONYM.fullmatch(piece) and self.lexicon.meanings(latin(piece.casefold())) is None:
                acronyms.add("".join(map(latin, spelling.words(piece))))
            else:
                kept.append(piece)
        return " ".join(kept) if kept and len(kept) < len(pieces) else text

    def form(self, text: str, *, part: float = 1.0) -> Form:
        """Return one reading: the units of a text, in order."""
        folded = spelling.words(text)[:_MOST_WORDS]
        if any(word in self.lexicon.spelt_out for word in folded):
            folded = tuple(
                part for word in folded for part in self.lexicon.spelt_out.get(word, (word,))
            )
        units = tuple(self._units(folded))
        kept = _said_once(one for one in units if one.weight)
        glued = any(is_glued(word[0]) for word in folded)
        places = frozenset[str]().union(*(one.concepts for one in kept if one.kind == "place"))
        bodies = frozenset[str]().union(
            *(one.kins for one in kept if one.kind in {"body", "generic"})
        )
        return Form(
            units=kept,
            text=" ".join(latin(word) for word in folded),
            initials=initials(folded) if not glued else NOTHING,
            places=places,
            core=sum(one.weight for one in kept if one.kind != "place"),
            bodies=bodies,
            part=part,
            glued=glued,
            short=any(one.short for one in kept),
            seated=bool(bodies & SEATED),
            whole=sum(one.weight for one in kept),
            offers=reduce(or_, (one.offers for one in kept), 0),
            asks=tuple(
                (one.asks, one.weight)
                for one in kept
                if not one.seat and not (one.kind == "region" and bodies & SEATED)
            ),
            parting=tuple(one.asks for one in kept if one.kind in PARTING and not one.seat),
        )

    def _units(self, folded: tuple[str, ...]) -> Iterator[Unit]:
        written = [_written(word) for word in folded]
        last = len(written) - 1
        at = 0
        while at <= last:
            word = written[at]
            phrase = self._phrase(written, at)
            if phrase is not None:
                length, meaning = phrase
                yield meant(" ".join(written[at : at + length]), meaning)
                at += length
                continue
            if is_glued(folded[at][0]):
                yield from self._glued(folded[at])
            elif not left_out(word, at, last):
                yield from self._word(word, folded[at])
            at += 1

    def _phrase(self, written: list[str], at: int) -> tuple[int, Meaning] | None:
        for words, meaning in self.lexicon.phrases.get(written[at], ()):
            if tuple(written[at : at + len(words)]) == words:
                return len(words), meaning
        return None

    def _glued(self, word: str) -> Iterator[Unit]:
        start = 0
        for end in range(1, len(word) + 1):
            if end == len(word) or is_glued(word[end]) != is_glued(word[start]):
                piece = word[start:end]
                if is_glued(piece[0]):
                    yield from segmented(piece, self.lexicon)
                else:
                    yield from self._word(latin(piece), piece)
                start = end

    def _word(self, word: str, folded: str) -> Iterator[Unit]:
        if word.isdigit():
            yield itself(word, foreign=False)
            return
        meanings = self.lexicon.meanings(word)
        if meanings is None and "\u05d0" <= folded[0] <= "\u05ea" and len(folded) > 3:
            meanings = self.lexicon.meanings(latin(folded[1:]))  # the Hebrew article, "and", "of"
        if meanings is not None:
            for meaning in meanings:
                yield meant(word, meaning)
            return
        yield itself(word, foreign=not folded.isascii())


def _said_once(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the units without what is only said again: "Socialdemokrati Social Democratic Party"."""
    said: set[frozenset[str] | str] = set()
    kept = []
    for one in units:
        what = one.concepts or one.text
        if what not in said or one.kind == "number":
            said.add(what)
            kept.append(one)
    return tuple(kept)


def _single(form: Form) -> str:
    """Return the one short word of a name that may be an acronym: "UNITA", "ARENA Party"."""
    words = form.text.split()
    if len(words) == 1 or "-" in form.text:
        return form.key if 2 <= len(form.key) <= _LONGEST_SINGLE else ""
    told = [one for one in form.units if one.kind not in {"generic", "weak", "place"}]
    short = told[0].text if len(told) == 1 and told[0].kind == "word" else ""
    return short if 2 <= len(short) <= _LONGEST_SINGLE else ""


def _is_foreign(name: str) -> bool:
    """Return whether a name is written in other letters than Latin ones."""
    if name.isascii():
        return False
    letters = [char for char in name if char.isalpha()]
    plain = sum(char < "\u0250" or "\u1e00" <= char <= "\u1eff" for char in letters)
    return 2 * plain < len(letters) or any(map(is_glued, name))


@lru_cache(maxsize=65_536)
def _written(word: str) -> str:
    """Return a word in Latin letters, the Arabic article left out."""
    if (word.startswith("ال") and len(word) > 4) or (word.startswith("لل") and len(word) > 4):
        word = word[2:]
    return latin(word)


def _is_name(form: Form) -> bool:
    """Return whether what stands in brackets is a name of its own rather than a qualification."""
    kinds = {one.kind for one in form.units}
    return (
        len(form.units) > 1
        and bool(kinds & {"generic", "group", "body"})
        and "qualifier" not in kinds
    )
