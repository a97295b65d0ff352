"""The six event types, as CloudEvents 1.0 with typed and versioned data.

These models are the contract with those who post: they are strict, refuse what they do not know
(a misspelt field is a lost fact), and are published as JSON Schemas (`GET /v1/schemas`).
Sources: CloudEvents 1.0.2 (attributes, extension names), RFC 3339 (times), ISO 8601 (dates),
ISO 3166-1 (countries), ISO 4217 (currency codes).
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from interparty_shared.domain import words
from interparty_shared.wire.reference import ActorData, JudgementData
from interparty_shared.wire.scalars import (
    Country,
    Day,
    Identifier,
    Moment,
    Name,
    RegisterId,
    Scheme,
    Slug,
    Strict,
    Text,
    Url,
)


class Money(Strict):
    """An amount as a decimal string, and its ISO 4217 currency."""

    amount: Annotated[
        str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,4})?$", examples=["445.00"], strict=True)
    ]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["GBP"])]


class Span(Strict):
    """Days from `from` to `to`, both included; `to` absent: unknown or the same day."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to is not None and self.to < self.from_:
            raise PydanticCustomError("span", "'to' is before 'from'", {})
        return self


class Place(Strict):
    """Where. `countries` lists every country of a trip through several."""

    country: Country | None = None
    city: Name | None = None
    countries: Annotated[list[Country], Field(max_length=50)] | None = None


class Body(Strict):
    """An organisation that somebody belongs to."""

    name: Name
    kind: words.ActorKind | None = None
    country: Country | None = None
    ids: dict[Scheme, Identifier] | None = None


class Actor(Strict):
    """Who. Only the name is required; what is absent is unknown."""

    name: Name
    kind: words.ActorKind | None = None
    country: Country | None = None
    office: words.Office | None = None
    chamber: Slug | None = None
    ids: dict[Scheme, Identifier] | None = None
    of: Body | None = None


class Participant(Actor):
    """An actor in an engagement."""

    role: words.Role | None = None
    pays: Money | None = None


class Source(Strict):
    """Where it was reported.

    `coding`: whether a program found the event in a text (`machine`) or a person wrote it down
    (`person`); absent: unknown. A program mistakes hypothetical, past and reported events for events,
    and namesakes for each other, without anyone having looked: what rests on it alone rests on less.
    """

    url: Url | None = None
    publisher: Name | None = None
    title: Text | None = None
    published: Day | None = None
    side: Literal["host", "guest", "third_party"] | None = None
    coding: words.Coding | None = None


class Arrangement(Strict):
    """The agreement behind an activity, where one is known.

    `agreed`: when it was made; `accepted`: when an invitation, benefit or donation was accepted;
    `directed`: at somebody's order, request or direction; `associated`: in association with somebody,
    directed or not; `remunerated`: for pay; `activities` and `purposes`: what was done, and what for.
    """

    agreed: Day | None = None
    accepted: Day | None = None
    directed: bool | None = None
    associated: bool | None = None
    remunerated: bool | None = None
    activities: Annotated[list[Slug], Field(max_length=50)] | None = None
    purposes: Annotated[list[Slug], Field(max_length=50)] | None = None


class EngagementData(Strict):
    """What happened once."""

    channel: words.Channel
    occurred: Span
    participants: Annotated[list[Participant], Field(min_length=2, max_length=1000)]
    title: Text | None = None
    place: Place | None = None
    value: Money | None = None
    arrangement: Arrangement | None = None
    topics: Annotated[list[Slug], Field(max_length=100)] | None = None
    sources: Annotated[list[Source], Field(max_length=100)] | None = None


class EventRef(Strict):
    """The (source, id) of an earlier event."""

    source: Annotated[str, Field(min_length=1, max_length=512)]
    id: Annotated[str, Field(min_length=1, max_length=256)]


class RetractionData(Strict):
    """Says that an engagement did not happen, or was reported wrongly as a whole."""

    engagement: EventRef
    reason: Text


