"""The read model.

Revision ID: api_0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "api_0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    alerts()
    obligations_and_facts()
    events()


def alerts() -> None:
    op.create_table(
        "api_alert",
        sa.Column("key", BIG, nullable=False, autoincrement=False),
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("superseded", MOMENT, nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("notify", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("api_alert_alert", "api_alert", ["alert", "key"])
    op.create_index("api_alert_bucket_due", "api_alert", ["bucket", "live", "due", "key"])
    op.create_index("api_alert_bucket_opened", "api_alert", ["bucket", "live", "opened", "key"])
    op.create_index("api_alert_bucket_updated", "api_alert", ["bucket", "live", "updated", "key"])
    op.create_index("api_alert_due", "api_alert", ["live", "due", "key", "bucket"])
    op.create_index("api_alert_opened", "api_alert", ["live", "opened", "key", "bucket"])
    op.create_index("api_alert_updated", "api_alert", ["live", "updated", "key", "bucket"])
    op.create_table(
        "api_alert_term",
        sa.Column("key", BIG, nullable=False, autoincrement=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", "term"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "api_alert_term_bucket", "api_alert_term", ["term", "bucket", "live", "updated", "key"]
    )
    op.create_index(
        "api_alert_term_due", "api_alert_term", ["term", "live", "due", "key", "bucket"]
    )
    op.create_index(
        "api_alert_term_opened", "api_alert_term", ["term", "live", "opened", "key", "bucket"]
    )
    op.create_index(
        "api_alert_term_updated", "api_alert_term", ["term", "live", "updated", "key", "bucket"]
    )
    op.create_table(
        "api_alert_word",
        sa.Column("key", BIG, nullable=False, autoincrement=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", "term"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "api_alert_word_updated",
        "api_alert_word",
        ["term", "live", "updated", "key", "bucket", "opened", "due"],
    )
    op.create_table(
        "api_bucket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("regime", sa.String(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("register_id", sa.String(), nullable=True),
        sa.Column("retracted", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("label"),
    )
    op.create_index("api_bucket_listing", "api_bucket", ["listing"])
    op.create_table(
        "api_watermark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def obligations_and_facts() -> None:
    op.create_table(
        "api_fact",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("api_fact_bucket", "api_fact", ["bucket", "day", "key"])
    op.create_table(
        "api_fact_term",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", "term"),
        sqlite_with_rowid=False,
    )
    op.create_index("api_fact_term_bucket", "api_fact_term", ["term", "bucket", "day", "key"])
    op.create_index("api_fact_term_day", "api_fact_term", ["term", "day", "key"])
    op.create_table(
        "api_obligation",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("engagement", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("api_obligation_bucket", "api_obligation", ["bucket", "day", "key"])
    op.create_index("api_obligation_day", "api_obligation", ["day", "key"])
    op.create_index("api_obligation_engagement", "api_obligation", ["engagement"])
    op.create_table(
        "api_obligation_term",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", "term"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "api_obligation_term_bucket", "api_obligation_term", ["term", "bucket", "day", "key"]
    )
    op.create_index("api_obligation_term_day", "api_obligation_term", ["term", "day", "key"])


def events() -> None:
    op.create_table(
        "api_event",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("time", MOMENT, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ref"),
    )
    op.create_index("api_event_id", "api_event", ["id"])
    op.create_index("api_event_thing", "api_event", ["thing"])
    op.create_table(
        "api_position",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("next_offset", BIG, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "partition"),
    )
    op.create_table(
        "api_register",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("records", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "api_sync",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("register_id", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("synced", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ref"),
    )
    op.create_index("ix_api_sync_register_id", "api_sync", ["register_id"])
    op.create_table(
        "api_version",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("time", MOMENT, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("producer", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("log_offset", BIG, nullable=False),
        sa.PrimaryKeyConstraint("ref", "time", "digest"),
    )
    op.create_index("api_version_thing", "api_version", ["thing"])


def downgrade() -> None:
    for table in (
        "api_alert",
        "api_alert_term",
        "api_alert_word",
        "api_bucket",
        "api_event",
        "api_fact",
        "api_fact_term",
        "api_obligation",
        "api_obligation_term",
        "api_position",
        "api_register",
        "api_sync",
        "api_version",
        "api_watermark",
    ):
        op.drop_table(table)
