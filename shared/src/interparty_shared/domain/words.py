"""The vocabulary: every closed list of words that events, rules and verdicts are made of."""

from typing import Final, Literal, get_args

ActorKind = Literal[
    "party",
    "party_organ",
    "youth_wing",
    "party_foundation",
    "party_international",
    "politician",
    "government",
    "legislature",
    "embassy",
    "state_organ",
    "front_organisation",
    "company",
    "media",
    "academic",
    "other",
]
Channel = Literal[
    "visit",
    "meeting",
    "forum",
    "training",
    "foundation_programme",
    "agreement",
    "donation",
    "loan",
    "hospitality",
    "communication",
    "membership",
    "representation",
]
Role = Literal[
    "host",
    "guest",
    "organiser",
    "funder",
    "signatory",
    "speaker",
    "attendee",
    "agent",
    "principal",
]
Office = Literal[
    "head_of_state",
    "head_of_government",
    "minister",
    "member_of_parliament",
    "member_of_european_parliament",
    "commissioner",
    "institution_manager",
    "party_leader",
    "party_official",
    "candidate",
    "local_official",
    "diplomat",
    "former_office_holder",
]
Coding = Literal["machine", "person"]
ControlBasis = Literal["shares", "votes", "board", "funding", "direction", "association"]
ExemptionCase = Literal[
    "wholly_paid_by_own_party",
    "wholly_paid_by_holder",
    "wholly_paid_by_home_state",
    "wholly_paid_by_listed",
    "wholly_paid_by_kinds",
    "holder_office",
    "holder_listed",
    "counterpart_kinds",
    "counterpart_office",
    "activity",
    "not_recorded",
]
Verdict = Literal[
    "disclosed",
    "late",
    "missing",
    "pending",
    "exempt",
    "not_required",
    "prohibited",
    "permission_unknown",
    "not_computable",
    "not_assessable",
    "undetermined",
    "ambiguous",
]
Severity = Literal["info", "low", "medium", "high", "critical"]
AlertStatus = Literal["open", "resolved", "withdrawn"]
Confidence = Literal["verified", "secondary", "recall"]
RegimeStatus = Literal["in_force", "enacted_not_in_force", "proposed", "repealed"]

ACTOR_KINDS: Final = frozenset(get_args(ActorKind))
CHANNELS: Final = frozenset(get_args(Channel))
ROLES: Final = frozenset(get_args(Role))
OFFICES: Final = frozenset(get_args(Office))
VERDICTS: Final = frozenset(get_args(Verdict))
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""Mildest first."""

BODY_KINDS: Final = ACTOR_KINDS - {"politician", "other"}
"""Kinds that can only be organisations."""

ACTIVITIES: Final = frozenset(
    "academic agreement artistic communicate_office_holder cooperation distribute_value education"
    " electioneering exchange_of_views humanitarian_relief joint_event joint_programme joint_statement"
    " legal_representation lobbying lobbying_for_others one_meeting permanent_lobbying"
    " political_activities political_consultancy political_donation private_trade provide_facility"
    " provide_service public_communication public_relations raise_funds referendum_donation"
    " regular_lobbying religious research scholastic scientific trade training translation".split()
)
"""Words for what was done (`arrangement.activities`) of which it is known what they leave out."""
PURPOSES: Final = frozenset(
    "culture education influence_decision influence_election influence_legislation influence_party"
    " influence_policy tourism trade training".split()
)
"""Words for what it was for (`arrangement.purposes`) of which it is known what they leave out."""

EVENT_ENGAGEMENT: Final = "org.interparty.engagement.v1"
EVENT_RETRACTED: Final = "org.interparty.engagement.retracted.v1"
EVENT_DISCLOSURE: Final = "org.interparty.disclosure.v1"
EVENT_COVERAGE: Final = "org.interparty.coverage.v1"
EVENT_ACTOR: Final = "org.interparty.actor.v1"
EVENT_JUDGED: Final = "org.interparty.actor.judged.v1"
EVENT_TYPES: Final = (
    EVENT_ENGAGEMENT,
    EVENT_RETRACTED,
    EVENT_DISCLOSURE,
    EVENT_COVERAGE,
    EVENT_ACTOR,
    EVENT_JUDGED,
)
