"""How alike two names are: of people and of bodies, as registers and newsrooms spell them.

Names are compared as sets of tokens, aligned one to one by Jaro-Winkler similarity, so that order,
titles, accents, legal forms and a slip of the keyboard do not part what belongs together. Words that
only say what kind of body it is are brought to one form and weigh little: "Friedrich Nauman Stiftung"
and "Friedrich Naumann Foundation" differ by one letter.
"""

import re
from functools import lru_cache
from math import fsum
from typing import Final

from interparty_shared.domain import spelling
from interparty_shared.domain.spelling import jaro_winkler

_COMPOUND: Final = re.compile(r"[;/]|\s+(?:and|und|et|y)\s+|\s*&\s*", re.IGNORECASE)
_ASSOCIATION: Final = re.compile(r"\be\.\s?v\.(?!\w)", re.IGNORECASE)
_LOBBY_NUMBER: Final = re.compile(r"\(?\b\d{5,16}-\d{2}\b\)?")
"""The EU Transparency Register's number, which its users write behind names."""

TITLES: Final = frozenset(
    "mr mrs ms mx dr prof professor sir rt hon honourable honorable mp mep msp mla td mdb hrh qc cbe"
    " obe mbe kcb gcb kbe dbe gbe cmg kcmg gcmg dcmg mvo lvo cvo kcvo gcvo dso qpm bem phd frau herr"
    " mme".split()
)
"""Never a part of a name."""
LEADING_TITLES: Final = frozenset(
    "lord lady dame baroness baron viscount earl miss senator sen representative rep right".split()
)
"""Titles that are surnames too: "John Baron" keeps his."""
LEGAL_FORMS: Final = frozenset(
    "ltd limited llc llp inc incorporated plc gmbh eingetragener verein asbl aisbl vzw sarl company"
    " corp corporation pty".split()
)
_SHORT_ENDINGS: Final = frozenset(
    "ev sa spa ag bv nv ngo co cio kc vr rd dl ch cb pc jp jr sr ii iii iv".split()
)
"""Left out at the end of a longer name only: "Sá" and "Co" are surnames."""
_KINDS_OF_BODY: Final = {
    **dict.fromkeys(("stiftung", "fondation", "fundacion", "fundacao", "fondazione"), "foundation"),
    **dict.fromkeys(("partei", "parti", "partido", "partito", "partia", "partij"), "party"),
    **dict.fromkeys(("institut", "instituto", "istituto"), "institute"),
    **dict.fromkeys(("regierung", "gouvernement", "gobierno", "governo"), "government"),
    **dict.fromkeys(("parlament", "parlement", "parlamento"), "parliament"),
    **dict.fromkeys(("botschaft", "ambassade", "embajada"), "embassy"),
    **dict.fromkeys(("internationale", "internacional"), "international"),
    **dict.fromkeys(("union", "unione"), "union"),
}
_WEAK: Final = frozenset(
    "foundation party institute government parliament embassy international union republic of and"
    " for in to de la le les du des der die das fur von el los the a on uk london".split()
)
_LINKS: Final = frozenset({"of", "and", "for", "the", "in"})
SAME: Final = 0.9
"""From this likeness on two names of bodies are taken for one."""
_WEAK_WEIGHT: Final = 0.35
_INITIAL_WEIGHT: Final = 0.8
_ALIGNED: Final = 0.87
"""Below this Jaro-Winkler similarity two tokens are different words."""
_NEAR: Final = 0.8
"""From this similarity on two family names may be one, misspelt."""
_MOST_TOKENS: Final = 40
_LONG: Final = 120
"""Longer names are not kept in memory: they are rare, and may be very long."""


def tokens(name: str) -> tuple[str, ...]:
    """Return the name's words: no case, accents, punctuation, titles or legal forms.

    Never empty for a name that is not: where nothing would be left ("Baroness", "Company Ltd"), all
    its words stay, and where it has none ("!!!"), it is its own.
    """
    return _tokens(name) if len(name) <= _LONG else _tokens.__wrapped__(name)


