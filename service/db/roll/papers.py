"""The roll of one frozen election: `ballots.roll.RollStore` on a connection."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from ballots.errors import RollError
from ballots.memory import MemoryRollStore
from ballots.roll import NEW_PAPER, Paper, RollRow
from service.db.roll.tables import entitlements, papers

_HASH = 32
_NOT_DRAWN = bytes(_HASH)  # no SHA-256 that anybody will find


class SqlRollStore:
    """One frozen election's roll, inside one transaction. See `ballots.roll.RollStore`.

    `to_change`: papers that are read are held until the transaction ends (PostgreSQL), so that
    two requests for one paper come one after the other.
    """

    def __init__(self, connection: Connection, election: str, *, to_change: bool = False) -> None:
        self._connection = connection
        self._election = election
        self._to_change = to_change

    def open_papers(self) -> None:
        """A paper for everybody in every contest they are entitled to, none drawn: at the freeze."""
        values = [
            {
                "election": self._election,
                "number": row.member,
                "contest": contest,
                "drawn": _NOT_DRAWN,
                "granted": 0,
                "on_paper": False,
            }
            for row in self.rows()
            for contest in row.contests
        ]
        if values:
            self._connection.execute(insert(papers), values)

    def row(self, member: str) -> RollRow | None:
        """See RollStore."""
        query = select(entitlements).where(
            entitlements.c.election == self._election, entitlements.c.number == member
        )
        row = self._connection.execute(query).first()
        return None if row is None else _roll_row(row)

    def rows(self) -> Iterable[RollRow]:
        """See RollStore."""
        query = select(entitlements).where(entitlements.c.election == self._election)
        return [_roll_row(row) for row in self._connection.execute(query)]

    def paper(self, member: str, contest: str) -> Paper:
        """See RollStore."""
        query = select(papers).where(*self._key(member, contest))
        if self._to_change:
            query = query.with_for_update()
        row = self._connection.execute(query).first()
        return NEW_PAPER if row is None else _paper(row)

    def put_paper(self, member: str, contest: str, before: Paper, after: Paper) -> None:
        """See RollStore. Of two requests at once the old value lets one through."""
        changed = self._connection.execute(
            update(papers)
            .where(
                *self._key(member, contest),
                papers.c.drawn == (b"".join(before.drawn) or _NOT_DRAWN),
                papers.c.granted == before.granted,
                papers.c.on_paper.is_(before.on_paper),
            )
            .values(
                drawn=b"".join(after.drawn) or _NOT_DRAWN,
                granted=after.granted,
                on_paper=after.on_paper,
            )
        )
        if changed.rowcount != 1:
            raise RollError("another request came between: try again")

    def granted(self, contest: str) -> int:
        """See RollStore."""
        query = select(func.coalesce(func.sum(papers.c.granted), 0)).where(
            papers.c.election == self._election, papers.c.contest == contest
        )
        return int(self._connection.execute(query).scalar_one())

    def remove(self, member: str) -> None:
        """See RollStore."""
        for table in (papers, entitlements):
            self._connection.execute(
                delete(table).where(table.c.election == self._election, table.c.number == member)
            )

    def whole(self) -> MemoryRollStore:
        """The roll and all papers as they stand, in memory: for statements over everybody."""
        found = MemoryRollStore(self.rows())
        query = select(papers).where(papers.c.election == self._election)
        for row in self._connection.execute(query):
            found.put_paper(row.number, row.contest, NEW_PAPER, _paper(row))
        return found

    def _key(self, member: str, contest: str) -> tuple[ColumnElement[bool], ...]:
        return (
            papers.c.election == self._election,
            papers.c.number == member,
            papers.c.contest == contest,
        )


def _roll_row(row: Row[Any]) -> RollRow:
    return RollRow(bytes(row.salt), row.number, tuple(json.loads(row.contests)))


def _paper(row: Row[Any]) -> Paper:
    drawn = bytes(row.drawn)
    hashes = tuple(drawn[at : at + _HASH] for at in range(0, len(drawn), _HASH))
    return Paper(() if drawn == _NOT_DRAWN else hashes, row.granted, row.on_paper)
