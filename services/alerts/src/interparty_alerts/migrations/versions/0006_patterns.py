"""Contacts, what rules of patterns find in them, and how far that is decided.

Revision ID: alerts_0006
Revises: alerts_0005
"""

import sqlalchemy as sa
from alembic import op

from interparty_shared.db.types import Document, Moment

revision = "alerts_0006"
down_revision = "alerts_0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "alerts_body",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("document", Document, nullable=False),
    )
    op.create_table(
        "alerts_contact",
        sa.Column("source", sa.String(), primary_key=True),
        sa.Column("engagement", sa.String(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("a", sa.String(), nullable=False),
        sa.Column("b", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("document", Document, nullable=False),
    )
    op.create_index("ix_alerts_contact_week", "alerts_contact", ["week"])
    op.create_table(
        "alerts_flag",
        sa.Column("rule", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), primary_key=True),
        sa.Column("week", sa.Integer(), primary_key=True),
        sa.Column("group_key", sa.String(), nullable=False),
        sa.Column("document", Document, nullable=False),
    )
    op.create_index("ix_alerts_flag_week", "alerts_flag", ["week"])
    op.create_index("ix_alerts_flag_group_key", "alerts_flag", ["group_key"])
    op.create_table(
        "alerts_changed_weeks",
        sa.Column("number", BIG_ID, primary_key=True, autoincrement=True),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("notify", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "alerts_patterns",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("since", sa.Integer()),
        sa.Column("through", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer()),
        sa.Column("last", sa.Integer()),
        sa.Column("notify", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    for table in ("patterns", "changed_weeks", "flag", "contact", "body"):
        op.drop_table(f"alerts_{table}")
