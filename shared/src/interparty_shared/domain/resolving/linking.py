"""Words that say nothing by themselves: they link others, or are legal forms; and initials of the rest."""

from typing import Final

from interparty_shared.domain import spelling
from interparty_shared.domain.resolving.romanise import latin

LEGAL: Final = frozenset(
    "ltd limited llc llp inc incorporated plc gmbh eingetragener verein_ev ev asbl aisbl ivzw vzw sarl"
    " company corp corporation pty".split()
)
_SHORT_LEGAL: Final = frozenset("sa spa ag bv nv ngo co as oy ab kg".split())
"""Left out at the end of a longer name only."""
_LINKS: Final = frozenset(
    "a ac af al als am amb an and ani ar as at aur av bagi baraye bray by cha con cu d da dan"
    " das de degli dei del della delle dello dem den der des di die dla dlya do dos du e een"
    " el em en et fi for fra from fur gia h het i icin im in iz ja k ka kai kan kay ke ki kie"
    " kung l la las le les los me na nan nei no o ob och of og oi on os ot ou over para pe pel"
    " pels pentru per po por pour pro rzecz s sa sh si so stin ta te the til tin tis to ton"
    " tou toy u ul um uma un und untuk ut v va van ve voor vya w wa wal wel with y ya yper yr"
    " z za ze zum zur".split()
)
"""Words that link others, in many languages, in Latin letters."""
_NOTHING: Final = frozenset[str]()


def left_out(word: str, at: int, last: int) -> bool:
    """Return whether a word of a name says nothing where it stands; `last` is the place of the last."""
    if word in LEGAL:
        return at > 0
    if word in _SHORT_LEGAL and at == last and at > 1:
        return True
    # A letter that ends a name tells it from others ("Party A"); elsewhere it links words.
    return (
        (word in _LINKS and (len(word) > 1 or at < last))
        or not word
        or (len(word) == 1 and at < last)
    )


def initials(folded: tuple[str, ...]) -> frozenset[str]:
    """Return what words begin with, joined: of all of them, and without those that link."""
    words = [latin(word) for word in folded]
    if len(words) < 2:
        return _NOTHING
    every = "".join(word[:1] for word in words)
    telling = "".join(word[:1] for word in words if word not in _LINKS)
    return frozenset(one for one in (every, telling) if len(one) > 1)


def of_initials(short: str, text: str) -> bool:
    """Return whether a word has the initials of a text's words for letters, in whatever order."""
    return len(short) > 2 and any(
        sorted(short) == sorted(one) for one in initials(spelling.words(text))
    )


def begins(short: str, outside: str) -> bool:
    """Return whether a word is the initials of a text, in order, with letters left out or added."""
    words = [latin(word) for word in spelling.words(outside)]
    if not 2 <= len(short) <= 8 or len(words) < 2:
        return False
    rest = iter("".join(word[:1] for word in words))
    return all(char in rest for char in short)
