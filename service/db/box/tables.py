"""Tables of the ballot box. No time, no address, no serial number, no order of arrival.

Rows are keyed by what they are (a hash, a ballot key), and SQLite keeps them in that order
(`WITHOUT ROWID`); only the public log has positions, and those it draws itself. A database page
still shows which of its rows came last, so rows that just arrived stay in one small table, which
is written anew at each interval (`SqlBoxStore.forget_order`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, MetaData, String, Table

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
    Column("is_ballot", Boolean, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Ballots taken and not yet logged, by the hash of their leaf. What has just arrived is here and
# nowhere else; the tables below learn of a ballot with its batch, in the batch's random order.
pending = Table(
    "pending",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("leaf_hash", LargeBinary(32), primary_key=True),
    Column("contest", String(64), nullable=False),
    Column("ballot_pk", LargeBinary(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
Index("pending_key", pending.c.election, pending.c.contest, pending.c.ballot_pk)

# The hash of every logged ballot: the same ballot again gets the same receipt.
logged = Table(
    "logged",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("leaf_hash", LargeBinary(32), primary_key=True),
    sqlite_with_rowid=False,
)

# The keys in the log: how many ballots of each are logged, and the highest number among them.
ballot_keys = Table(
    "ballot_key",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("contest", String(64), primary_key=True),
    Column("ballot_pk", LargeBinary(32), primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
    Column("ballots", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
