"""Create the ballot box: the log, what waits for it, and which ballots have been taken."""

import sqlalchemy as sa
from alembic import op

revision = "box_0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "election",
        sa.Column("id", ID, primary_key=True),
        sa.Column("manifest", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "leaf",
        sa.Column("election", ID, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("is_ballot", sa.Boolean, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pending",
        sa.Column("election", ID, primary_key=True),
        sa.Column("leaf_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("contest", ID, nullable=False),
        sa.Column("ballot_pk", sa.LargeBinary(32), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("pending_key", "pending", ["election", "contest", "ballot_pk"])
    op.create_table(
        "logged",
        sa.Column("election", ID, primary_key=True),
        sa.Column("leaf_hash", sa.LargeBinary(32), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_key",
        sa.Column("election", ID, primary_key=True),
        sa.Column("contest", ID, primary_key=True),
        sa.Column("ballot_pk", sa.LargeBinary(32), primary_key=True),
        sa.Column("last_seq", sa.BigInteger, nullable=False),
        sa.Column("ballots", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("ballot_key", "logged", "pending", "leaf", "election"):
        op.drop_table(table)
