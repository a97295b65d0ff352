"""What the numbers behind a finding are called where people read them; in the API they have their keys."""

from collections.abc import Mapping
from typing import Final

CALLED: Final[Mapping[str, str]] = {
    "all": "In all",
    "all_before": "In all before",
    "away_engagements": "Engagements of the one abroad on record",
    "away_partners": "Bodies that the one abroad met",
    "before": "Occasions before",
    "bodies": "Bodies that had any",
    "carried": "Engagements carried",
    "carried_before": "Engagements carried before",
    "count": "Occasions",
    "currency": "Currency",
    "direct": "Engagements with bodies of the state itself",
    "expected": "Occasions expected",
    "governing": "Engagements with parties in government",
    "governing_before": "With parties in government before",
    "high": "95% of such windows hold at most",
    "home_engagements": "Engagements of the one at home on record",
    "home_partners": "Bodies that the one at home met",
    "low": "95% of such windows hold at least",
    "neighbours": "Engagements of other bodies of its country, held beside",
    "official": "Occasions of governments",
    "official_before": "Of governments before",
    "opposition": "Engagements with parties in opposition",
    "opposition_before": "With parties in opposition before",
    "p": "Probability of so many or more (p value)",
    "pairs": "Pairs tested in the week",
    "party": "Occasions of parties",
    "party_before": "Of parties before",
    "payments": "Engagements in which it paid",
    "probability": "Probability that the next contact is a new one",
    "q": "Least false discovery rate at which it is kept (q value)",
    "same_body": "Chance that two occasions are with one body",
    "share": "Share",
    "share_before": "Share before",
    "silence": "Weeks without a contact, at least",
    "sum": "Sum paid",
    "threshold": "Threshold of the rule",
    "told": "Engagements that it told of",
    "top": "With the body that has most",
    "top_before": "With that body before",
    "unknown": "Engagements with parties of which it is not known",
    "usual": "Sum in so long before, on average",
    "usual_days": "Days in which it usually tells",
    "usual_days_high": "Such days, at most (95%)",
    "usual_days_low": "Such days, at least (95%)",
    "waited_days": "Days since",
    "waiting": "Engagements that it has not told of",
    "weeks_before": "Weeks on record before",
    "years": "Under the model, once in so many years",
}


def called(name: str) -> str:
    """Return what a number is called; one that is new, by its key."""
    return CALLED.get(name, name.replace("_", " ").capitalize())