@lru_cache(maxsize=65_536)
def _tokens(name: str) -> tuple[str, ...]:
    if name.count(",") == 1:
        family, given = name.split(",")
        name = f"{given} {family}".strip() or name
    said = spelling.words(_LOBBY_NUMBER.sub(" ", _ASSOCIATION.sub(" ev ", name)))
    said = said or spelling.words(name) or (name.strip() or name,)
    kept = [word for word in said if word not in TITLES and word not in LEGAL_FORMS]
    while len(kept) > 1 and kept[0] in LEADING_TITLES:
        del kept[0]
    while len(kept) > 2 and kept[-1] in _SHORT_ENDINGS:
        del kept[-1]
    return tuple(map(_kind_of_body, (kept or said)[:_MOST_TOKENS]))


def key(name: str) -> str:
    """Return a form that is equal for names that differ in order, case, accents or titles only."""
    return " ".join(sorted(tokens(name)))


def similarity(left: str, right: str) -> float:
    """Return how alike two names are, from 0 (nothing shared) to 1 (the same tokens)."""
    if left == right:
        return 1.0
    if right < left:
        left, right = right, left
    known = _similarity if len(left) + len(right) <= 2 * _LONG else _similarity.__wrapped__
    return known(left, right)


@lru_cache(maxsize=65_536)
def _similarity(left: str, right: str) -> float:
    a, b = tokens(left), tokens(right)
    if sorted(a) == sorted(b):
        return 1.0
    if _is_acronym(left, right) or _is_acronym(right, left):
        return 0.9
    score = _aligned(a, b)
    if score < 0.85 and len(a) != len(b):
        score = max(score, _aligned(_rejoined(a, b), _rejoined(b, a)))
    return min(score, 0.99)


