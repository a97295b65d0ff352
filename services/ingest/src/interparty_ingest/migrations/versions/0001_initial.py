"""Rejections, positions in dead.v1, quotas."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ingest_rejection",
        sa.Column("part", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("place", big, primary_key=True, autoincrement=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("producer", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("origin_part", sa.Integer(), nullable=True),
        sa.Column("origin_place", big, nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=True),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.Column("replayed", moment, nullable=True),
    )
    op.create_index(
        "ingest_rejection_of_producer", "ingest_rejection", ["producer", "at", "part", "place"]
    )
    op.create_index("ingest_rejection_newest", "ingest_rejection", ["at", "part", "place"])
    op.create_table(
        "ingest_position",
        sa.Column("part", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("next", big, nullable=False),
    )
    op.create_table(
        "ingest_quota",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("minute", big, primary_key=True, autoincrement=False),
        sa.Column("used", big, nullable=False),
        sa.Column("granted", big, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("ingest_quota")
    op.drop_table("ingest_position")
    op.drop_table("ingest_rejection")
