"""Words of the contract as words for readers: each is a message of the catalogues."""

from collections.abc import Mapping
from typing import Any, Final

from interparty_api.i18n import Translator


def mark(message: str) -> str:
    """Return a message as it is: names it as one, for whoever collects messages."""
    return message


VERDICTS: Final[Mapping[str, str]] = {
    "disclosed": mark("Recorded"),
    "late": mark("Recorded late"),
    "missing": mark("No matching record found"),
    "pending": mark("Too early to say"),
    "exempt": mark("Exempt"),
    "not_required": mark("Not required"),
    "prohibited": mark("Of a kind that the rule does not allow"),
    "permission_unknown": mark("Permission is not published"),
    "not_computable": mark("Cannot be computed"),
    "not_assessable": mark("Cannot be assessed"),
    "undetermined": mark("A fact is missing"),
    "ambiguous": mark("A record may match"),
}
SEVERITIES: Final[Mapping[str, str]] = {
    "info": mark("information"),
    "low": mark("low severity"),
    "medium": mark("medium severity"),
    "high": mark("high severity"),
    "critical": mark("critical severity"),
}
STATUSES: Final[Mapping[str, str]] = {
    "open": mark("open"),
    "resolved": mark("resolved"),
    "withdrawn": mark("withdrawn"),
}
CHANNELS: Final[Mapping[str, str]] = {
    "visit": mark("visit"),
    "meeting": mark("meeting"),
    "forum": mark("forum"),
    "training": mark("training"),
    "foundation_programme": mark("foundation programme"),
    "agreement": mark("agreement"),
    "donation": mark("donation"),
    "loan": mark("loan"),
    "hospitality": mark("hospitality"),
    "communication": mark("communication"),
    "membership": mark("membership"),
    "representation": mark("representation"),
}
OFFICES: Final[Mapping[str, str]] = {
    "head_of_state": mark("head of state"),
    "head_of_government": mark("head of government"),
    "minister": mark("minister"),
    "member_of_parliament": mark("member of parliament"),
    "member_of_european_parliament": mark("member of the European Parliament"),
    "commissioner": mark("commissioner"),
    "institution_manager": mark("manager of an institution"),
    "party_leader": mark("party leader"),
    "party_official": mark("party official"),
    "candidate": mark("candidate"),
    "local_official": mark("local official"),
    "diplomat": mark("diplomat"),
    "former_office_holder": mark("former office holder"),
}
ROLES: Final[Mapping[str, str]] = {
    "host": mark("host"),
    "guest": mark("guest"),
    "organiser": mark("organiser"),
    "funder": mark("funder"),
    "signatory": mark("signatory"),
    "speaker": mark("speaker"),
    "attendee": mark("attendee"),
    "agent": mark("agent"),
    "principal": mark("principal"),
}
KINDS: Final[Mapping[str, str]] = {
    "party": mark("party"),
    "party_organ": mark("organ of a party"),
    "youth_wing": mark("youth wing of a party"),
    "party_foundation": mark("party foundation"),
    "party_international": mark("party international"),
    "politician": mark("politician"),
    "government": mark("government"),
    "legislature": mark("legislature"),
    "embassy": mark("embassy"),
    "state_organ": mark("organ of a state"),
    "front_organisation": mark("organisation that acts for a party or state"),
    "company": mark("company"),
    "media": mark("media"),
    "academic": mark("academic body"),
    "other": mark("other"),
}
BASES: Final[Mapping[str, str]] = {
    "recorded": mark("as recorded"),
    "inferred": mark("inferred"),
    "not_found": mark("searched, not found"),
    "not_assessable": mark("not known"),
    "rule": mark("by the rule"),
}
MOMENTS: Final[Mapping[str, str]] = {
    "trip_start": mark("the beginning of the trip"),
    "trip_end": mark("the end of the trip"),
    "return_home": mark("the return home"),
    "event_start": mark("the beginning of the event"),
    "event_end": mark("the day of the meeting"),
    "alteration": mark("the change"),
    "acceptance": mark("the acceptance"),
    "arrangement_entered": mark("the arrangement"),
    "agency_agreed": mark("the agreement to act for another"),
    "liability_arises": mark("the day on which the duty to register arose"),
    "conditions_met": mark("the day on which the conditions were met"),
    "joining": mark("the day of joining"),
    "donation_received": mark("the receipt"),
    "donation_accepted": mark("the acceptance"),
    "threshold_crossed": mark("the day on which the threshold was crossed"),
    "period_end": mark("the end of the period"),
}
SHAPES: Final[Mapping[str, str]] = {
    "post_hoc": mark("Something is reported after it has taken place."),
    "prior": mark("Permission is asked, or notice given, before it takes place."),
    "prohibition": mark("It is not allowed, and nothing that is filed changes that."),
    "periodic": mark("A statement is due for each period."),
}
REGIME_STATUSES: Final[Mapping[str, str]] = {
    "in_force": mark("in force"),
    "enacted_not_in_force": mark("enacted, not in force"),
    "proposed": mark("proposed"),
    "repealed": mark("repealed"),
}
CONFIDENCES: Final[Mapping[str, str]] = {
    "verified": mark("Verified: the text of the law was seen."),
    "secondary": mark("Part of this rule rests on what others say of the text."),
    "recall": mark(
        "The text of this rule was not seen by those who wrote it down; have it checked."
    ),
}
FEATURES: Final[Mapping[str, str]] = {
    "filer": mark("filer"),
    "dates": mark("dates"),
    "counterpart": mark("counterpart"),
    "place": mark("place"),
    "amount": mark("amount"),
}
TYPES: Final[Mapping[str, str]] = {
    "alert.opened": mark("Opened"),
    "alert.revised": mark("Revised"),
    "alert.resolved": mark("Resolved"),
    "alert.withdrawn": mark("Withdrawn"),
}
FIELDS: Final[Mapping[str, str]] = {
    "verdict": mark("the verdict"),
    "status": mark("the state"),
    "severity": mark("the severity"),
    "subject": mark("who took part"),
    "channel": mark("the kind of contact"),
    "occurred": mark("the days of the contact"),
    "due": mark("the due date"),
    "alert_date": mark("the day from which an absence is judged"),
    "summary": mark("the summary"),
    "reason": mark("the reasons"),
    "evidence": mark("the evidence"),
    "rule": mark("the rule"),
    "citation": mark("the citation"),
    "confidence": mark("how sure the rule is"),
    "caution": mark("the caution"),
    "pattern": mark("the numbers of the pattern"),
    "series": mark("the series behind it"),
    "folds": mark("the alerts folded into it"),
    "folded_into": mark("the alert that it is folded into"),
    "triage": mark("what was done with it"),
    "answers": mark("the answers"),
}
PATTERNS: Final[Mapping[str, str]] = {
    "first_contact": mark("first contact"),
    "surge": mark("more contacts than expected"),
    "dual_track": mark("both sides of politics at once"),
    "channel_shift": mark("from official to party channels"),
    "cultivation": mark("one body met in more and more ways"),
    "pre_election": mark("contacts before an election"),
    "intermediary": mark("a body in between"),
    "one_sided": mark("told by one side only"),
    "money": mark("money above a threshold"),
    "concentration": mark("contacts on few bodies"),
    "mirror": mark("two accounts that differ"),
}
ACTIONS: Final[Mapping[str, str]] = {
    "acknowledge": mark("Acknowledged"),
    "dismiss": mark("Set aside"),
    "reopen": mark("Opened again"),
}
SORTS: Final[Mapping[str, str]] = {
    "-updated": mark("Changed last"),
    "-opened": mark("Opened last"),
    "due": mark("Due first"),
    "-due": mark("Due last"),
    "-severity": mark("Most severe"),
}
PACES: Final[Mapping[str, str]] = {
    "immediate": mark("At once"),
    "hourly": mark("Every hour"),
    "daily": mark("Every day"),
    "weekly": mark("Every week"),
}
STATES: Final[Mapping[str, str]] = {
    "unconfirmed": mark("not confirmed"),
    "active": mark("active"),
    "paused": mark("paused"),
    "disabled": mark("ended"),
    "pending": mark("pending"),
    "delivered": mark("delivered"),
    "failed": mark("not delivered"),
    "cancelled": mark("cancelled"),
}
"""Of subscriptions, and of what was sent to them."""
MESSAGES: Final[Mapping[str, str]] = {
    "alerts": mark("alerts"),
    "test": mark("test"),
    "confirm": mark("confirm"),
    "disabled": mark("notice of its end"),
}
FILTERS: Final[Mapping[str, str]] = {
    "q": mark("Words"),
    "actor": mark("Person or body"),
    "country": mark("Country of either side"),
    "regime": mark("Law"),
    "rule": mark("Rule"),
    "verdict": mark("Verdict"),
    "severity": mark("Severity"),
    "status": mark("State"),
    "channel": mark("Kind of contact"),
    "since": mark("Changed since"),
    "until": mark("Changed until"),
}
HEADINGS: Final[Mapping[str, str]] = {
    "The duty": mark("The duty"),
    "Who owes it": mark("Who owes it"),
    "With whom": mark("With whom"),
    "What counts": mark("What counts"),
    "From what value on": mark("From what value on"),
    "Unless": mark("Unless"),
    "Until when": mark("Until when"),
    "The register": mark("The register"),
    "When an absence is judged": mark("When an absence is judged"),
    "Alerts": mark("Alerts"),
    "How sure this is": mark("How sure this is"),
    "The law": mark("The law"),
}
"""Of the parts in which `packs.explain` says what a rule says."""

FAMILIES: Final[Mapping[str, Mapping[str, str]]] = {
    "verdict": VERDICTS,
    "severity": SEVERITIES,
    "status": STATUSES,
    "channel": CHANNELS,
    "office": OFFICES,
    "role": ROLES,
    "kind": KINDS,
    "basis": BASES,
    "moment": MOMENTS,
    "shape": SHAPES,
    "regime_status": REGIME_STATUSES,
    "confidence": CONFIDENCES,
    "feature": FEATURES,
    "type": TYPES,
    "field": FIELDS,
    "action": ACTIONS,
    "pattern": PATTERNS,
    "sort": SORTS,
    "pace": PACES,
    "heading": HEADINGS,
    "state": STATES,
    "message": MESSAGES,
    "filter": FILTERS,
}


def word(t: Translator, family: str, value: Any) -> str:
    """Return a word of the contract in the reader's language; one without a label as it stands."""
    if value is None:
        return ""
    label = FAMILIES[family].get(str(value))
    return t.gettext(label) if label else str(value).replace("_", " ")
