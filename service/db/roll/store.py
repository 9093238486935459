"""The roll office's store: `ballots.roll.RollStore` on a connection, and members, links, sessions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from ballots.encoding import lp, un_lp
from ballots.errors import RollError
from ballots.roll import NEW_PAPER, Paper, RollRow
from service.db.roll.tables import (
    elections,
    entitlements,
    links,
    members,
    papers,
    roll_rows,
    sessions,
)

_HASH = 32


@dataclass(frozen=True, slots=True)
class Election:
    """An election as the roll office knows it. `documents`: the leaves of its acts, in order."""

    id: str
    prepared: bytes
    manifest: bytes | None
    documents: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A member, once, however many rolls they are on."""

    number: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Link:
    """A personal link, without its secret."""

    id: str
    election: str
    number: str
    secret_hash: bytes


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. `ends`: UTC seconds."""

    election: str
    number: str
    ends: int


class Rolls:
    """Members, elections, links and sessions, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def election(self, id_: str) -> Election | None:
        """The election, or None."""
        row = self._connection.execute(select(elections).where(elections.c.id == id_)).first()
        if row is None:
            return None
        manifest = None if row.manifest is None else bytes(row.manifest)
        return Election(row.id, bytes(row.prepared), manifest, un_lp(bytes(row.documents)))

    def elections(self) -> Sequence[str]:
        """The ids of all elections."""
        return list(self._connection.execute(select(elections.c.id)).scalars())

    def put_prepared(self, id_: str, prepared: bytes) -> None:
        """Keep the office's document of contests; replaces the one before."""
        self._connection.execute(delete(elections).where(elections.c.id == id_))
        self._connection.execute(
            insert(elections).values(id=id_, prepared=prepared, manifest=None, documents=b"")
        )

    def put_manifest(self, id_: str, manifest: bytes) -> None:
        """Freeze."""
        self._connection.execute(
            update(elections).where(elections.c.id == id_).values(manifest=manifest)
        )

    def put_documents(self, id_: str, documents: Sequence[bytes]) -> None:
        """Keep the leaves of the acts so far."""
        self._connection.execute(
            update(elections).where(elections.c.id == id_).values(documents=lp(*documents))
        )

    def person(self, election: str, number: str) -> Person | None:
        """A member by number, or None."""
        query = select(members).where(members.c.election == election, members.c.number == number)
        row = self._connection.execute(query).first()
        return None if row is None else Person(row.number, row.name, row.email)

    def people(self, election: str) -> Iterator[Person]:
        """Every member of any roll, by number."""
        query = select(members).where(members.c.election == election).order_by(members.c.number)
        for row in self._connection.execute(query):
            yield Person(row.number, row.name, row.email)

    def replace_roll(
        self, election: str, roll: str, rows: Sequence[tuple[Person, Mapping[str, str]]]
    ) -> None:
        """Put these members in the place of the roll's; people on no roll are forgotten."""
        of_roll = (roll_rows.c.election == election, roll_rows.c.roll == roll)
        self._connection.execute(delete(roll_rows).where(*of_roll))
        on_a_roll = select(roll_rows.c.number).where(roll_rows.c.election == election)
        self._connection.execute(
            delete(members).where(
                members.c.election == election, members.c.number.not_in(on_a_roll)
            )
        )
        known = {person.number for person in self.people(election)}
        new = [person for person, _ in rows if person.number not in known]
        if new:
            self._connection.execute(
                insert(members),
                [
                    {"election": election, "number": p.number, "name": p.name, "email": p.email}
                    for p in new
                ],
            )
        self._connection.execute(
            insert(roll_rows),
            [
                {
                    "election": election,
                    "roll": roll,
                    "number": person.number,
                    "attributes": json.dumps(dict(attributes), ensure_ascii=False, sort_keys=True),
                }
                for person, attributes in rows
            ],
        )

    def roll(self, election: str, roll: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Numbers and attributes of a roll's members, by number."""
        query = (
            select(roll_rows.c.number, roll_rows.c.attributes)
            .where(roll_rows.c.election == election, roll_rows.c.roll == roll)
            .order_by(roll_rows.c.number)
        )
        for number, attributes in self._connection.execute(query):
            yield number, json.loads(attributes)

    def sizes(self, election: str) -> dict[str, int]:
        """How many members each roll has, by name."""
        query = (
            select(roll_rows.c.roll, func.count())
            .where(roll_rows.c.election == election)
            .group_by(roll_rows.c.roll)
        )
        return {roll: members for roll, members in self._connection.execute(query)}

    def replace_entitlements(self, election: str, rows: Iterable[RollRow]) -> None:
        """Put these entitlements in the place of the election's."""
        self._connection.execute(delete(entitlements).where(entitlements.c.election == election))
        values = [
            {
                "election": election,
                "number": row.member,
                "salt": row.salt,
                "contests": json.dumps(row.contests),
            }
            for row in rows
        ]
        if values:
            self._connection.execute(insert(entitlements), values)

    def replace_links(self, election: str, made: Sequence[Link]) -> None:
        """Put these links in the place of the election's; the earlier ones stop working."""
        self._connection.execute(delete(links).where(links.c.election == election))
        if made:
            self._connection.execute(
                insert(links),
                [
                    {
                        "id": link.id,
                        "election": link.election,
                        "number": link.number,
                        "secret_hash": link.secret_hash,
                    }
                    for link in sorted(made, key=lambda link: link.id)
                ],
            )

    def link(self, id_: str) -> Link | None:
        """A link by its lookup id, or None."""
        row = self._connection.execute(select(links).where(links.c.id == id_)).first()
        if row is None:
            return None
        return Link(row.id, row.election, row.number, bytes(row.secret_hash))

    def add_session(self, token_hash: bytes, session: Session, now: int) -> None:
        """Keep a session, and forget those that have ended."""
        self._connection.execute(delete(sessions).where(sessions.c.ends <= now))
        self._connection.execute(
            insert(sessions).values(
                token_hash=token_hash,
                election=session.election,
                number=session.number,
                ends=session.ends,
            )
        )

    def session(self, token_hash: bytes) -> Session | None:
        """The session of a token, or None."""
        query = select(sessions).where(sessions.c.token_hash == token_hash)
        row = self._connection.execute(query).first()
        return None if row is None else Session(row.election, row.number, row.ends)

    def end_session(self, token_hash: bytes) -> None:
        """Forget a session."""
        self._connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


class SqlRollStore:
    """One frozen election's roll, inside one transaction. See `ballots.roll.RollStore`."""

    def __init__(self, connection: Connection, election: str) -> None:
        self._connection = connection
        self._election = election

    def row(self, member: str) -> RollRow | None:
        """See RollStore."""
        query = select(entitlements).where(
            entitlements.c.election == self._election, entitlements.c.number == member
        )
        row = self._connection.execute(query).first()
        if row is None:
            return None
        return RollRow(bytes(row.salt), row.number, tuple(json.loads(row.contests)))

    def rows(self) -> Iterable[RollRow]:
        """See RollStore."""
        query = select(entitlements).where(entitlements.c.election == self._election)
        return [
            RollRow(bytes(row.salt), row.number, tuple(json.loads(row.contests)))
            for row in self._connection.execute(query)
        ]

    def paper(self, member: str, contest: str) -> Paper:
        """See RollStore."""
        row = self._connection.execute(select(papers).where(*self._key(member, contest))).first()
        if row is None:
            return NEW_PAPER
        drawn = bytes(row.drawn)
        return Paper(
            tuple(drawn[at : at + _HASH] for at in range(0, len(drawn), _HASH)),
            row.granted,
            row.on_paper,
        )

    def put_paper(self, member: str, contest: str, before: Paper, after: Paper) -> None:
        """See RollStore. Two requests at once: the key or the old value lets one through."""
        values = {
            "drawn": b"".join(after.drawn),
            "granted": after.granted,
            "on_paper": after.on_paper,
        }
        if before == NEW_PAPER:
            if self.paper(member, contest) != before:
                raise RollError("another request came between: try again")
            self._connection.execute(
                insert(papers).values(
                    election=self._election, number=member, contest=contest, **values
                )
            )
            return
        changed = self._connection.execute(
            update(papers)
            .where(
                *self._key(member, contest),
                papers.c.drawn == b"".join(before.drawn),
                papers.c.granted == before.granted,
                papers.c.on_paper.is_(before.on_paper),
            )
            .values(**values)
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
        self._connection.execute(
            delete(entitlements).where(
                entitlements.c.election == self._election, entitlements.c.number == member
            )
        )

    def _key(self, member: str, contest: str) -> tuple[ColumnElement[bool], ...]:
        return (
            papers.c.election == self._election,
            papers.c.number == member,
            papers.c.contest == contest,
        )
