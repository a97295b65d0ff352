"""What is said and answered about subscriptions and deliveries, for OpenAPI."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from interparty_api.handlers.subscribing import Channel, GroupBy, Language, Pace
from interparty_api.handlers.subscription_secrets import SecretKind
from interparty_api.routes import schemas
from interparty_api.routes import subscription_examples as shown
from interparty_shared.domain import words


def _printable(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("must be text that can be printed")
    return text


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be a time that has a date in UTC") from None


When = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
Address = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(_printable)]
Groups = Annotated[tuple[GroupBy, ...], Field(max_length=4)]
State = Literal["unconfirmed", "active", "paused", "disabled"]


class Asked(BaseModel):
    """Base of what is sent to us: what is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class WantedSubscription(Asked):
    """A subscription that is to be made."""

    model_config = ConfigDict(json_schema_extra={"examples": [shown.WANTED]})

    name: Name = "Alerts"
    filter: dict[str, Any] = Field(
        default_factory=dict,
        description="As the parameters of GET /v1/alerts: `rule` `regime` `verdict` `severity`"
        " `status` `channel` `country` `actor` (a value or a list of them) and `q`; empty: all",
    )
    channel: Channel
    to: Address = Field(description="An https address, or an e-mail address")
    contact: Address | None = Field(
        None, description="E-mail address of who answers for a webhook: told when it is disabled"
    )
    pace: Pace = "immediate"
    group_by: Groups = Field((), description="E-mail only: what comes in one message")
    language: Language = "en"
    muted_until: When | None = None
    from_sequence: int | None = Field(
        None, ge=1, lt=2**63, description="Send history, too, from this sequence on"
    )
    secret_kind: SecretKind = Field(
        "hmac", description="How a webhook is signed (Standard Webhooks)"
    )


class ChangedSubscription(Asked):
    """What is to be different; what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"pace": "daily", "muted_until": None, "state": "active"}]}
    )

    name: Name | None = None
    filter: dict[str, Any] | None = None
    contact: Address | None = None
    pace: Pace | None = None
    group_by: Groups | None = None
    language: Language | None = None
    muted_until: When | None = None
    state: Literal["active", "paused"] | None = None


class WantedPreview(Asked):
    """A subscription that might be made; what does not bear on how much is sent is passed over."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"filter": shown.FILTER, "pace": "daily"}]}
    )

    filter: dict[str, Any] = Field(default_factory=dict)
    pace: Pace = "immediate"
    channel: Channel = "email"
    group_by: Groups = ()
    name: str | None = None
    to: str | None = None
    contact: str | None = None
    language: Language | None = None
    muted_until: When | None = None
    from_sequence: int | None = None
    secret_kind: SecretKind | None = None


class WantedReplay(Asked):
    """Which history is to be sent (again)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"after": 1000, "through": 1042}]})

    after: int = Field(ge=0, lt=2**63, description="From the revision after this sequence on")
    through: int | None = Field(
        None, ge=1, lt=2**63, description="Up to this one, itself included; left out: the present"
    )


class WantedSecret(Asked):
    """Of which kind the new secret is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"secret_kind": "hmac"}]})

    secret_kind: SecretKind = "hmac"  # noqa: S105 - which kind, not which


class SecretShown(schemas.Shape):
    """What may be shown of a secret more than once."""

    id: str
    kind: SecretKind
    public_key: str | None
    created: datetime
    expires: datetime | None


class History(schemas.Shape):
    """History that is being sent: it was looked through up to `done`, and is up to `through`."""

    done: int
    through: int


class Subscription(schemas.Shape):
    """Who wants which alerts, by what channel, at what pace."""

    model_config = ConfigDict(json_schema_extra={"examples": [shown.SUBSCRIPTION]})

    id: str
    name: str
    filter: dict[str, Any]
    channel: Channel
    to: str
    contact: str | None
    pace: Pace
    group_by: list[GroupBy]
    language: Language
    muted_until: datetime | None
    from_sequence: int | None
    history: History | None
    state: State
    why: str | None
    failing_since: datetime | None
    confirm_until: datetime | None
    created: datetime
    changed: datetime
    secrets: list[SecretShown]


class CreatedSubscription(Subscription):
    """With what is shown once: of a webhook `secret`, or of ed25519 `public_key`."""

    model_config = ConfigDict(json_schema_extra={"examples": [shown.CREATED]})

    secret: str | None = None
    public_key: str | None = None


class Attempt(schemas.Shape):
    """One try, and what came of it."""

    at: datetime
    outcome: Literal["delivered", "retry", "refused", "gone"]
    status: int | None
    detail: str
    took_ms: int


class Delivery(schemas.Shape):
    """One message, with its attempts and the sequences of the revisions that it tells of."""

    model_config = ConfigDict(json_schema_extra={"examples": [shown.DELIVERY]})

    id: str
    subscription: str
    kind: Literal["alerts", "test", "confirm", "disabled"]
    state: Literal["pending", "delivered", "failed", "cancelled"]
    due: datetime
    created: datetime
    settled: datetime | None
    sequences: list[int]
    attempts: list[Attempt]


class AlertCounts(schemas.Shape):
    """How many alerts, and of which status and severity they are."""

    total: int
    by_status: dict[words.AlertStatus, int]
    by_severity: dict[words.Severity, int]


class BusiestDay(schemas.Shape):
    """The day (UTC) on which most was published."""

    day: str
    revisions: int


class Preview(schemas.Shape):
    """What would have been sent. `truncated`: there was more; `from` is when what is counted begins."""

    model_config = ConfigDict(json_schema_extra={"examples": [shown.PREVIEW]})

    from_: datetime = Field(alias="from")
    to: datetime
    truncated: bool
    alerts: AlertCounts
    revisions: int
    pace: Pace
    would_send: int
    messages: dict[Pace, int]
    busiest_day: BusiestDay | None
    examples: list[schemas.Alert]


SubscriptionPage = schemas.Page[Subscription]
DeliveryPage = schemas.Page[Delivery]
