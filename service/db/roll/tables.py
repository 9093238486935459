"""Tables of the roll office. People are apart from roll rows: one person may be on several rolls."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

# One import of one file for one roll of one election; the newest replaces the one before.
members = Table(
    "member",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("number", String(100), primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
)

# A person's place on one roll, with that roll's columns as JSON.
roll_rows = Table(
    "roll_row",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("roll", String(64), primary_key=True),
    Column("number", String(100), primary_key=True),
    Column("attributes", Text, nullable=False),
    ForeignKeyConstraint(
        ["election", "number"], ["member.election", "member.number"], ondelete="CASCADE"
    ),
)

elections = Table(
    "election",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("prepared", LargeBinary, nullable=False),  # the office's document, as signed
    Column("manifest", LargeBinary),  # None until the freeze
    Column("documents", LargeBinary, nullable=False),  # leaves of acts, as lp(…)
)

entitlements = Table(
    "entitlement",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("number", String(100), primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
    Column("contests", Text, nullable=False),  # JSON list, in the manifest's order
)

# What has become of a member's paper in a contest: a row for each from the freeze on, so that a
# draw only changes 32 bytes where they are. No time, and no place in the file: no order of draws.
papers = Table(
    "paper",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("number", String(100), primary_key=True),
    Column("contest", String(64), primary_key=True),
    # SHA-256 of each signed z, one after another; 32 zero bytes before the first.
    Column("drawn", LargeBinary, nullable=False),
    Column("granted", Integer, nullable=False),
    Column("on_paper", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# Personal links: a lookup id, and the SHA-256 of the secret; the secret itself is nowhere.
links = Table(
    "link",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("election", String(64), nullable=False),
    Column("number", String(100), nullable=False),
    Column("secret_hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

# Sessions of members: the SHA-256 of the cookie's token, and when it ends (UTC seconds).
sessions = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("election", String(64), nullable=False),
    Column("number", String(100), nullable=False),
    Column("ends", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
