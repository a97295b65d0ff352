"""The tables of this service. Nothing but `store` knows them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, false, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from interparty_shared.db.types import Bytes, Document, Moment


class AlertsTable(SQLModel, registry=registry()):
    """Base with a metadata of its own: in one process three services share one SQLModel."""


BigId = BigInteger().with_variant(Integer, "sqlite")


class Fact(AlertsTable, table=True):
    """The version in force of each event, by (source, id)."""

    __tablename__ = "alerts_fact"

    source: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    type: str
    thing: str = Field(index=True)
    """What it speaks of (`codec.thing_key`): an engagement and its retractions share one."""
    time: datetime = Field(sa_column=Column(Moment, nullable=False))
    digest: str
    since: datetime = Field(sa_column=Column(Moment, nullable=False))
    """The earliest `time` ever posted under its (source, id): by it reports are ordered."""
    received: datetime = Field(sa_column=Column(Moment, nullable=False))
    lane: str
    trace: str
    data: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))


class Link(AlertsTable, table=True):
    """Where to look: under which keys things are found.

    The kinds: an engagement (`e`), a record (`d`), reference data (`a`), a posted name (`n`, by its
    sound; `m`, by what reference data may mean it).
    """

    __tablename__ = "alerts_link"

    key: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    id: str = Field(primary_key=True)

    __table_args__ = (Index("alerts_link_ref", "source", "id"),)


class ReferenceChange(AlertsTable, table=True):
    """Transactions that changed reference data: what was remembered of it before holds no more.

    `number` of them, whose random tokens add up to `token`.
    """

    __tablename__ = "alerts_reference_change"

    token: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    number: int


class Sync(AlertsTable, table=True):
    """What a coverage event attests, once the log has been read up to `barrier`."""

    __tablename__ = "alerts_sync"

    source: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    register_id: str = Field(index=True)
    first: date
    last: date
    synced: datetime = Field(sa_column=Column(Moment, nullable=False))
    barrier: dict[str, int] = Field(sa_column=Column(Document, nullable=False))
    ready: bool


class Obligation(AlertsTable, table=True):
    """The state of each obligation, and when time alone will change it."""

    __tablename__ = "alerts_obligation"

    id: str = Field(primary_key=True)
    source: str
    engagement: str
    regime: str
    register_id: str
    verdict: str
    first: date
    last: date | None
    attested: datetime | None = Field(default=None, sa_column=Column(Moment))
    wake_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    digest: str
    key: str
    trace: str
    version: int

    __table_args__ = (
        Index("alerts_obligation_ref", "source", "engagement"),
        Index(
            "alerts_obligation_wake",
            "wake_at",
            postgresql_where=text("wake_at IS NOT NULL"),
            sqlite_where=text("wake_at IS NOT NULL"),
        ),
        Index(
            "alerts_obligation_waiting",
            "register_id",
            "last",
            postgresql_where=text("verdict IN ('not_assessable', 'missing')"),
            sqlite_where=text("verdict IN ('not_assessable', 'missing')"),
        ),
    )


class Alert(AlertsTable, table=True):
    """The last revision of each alert."""

    __tablename__ = "alerts_alert"

    id: str = Field(primary_key=True)
    source: str
    engagement: str
    revision: int
    status: str
    digest: str
    document: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))

    __table_args__ = (Index("alerts_alert_ref", "source", "engagement"),)


class Outbox(AlertsTable, table=True):
    """What leaves the database leaves in the transaction that made it true."""

    __tablename__ = "alerts_outbox"

    number: int | None = Field(
        default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True)
    )
    kind: str
    key: str
    body: bytes = Field(sa_column=Column(Bytes, nullable=False))
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
    trace: str
    notify: bool
    gone: bool
    sequence: int | None = Field(default=None, sa_column=Column(BigId))


class Sequence(AlertsTable, table=True):
    """The last sequence given, which relay publishes until when, and what must be read first."""

    __tablename__ = "alerts_sequence"

    name: str = Field(primary_key=True)
    last: int = Field(sa_column=Column(BigId, nullable=False))
    relay: str
    until: datetime = Field(sa_column=Column(Moment, nullable=False))
    barrier: dict[str, int] = Field(sa_column=Column(Document, nullable=False))
    """Empty, or how far the log must be read before anything is decided anew."""


class Position(AlertsTable, table=True):
    """How far each partition has been read, and by whom it is owned."""

    __tablename__ = "alerts_position"

    topic: str = Field(primary_key=True)
    partition: int = Field(primary_key=True)
    next_offset: int = Field(sa_column=Column(BigId, nullable=False))
    owner: str


class Recheck(AlertsTable, table=True):
    """Engagements to look at again (named, or found under keys), once transaction `after_xid` is over."""

    __tablename__ = "alerts_recheck"

    number: int | None = Field(
        default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True)
    )
    refs: list[list[str]] = Field(sa_column=Column(Document, nullable=False))
    under_keys: list[str] = Field(sa_column=Column(Document, nullable=False))
    register_id: str | None = None
    after_xid: int | None = Field(default=None, sa_column=Column(BigId))
    after_barrier: bool = False
    moved: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )
    """They are other than before themselves: what hangs on them is to be looked at, too."""
    trace: str
    notify: bool


class Judging(AlertsTable, table=True):
    """By which packs and code verdicts are decided, and how far all are asked for again under them."""

    __tablename__ = "alerts_judging"

    name: str = Field(primary_key=True)
    digest: str
    until: datetime = Field(sa_column=Column(Moment, nullable=False))
    """So long at least is somebody known to work by it."""
    asking: bool
    """Whether engagements are to be asked for again still: those after `after_source`, `after_id`."""
    after_source: str
    after_id: str
    after_xid: int | None = Field(default=None, sa_column=Column(BigId))
    """The newest transaction that may have decided by other packs: to be over before any is asked for."""


class PutAside(AlertsTable, table=True):
    """When records were put aside: what the stop limit counts."""

    __tablename__ = "alerts_put_aside"

    number: int | None = Field(
        default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True)
    )
    at: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))
    topic: str
    partition: int
    record_offset: int = Field(sa_column=Column(BigId, nullable=False))
    reason: str


class Body(AlertsTable, table=True):
    """Who contacts are between, as posted and completed; rows are added and never changed."""

    __tablename__ = "alerts_body"

    key: str = Field(primary_key=True)
    document: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))


class Contact(AlertsTable, table=True):
    """The contacts of each engagement that stands: who, with whom, in which ISO week."""

    __tablename__ = "alerts_contact"

    source: str = Field(primary_key=True)
    engagement: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    week: int = Field(index=True)
    a: str
    b: str
    digest: str
    document: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))


class Flag(AlertsTable, table=True):
    """What rules of patterns found, week by week; alerts are made of them."""

    __tablename__ = "alerts_flag"

    rule: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    week: int = Field(primary_key=True, index=True)
    group_key: str = Field(index=True)
    document: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))


class ChangedWeeks(AlertsTable, table=True):
    """Weeks whose contacts are other than before; what hangs on them is to be decided anew."""

    __tablename__ = "alerts_changed_weeks"

    number: int | None = Field(
        default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True)
    )
    first: int
    last: int
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
    notify: bool


class Patterns(AlertsTable, table=True):
    """By which rules and reference data patterns were decided, through which week, and what is to do."""

    __tablename__ = "alerts_patterns"

    name: str = Field(primary_key=True)
    digest: str
    reference: str
    since: int | None
    through: int
    first: int | None = None
    """With `last`: the weeks that are to be decided still."""
    last: int | None = None
    notify: bool
    version: int
