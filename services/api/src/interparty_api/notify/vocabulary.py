"""Words for what alerts are told in: each is a message of the catalogues."""

from collections.abc import Mapping
from typing import Final

HEADLINES: Final[Mapping[str, str]] = {
    "missing": "No matching record found",
    "late": "Recorded after the due date",
    "prohibited": "Of a kind that the rule does not allow",
    "permission_unknown": "Permission not published",
    "disclosed": "Recorded",
    "pending": "Not yet due",
    "exempt": "Exempt",
    "not_required": "Not required",
    "not_computable": "No public register to compare with",
    "not_assessable": "Our copy of the register does not cover the dates",
    "undetermined": "A fact is missing",
    "ambiguous": "A record may match",
}
PATTERNS: Final[Mapping[str, str]] = {
    "first_contact": "first contact",
    "surge": "more contacts than expected",
    "dual_track": "both sides of politics at once",
    "channel_shift": "from official to party channels",
    "cultivation": "one body met in more and more ways",
    "pre_election": "contacts before an election",
    "intermediary": "a body in between",
    "one_sided": "told by one side only",
    "money": "money above a threshold",
    "concentration": "contacts on few bodies",
    "mirror": "two accounts that differ",
}
TAGS: Final[Mapping[str, str]] = {
    "new": "New",
    "revised": "Revised",
    "resolved": "Resolved",
    "withdrawn": "Withdrawn",
}
CHANNELS: Final[Mapping[str, str]] = {
    "visit": "visit",
    "meeting": "meeting",
    "forum": "forum",
    "training": "training",
    "foundation_programme": "foundation programme",
    "agreement": "agreement",
    "donation": "donation",
    "loan": "loan",
    "hospitality": "hospitality",
    "communication": "communication",
    "membership": "membership",
    "representation": "representation",
}
SEVERITIES: Final[Mapping[str, str]] = {
    "info": "information",
    "low": "low",
    "medium": "medium",
    "high": "high",
    "critical": "critical",
}
STATUSES: Final[Mapping[str, str]] = {
    "open": "open",
    "resolved": "resolved",
    "withdrawn": "withdrawn",
}
BASES: Final[Mapping[str, str]] = {
    "recorded": "Recorded fact",
    "inferred": "Inferred",
    "not_found": "Not found",
    "not_assessable": "Not assessable",
    "rule": "Rule",
}
PACES: Final[Mapping[str, str]] = {
    "immediate": "at once",
    "hourly": "every hour",
    "daily": "every day",
    "weekly": "every week",
}
BRIEFINGS: Final[Mapping[str, str]] = {
    "immediate": "Briefing",
    "hourly": "Hourly briefing",
    "daily": "Daily briefing",
    "weekly": "Weekly briefing",
}
FILTERS: Final[Mapping[str, str]] = {
    "country": "Country",
    "actor": "Party or person",
    "q": "Words",
    "channel": "Channel",
    "verdict": "Finding",
    "severity": "Severity",
    "status": "Status",
    "regime": "Law",
    "rule": "Rule",
}
"""In the order in which they are said."""
EVERY: Final = (
    HEADLINES,
    PATTERNS,
    TAGS,
    CHANNELS,
    SEVERITIES,
    STATUSES,
    BASES,
    PACES,
    BRIEFINGS,
    FILTERS,
)


def word(words: Mapping[str, str], key: object) -> str:
    """Return the message for a word of the contract; a word that is newer than this as it stands."""
    return words.get(str(key)) or str(key).replace("_", " ")
