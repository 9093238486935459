"""Create the roll office: members, rolls, entitlements, papers, links and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "roll_0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(64)
NUMBER = sa.String(100)


def upgrade() -> None:
    op.create_table(
        "member",
        sa.Column("election", ID, primary_key=True),
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
    )
    op.create_table(
        "roll_row",
        sa.Column("election", ID, primary_key=True),
        sa.Column("roll", ID, primary_key=True),
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("attributes", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["election", "number"], ["member.election", "member.number"], ondelete="CASCADE"
        ),
    )
    op.create_table(
        "election",
        sa.Column("id", ID, primary_key=True),
        sa.Column("prepared", sa.LargeBinary, nullable=False),
        sa.Column("manifest", sa.LargeBinary),
        sa.Column("documents", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "entitlement",
        sa.Column("election", ID, primary_key=True),
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sa.Column("contests", sa.Text, nullable=False),
    )
    op.create_table(
        "paper",
        sa.Column("election", ID, primary_key=True),
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("contest", ID, primary_key=True),
        sa.Column("drawn", sa.LargeBinary, nullable=False),
        sa.Column("granted", sa.Integer, nullable=False),
        sa.Column("on_paper", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("election", ID, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("election", ID, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("session", "link", "paper", "entitlement", "election", "roll_row", "member"):
        op.drop_table(table)
