"""The office's store, inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from ballots.audit import AuditEntry
from service.db.office.tables import (
    acts,
    audit,
    elections,
    officers,
    proposals,
    results,
    sessions,
)


@dataclass(frozen=True, slots=True)
class Officer:
    """A returning officer."""

    id: str
    name: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class Election:
    """An election at the office. See `tables.elections`."""

    id: str
    state: str
    notice: str
    ceremony: bytes | None = None
    manifest: bytes | None = None
    acknowledgements: bytes | None = None
    checkpoint: bytes | None = None
    opening: bytes | None = None
    opening_seed: bytes | None = None
    declaration: bytes | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step that an officer has proposed. `state`: proposed, done or withdrawn."""

    election: str
    number: int
    step: str
    parameters: str
    reason: str
    proposer: str
    confirmer: str | None
    state: str


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act with its reason. `leaf`: encoded."""

    election: str
    number: int
    leaf: bytes
    salt: bytes
    reason: str
    after_close: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A contest's count record (canonical JSON), minutes and totals (canonical JSON)."""

    election: str
    contest: str
    record: bytes
    minutes: str
    totals: str


class OfficeStore:
    """Officers, sessions, elections, proposals, acts, results and the audit chain."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # Officers

    def officers(self) -> Sequence[Officer]:
        """Every officer, by id."""
        rows = self._connection.execute(select(officers).order_by(officers.c.id))
        return [Officer(row.id, row.name, row.password_hash) for row in rows]

    def officer(self, id_: str) -> Officer | None:
        """The officer, or None."""
        row = self._connection.execute(select(officers).where(officers.c.id == id_)).first()
        return None if row is None else Officer(row.id, row.name, row.password_hash)

    def put_officer(self, officer: Officer) -> None:
        """Add an officer, or give one a new name and password."""
        self._connection.execute(delete(officers).where(officers.c.id == officer.id))
        self._connection.execute(
            insert(officers).values(
                id=officer.id, name=officer.name, password_hash=officer.password_hash
            )
        )

    def add_session(self, token_hash: bytes, officer: str, ends: int, now: int) -> None:
        """Keep a session, and forget those that have ended."""
        self._connection.execute(delete(sessions).where(sessions.c.ends <= now))
        self._connection.execute(
            insert(sessions).values(token_hash=token_hash, officer=officer, ends=ends)
        )

    def session(self, token_hash: bytes, now: int) -> str | None:
        """The officer whose session this is, or None."""
        query = select(sessions.c.officer).where(
            sessions.c.token_hash == token_hash, sessions.c.ends > now
        )
        return self._connection.execute(query).scalar()

    def end_session(self, token_hash: bytes) -> None:
        """Forget a session."""
        self._connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    # Elections

    def election(self, id_: str) -> Election | None:
        """The election, or None."""
        row = self._connection.execute(select(elections).where(elections.c.id == id_)).first()
        return None if row is None else _election(row)

    def elections(self) -> Sequence[Election]:
        """Every election, by id."""
        rows = self._connection.execute(select(elections).order_by(elections.c.id))
        return [_election(row) for row in rows]

    def put_notice(self, id_: str, notice: str) -> None:
        """Keep a notice; the election is a draft again."""
        self._connection.execute(delete(elections).where(elections.c.id == id_))
        self._connection.execute(insert(elections).values(id=id_, state="draft", notice=notice))

    def change(self, id_: str, **values: object) -> None:
        """Change an election."""
        self._connection.execute(update(elections).where(elections.c.id == id_).values(**values))

    # Proposals

    def proposals(self, election: str) -> Sequence[Proposal]:
        """Every proposal of an election, the oldest first."""
        query = (
            select(proposals).where(proposals.c.election == election).order_by(proposals.c.number)
        )
        return [Proposal(**row._mapping) for row in self._connection.execute(query)]

    def add_proposal(
        self, election: str, step: str, parameters: str, reason: str, proposer: str
    ) -> Proposal:
        """Keep a new proposal."""
        query = select(func.coalesce(func.max(proposals.c.number), 0)).where(
            proposals.c.election == election
        )
        number = self._connection.execute(query).scalar_one() + 1
        made = Proposal(election, number, step, parameters, reason, proposer, None, "proposed")
        self._connection.execute(
            insert(proposals).values(
                election=election,
                number=number,
                step=step,
                parameters=parameters,
                reason=reason,
                proposer=proposer,
                confirmer=None,
                state="proposed",
            )
        )
        return made

    def settle(
        self, proposal: Proposal, state: str, confirmer: str | None, parameters: str
    ) -> bool:
        """Settle an open proposal; False if another request has done so.

        `parameters`: what is kept of them (canonical JSON).
        """
        changed = self._connection.execute(
            update(proposals)
            .where(
                proposals.c.election == proposal.election,
                proposals.c.number == proposal.number,
                proposals.c.state == "proposed",
            )
            .values(state=state, confirmer=confirmer, parameters=parameters)
        )
        return changed.rowcount == 1

    # Acts and results

    def acts(self, election: str) -> Sequence[ActRow]:
        """Every act of an election, in order."""
        query = select(acts).where(acts.c.election == election).order_by(acts.c.number)
        return [
            ActRow(
                row.election,
                row.number,
                bytes(row.leaf),
                bytes(row.salt),
                row.reason,
                bool(row.after_close),
            )
            for row in self._connection.execute(query)
        ]

    def add_act(self, act: ActRow) -> None:
        """Keep an act."""
        self._connection.execute(
            insert(acts).values(
                election=act.election,
                number=act.number,
                leaf=act.leaf,
                salt=act.salt,
                reason=act.reason,
                after_close=int(act.after_close),
            )
        )

    def results(self, election: str) -> Sequence[Result]:
        """Every result of an election, by contest."""
        query = select(results).where(results.c.election == election).order_by(results.c.contest)
        return [
            Result(row.election, row.contest, bytes(row.record), row.minutes, row.totals)
            for row in self._connection.execute(query)
        ]

    def replace_results(self, election: str, made: Sequence[Result]) -> None:
        """Put these results in the place of the election's."""
        self._connection.execute(delete(results).where(results.c.election == election))
        for result in made:
            self._connection.execute(
                insert(results).values(
                    election=election,
                    contest=result.contest,
                    record=result.record,
                    minutes=result.minutes,
                    totals=result.totals,
                )
            )

    # The audit chain

    def audit(self, election: str) -> Sequence[tuple[AuditEntry, str]]:
        """The chain, each entry with its details (canonical JSON)."""
        query = select(audit).where(audit.c.election == election).order_by(audit.c.number)
        return [
            (AuditEntry.load(bytes(row.entry)), row.details)
            for row in self._connection.execute(query)
        ]

    def last_entry(self, election: str) -> AuditEntry | None:
        """The last entry of the chain, or None."""
        query = (
            select(audit.c.entry)
            .where(audit.c.election == election)
            .order_by(audit.c.number.desc())
            .limit(1)
        )
        found = self._connection.execute(query).scalar()
        return None if found is None else AuditEntry.load(bytes(found))

    def add_entry(self, election: str, entry: AuditEntry, details: str) -> None:
        """Append an entry; the key refuses a second one of that number."""
        self._connection.execute(
            insert(audit).values(
                election=election, number=entry.number, entry=entry.dump(), details=details
            )
        )


def _election(row: Any) -> Election:
    def data(value: bytes | None) -> bytes | None:
        return None if value is None else bytes(value)

    return Election(
        row.id,
        row.state,
        row.notice,
        data(row.ceremony),
        data(row.manifest),
        data(row.acknowledgements),
        data(row.checkpoint),
        data(row.opening),
        data(row.opening_seed),
        data(row.declaration),
    )