def best(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[float, str, str]:
    """Return the highest similarity between two sets of names, and the two names that have it."""
    found = (0.0, "", "")
    for a in left:
        for b in right:
            score = similarity(a, b)
            if score > found[0] or (score == found[0] and (a, b) > found[1:]):
                found = (score, a, b)
    return found


def parts(name: str) -> tuple[str, ...]:
    """Return the single bodies named in a compound ("Zetkin Foundation; Rosa Luxemburg Stiftung").

    The whole name comes first: most names with "and" in them are one body.
    """
    return _parts(name) if len(name) <= _LONG else _parts.__wrapped__(name)


@lru_cache(maxsize=16_384)
def _parts(name: str) -> tuple[str, ...]:
    pieces = [piece.strip() for piece in _COMPOUND.split(name)][:_MOST_TOKENS]
    return (name, *(piece for piece in pieces if piece and piece != name))


def written_out(left: str, right: str) -> bool:
    """Return whether two names of people are one to the letter, but for words that one leaves out.

    A misspelling is no such thing: "Julie Smith" and "Julia Smith" may be two people.
    """
    if left == right:
        return True
    a, b = frozenset(tokens(left)), frozenset(tokens(right))
    return a == b or (min(len(a), len(b)) >= 2 and (a <= b or b <= a))


def same_family(left: str, right: str) -> bool:
    """Return whether two people may bear one family name: "Al Pinkerton", "Dr Alasdair Pinkerton".

    It stands last, or alone, or in one of the two first ("PINKERTON Alasdair"); nothing is said of
    the names beside it.
    """
    ours, theirs = tokens(left), tokens(right)
    a, b = ours[-1], theirs[-1]
    if a == b or (min(len(a), len(b)) > 1 and jaro_winkler(a, b) >= _NEAR):
        return True
    return (len(a) > 1 and a == theirs[0]) or (len(b) > 1 and b == ours[0])


def sounds(name: str) -> frozenset[str]:
    """Return how the name's words sound: what one name of a person has to share with another.

    Initials count only in a name that has nothing else.
    """
    return _sounds(name) if len(name) <= _LONG else _sounds.__wrapped__(name)


@lru_cache(maxsize=65_536)
def _sounds(name: str) -> frozenset[str]:
    said = tokens(name)
    return frozenset(spelling.sound(word) for word in said if len(word) > 1) or frozenset(said)


def telling(name: str) -> frozenset[str]:
    """Return the words of a name that tell it from others of its kind: of a party's, not "party"."""
    said = frozenset(tokens(name))
    return said - _WEAK or said


def comparable(left: str, right: str) -> bool:
    """Return whether two names can be compared at all: letters of one script."""
    ours, theirs = spelling.scripts(left), spelling.scripts(right)
    return not ours or not theirs or bool(ours & theirs)


def named_in(name: str, text: str) -> bool:
    """Return whether a name of several words stands, word for word, in a text."""
    wanted = tokens(name)
    said = {_KINDS_OF_BODY.get(word, word) for word in spelling.words(text)}
    return len(wanted) >= 2 and said.issuperset(wanted)


def _kind_of_body(word: str) -> str:
    known = _KINDS_OF_BODY.get(word)
    if known is not None or len(word) < 7 or word in _WEAK:
        return known or word
    for form in _FORMS.get(word[0], ()):
        if abs(len(form) - len(word)) <= 2 and jaro_winkler(word, form) >= 0.95:
            return _KINDS_OF_BODY[form]
    return word


_FORMS: Final = {
    letter: tuple(form for form in _KINDS_OF_BODY if form[0] == letter)
    for letter in sorted({form[0] for form in _KINDS_OF_BODY})
}


def _weight(token: str) -> float:
    return _WEAK_WEIGHT if token in _WEAK else 1.0


def _aligned(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """Return the share of the two names' weight that is paired off, nearest tokens first."""
    left, right = list(a), list(b)
    pairs: list[tuple[float, str, str]] = []
    for token in a:
        if token in right:
            left.remove(token)
            right.remove(token)
            pairs.append((1.0, token, token))
    near = [
        (score, min(x, y), max(x, y), x, y)
        for x in left
        for y in right
        if (score := _token_similarity(x, y)) > 0
    ]
    for score, _, _, x, y in sorted(near, key=lambda one: (-one[0], one[1], one[2])):
        if x in left and y in right:
            left.remove(x)
            right.remove(y)
            pairs.append((score, x, y))
    weights = [(_weight(x) + _weight(y)) / 2 for _, x, y in pairs]
    shared = fsum(pair[0] * weight for pair, weight in zip(pairs, weights, strict=True))
    ours, theirs = fsum(map(_weight, a)), fsum(map(_weight, b))
    both = 2 * shared / (ours + theirs)
    # "Friedrich-Ebert-Stiftung" within "Friedrich-Ebert-Stiftung UK Office": a short name wholly
    # inside a longer one is the same body more often than not, once two telling words agree.
    short = min((len(a), ours), (len(b), theirs))[1]
    inside = 0.92 * shared / short if sum(weight >= 1 for weight in weights) >= 2 else 0.0
    return max(both, inside)


def _token_similarity(a: str, b: str) -> float:
    if len(a) == 1 or len(b) == 1:
        return _INITIAL_WEIGHT if a[0] == b[0] else 0.0
    if a.isdigit() or b.isdigit():
        return 0.0
    score = jaro_winkler(a, b)
    return score if score >= _ALIGNED else 0.0


def _rejoined(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    """Return `a` with two neighbours made one where `b` writes them so: "Mac Cleary", "MacCleary"."""
    for at in range(len(a) - 1):
        whole = a[at] + a[at + 1]
        if any(
            whole == other or (len(other) > 3 and jaro_winkler(whole, other) >= 0.95) for other in b
        ):
            return (*a[:at], whole, *a[at + 2 :])
    return a


def _is_acronym(raw: str, name: str) -> bool:
    if not (raw.isupper() and raw.isalpha() and 2 <= len(raw) <= 7):
        return False
    words = spelling.words(name)
    word = raw.casefold()
    initials = "".join(one[0] for one in words)
    telling = "".join(one[0] for one in words if one not in _LINKS)
    return len(words) >= 2 and word in {initials, telling}
