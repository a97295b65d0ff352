"""Countries in English phrases, by name ("President of Togo") and by adjective ("Togolese President")."""

import re
from functools import cache
from typing import Final

from interparty_shared.domain.countries import CODES
from interparty_shared.reference.country_names import code_of, names_of

_ADJECTIVES: Final = """
AD Andorran; AE Emirati; AF Afghan; AL Albanian; AM Armenian; AO Angolan; AR Argentine Argentinian
Argentinean; AT Austrian; AU Australian; AZ Azerbaijani Azeri; BA Bosnian; BB Barbadian; BD
Bangladeshi; BE Belgian; BF Burkinabe; BG Bulgarian; BH Bahraini; BI Burundian; BJ Beninese; BN
Bruneian; BO Bolivian; BR Brazilian; BS Bahamian; BT Bhutanese; BW Botswanan; BY Belarusian
Belarussian; CA Canadian; CD Congolese-Kinshasa; CH Swiss; CI Ivorian; CL Chilean; CM Cameroonian;
CN Chinese; CO Colombian Columbian; CR Costa-Rican; CU Cuban; CV Cape-Verdean; CY Cypriot; CZ Czech;
DE German; DJ Djiboutian Djibouti; DK Danish; DZ Algerian; EC Ecuadorian Ecuadorean; EE Estonian; EG
Egyptian; ER Eritrean; ES Spanish; ET Ethiopian; FI Finnish; FJ Fijian; FM Micronesian; FR French;
GA Gabonese; GB British English Scottish Welsh; GD Grenadian; GE Georgian; GH Ghanaian; GM Gambian;
GR Greek; GT Guatemalan; GY Guyanese; HN Honduran; HR Croatian; HT Haitian; HU Hungarian; ID
Indonesian; IE Irish; IL Israeli; IN Indian; IQ Iraqi; IR Iranian; IS Icelandic; IT Italian; JM
Jamaican; JO Jordanian; JP Japanese; KE Kenyan; KG Kyrgyz Kyrgyzstani; KH Cambodian Kampuchean; KM
Comorian Comoran; KP North-Korean DPRK; KR South-Korean ROK; KW Kuwaiti; KZ Kazakh Kazak
Kazakhstani; LA Lao Laotian; LB Lebanese; LK Sri-Lankan Sri-Lankan's; LR Liberian; LT Lithuanian; LU
Luxembourger; LV Latvian; LY Libyan; MA Moroccan; MC Monegasque; MD Moldovan; ME Montenegrin; MG
Malagasy Madagascan; MK Macedonian; ML Malian; MM Burmese; MN Mongolian; MR Mauritanian; MT Maltese;
MU Mauritian; MV Maldivian; MW Malawian; MX Mexican; MY Malaysian; MZ Mozambican; NA Namibian; NE
Nigerien; NG Nigerian; NL Dutch; NO Norwegian; NP Nepalese Nepali; NZ New-Zealander; OM Omani; PA
Panamanian; PE Peruvian; PG Papua-New-Guinean; PH Philippine Filipino; PK Pakistani; PL Polish; PS
Palestinian; PT Portuguese; PY Paraguayan; QA Qatari; RO Romanian; RS Serbian; RU Russian; RW
Rwandan; SA Saudi Saudi-Arabian; SD Sudanese; SE Swedish; SG Singaporean; SI Slovenian; SK Slovak
Slovakian; SL Sierra-Leonean; SN Senegalese; SO Somali; SR Surinamese; SS South-Sudanese; SV
Salvadoran; SY Syrian; TD Chadian; TG Togolese; TH Thai; TJ Tajik Tajikistani; TM Turkmen; TN
Tunisian; TO Tongan; TR Turkish; TT Trinidadian; TW Taiwanese; TZ Tanzanian; UA Ukrainian; UG
Ugandan; US American U.S. USA US; UY Uruguayan; UZ Uzbek Uzbekistani; VA Vatican; VE Venezuelan; VN
Vietnamese; WS Samoan; YE Yemeni; ZA South-African; ZM Zambian; ZW Zimbabwean; GQ Equatoguinean; VU
Ni-Vanuatu; EU European-Commission European-Council European-Parliament
"""
_MORE: Final = {
    "England": "GB", "Scotland": "GB", "Wales": "GB", "Republic of Korea": "KR", "U.K.": "GB", "UK": "GB",
    "Democratic People's Republic of Korea": "KP", "Czechoslovakia": "CZ", "Burma": "MM",
    "Timor-Leste": "TL", "Abu Dhabi": "AE", "Zanzibar": "TZ", "Micronesia": "FM", "East Timorese": "TL",
    "Serbia and Montenegro": "RS", "Serbia-Montenegro": "RS", "Swaziland": "SZ", "Viet Nam": "VN",
    "Holland": "NL", "U.S.A.": "US", "Central Africa": "CF", "Central African": "CF", "EU": "EU",
    "Workers' Party of Korea": "KP", "Worker's Party of Korea": "KP", "Workers Party of Korea": "KP",
    "Cote D'Ivoire": "CI",
}  # fmt: skip


def country(name: str) -> str:
    """Return the code of a country that a cell or a place names; empty where it is not known."""
    return _MORE.get(name.strip()) or code_of(name) or ""


def countries(text: str) -> list[str]:
    """Return the countries that a phrase names, in order, each once."""
    text = text.replace("’", "'").replace("British Columbia", "Canada")
    return list(dict.fromkeys(_table()[one] for one in _pattern().findall(text)))


def first(text: str) -> tuple[str, str]:
    """Return the country that a phrase begins with and the rest of it; empty where it is none."""
    found = _pattern().match(text)
    return (_table()[found[0]], text[found.end() :].strip()) if found else ("", text)


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted(_table(), key=lambda one: (-len(one), one))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?!\w)")


@cache
def _table() -> dict[str, str]:
    table = {name: code for code in sorted(CODES) for name in names_of(code, "en") if len(name) > 3}
    for entry in _ADJECTIVES.replace("\n", " ").split(";"):
        code, *words = entry.split()
        table |= {word.replace("-", " ") if word != "Ni-Vanuatu" else word: code for word in words}
    return table | _MORE
