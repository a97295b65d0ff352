"""How alike two names are: of people and of bodies, as registers and newsrooms spell them.

Names are compared as sets of tokens, aligned one to one by Jaro-Winkler similarity (Winkler 1990),
so that order, titles, accents, legal forms and a slip of the keyboard do not part what belongs
together. Words that only say what kind of body it is are brought to one form and weigh little:
"Friedrich Nauman Stiftung" and "Friedrich Naumann Foundation" differ by one letter.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_SPLIT: Final = re.compile(r"[^\w]+|_", re.UNICODE)
_COMPOUND: Final = re.compile(r"[;/]|\s+(?:and|und|et|y)\s+|\s*&\s*", re.IGNORECASE)

TITLES: Final = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness baron rt hon right honourable"
    " honorable mp mep msp mla td mdb senator sen rep representative hrh kc qc cbe obe mbe kcb phd"
    " frau herr mme".split()
)
LEGAL_FORMS: Final = frozenset(
    "ltd limited llc llp inc incorporated plc gmbh ev eingetragener verein asbl aisbl vzw sa sarl spa"
    " ag bv nv ngo co company corp corporation cio pty".split()
)
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
_WEAK_WEIGHT: Final = 0.35
_INITIAL_WEIGHT: Final = 0.8
_ALIGNED: Final = 0.87
"""Below this Jaro-Winkler similarity two tokens are different words."""


@lru_cache(maxsize=65_536)
def tokens(name: str) -> tuple[str, ...]:
    """Return the name's words: no case, accents, punctuation, titles or legal forms.

    Where nothing would be left ("The Company Ltd"), all its words stay.
    """
    if "," in name and name.count(",") == 1:
        family, given = name.split(",")
        name = f"{given} {family}" if given.strip() and " " not in given.strip() else name
    folded = unicodedata.normalize("NFKD", name.casefold().replace("'", "").replace("’", ""))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    words = [_kind_of_body(word) for word in _SPLIT.split(plain) if word]
    kept = [word for word in words if word not in TITLES and word not in LEGAL_FORMS]
    return tuple(kept or words)


def key(name: str) -> str:
    """Return a form that is equal for names that differ in order, case, accents or titles only."""
    return " ".join(sorted(tokens(name)))


@lru_cache(maxsize=65_536)
def similarity(left: str, right: str) -> float:
    """Return how alike two names are, from 0 (nothing shared) to 1 (the same tokens)."""
    a, b = tokens(left), tokens(right)
    if not a or not b:
        return 0.0
    if sorted(a) == sorted(b):
        return 1.0
    if _is_acronym(left, a, b) or _is_acronym(right, b, a):
        return 0.9
    score = _aligned(a, b)
    if score < 0.85 and len(a) != len(b):
        score = max(score, _aligned(_rejoined(a, b), _rejoined(b, a)))
    return score


def best(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[float, str, str]:
    """Return the highest similarity between two sets of names, and the two names that have it."""
    return max(
        ((similarity(a, b), a, b) for a in left for b in right),
        default=(0.0, "", ""),
    )


def parts(name: str) -> tuple[str, ...]:
    """Return the single bodies named in a compound ("Zetkin Foundation; Rosa Luxemburg Stiftung").

    The whole name comes first: most names with "and" in them are one body.
    """
    pieces = [piece.strip() for piece in _COMPOUND.split(name)]
    return (name, *(piece for piece in pieces if piece and piece != name))


def _kind_of_body(word: str) -> str:
    known = _KINDS_OF_BODY.get(word)
    if known is not None or len(word) < 7 or word in _WEAK:
        return known or word
    nearest = max(_KINDS_OF_BODY, key=lambda form: jaro_winkler(word, form))
    return _KINDS_OF_BODY[nearest] if jaro_winkler(word, nearest) >= 0.95 else word


def _weight(token: str) -> float:
    return _WEAK_WEIGHT if token in _WEAK else 1.0


def _aligned(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    free = list(long)
    shared = 0.0
    strong = 0
    for token in short:
        score, partner = max(
            ((_token_similarity(token, other), other) for other in free), default=(0.0, "")
        )
        if score < _INITIAL_WEIGHT:
            continue
        free.remove(partner)
        weight = (_weight(token) + _weight(partner)) / 2
        shared += score * weight
        strong += weight >= 1
    weights = sum(map(_weight, short)), sum(map(_weight, long))
    both = 2 * shared / (weights[0] + weights[1])
    # "Friedrich-Ebert-Stiftung" within "Friedrich-Ebert-Stiftung UK Office": a short name wholly
    # inside a longer one is the same body more often than not, once two telling words agree.
    inside = 0.92 * shared / weights[0] if strong >= 2 else 0.0
    return min(1.0, max(both, inside))


def _token_similarity(a: str, b: str) -> float:
    if a == b:
        return 1.0
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
        if any(jaro_winkler(whole, other) >= 0.95 for other in b if len(other) > 3):
            return (*a[:at], whole, *a[at + 2 :])
    return a


def _is_acronym(raw: str, short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    if len(short) != 1 or not 2 <= len(short[0]) <= 7 or len(long) < 2 or not raw.isupper():
        return False
    word = short[0]
    initials = "".join(token[0] for token in long)
    telling = "".join(token[0] for token in long if token not in {"of", "and", "for", "the", "in"})
    return word in {initials, telling}


def jaro_winkler(a: str, b: str) -> float:
    """Return the Jaro-Winkler similarity of two strings (prefix scale 0.1, at most 4 letters)."""
    if a == b:
        return 1.0
    reach = max(len(a), len(b)) // 2 - 1
    if reach < 0:
        return 0.0
    taken = [False] * len(b)
    matched_a: list[str] = []
    for i, char in enumerate(a):
        for j in range(max(0, i - reach), min(len(b), i + reach + 1)):
            if not taken[j] and b[j] == char:
                taken[j] = True
                matched_a.append(char)
                break
    m = len(matched_a)
    if not m:
        return 0.0
    matched_b = [char for char, used in zip(b, taken, strict=True) if used]
    swaps = sum(x != y for x, y in zip(matched_a, matched_b, strict=True)) / 2
    jaro = (m / len(a) + m / len(b) + (m - swaps) / m) / 3
    prefix = 0
    for x, y in zip(a[:4], b[:4], strict=False):
        if x != y:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)
