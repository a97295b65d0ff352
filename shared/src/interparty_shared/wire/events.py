"""The five event types, as CloudEvents 1.0 with typed and versioned data.

These models are the contract with those who post: they are strict, refuse what they do not know
(a misspelt field is a lost fact), and are published as JSON Schemas (`GET /v1/schemas`).
Sources: CloudEvents 1.0.2 (attributes, extension names), RFC 3339 (times), ISO 8601 (dates),
ISO 3166-1 (countries), ISO 4217 (currency codes).
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from interparty_shared.domain import countries, words

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Url = Annotated[
    str, StringConstraints(pattern=r"^(https?://|urn:)\S+$", min_length=5, max_length=2000)
]
Identifier = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=256)]
Scheme = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,49}$")]
RegisterId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,63}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]


def _country(value: Any) -> Any:
    if not isinstance(value, str) or value in countries.CODES:
        return value
    hint = countries.MISTAKEN.get(value.upper())
    raise PydanticCustomError(
        "country",
        "'{code}' is no ISO 3166-1 alpha-2 code{hint}",
        {"code": value[:20], "hint": f"; did you mean {hint}?" if hint else ""},
    )


Country = Annotated[
    str,
    BeforeValidator(_country),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["GB"]}),
]


def _day(value: Any) -> Any:
    # pydantic would also take a number of seconds, written as text, for a date.
    if isinstance(value, str) and (len(value) != 10 or value[4] != "-" or value[7] != "-"):
        raise PydanticCustomError("date_format", "a date is written YYYY-MM-DD (ISO 8601)", {})
    if not isinstance(value, str | date):
        raise PydanticCustomError("date_type", "must be a date, as text: YYYY-MM-DD", {})
    return value


# Strictness ends where the text is checked: strict pydantic takes no text from a Python function.
Day = Annotated[
    date,
    Field(strict=False),
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _moment(value: Any) -> Any:
    # Also refused: seconds as text, and spellings of ISO 8601 that not every reader takes.
    if isinstance(value, str) and not _RFC3339.fullmatch(value):
        raise PydanticCustomError(
            "time_format", "a time is written 2026-01-31T23:59:59Z (RFC 3339, with its offset)", {}
        )
    if not isinstance(value, str | datetime):
        raise PydanticCustomError("time_type", "must be a time, as text (RFC 3339)", {})
    return value


Moment = Annotated[
    AwareDatetime,
    Field(strict=False),
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Strict(BaseModel):
    """Base of all that is posted: unknown fields are refused."""

    model_config = ConfigDict(
        extra="forbid", strict=True, populate_by_name=True, allow_inf_nan=False
    )


class Money(Strict):
    """An amount as a decimal string, and its ISO 4217 currency."""

    amount: Annotated[
        str, Field(pattern=r"^\d{1,15}(\.\d{1,4})?$", examples=["445.00"], strict=True)
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


class OpenSpan(Strict):
    """Days from `from` to `to`; null: without end on that side."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None


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
    """Where it was reported."""

    url: Url | None = None
    publisher: Name | None = None
    title: Text | None = None
    published: Day | None = None
    side: Literal["host", "guest", "third_party"] | None = None


class Arrangement(Strict):
    """The agreement behind an activity, where one is known."""

    agreed: Day | None = None
    directed: bool | None = None
    activities: Annotated[list[Slug], Field(max_length=50)] | None = None


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
    counterparts: Annotated[list[Actor], Field(max_length=200)] = []
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


class ActorName(Strict):
    """One name of an actor."""

    name: Name
    lang: Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")] | None = None


class ActorData(Strict):
    """Reference data about one actor."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*:\S+$", max_length=300)]
    kind: words.ActorKind
    country: Country | None = None
    names: Annotated[list[ActorName], Field(min_length=1, max_length=500)]
    ids: dict[Scheme, Identifier] | None = None
    governing: Annotated[list[OpenSpan], Field(max_length=200)] | None = None
    state_linked: Annotated[list[OpenSpan], Field(max_length=200)] | None = None
    parent: Annotated[str, Field(max_length=300)] | None = None


class Envelope(BaseModel):
    """CloudEvents 1.0 context attributes. Extensions are let through: lower-case letters and digits."""

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


Event = Annotated[
    EngagementEvent | RetractionEvent | DisclosureEvent | CoverageEvent | ActorEvent,
    Field(discriminator="type"),
]
EVENT: TypeAdapter[
    EngagementEvent | RetractionEvent | DisclosureEvent | CoverageEvent | ActorEvent
] = TypeAdapter(Event)

MODELS: dict[str, type[Envelope]] = {
    words.EVENT_ENGAGEMENT: EngagementEvent,
    words.EVENT_RETRACTED: RetractionEvent,
    words.EVENT_DISCLOSURE: DisclosureEvent,
    words.EVENT_COVERAGE: CoverageEvent,
    words.EVENT_ACTOR: ActorEvent,
}
