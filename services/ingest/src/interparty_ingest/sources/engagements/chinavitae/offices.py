"""An office in English as facts: of which country, which office of the contract, of which party."""

import re
from dataclasses import dataclass
from typing import Final

from interparty_ingest.sources.engagements.chinavitae.nationalities import countries
from interparty_shared.domain.words import Office

_DEPUTY: Final = "(?<!Vice )(?<!Vice-)(?<!Deputy )(?<!Assistant )(?<!Acting Vice )"
_ASSEMBLY: Final = (
    "(?:National Assembly|Parliament|Senate|House|Chamber|Congress|Diet|Duma|Bundestag|Bundesrat|Knesset|"
    "Majlis|Mazhlis|Hural|Legislative|Assembly|Sejm|Riksdag|Lok Sabha|Rajya Sabha|Consultative|"
    "Federation Council)"
)
_MONARCH: Final = "(?:King|Queen|Emperor|Emir|Sultan|Grand Duke|Governor[- ]General|Head of State)"
_PARTS: Final = "State|Province|Columbia|Ontario|Quebec|Alberta|Victoria|Wales|Queensland"
"""Parts of countries that have premiers of their own."""
_OFFICES: Final[tuple[tuple[str, Office], ...]] = (
    ("European Parliament", "member_of_european_parliament"),
    (r"European Commission(?:er)?\b|Commissioner .*\b(?:EU|European)", "commissioner"),
    ("Ambassador|Consul|Charge d|High Commissioner to", "diplomat"),
    (
        rf"Speaker|Senator|Congress(?:man|woman)|Member of (?:the )?{_ASSEMBLY}|"
        rf"(?:President|Chairman|Chairperson|Chairwoman|Leader|Head) of .*{_ASSEMBLY}|"
        rf"{_ASSEMBLY} (?:President|Chairman)|{_ASSEMBLY} .*(?:Leader|Committee)|"
        rf"Representative of the U\.S\.",
        "member_of_parliament",
    ),
    (
        rf"{_DEPUTY}(?<!Office of the )(?:Prime Minister|Primer Minister|Premier)"
        rf"(?!'s| ?ial)(?! of .*(?:{_PARTS})$)",
        "head_of_government",
    ),
    (f"{_DEPUTY}Chancellor(?! of the (?:Exchequer|Duchy|University))", "head_of_government"),
    (rf"^(?:His Majesty )?{_MONARCH}\b|\b{_MONARCH}$", "head_of_state"),
    (r"\b(?:Governor|Mayor|Chief Minister)\b(?!.*\b(?:Bank|Reserve)\b)", "local_official"),
    (
        r"(?:Deputy|Vice)[ -](?:Prime Minister|Premier)|"
        r"(?<!Vice )(?<!Deputy )(?<!Vice-)(?<!Assistant )(?<!Parliamentary )(?<!Permanent )"
        r"(?:\bMinister\b(?! (?:Mentor|Counsel))|Secretary of State|Foreign Secretary|"
        r"Secretary of (?:the )?(?:Treasury|Defense|Commerce|Energy|Labor)|"
        r"(?:Treasury|Defen[cs]e|Commerce|Business|Energy|Trade|Home) Secretary|"
        r"Chancellor of the Exchequer|Attorney General)",
        "minister",
    ),
)
_JUNIOR: Final = re.compile(
    r"\b(?:Deputy|Vice|Assistant|Parliamentary|Permanent|Under)\b[ -](?!Prime|Premier|President)"
)
_PRESIDENT: Final = re.compile(rf"{_DEPUTY}President(?:-elect)?(?P<of> of (?:the )?(?P<what>.+))?$")
_PARTY: Final = re.compile(
    r"((?:[A-Z][\w'-]+(?: and| for| &)? ){0,6}(?:Party|Congress Party|Front|Komeito|Kuomintang|Likud|KMT)"
    r"|(?:All )?Indian? National Congress|African National Congress)((?: of|"
    r" for) (?:the )?[A-Z][\w'-]+(?: [A-Z][\w'-]+)*)?"
)
_NO_NAME: Final = re.compile(
    r"^(?:(?:Ruling|Opposition|Former|Chairman|Leader|President|Secretary|General|Vice|Deputy|"
    r"Honorary|(?!Worker)[A-Z]\w+'s) )+"
)
_HEAD: Final = (
    "(?:(?:General|First) Secretary|General-Secretary|Secretary[- ]General|Chairman|"
    "Chairwoman|President|Leader)"
)
_FORMER: Final = re.compile(r"\b(?:Former|former|Ex-|ex-|Late|Ousted|then-)")
_FOLLOWERS: Final = re.compile(
    r"\b(?:Wife|Husband|First Lady|first lady|Son|Daughter|Spouse) ?(?:of)?\b"
)
_NO_PRESIDENT: Final = re.compile(rf"{_ASSEMBLY}|Vice|Deputy|Council|Chief")
_BODY: Final = re.compile(
    "Association|Bank|Company|Corporation|University|Foundation|Club|Group|Union"
)
_UN: Final = re.compile(r"General Assembly|\bUN\b|U\.N\.|United Nations")
_AIDES: Final = re.compile(r"\b(?:Advis[eo]r|Envoy|Aide|Assistant to|Chief of Staff|Spokesman)\b")
_POLITICAL: Final = re.compile(
    r"Minister|President|Secretary|Envoy|Adviser|Advisor|Prince|Princess|Commander|Vice|Council|"
    r"Representative|"
    r"Governor|General|Chief of|Party|Parliament|Senate|Government|White House|Chief Executive|"
    r"Duke|Negotiator"
)


