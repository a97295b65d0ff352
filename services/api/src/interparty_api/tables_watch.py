"""The tables of what people do with alerts: subscriptions, deliveries, triage, answers.

Unlike the read model (`tables.py`) they are nobody's copy: a replay builds nothing of them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field

from interparty_api.tables import WITHOUT_ROWID, ApiTable, BigId, Term
from interparty_shared.db.types import Document, Moment


class Subscription(ApiTable, table=True):
    """Who wants which alerts, by what channel, at what pace."""

    __tablename__ = "api_subscription"

    id: str = Field(primary_key=True)
    owner: str = Field(index=True)
    """Name of the key that made it; empty for one made on the pages."""
    name: str
    filter: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))
    channel: str
    target: str
    """An https address, or an e-mail address: confidential, in no log."""
    contact: str | None = None
    """E-mail address of whoever answers for a webhook: told when it is disabled."""
    pace: str
    group_by: list[str] = Field(sa_column=Column(Document, nullable=False))
    language: str
    muted_until: datetime | None = Field(default=None, sa_column=Column(Moment))
    state: str
    why: str | None = None
    """Of one that is disabled, in a sentence."""
    created: datetime = Field(sa_column=Column(Moment, nullable=False))
    changed: datetime = Field(sa_column=Column(Moment, nullable=False))
    after: int = Field(sa_column=Column(BigId, nullable=False))
    """The router serves it from the revision after this sequence on; what was before is history."""
    from_sequence: int | None = Field(default=None, sa_column=Column(BigId))
    """As asked for: history is sent from this sequence on."""
    backfilled: int | None = Field(default=None, sa_column=Column(BigId))
    """The sequence up to which history was looked through; None: there is none to look through."""
    backfill_through: int | None = Field(default=None, sa_column=Column(BigId))
    """The sequence that looking through history ends with; None: with `after`."""
    failing_since: datetime | None = Field(default=None, sa_column=Column(Moment))
    secrets: list[dict[str, Any]] = Field(sa_column=Column(Document, nullable=False))
    """Newest first: `id`, `kind` (`hmac`, `ed25519`), `secret` (`whsec_…`, or the private `whsk_…`),
    `public` (`whpk_…`, of ed25519 only), `created` and `expires` (RFC 3339; None: never)."""
    link_key: str
    """From which the tokens of its links are derived, each for one purpose."""
    confirm_until: datetime | None = Field(default=None, sa_column=Column(Moment))

    __table_args__ = (
        Index("api_subscription_backfill", "backfilled"),
        Index("api_subscription_confirm", "confirm_until"),
    )


class Asked(ApiTable, table=True):
    """When an address was asked to confirm: outlives the subscription, so that nobody is flooded."""

    __tablename__ = "api_asked"

    id: str = Field(primary_key=True)
    """Of the delivery."""
    address: str = Field(index=True)
    """SHA-256 of the address in lower case."""
    at: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))
    """Forgotten a while later, whoever subscribes then."""


class Anchor(ApiTable, table=True):
    """The terms under which the router finds a subscription: every revision for it has one of them."""

    __tablename__ = "api_anchor"

    term: str = Field(sa_column=Column(Term, primary_key=True))
    subscription: str = Field(primary_key=True)

    __table_args__ = (Index("api_anchor_subscription", "subscription"), WITHOUT_ROWID)


class Told(ApiTable, table=True):
    """Which alerts a subscription was told of: it hears of every later revision of them."""

    __tablename__ = "api_told"

    alert: str = Field(primary_key=True)
    subscription: str = Field(primary_key=True)
    sequence: int = Field(sa_column=Column(BigId, nullable=False))
    """Of the first revision that it was told of: the root of the thread."""

    __table_args__ = (Index("api_told_subscription", "subscription"), WITHOUT_ROWID)


class Routed(ApiTable, table=True):
    """The sequence up to which revisions were routed to subscriptions. One row."""

    __tablename__ = "api_routed"

    name: str = Field(primary_key=True)
    sequence: int = Field(sa_column=Column(BigId, nullable=False))


class Delivery(ApiTable, table=True):
    """One message to one subscription: a revision, or those of a window together."""

    __tablename__ = "api_delivery"

    id: str = Field(primary_key=True)
    """A digest of subscription, group and window (`msg_…`): sent twice, it bears the same."""
    subscription: str
    channel: str
    kind: str
    """`alerts`, `test`, or a notice: `confirm`, `disabled`."""
    group_key: str
    state: str
    """`pending`, `delivered`, `failed`, `cancelled`."""
    due: datetime = Field(sa_column=Column(Moment, nullable=False))
    attempts: int
    claimed_by: str | None = None
    claimed_until: datetime | None = Field(default=None, sa_column=Column(Moment))
    created: datetime = Field(sa_column=Column(Moment, nullable=False))
    settled: datetime | None = Field(default=None, sa_column=Column(Moment))

    __table_args__ = (
        # Which subscriptions have anything that is due, and of one of them what: both without a look
        # at the rows, of which 100,000 may be due after an outage.
        Index("api_delivery_due", "state", "due", "channel", "subscription"),
        Index("api_delivery_next", "subscription", "state", "due", "id"),
        Index("api_delivery_claimed", "claimed_until"),
        Index("api_delivery_subscription", "subscription", "created", "id"),
    )


class DeliveryItem(ApiTable, table=True):
    """The revisions that a message tells of, by sequence."""

    __tablename__ = "api_delivery_item"

    delivery: str = Field(primary_key=True)
    sequence: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))

    __table_args__ = (Index("api_delivery_item_sequence", "sequence"), WITHOUT_ROWID)


class Attempt(ApiTable, table=True):
    """One try at a delivery, and what came of it: shown to the subscriber."""

    __tablename__ = "api_attempt"

    delivery: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
    took_ms: int
    outcome: str
    """`delivered`, `retry`, `refused` (never to be tried again as it stands), `gone`."""
    status: int | None = None
    """Of HTTP or SMTP."""
    detail: str

    __table_args__ = (WITHOUT_ROWID,)


class Triage(ApiTable, table=True):
    """What people did with an alert, and why. Nothing is ever deleted."""

    __tablename__ = "api_triage"

    id: str = Field(primary_key=True)
    alert: str = Field(index=True)
    action: str
    note: str
    by: str
    """Name of the key."""
    at: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))


class Answer(ApiTable, table=True):
    """A reply by someone named in an alert, shown with it from then on."""

    __tablename__ = "api_answer"

    id: str = Field(primary_key=True)
    alert: str = Field(index=True)
    by: str
    """Who answers, by name."""
    capacity: str | None = None
    """On whose behalf, or as what."""
    text: str
    url: str | None = None
    posted_by: str
    """Name of the key by which it was posted."""
    at: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))
