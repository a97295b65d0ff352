"""Country codes, and who was a member of the European Union when.

Codes are ISO 3166-1 alpha-2, with `EU` (reserved in ISO 3166-1) for the Union's own institutions
and `XK` (user-assigned) for Kosovo. Membership dates: Treaties of accession as published by the
Council; the United Kingdom left at the end of 31 January 2020 (Agreement 2019/C 384 I/01).
"""

from datetime import date
from typing import Final

_ISO = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
CODES: Final = frozenset(_ISO.split()) | {"EU", "XK"}

MISTAKEN: Final = {"UK": "GB", "EL": "GR", "KS": "XK", "EN": "GB"}
"""Codes that are often written for another: the hint of a rejection."""

_ALWAYS = date(1958, 1, 1)
_EU_SINCE: Final[dict[str, date]] = {
    **dict.fromkeys(("BE", "DE", "FR", "IT", "LU", "NL"), _ALWAYS),
    **dict.fromkeys(("DK", "IE", "GB"), date(1973, 1, 1)),
    "GR": date(1981, 1, 1),
    **dict.fromkeys(("ES", "PT"), date(1986, 1, 1)),
    **dict.fromkeys(("AT", "FI", "SE"), date(1995, 1, 1)),
    **dict.fromkeys(("CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK"), date(2004, 5, 1)),
    **dict.fromkeys(("BG", "RO"), date(2007, 1, 1)),
    "HR": date(2013, 7, 1),
}
_EU_UNTIL: Final[dict[str, date]] = {"GB": date(2020, 1, 31)}


def in_european_union(country: str, on: date) -> bool:
    """Return whether the country was a member state on that day (its last day included).

    The Union's own institutions (`EU`) are not a third country.
    """
    if country == "EU":
        return True
    since = _EU_SINCE.get(country)
    if since is None or on < since:
        return False
    until = _EU_UNTIL.get(country)
    return until is None or on <= until
