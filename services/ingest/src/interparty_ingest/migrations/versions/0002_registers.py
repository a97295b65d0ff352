"""Copies of registers: how each stands, its records, and their bytes as evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ingest_register",
        sa.Column("register_id", sa.Text(), primary_key=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("held_until", moment, nullable=True),
        sa.Column("first", moment, nullable=True),
        sa.Column("begun", moment, nullable=True),
        sa.Column("begun_digest", sa.Text(), nullable=True),
        sa.Column("edition", moment, nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("tried", moment, nullable=True),
        sa.Column("synced", moment, nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("failed", moment, nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
    )
    op.create_table(
        "ingest_register_record",
        sa.Column("register_id", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("filer", sa.Text(), nullable=False),
        sa.Column("filed", sa.Text(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("first_seen", moment, nullable=False),
        sa.Column("changed", moment, nullable=False),
        sa.Column("gone", sa.Text(), nullable=True),
        sa.Column("gone_since", moment, nullable=True),
    )
    op.create_table(
        "ingest_evidence",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("register_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("seen", moment, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("ingest_evidence")
    op.drop_table("ingest_register_record")
    op.drop_table("ingest_register")