@dataclass(frozen=True, slots=True)
class Held:
    """What an office says of who holds it."""

    country: str
    office: str = ""
    party: str = ""
    political: bool = False


def read(text: str) -> Held:
    """Return what an office says; of several countries in it none is taken."""
    places = countries(text.removesuffix(" to China"))
    place = places[0] if len(places) == 1 or (places and text.startswith(("U.S.", "US "))) else ""
    if _FOLLOWERS.search(text):
        return Held(place)
    found = _PARTY.search(text)
    party = " ".join((found[1] + (found[2] or "")).split()) if found else ""
    if party:
        party = _NO_NAME.sub("", party)
    if _FORMER.search(text):
        return Held(place, "former_office_holder", party, political=True)
    office = _office(text, party)
    return Held(place, office, party, political=bool(office or party or _POLITICAL.search(text)))


def _office(whole: str, party: str) -> str:
    text = whole.replace(party, "") if party else whole
    if _AIDES.search(text):
        return ""
    if not party and _is_president(text):
        return "head_of_state"
    if _UN.search(text):
        return ""
    for pattern, office in _OFFICES:
        if re.search(pattern, text) and not (office == "minister" and _is_junior(text)):
            return office
    return ("party_leader" if _leads(whole, party) else "party_official") if party else ""


def _is_president(text: str) -> bool:
    """Return whether this is the president of a country, and not of something in it."""
    found = _PRESIDENT.search(text)
    if not found or _NO_PRESIDENT.search(text):
        return False
    what = found["what"] or text
    return bool(countries(what)) and not _BODY.search(what)


def _is_junior(text: str) -> bool:
    return bool(_JUNIOR.search(text)) and not re.search(
        "(?:Deputy|Vice) Prim|Vice[- ]Premier", text
    )


def _leads(text: str, party: str) -> bool:
    name = re.escape(party)
    of = r"(?:the )?(?:[A-Z]\w+'s )?(?:Central Committee of (?:the )?)?(?:[Rr]uling )?"
    before, behind = rf"^{_HEAD} of {of}{name}", rf"^(?:[A-Z]\w+ )?{name}(?: \(\w+\))? {_HEAD}$"
    return bool(re.search(f"{before}|{behind}", text))
