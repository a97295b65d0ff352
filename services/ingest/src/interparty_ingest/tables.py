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
