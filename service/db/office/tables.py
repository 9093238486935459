"""Tables of the office. No member and no ballot is here; results are what has been published."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

officers = Table(
    "officer",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # Argon2id
)

sessions = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("officer", String(64), nullable=False),
    Column("ends", BigInteger, nullable=False),  # UTC seconds
)

elections = Table(
    "election",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("notice", Text, nullable=False),  # TOML, as it was loaded
    Column("ceremony", LargeBinary),  # the trustees' public file, where trustees hold the key
    Column("manifest", LargeBinary),  # from `prepared` on
    Column("acknowledgements", LargeBinary),  # from `frozen` on
    Column("checkpoint", LargeBinary),  # the final one, from `closed` on
    Column("opening", LargeBinary),  # the signed opening, from `opened` on
    Column("opening_seed", LargeBinary(32)),  # from `opened` on
    Column("declaration", LargeBinary),  # from `declared` on
)

# Proposed by one officer, confirmed by another where the notice says so.
proposals = Table(
    "proposal",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", String(32), nullable=False),
    Column("parameters", Text, nullable=False),  # canonical JSON
    Column("reason", Text, nullable=False),
    Column("proposer", String(64), nullable=False),
    Column("confirmer", String(64)),
    Column("state", String(16), nullable=False),  # proposed, done, withdrawn
)

# Acts that stand in the log (or, after the close, beside it), with their reasons.
acts = Table(
    "act",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("salt", LargeBinary(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("after_close", Integer, nullable=False),
)

# The act that is under way: see `sending.py`. One for each election at most.
sending = Table(
    "sending",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("proposal", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("salt", LargeBinary(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("after_close", Integer, nullable=False),
    Column("grant", Text),  # JSON for the roll office, for a re-issue only
)

results = Table(
    "result",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("contest", String(64), primary_key=True),
    Column("record", LargeBinary, nullable=False),
    Column("minutes", Text, nullable=False),
    Column("totals", Text, nullable=False),  # canonical JSON: E, D, R, P, U, B and kinds of ballots
)

audit = Table(
    "audit",
    metadata,
    Column("election", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entry", LargeBinary, nullable=False),
    Column("details", Text, nullable=False),
)
