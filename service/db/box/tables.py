"""Tables of the ballot box. No time, no address, no serial number, no order of arrival.

Rows are keyed by what they are (a hash, a ballot key), and SQLite keeps them in that order
(`WITHOUT ROWID`); only the public log has positions, and those it draws itself.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, MetaData, String, Table

metadata = MetaData()

elections = Table(
    "election",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("manifest", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

leaves = Table(
    "leaf",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("is_ballot", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# Ballots taken and not yet logged, by the hash of their leaf.
pending = Table(
    "pending",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("contest", String(64), primary_key=True),
    Column("leaf_hash", LargeBinary(32), primary_key=True),
    Column("leaf", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# The hash of every ballot ever taken: the same ballot again gets the same receipt.
taken = Table(
    "taken",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("leaf_hash", LargeBinary(32), primary_key=True),
    sqlite_with_rowid=False,
)

ballot_keys = Table(
    "ballot_key",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("contest", String(64), primary_key=True),
    Column("ballot_pk", LargeBinary(32), primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
