"""Which country a three-letter code of Party Facts means.

ISO 3166-1 alpha-3 comes from the Unicode CLDR (through Babel). Party Facts has codes of its own for
states that are no more, for parts of states, and for territories that ISO 3166 does not list.
"""

from typing import Final, NamedTuple

from babel.core import get_global

from interparty_shared.domain.countries import CODES


class Place(NamedTuple):
    """A country; `part`: of a part of it, whose parties give way to namesakes of the whole."""

    country: str | None
    part: bool = False


_OWN: Final = {
    "XKX": Place("XK"),
    "EUN": Place("EU"),
    "NIR": Place("GB", part=True),  # Northern Ireland
    "ZZB": Place("TZ", part=True),  # Zanzibar
    "PMR": Place(None),  # Transnistria: ISO 3166 has no code for it
    "SML": Place(None),  # Somaliland: nor for it
}
GONE: Final = frozenset({"AUH", "CSK", "DDR", "NFL", "SUN", "VNR", "YMD", "YUG"})
"""States that are no more: their parties went with them, and no country of today is theirs."""


def place(code: str) -> Place | None:
    """Return what a code means; None: it is not known here."""
    if code in _OWN:
        return _OWN[code]
    found = get_global("territory_aliases").get(code, ()) if len(code) == 3 else ()
    known = [one for one in found if one in CODES]
    return Place(known[0]) if len(known) == 1 and code not in GONE else None
