"""Which reference data is visible is known by tokens of the transactions that changed it.

Revision ID: alerts_0004
Revises: alerts_0003
"""

import sqlalchemy as sa
from alembic import op

revision = "alerts_0004"
down_revision = "alerts_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts_reference_change",
        sa.Column(
            "token",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    # What is there already counts as one change; it is linked anew when all is judged again.
    op.execute(
        "INSERT INTO alerts_reference_change (token, number)"
        " SELECT 1, 1 WHERE EXISTS (SELECT 1 FROM alerts_fact WHERE type = 'org.interparty.actor.v1')"
    )


def downgrade() -> None:
    op.drop_table("alerts_reference_change")
