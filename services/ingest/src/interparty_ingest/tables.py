"""The tables of this service. Nothing but `store` knows them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from interparty_shared.db.types import Bytes, Document, Moment

BigId = BigInteger().with_variant(Integer, "sqlite")


class IngestTable(SQLModel, registry=registry()):
    """Base with a metadata of its own: in one process three services share one SQLModel."""


class Rejection(IngestTable, table=True):
    """One dead letter, by its place in `dead.v1`."""

    __tablename__ = "ingest_rejection"

    part: int = Field(primary_key=True)
    place: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
    by: str = Field(sa_column=Column(Text, nullable=False))
    producer: str = Field(sa_column=Column(Text, nullable=False))
    step: str = Field(sa_column=Column(Text, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    problem: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))
    raw: bytes = Field(sa_column=Column(Bytes, nullable=False))
    origin: str = Field(sa_column=Column(Text, nullable=False))
    origin_part: int | None
    origin_place: int | None = Field(sa_column=Column(BigId, nullable=True))
    lane: str = Field(sa_column=Column(Text, nullable=False))
    source: str | None = Field(sa_column=Column(Text, nullable=True))
    id: str | None = Field(sa_column=Column(Text, nullable=True))
    trace: str = Field(sa_column=Column(Text, nullable=False))
    replayed: datetime | None = Field(sa_column=Column(Moment, nullable=True))

    __table_args__ = (
        Index("ingest_rejection_of_producer", "producer", "at", "part", "place"),
        Index("ingest_rejection_newest", "at", "part", "place"),
    )


class Position(IngestTable, table=True):
    """How far `dead.v1` has been read, saved with what was read."""

    __tablename__ = "ingest_position"

    part: int = Field(primary_key=True)
    next: int = Field(sa_column=Column(BigId, nullable=False))


class Quota(IngestTable, table=True):
    """What of a key's quota for one minute has been given out to the replicas."""

    __tablename__ = "ingest_quota"

    key: str = Field(sa_column=Column(Text, primary_key=True))
    minute: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    used: int = Field(sa_column=Column(BigId, nullable=False))
    granted: int = Field(sa_column=Column(BigId, nullable=False))
    """The last grant: a single statement must both count it and tell it."""


class RegisterCopy(IngestTable, table=True):
    """What is known of our copy of one register, and who keeps it in step at the moment."""

    __tablename__ = "ingest_register"

    register_id: str = Field(sa_column=Column(Text, primary_key=True))
    holder: str | None = Field(sa_column=Column(Text, nullable=True))
    held_until: datetime | None = Field(sa_column=Column(Moment, nullable=True))
    first: datetime | None = Field(sa_column=Column(Moment, nullable=True))
    """The moment of the first edition that was taken in whole."""
    begun: datetime | None = Field(sa_column=Column(Moment, nullable=True))
    """The moment of the edition that was begun with last: no event may bear an earlier one."""
    begun_digest: str | None = Field(sa_column=Column(Text, nullable=True))
    edition: datetime | None = Field(sa_column=Column(Moment, nullable=True))
    """The moment of the last edition that was taken in whole."""
    digest: str | None = Field(sa_column=Column(Text, nullable=True))
    etag: str | None = Field(sa_column=Column(Text, nullable=True))
    last_modified: str | None = Field(sa_column=Column(Text, nullable=True))
    tried: datetime | None = Field(sa_column=Column(Moment, nullable=True))
    synced: datetime | None = Field(sa_column=Column(Moment, nullable=True))
    """When our copy was last known to be what the register shows."""
    report: dict[str, Any] | None = Field(sa_column=Column(Document, nullable=True))
    failed: datetime | None = Field(sa_column=Column(Moment, nullable=True))
    failure: str | None = Field(sa_column=Column(Text, nullable=True))
    failures: int
    """How many runs have failed since one went well."""


class RegisterRecord(IngestTable, table=True):
    """One record of a register, as its newest edition showed it, and what was posted of it."""

    __tablename__ = "ingest_register_record"

    register_id: str = Field(sa_column=Column(Text, primary_key=True))
    key: str = Field(sa_column=Column(Text, primary_key=True))
    digest: str = Field(sa_column=Column(Text, nullable=False))
    facts: str = Field(sa_column=Column(Text, nullable=False))
    made: list[Any] = Field(sa_column=Column(Document, nullable=False))
    """What was accepted last: [type, id, data] of each event."""
    part: str = Field(sa_column=Column(Text, nullable=False))
    filer: str = Field(sa_column=Column(Text, nullable=False))
    filed: str | None = Field(sa_column=Column(Text, nullable=True))
    refused: str = Field(sa_column=Column(Text, nullable=False))
    first_seen: datetime = Field(sa_column=Column(Moment, nullable=False))
    changed: datetime = Field(sa_column=Column(Moment, nullable=False))
    gone: str | None = Field(sa_column=Column(Text, nullable=True))
    gone_since: datetime | None = Field(sa_column=Column(Moment, nullable=True))


class Evidence(IngestTable, table=True):
    """The bytes of one version of a record, by their SHA-256, compressed (zlib)."""

    __tablename__ = "ingest_evidence"

    digest: str = Field(sa_column=Column(Text, primary_key=True))
    raw: bytes = Field(sa_column=Column(Bytes, nullable=False))
    register_id: str = Field(sa_column=Column(Text, nullable=False))
    key: str = Field(sa_column=Column(Text, nullable=False))
    seen: datetime = Field(sa_column=Column(Moment, nullable=False))
    """The moment of the edition that showed it first."""
