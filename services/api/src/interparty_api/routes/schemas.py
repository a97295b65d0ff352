"""The shapes of the answers, for OpenAPI.

Documents are answered as they are stored, not through these models.
"""

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from interparty_api.routes import examples
from interparty_api.routes.corroboration_schemas import Corroboration
from interparty_api.routes.judgement_schemas import AnswerShown, TriageShown
from interparty_api.routes.pattern_schemas import AsksOfPattern, Folded, Pattern, SeriesPoint
from interparty_shared.domain import words


class Shape(BaseModel):
    """Base of all answers: later versions may have more fields, never fewer."""

    model_config = ConfigDict(extra="allow")


class Money(Shape):
    """An amount and its ISO 4217 currency."""

    amount: str
    currency: str


class Actor(Shape):
    """Who takes part; what is unknown is left out."""

    name: str
    kind: words.ActorKind | None = None
    country: str | None = None
    office: words.Office | None = None
    role: words.Role | None = None
    ids: dict[str, str] | None = None
    of: "Actor | None" = None
    pays: Money | None = None


class Span(Shape):
    """Days, both included."""

    from_: str = Field(alias="from")
    to: str | None = None


class Step(Shape):
    """One sentence of the reasoning, what it rests on, and the values that went in."""

    step: str
    text: str
    basis: Literal["recorded", "inferred", "not_found", "not_assessable", "rule"]
    inputs: dict[str, Any]


class EventRef(Shape):
    """The (source, id) of an event."""

    source: str
    id: str


class RuleRef(Shape):
    """A rule in one of its versions; of a pattern, with its kind."""

    id: str
    version: str
    kind: str | None = None


class Subject(Shape):
    """The two sides of the contact."""

    domestic: Actor
    foreign: Actor


class Evidence(Shape):
    """What an alert rests on: engagements with their sources, the register that was searched.

    Where several reports tell of one engagement, all are listed, the one that leads first, and
    `corroboration` says who says what. Of a pattern, the latest engagements that count, and in `total` how
    many there are; `report_of` of a report names the one under which it counts.
    """

    engagements: list[dict[str, Any]]
    corroboration: Corroboration | None = None
    total: int | None = None
    register_: dict[str, Any] = Field(alias="register")


class Alert(Shape):
    """A finding that lives: with its explanation and evidence.

    Of a pattern over many contacts, `regime`, `verdict` and the dates of a duty are null, and `pattern`
    and `series` are there.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ALERT]})

    id: str
    revision: int
    sequence: int
    status: words.AlertStatus
    severity: words.Severity
    rule: RuleRef
    regime: str | None
    jurisdiction: str | None
    verdict: words.Verdict | None
    subject: Subject
    channel: words.Channel
    occurred: Span
    due: str | None
    alert_date: str | None
    opened: str
    updated: str
    summary: str
    reason: list[Step]
    evidence: Evidence
    pattern: Pattern | None = None
    series: list[SeriesPoint] | None = None
    folds: list[Folded] | None = None
    folded_into: str | None = None
    triage: TriageShown | None = None
    answers: list[AnswerShown] = []


class Obligation(Shape):
    """What one holder owed under one regime for one engagement, and the verdict on it."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.OBLIGATION]})

    id: str
    regime: str
    rule: str
    jurisdiction: str
    verdict: words.Verdict
    due: str | None
    alert_date: str | None
    duty_holder: str
    engagement: EventRef
    holder: Actor
    domestic: Actor
    foreign: Actor
    register_: str | None = Field(alias="register")
    disclosure: dict[str, Any] | None
    missing_facts: list[str]
    exemption: str | None
    reason: list[Step]
    citation: str
    confidence: words.Confidence


class Engagement(Shape):
    """What was posted of an engagement, and whether it was taken back."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ENGAGEMENT]})

    source: str
    id: str
    time: str
    received: str
    retracted: bool
    retraction: dict[str, Any] | None
    channel: words.Channel
    occurred: Span
    participants: list[Actor]


class Disclosure(Shape):
    """A record in a public register; `id` is `register:record_id`."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DISCLOSURE]})

    id: str
    register_: str = Field(alias="register")
    record_id: str
    filer: Actor
    counterparts: list[Actor] = []
    filed: str | None = None
    event: EventRef
    time: str
    received: str


class Register(Shape):
    """Where disclosures are published: what it shows, and what our copy of it holds."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REGISTER]})

    id: str
    name: str | None
    url: str | None
    public: bool | None
    shows_filing_date: bool | None
    shows_amount: bool | None
    regimes: list[str]
    not_shown: list[str] = Field(description="What its silence does not prove, by regime")
    complete: list[Span] = Field(description="Filing dates for which our copy is known complete")
    synced: str | None
    records: int


class Regime(Shape):
    """A transparency law in one of its versions, as its rule pack states it."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REGIME]})

    id: str
    rule: str
    version: str
    title: str
    jurisdiction: str
    status: words.RegimeStatus
    in_force: bool
    enabled: bool
    duty: str
    citation: str
    sources: list[str]
    confidence: words.Confidence


class Rule(AsksOfPattern, Shape):
    """What of a regime raises alerts; or a rule of a pattern, which has a `kind` and is of no regime."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RULE]})

    id: str
    version: str
    title: str
    enabled: bool
    regime: str | None = None
    jurisdiction: str | None = None
    shape: str | None = None
    in_force: bool | None = None
    confidence: words.Confidence | None = None
    alerts: dict[str, words.Severity] | None = None
    citation: str | None = None


class Change(Shape):
    """One revision of an alert."""

    sequence: int
    type: Literal["alert.opened", "alert.revised", "alert.resolved", "alert.withdrawn"]
    alert: Alert


class RevisionShown(Change):
    """One revision, and the fields in which it differs from the one before."""

    revision: int
    changed: list[str]


class Explanation(Shape):
    """What became of an engagement, stage by stage."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.EXPLANATION]})

    source: str
    id: str
    outcome: str
    stages: list[dict[str, Any]]


Item = TypeVar("Item")


class Page(Shape, Generic[Item]):
    """A page of a list; `next` is the cursor of the page after it."""

    items: list[Item]
    next: str | None


class ChangePage(Page[Change]):
    """A page of changes; up to `watermark` none is missing."""

    watermark: int


AlertPage = Page[Alert]
HistoryPage = Page[RevisionShown]
ObligationPage = Page[Obligation]
EngagementPage = Page[Engagement]
DisclosurePage = Page[Disclosure]
RegisterPage = Page[Register]
RegimePage = Page[Regime]
RulePage = Page[Rule]
