"""What CAMEO's codes say of a contact: which event is one, and by what channel; which country.

Source: CAMEO, Conflict and Mediation Event Observations, Event and Actor Codebook, version 1.1b3
(Schrodt, 2012), chapters 2 (verbs) and 3 (actors). A contact is an event that takes both sides to be in
touch with each other. What one side only intends, asks for, praises, promises or threatens is none:
codes 01 to 03 (036, *express intent to meet*, too), 050 to 056, and all from 06 on. Aid (07) is a policy
more often than a gift from one to another, and is none.
"""

from functools import cache
from typing import Final, NamedTuple

from interparty_shared.domain.words import Channel, Role


class Contact(NamedTuple):
    """By what channel two were in touch, and what each was: the source (actor 1), the target."""

    channel: Channel
    roles: tuple[Role | None, Role | None] = (None, None)


CONTACTS: Final[dict[str, Contact]] = {
    "040": Contact("meeting"),  # consult, not specified
    "041": Contact("communication"),  # discuss by telephone
    "042": Contact("visit", ("guest", "host")),  # make a visit
    "043": Contact("visit", ("host", "guest")),  # host a visit
    "044": Contact("meeting"),  # meet at a "third" location
    "045": Contact("meeting"),  # mediate
    "046": Contact("meeting"),  # engage in negotiation
    "057": Contact("agreement", ("signatory", "signatory")),  # sign formal agreement
}

_COUNTRIES: Final = """
AFG AF ALA AX ALB AL DZA DZ ASM AS AND AD AGO AO AIA AI ATG AG ARG AR ARM AM ABW AW AUS AU AUT AT AZE AZ
BHS BS BHR BH BGD BD BRB BB BLR BY BEL BE BLZ BZ BEN BJ BMU BM BTN BT BOL BO BIH BA BWA BW BRA BR VGB VG
BRN BN BGR BG BFA BF BDI BI KHM KH CMR CM CAN CA CPV CV CYM KY CAF CF TCD TD CHL CL CHN CN COL CO COM KM
COD CD COG CG COK CK CRI CR CIV CI HRV HR CUB CU CYP CY CZE CZ DNK DK DJI DJ DMA DM DOM DO TMP TL TLS TL
ECU EC EGY EG SLV SV GNQ GQ ERI ER EST EE ETH ET FRO FO FLK FK FJI FJ FIN FI FRA FR GUF GF PYF PF GAB GA
GMB GM GEO GE DEU DE GHA GH GIB GI GRC GR GRL GL GRD GD GLP GP GUM GU GTM GT GIN GN GNB GW GUY GY HTI HT
VAT VA HND HN HKG HK HUN HU ISL IS IND IN IDN ID IRN IR IRQ IQ IRL IE IMY IM IMN IM ISR IL ITA IT JAM JM
JPN JP JOR JO KAZ KZ KEN KE KIR KI PRK KP KOR KR KWT KW KGZ KG LAO LA LVA LV LBN LB LSO LS LBR LR LBY LY
LIE LI LTU LT LUX LU MAC MO MKD MK MDG MG MWI MW MYS MY MDV MV MLI ML MLT MT MHL MH MTQ MQ MRT MR MUS MU
MYT YT MEX MX FSM FM MDA MD MCO MC MNG MN MTN ME MNE ME MSR MS MAR MA MOZ MZ MMR MM NAM NA NRU NR NPL NP
NLD NL NCL NC NZL NZ NIC NI NER NE NGA NG NIU NU NFK NF MNP MP NOR NO PSE PS WSB PS GZS PS OMN OM PAK PK
PLW PW PAN PA PNG PG PRY PY PER PE PHL PH PCN PN POL PL PRT PT PRI PR QAT QA REU RE ROM RO ROU RO RUS RU
RWA RW SHN SH KNA KN LCA LC SPM PM VCT VC WSM WS SMR SM STP ST SAU SA SEN SN SRB RS SYC SC SLE SL SGP SG
SVK SK SVN SI SLB SB SOM SO ZAF ZA SSD SS ESP ES LKA LK SDN SD SUR SR SJM SJ SWZ SZ SWE SE CHE CH SYR SY
TWN TW TJK TJ TZA TZ THA TH TGO TG TKL TK TON TO TTO TT TUN TN TUR TR TKM TM TCA TC TUV TV UGA UG UKR UA
ARE AE GBR GB USA US VIR VI URY UY UZB UZ VUT VU VEN VE VNM VN WLF WF ESH EH YEM YE ZMB ZM ZWE ZW
"""


@cache
def countries() -> dict[str, str]:
    """Return CAMEO's country codes with their ISO 3166-1 alpha-2 codes.

    Mostly ISO 3166-1 alpha-3, beside older ones of CAMEO's own (`ROM`, `TMP`, `MTN`, `IMY`). Regions
    ("AFR", "EUR") and what is no more ("ANT") are not in it.
    """
    words = _COUNTRIES.split()
    return dict(zip(words[::2], words[1::2], strict=True))
