"""The act that is under way: kept before it is sent to the ballot box, until its proposal is settled.

If the office stops in between, whoever confirms the proposal again finishes this act, and no second
one is made. A grant names a member; like the proposal's parameters it is forgotten when all is done.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from service.db.office.tables import sending


@dataclass(frozen=True, slots=True)
class Sending:
    """An act under way. `leaf`: encoded. `grant`: JSON for the roll office, for a re-issue only."""

    election: str
    proposal: int
    number: int
    leaf: bytes
    salt: bytes
    reason: str
    after_close: bool
    grant: str | None


def under_way(connection: Connection, election: str) -> Sending | None:
    """The act of this election that is under way."""
    row = connection.execute(select(sending).where(sending.c.election == election)).first()
    if row is None:
        return None
    return Sending(
        row.election,
        row.proposal,
        row.number,
        bytes(row.leaf),
        bytes(row.salt),
        row.reason,
        bool(row.after_close),
        row.grant,
    )


def begin(connection: Connection, act: Sending) -> None:
    """Keep an act before it is sent."""
    connection.execute(
        insert(sending).values(
            election=act.election,
            proposal=act.proposal,
            number=act.number,
            leaf=act.leaf,
            salt=act.salt,
            reason=act.reason,
            after_close=int(act.after_close),
            grant=act.grant,
        )
    )


def forget(connection: Connection, election: str) -> None:
    """Nothing of this election is under way any more."""
    connection.execute(delete(sending).where(sending.c.election == election))
