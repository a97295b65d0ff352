"""The tables of this service: a read model, built from the log. Nothing but `store` knows them.

Every list is served the same way (`store/listing.py`): rows with the columns that lists are ordered
by, a small integer (`bucket`) for all filters with few values, and one row per *term* (a country, a
name, an identifier) for those with many. Each filter and each order then has an index that holds
the wanted rows side by side, so that a page costs the same in a large table as in a small one.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from interparty_shared.db.types import Document, Moment


class ApiTable(SQLModel, registry=registry()):
    """Base with a metadata of its own: in one process three services share one SQLModel."""


BigId = BigInteger().with_variant(Integer, "sqlite")
Term = Text()
WITHOUT_ROWID = {"sqlite_with_rowid": False}


class Bucket(ApiTable, table=True):
    """A combination of the values of all filters that have few; `label` is its canonical JSON."""

    __tablename__ = "api_bucket"

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    listing: str
    label: str = Field(unique=True)
    rule: str | None = None
    regime: str | None = None
    verdict: str | None = None
    severity: str | None = None
    status: str | None = None
    channel: str | None = None
    register_id: str | None = None
    retracted: bool | None = None

    __table_args__ = (Index("api_bucket_listing", "listing"),)


class Alert(ApiTable, table=True):
    """Every revision of every alert; `live` marks the last one of each."""

    __tablename__ = "api_alert"

    key: int | None = Field(
        default=None, sa_column=Column(BigId, primary_key=True, autoincrement=False)
    )
    """Its sequence."""
    alert: str
    revision: int
    live: bool
    bucket: int
    updated: datetime = Field(sa_column=Column(Moment, nullable=False))
    opened: datetime = Field(sa_column=Column(Moment, nullable=False))
    due: date
    superseded: datetime | None = Field(default=None, sa_column=Column(Moment))
    type: str
    trace: str
    notify: bool
    document: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))

    __table_args__ = (
        Index("api_alert_alert", "alert", "key"),
        Index("api_alert_type", "type", "key"),
        Index("api_alert_updated", "live", "updated", "key", "bucket"),
        Index("api_alert_opened", "live", "opened", "key", "bucket"),
        Index("api_alert_due", "live", "due", "key", "bucket"),
        Index("api_alert_bucket_updated", "bucket", "live", "updated", "key"),
        Index("api_alert_bucket_opened", "bucket", "live", "opened", "key"),
        Index("api_alert_bucket_due", "bucket", "live", "due", "key"),
    )


class AlertTerm(ApiTable, table=True):
    """The countries, names and identifiers of each revision's two sides, and its engagement."""

    __tablename__ = "api_alert_term"

    key: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    term: str = Field(sa_column=Column(Term, primary_key=True))
    live: bool
    bucket: int
    updated: datetime = Field(sa_column=Column(Moment, nullable=False))
    opened: datetime = Field(sa_column=Column(Moment, nullable=False))
    due: date

    __table_args__ = (
        Index("api_alert_term_updated", "term", "live", "updated", "key", "bucket"),
        Index("api_alert_term_opened", "term", "live", "opened", "key", "bucket"),
        Index("api_alert_term_due", "term", "live", "due", "key", "bucket"),
        Index("api_alert_term_bucket", "term", "bucket", "live", "updated", "key"),
        WITHOUT_ROWID,
    )


class AlertWord(ApiTable, table=True):
    """The words of each revision's summary, names and titles."""

    __tablename__ = "api_alert_word"

    key: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    term: str = Field(sa_column=Column(Term, primary_key=True))
    live: bool
    bucket: int
    updated: datetime = Field(sa_column=Column(Moment, nullable=False))
    opened: datetime = Field(sa_column=Column(Moment, nullable=False))
    due: date

    __table_args__ = (
        # Words are many: one index must do. It orders by `updated`; rows that are few are sorted by
        # the others from it alone.
        Index(
            "api_alert_word_updated", "term", "live", "updated", "key", "bucket", "opened", "due"
        ),
        WITHOUT_ROWID,
    )


class Watermark(ApiTable, table=True):
    """The last sequence up to which no revision is missing. One row."""

    __tablename__ = "api_watermark"

    name: str = Field(primary_key=True)
    sequence: int = Field(sa_column=Column(BigId, nullable=False))


