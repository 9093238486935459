"""The act that is under way."""

import sqlalchemy as sa
from alembic import op

revision = "office_0002"
down_revision = "office_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sending",
        sa.Column("election", sa.String(64), primary_key=True),
        sa.Column("proposal", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("after_close", sa.Integer, nullable=False),
        sa.Column("grant", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("sending")