class DisclosureData(Strict):
    """One record of a public register."""

    register_: Annotated[RegisterId, Field(alias="register")]
    record_id: Identifier
    filer: Actor
    counterparts: Annotated[list[Actor], Field(max_length=200, default_factory=list)]
    channel: words.Channel | None = None
    occurred: Span | None = None
    filed: Day | None = None
    published: Day | None = None
    value: Money | None = None
    place: Place | None = None
    purpose: Text | None = None
    url: Url | None = None
    withdrawn: bool = False


class CoverageData(Strict):
    """The span of filing dates for which our copy of a register is known complete."""

    register_: Annotated[RegisterId, Field(alias="register")]
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    synced: Moment

    @model_validator(mode="after")
    def _sane(self) -> Self:
        if self.to < self.from_:
            raise PydanticCustomError("span", "'to' is before 'from'", {})
        if self.to > self.synced.date():
            raise PydanticCustomError(
                "coverage", "'to' is after 'synced': a copy cannot cover days to come", {}
            )
        return self


class Envelope(BaseModel):
    """CloudEvents 1.0 context attributes. Extensions pass: lower-case letters and digits."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)

    specversion: Literal["1.0"]
    id: Annotated[str, Field(min_length=1, max_length=256, strict=True)]
    source: Annotated[str, Field(min_length=1, max_length=512, strict=True, pattern=r"^\S+$")]
    time: Moment | None = None
    subject: Annotated[str, Field(max_length=512)] | None = None
    datacontenttype: Annotated[str, Field(pattern=r"^application/(\S+\+)?json\b.*$")] | None = None
    dataschema: Annotated[str, Field(max_length=512)] | None = None

    @model_validator(mode="after")
    def _extensions(self) -> Self:
        for name, value in (self.__pydantic_extra__ or {}).items():
            if name == "data_base64":
                raise PydanticCustomError("data_base64", "data must be JSON, not base64", {})
            if not (name.isascii() and name.isalnum() and name == name.lower()):
                raise PydanticCustomError(
                    "extension",
                    "'{name}' is no CloudEvents attribute name (lower-case letters and digits)",
                    {"name": name[:60]},
                )
            if value is not None and not isinstance(value, str | int | bool):
                raise PydanticCustomError(
                    "extension",
                    "attribute '{name}' must be a string, number or boolean",
                    {"name": name},
                )
        return self


class EngagementEvent(Envelope):
    """An engagement was seen."""

    type: Literal["org.interparty.engagement.v1"]
    data: EngagementData


class RetractionEvent(Envelope):
    """An engagement is taken back."""

    type: Literal["org.interparty.engagement.retracted.v1"]
    data: RetractionData


class DisclosureEvent(Envelope):
    """A record stands in a public register."""

    type: Literal["org.interparty.disclosure.v1"]
    data: DisclosureData


class CoverageEvent(Envelope):
    """A register was synced."""

    type: Literal["org.interparty.coverage.v1"]
    data: CoverageData


class ActorEvent(Envelope):
    """Reference data about an actor."""

    type: Literal["org.interparty.actor.v1"]
    data: ActorData


class JudgedEvent(Envelope):
    """Somebody judged whom a name means."""

    type: Literal["org.interparty.actor.judged.v1"]
    data: JudgementData


Event = Annotated[
    EngagementEvent | RetractionEvent | DisclosureEvent | CoverageEvent | ActorEvent | JudgedEvent,
    Field(discriminator="type"),
]
EVENT: TypeAdapter[
    EngagementEvent | RetractionEvent | DisclosureEvent | CoverageEvent | ActorEvent | JudgedEvent
] = TypeAdapter(Event)

MODELS: dict[str, type[Envelope]] = {
    words.EVENT_ENGAGEMENT: EngagementEvent,
    words.EVENT_RETRACTED: RetractionEvent,
    words.EVENT_DISCLOSURE: DisclosureEvent,
    words.EVENT_COVERAGE: CoverageEvent,
    words.EVENT_ACTOR: ActorEvent,
    words.EVENT_JUDGED: JudgedEvent,
}