class Obligation(ApiTable, table=True):
    """The state of each obligation."""

    __tablename__ = "api_obligation"

    key: str = Field(sa_column=Column(Term, primary_key=True))
    bucket: int
    day: date
    engagement: str = Field(sa_column=Column(Term, nullable=False))
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
    trace: str
    document: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))

    __table_args__ = (
        Index("api_obligation_day", "day", "key"),
        Index("api_obligation_bucket", "bucket", "day", "key"),
        Index("api_obligation_engagement", "engagement"),
    )


class ObligationTerm(ApiTable, table=True):
    """The engagement, countries, names and identifiers of each obligation."""

    __tablename__ = "api_obligation_term"

    key: str = Field(sa_column=Column(Term, primary_key=True))
    term: str = Field(sa_column=Column(Term, primary_key=True))
    bucket: int
    day: date

    __table_args__ = (
        Index("api_obligation_term_day", "term", "day", "key"),
        Index("api_obligation_term_bucket", "term", "bucket", "day", "key"),
        WITHOUT_ROWID,
    )


class Version(ApiTable, table=True):
    """Every content that was received under a (source, id) and time: what `explain` tells."""

    __tablename__ = "api_version"

    ref: str = Field(sa_column=Column(Term, primary_key=True))
    time: datetime = Field(sa_column=Column(Moment, primary_key=True))
    digest: str = Field(primary_key=True)
    source: str
    id: str
    thing: str = Field(sa_column=Column(Term, nullable=False))
    """Digest of what it speaks of."""
    type: str
    received: datetime = Field(sa_column=Column(Moment, nullable=False))
    lane: str
    trace: str
    producer: str
    topic: str
    partition: int
    log_offset: int = Field(sa_column=Column(BigId, nullable=False))

    __table_args__ = (Index("api_version_thing", "thing"),)


class Event(ApiTable, table=True):
    """The version in force under each (source, id)."""

    __tablename__ = "api_event"

    ref: str = Field(sa_column=Column(Term, primary_key=True))
    source: str
    id: str = Field(sa_column=Column(Term, nullable=False))
    type: str
    thing: str = Field(sa_column=Column(Term, nullable=False))
    time: datetime = Field(sa_column=Column(Moment, nullable=False))
    digest: str
    received: datetime = Field(sa_column=Column(Moment, nullable=False))
    lane: str
    data: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))

    __table_args__ = (
        Index("api_event_id", "id"),
        Index("api_event_thing", "thing"),
    )


class Fact(ApiTable, table=True):
    """Engagements, records of registers and reference records: what each bucket's listing says.

    `day`: of an engagement the first, of a record when it was filed, of a reference record when it
    was stated.
    """

    __tablename__ = "api_fact"

    key: str = Field(sa_column=Column(Term, primary_key=True))
    """Digest of the thing (`codec.thing_key`)."""
    bucket: int
    day: date

    __table_args__ = (Index("api_fact_bucket", "bucket", "day", "key"),)


class FactTerm(ApiTable, table=True):
    """The source, countries, names and identifiers of each fact, after the name of its listing."""

    __tablename__ = "api_fact_term"

    key: str = Field(sa_column=Column(Term, primary_key=True))
    term: str = Field(sa_column=Column(Term, primary_key=True))
    bucket: int
    day: date

    __table_args__ = (
        Index("api_fact_term_day", "term", "day", "key"),
        Index("api_fact_term_bucket", "term", "bucket", "day", "key"),
        WITHOUT_ROWID,
    )


class Register(ApiTable, table=True):
    """How many records of each register are known: counted as they come, never by scanning."""

    __tablename__ = "api_register"

    id: str = Field(primary_key=True)
    records: int = Field(sa_column=Column(BigId, nullable=False))


class Sync(ApiTable, table=True):
    """What each coverage event in force says."""

    __tablename__ = "api_sync"

    ref: str = Field(sa_column=Column(Term, primary_key=True))
    register_id: str = Field(index=True)
    first: date
    last: date
    synced: datetime = Field(sa_column=Column(Moment, nullable=False))


class Position(ApiTable, table=True):
    """How far each partition has been read, and by whom it is owned."""

    __tablename__ = "api_position"

    topic: str = Field(primary_key=True)
    partition: int = Field(primary_key=True)
    next_offset: int = Field(sa_column=Column(BigId, nullable=False))
    owner: str
