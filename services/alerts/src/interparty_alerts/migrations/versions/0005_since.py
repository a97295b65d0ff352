"""Since when something is posted under a (source, id): the earliest report of an engagement leads.

Revision ID: alerts_0005
Revises: alerts_0004
"""

import sqlalchemy as sa
from alembic import op

from interparty_shared.db.types import Moment

revision = "alerts_0005"
down_revision = "alerts_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alerts_fact", sa.Column("since", Moment(), nullable=True))
    # Of earlier versions only that in force was kept: its time is the earliest that is known.
    op.execute("UPDATE alerts_fact SET since = time")
    with op.batch_alter_table("alerts_fact") as table:
        table.alter_column("since", existing_type=Moment(), nullable=False)


def downgrade() -> None:
    op.drop_column("alerts_fact", "since")
