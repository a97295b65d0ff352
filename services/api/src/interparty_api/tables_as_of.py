"""The tables that tell what was known then: every version of what the others keep the last of.

Alerts need none: `api_alert` has every revision.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field

from interparty_api.tables import WITHOUT_ROWID, ApiTable, Term
from interparty_shared.db.types import Document, Moment


class ObligationVersion(ApiTable, table=True):
    """Every version of each obligation that was published, and from when until when it stood.

    `until` lies in no reader's time (`obligation_versions.ENDLESS`) where it still stands. `ahead`: it
    speaks of a day that was still to come when it was published. Of what is not ahead and stood at a
    moment, none has a later day than that moment: so a walk from the latest day down need not begin
    with what happened since.
    """

    __tablename__ = "api_obligation_version"

    key: str = Field(sa_column=Column(Term, primary_key=True))
    since: datetime = Field(sa_column=Column(Moment, primary_key=True))
    until: datetime = Field(sa_column=Column(Moment, nullable=False))
    ahead: bool
    bucket: int
    day: date
    document: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))

    __table_args__ = (
        Index("api_obligation_version_day", "ahead", "day", "key", "since", "until", "bucket"),
        Index("api_obligation_version_bucket", "bucket", "ahead", "day", "key", "since", "until"),
        Index("api_obligation_version_since", "ahead", "since", "until", "day", "key", "bucket"),
    )


class ObligationVersionTerm(ApiTable, table=True):
    """The engagement, countries, names and identifiers of each version of an obligation."""

    __tablename__ = "api_obligation_version_term"

    key: str = Field(sa_column=Column(Term, primary_key=True))
    since: datetime = Field(sa_column=Column(Moment, primary_key=True))
    term: str = Field(sa_column=Column(Term, primary_key=True))
    ahead: bool
    bucket: int
    day: date

    __table_args__ = (
        # One index must do: most versions are written and never asked for.
        Index("api_obligation_version_term_day", "term", "ahead", "day", "key", "since", "bucket"),
        WITHOUT_ROWID,
    )


class Reference(ApiTable, table=True):
    """What each version of a reference record says; `api_version` has when it was received."""

    __tablename__ = "api_reference"

    ref: str = Field(sa_column=Column(Term, primary_key=True))
    time: datetime = Field(sa_column=Column(Moment, primary_key=True))
    digest: str = Field(primary_key=True)
    data: dict[str, Any] = Field(sa_column=Column(Document, nullable=False))


class ReferenceTerm(ApiTable, table=True):
    """Under which keys the things are found that a reference record speaks of, or spoke of once."""

    __tablename__ = "api_reference_term"

    term: str = Field(sa_column=Column(Term, primary_key=True))
    thing: str = Field(sa_column=Column(Term, primary_key=True))

    __table_args__ = (WITHOUT_ROWID,)
