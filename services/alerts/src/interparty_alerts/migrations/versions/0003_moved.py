"""Of engagements that are looked at again it is known whether they are other than before themselves.

Revision ID: alerts_0003
Revises: alerts_0002
"""

import sqlalchemy as sa
from alembic import op

revision = "alerts_0003"
down_revision = "alerts_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is asked for already had those beside it asked for with it.
    op.add_column(
        "alerts_recheck",
        sa.Column("moved", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("alerts_recheck", "moved")
