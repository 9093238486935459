"""Create the office: officers, elections, proposals, acts, results and the audit chain."""

import sqlalchemy as sa
from alembic import op

revision = "office_0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(64)


def _number() -> sa.Column:
    return sa.Column("number", sa.Integer, primary_key=True, autoincrement=False)


def _election() -> sa.Column:
    return sa.Column("election", ID, primary_key=True)


def upgrade() -> None:
    op.create_table(
        "officer",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("officer", ID, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "election",
        sa.Column("id", ID, primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("ceremony", sa.LargeBinary),
        sa.Column("manifest", sa.LargeBinary),
        sa.Column("acknowledgements", sa.LargeBinary),
        sa.Column("checkpoint", sa.LargeBinary),
        sa.Column("opening", sa.LargeBinary),
        sa.Column("opening_seed", sa.LargeBinary(32)),
        sa.Column("declaration", sa.LargeBinary),
    )
    op.create_table(
        "proposal",
        _election(),
        _number(),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proposer", ID, nullable=False),
        sa.Column("confirmer", ID),
        sa.Column("state", sa.String(16), nullable=False),
    )
    op.create_table(
        "act",
        _election(),
        _number(),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("after_close", sa.Integer, nullable=False),
    )
    op.create_table(
        "result",
        _election(),
        sa.Column("contest", ID, primary_key=True),
        sa.Column("record", sa.LargeBinary, nullable=False),
        sa.Column("minutes", sa.Text, nullable=False),
        sa.Column("totals", sa.Text, nullable=False),
    )
    op.create_table(
        "audit",
        _election(),
        _number(),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("audit", "result", "act", "proposal", "election", "session", "officer"):
        op.drop_table(table)
