"""The first tables.

Revision ID: alerts_0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "alerts_0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alerts_alert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("alerts_alert_ref", "alerts_alert", ["source", "engagement"])
    op.create_table(
        "alerts_fact",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("time", MOMENT, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "id"),
    )
    op.create_index("ix_alerts_fact_thing", "alerts_fact", ["thing"])
    op.create_table(
        "alerts_link",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "kind", "source", "id"),
    )
    op.create_index("alerts_link_ref", "alerts_link", ["source", "id"])
    op.create_table(
        "alerts_obligation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("register_id", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("attested", MOMENT, nullable=True),
        sa.Column("wake_at", MOMENT, nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("alerts_obligation_ref", "alerts_obligation", ["source", "engagement"])
    op.create_index(
        "alerts_obligation_waiting",
        "alerts_obligation",
        ["register_id", "last"],
        postgresql_where=sa.text("verdict IN ('not_assessable', 'missing')"),
        sqlite_where=sa.text("verdict IN ('not_assessable', 'missing')"),
    )
    op.create_index(
        "alerts_obligation_wake",
        "alerts_obligation",
        ["wake_at"],
        postgresql_where=sa.text("wake_at IS NOT NULL"),
        sqlite_where=sa.text("wake_at IS NOT NULL"),
    )
    op.create_table(
        "alerts_outbox",
        sa.Column("number", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("notify", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("sequence", BIG, nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "alerts_position",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("next_offset", BIG, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "partition"),
    )
    op.create_table(
        "alerts_put_aside",
        sa.Column("number", BIG, autoincrement=True, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("record_offset", BIG, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_alerts_put_aside_at", "alerts_put_aside", ["at"])
    op.create_table(
        "alerts_recheck",
        sa.Column("number", BIG, autoincrement=True, nullable=False),
        sa.Column("refs", sa.Text(), nullable=False),
        sa.Column("under_keys", sa.Text(), nullable=False),
        sa.Column("register_id", sa.String(), nullable=True),
        sa.Column("after_xid", BIG, nullable=True),
        sa.Column("after_barrier", sa.Boolean(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("notify", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "alerts_sequence",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("relay", sa.String(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("barrier", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "alerts_sync",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("register_id", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("synced", MOMENT, nullable=False),
        sa.Column("barrier", sa.Text(), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("source", "id"),
    )
    op.create_index("ix_alerts_sync_register_id", "alerts_sync", ["register_id"])


def downgrade() -> None:
    for table in (
        "sync",
        "sequence",
        "recheck",
        "put_aside",
        "position",
        "outbox",
        "obligation",
        "link",
        "fact",
        "alert",
    ):
        op.drop_table(f"alerts_{table}")
