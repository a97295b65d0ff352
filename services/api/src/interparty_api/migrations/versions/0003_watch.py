"""Subscriptions, deliveries, triage and answers.

Revision ID: api_0003
Revises: api_0002
"""

import sqlalchemy as sa
from alembic import op

revision = "api_0003"
down_revision = "api_0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    subscriptions()
    routing()
    deliveries()
    judgements()


def subscriptions() -> None:
    op.create_table(
        "api_subscription",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("contact", sa.String()),
        sa.Column("pace", sa.String(), nullable=False),
        sa.Column("group_by", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("muted_until", MOMENT),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String()),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("after", BIG, nullable=False),
        sa.Column("from_sequence", BIG),
        sa.Column("backfilled", BIG),
        sa.Column("backfill_through", BIG),
        sa.Column("failing_since", MOMENT),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("link_key", sa.String(), nullable=False),
        sa.Column("confirm_until", MOMENT),
    )
    op.create_index("ix_api_subscription_owner", "api_subscription", ["owner"])
    op.create_index("api_subscription_backfill", "api_subscription", ["backfilled"])
    op.create_index("api_subscription_confirm", "api_subscription", ["confirm_until"])
    op.create_table(
        "api_asked",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_api_asked_address", "api_asked", ["address"])
    op.create_index("ix_api_asked_at", "api_asked", ["at"])


def routing() -> None:
    op.create_table(
        "api_anchor",
        sa.Column("term", sa.Text(), primary_key=True),
        sa.Column("subscription", sa.String(), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("api_anchor_subscription", "api_anchor", ["subscription"])
    op.create_table(
        "api_told",
        sa.Column("alert", sa.String(), primary_key=True),
        sa.Column("subscription", sa.String(), primary_key=True),
        sa.Column("sequence", BIG, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("api_told_subscription", "api_told", ["subscription"])
    op.create_table(
        "api_routed",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("sequence", BIG, nullable=False),
    )


def deliveries() -> None:
    op.create_table(
        "api_delivery",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("subscription", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("group_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String()),
        sa.Column("claimed_until", MOMENT),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("settled", MOMENT),
    )
    op.create_index("api_delivery_due", "api_delivery", ["state", "due", "channel", "subscription"])
    op.create_index("api_delivery_next", "api_delivery", ["subscription", "state", "due", "id"])
    op.create_index("api_delivery_claimed", "api_delivery", ["claimed_until"])
    op.create_index("api_delivery_subscription", "api_delivery", ["subscription", "created", "id"])
    op.create_table(
        "api_delivery_item",
        sa.Column("delivery", sa.String(), primary_key=True),
        sa.Column("sequence", BIG, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("api_delivery_item_sequence", "api_delivery_item", ["sequence"])
    op.create_table(
        "api_attempt",
        sa.Column("delivery", sa.String(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("detail", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )


def judgements() -> None:
    op.create_table(
        "api_triage",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_api_triage_alert", "api_triage", ["alert"])
    op.create_index("ix_api_triage_at", "api_triage", ["at"])
    op.create_table(
        "api_answer",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("capacity", sa.String()),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String()),
        sa.Column("posted_by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_api_answer_alert", "api_answer", ["alert"])
    op.create_index("ix_api_answer_at", "api_answer", ["at"])
    op.create_index("api_alert_type", "api_alert", ["type", "key"])


def downgrade() -> None:
    op.drop_index("api_alert_type", "api_alert")
    for table in (
        "api_subscription",
        "api_asked",
        "api_anchor",
        "api_told",
        "api_routed",
        "api_delivery",
        "api_delivery_item",
        "api_attempt",
        "api_triage",
        "api_answer",
    ):
        op.drop_table(table)
