"""The vocabulary of events and rules in English, for readers who do not know our words."""

from collections.abc import Iterable, Mapping
from typing import Final

PLACES: Final[Mapping[str, str]] = {
    "AU": "Australia",
    "BD": "Bangladesh",
    "CA": "Canada",
    "CH": "Switzerland",
    "CN": "China",
    "DE": "Germany",
    "EU": "the European Union",
    "FR": "France",
    "GB": "the United Kingdom",
    "GB-NIR": "Northern Ireland",
    "GB-SCT": "Scotland",
    "GB-WLS": "Wales",
    "GE": "Georgia",
    "HK": "Hong Kong",
    "HU": "Hungary",
    "IE": "Ireland",
    "IL": "Israel",
    "IN": "India",
    "IR": "Iran",
    "KG": "Kyrgyzstan",
    "MO": "Macao",
    "NL": "the Netherlands",
    "NO": "Norway",
    "NZ": "New Zealand",
    "RU": "Russia",
    "SG": "Singapore",
    "SK": "Slovakia",
    "TW": "Taiwan",
    "US": "the United States",
}
"""Of the jurisdictions and countries that packs speak of; another is called by its code."""

KINDS: Final[Mapping[str, str]] = {
    "party": "political parties",
    "party_organ": "organs of parties",
    "youth_wing": "youth wings of parties",
    "party_foundation": "party foundations",
    "party_international": "party internationals",
    "politician": "politicians",
    "government": "governments",
    "legislature": "legislatures",
    "embassy": "embassies",
    "state_organ": "organs of a state",
    "front_organisation": "organisations that act for a party or state",
    "company": "companies",
    "media": "media",
    "academic": "academic bodies",
    "other": "others",
}
OFFICES: Final[Mapping[str, str]] = {
    "head_of_state": "heads of state",
    "head_of_government": "heads of government",
    "minister": "ministers",
    "member_of_parliament": "members of parliament",
    "member_of_european_parliament": "members of the European Parliament",
    "commissioner": "commissioners",
    "institution_manager": "managers of an institution",
    "party_leader": "party leaders",
    "party_official": "party officials",
    "candidate": "candidates",
    "local_official": "local officials",
    "diplomat": "diplomats",
    "former_office_holder": "former office holders",
}
CHANNELS: Final[Mapping[str, str]] = {
    "visit": "visits",
    "meeting": "meetings",
    "forum": "forums",
    "training": "training courses",
    "foundation_programme": "programmes of foundations",
    "agreement": "agreements",
    "donation": "donations",
    "loan": "loans",
    "hospitality": "hospitality",
    "communication": "communications",
    "membership": "memberships",
    "representation": "acting for somebody",
}
HOLDERS: Final[Mapping[str, str]] = {
    "agent": "the one who acts for another",
    "recipient": "the one who travels, meets or receives",
    "institution_official": "the official of the institution",
    "party_treasurer": "the treasurer of the party",
    "party": "the party",
    "participant": "whoever takes part",
}
BASES: Final[Mapping[str, str]] = {
    "shares": "of the shares",
    "votes": "of the votes",
    "board": "of the seats on the board",
    "funding": "of the funding",
    "direction": "in directing it",
    "association": "by association",
}
SHAPES: Final[Mapping[str, str]] = {
    "post_hoc": "Something is reported after it has taken place.",
    "prior": "Permission is asked, or notice given, before it takes place.",
    "prohibition": "It is not allowed, and nothing that is filed changes that.",
    "periodic": "A statement is due for each period.",
}
STATUSES: Final[Mapping[str, str]] = {
    "in_force": "In force",
    "enacted_not_in_force": "Enacted and not in force: it gives no obligations. It would hold",
    "proposed": "Proposed: it gives no obligations. It would hold",
    "repealed": "Repealed. It held",
}
CONFIDENCES: Final[Mapping[str, str]] = {
    "verified": "Verified: the text, or data that bears it out, was seen.",
    "secondary": "Secondary: part of it rests on what others say of the text.",
    "recall": "Recall: general knowledge, and the text was not seen.",
}


def place(code: str) -> str:
    """Return a country or jurisdiction as "the United Kingdom (GB)"."""
    return f"{PLACES[code]} ({code})" if code in PLACES else code


def places(codes: Iterable[str], last: str = "or") -> str:
    """Return countries in a row, by their codes' order."""
    return listed((place(code) for code in sorted(codes)), last)


def kinds(given: Iterable[str], last: str = "and") -> str:
    """Return kinds of actors in a row, in the order of the vocabulary."""
    return _in_order(KINDS, given, last)


def offices(given: Iterable[str], last: str = "and") -> str:
    """Return offices in a row, in the order of the vocabulary."""
    return _in_order(OFFICES, given, last)


def channels(given: Iterable[str]) -> str:
    """Return channels in a row, in the order of the vocabulary."""
    return _in_order(CHANNELS, given, "and")


def _in_order(words: Mapping[str, str], given: Iterable[str], last: str) -> str:
    chosen = set(given)
    return listed((said for word, said in words.items() if word in chosen), last)


def spaced(words: Iterable[str], last: str = "or") -> str:
    """Return words of a pack's own in a row, without their underscores."""
    return listed((word.replace("_", " ") for word in sorted(words)), last)


def listed(items: Iterable[str], last: str = "and") -> str:
    """Return "a", "a and b", "a, b and c"; where there are commas inside, "a, b; c; and d"."""
    all_ = list(items)
    if any("," in one for one in all_[:-1]):
        return f"{'; '.join(all_[:-1])}; {last} {all_[-1]}"
    return f"{', '.join(all_[:-1])} {last} {all_[-1]}" if len(all_) > 1 else "".join(all_)


def counted(number: int, unit: str) -> str:
    """Return "1 day" or "2 days"."""
    return f"{number} {unit}{'' if number == 1 else 's'}"


def begun(text: str) -> str:
    """Return a text with a capital letter."""
    return text[:1].upper() + text[1:]
