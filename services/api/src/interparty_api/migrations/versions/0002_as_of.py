"""What was known then: versions of obligations and of reference records.

What is there already counts as known from when it was published or received.

Revision ID: api_0002
Revises: api_0001
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "api_0002"
down_revision = "api_0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ENDLESS = datetime(9999, 1, 1, tzinfo=UTC)
_KNOWN_POSTGRES = """
INSERT INTO api_obligation_version (key, since, until, ahead, bucket, day, document)
SELECT key, at, :endless, day > CAST(at AT TIME ZONE 'UTC' AS DATE), bucket, day, document
FROM api_obligation
"""
_KNOWN_SQLITE = """
INSERT INTO api_obligation_version (key, since, until, ahead, bucket, day, document)
SELECT key, at, :endless, day > substr(at, 1, 10), bucket, day, document
FROM api_obligation
"""
_SUPERSEDED = """
UPDATE api_alert AS a SET superseded = (
    SELECT min(n.updated) FROM api_alert n WHERE n.alert = a.alert AND n.key > a.key
)
WHERE a.superseded IS NOT NULL AND EXISTS (
    SELECT 1 FROM api_alert n
    WHERE n.alert = a.alert AND n.key > a.key AND n.updated < a.superseded
)
"""


def upgrade() -> None:
    obligations()
    obligation_terms()
    reference()
    alerts()


def obligations() -> None:
    op.create_table(
        "api_obligation_version",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ahead", sa.Boolean(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "since"),
    )
    is_postgres = op.get_bind().dialect.name == "postgresql"
    op.execute(
        sa.text(_KNOWN_POSTGRES if is_postgres else _KNOWN_SQLITE).bindparams(
            sa.bindparam("endless", ENDLESS, MOMENT)
        )
    )
    op.create_index(
        "api_obligation_version_day",
        "api_obligation_version",
        ["ahead", "day", "key", "since", "until", "bucket"],
    )
    op.create_index(
        "api_obligation_version_bucket",
        "api_obligation_version",
        ["bucket", "ahead", "day", "key", "since", "until"],
    )
    op.create_index(
        "api_obligation_version_since",
        "api_obligation_version",
        ["ahead", "since", "until", "day", "key", "bucket"],
    )


def obligation_terms() -> None:
    op.create_table(
        "api_obligation_version_term",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("ahead", sa.Boolean(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", "since", "term"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO api_obligation_version_term (key, since, term, ahead, bucket, day)"
        " SELECT v.key, v.since, t.term, v.ahead, v.bucket, v.day"
        " FROM api_obligation_version v JOIN api_obligation_term t ON t.key = v.key"
    )
    op.create_index(
        "api_obligation_version_term_day",
        "api_obligation_version_term",
        ["term", "ahead", "day", "key", "since", "bucket"],
    )


def reference() -> None:
    op.create_table(
        "api_reference",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("time", MOMENT, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ref", "time", "digest"),
    )
    op.create_table(
        "api_reference_term",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("term", "thing"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO api_reference (ref, time, digest, data)"
        " SELECT ref, time, digest, data FROM api_event WHERE type = 'org.interparty.actor.v1'"
    )
    op.execute(
        "INSERT INTO api_reference_term (term, thing)"
        " SELECT substr(term, 8), key FROM api_fact_term WHERE term LIKE 'actors|reference:%'"
    )


def alerts() -> None:
    """A revision is superseded by the first in time of those after it, not by the next of them."""
    op.execute(_SUPERSEDED)


def downgrade() -> None:
    for table in (
        "api_obligation_version",
        "api_obligation_version_term",
        "api_reference",
        "api_reference_term",
    ):
        op.drop_table(table)
