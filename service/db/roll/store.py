"""The roll office's store: members, elections, links, sessions. Papers are in `papers.py`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from ballots.encoding import lp, un_lp
from ballots.roll import RollRow
from service.db.roll.tables import (
    elections,
    entitlements,
    links,
    members,
    roll_rows,
    sessions,
)


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

    def hold(self, id_: str, *, shared: bool = False) -> None:
        """Keep others from changing how this election stands until the transaction ends.

        `shared`: beside others who only rely on it, as draws do. PostgreSQL; in SQLite every
        transaction that writes is alone already.
        """
        if self._connection.dialect.name == "postgresql":
            lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
            self._connection.execute(select(lock(func.hashtextextended(id_, 0))))

    def documents(self, id_: str) -> tuple[bool, bytes] | None:
        """Whether the election is frozen, and the leaves of its acts as stored; or None."""
        query = select(elections.c.manifest.is_not(None), elections.c.documents)
        row = self._connection.execute(query.where(elections.c.id == id_)).first()
        return None if row is None else (bool(row[0]), bytes(row[1]))

    def put_prepared(self, id_: str, prepared: bytes) -> None:
        """Keep the office's document of contests; replaces the one before."""
        self._connection.execute(delete(elections).where(elections.c.id == id_))
        self._connection.execute(
            insert(elections).values(id=id_, prepared=prepared, manifest=None, documents=b"")
        )

    def unprepare(self, id_: str) -> None:
        """Forget who was entitled, since a roll has changed. Nothing happens to a frozen election."""
        gone = self._connection.execute(
            delete(elections).where(elections.c.id == id_, elections.c.manifest.is_(None))
        )
        if gone.rowcount:
            self.replace_entitlements(id_, ())

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

    def people(self, election: str, *, besides: str | None = None) -> Iterator[Person]:
        """Every member of any roll, by number. `besides`: of any roll but this one."""
        query = select(members).where(members.c.election == election).order_by(members.c.number)
        if besides is not None:
            elsewhere = select(roll_rows.c.number).where(
                roll_rows.c.election == election, roll_rows.c.roll != besides
            )
            query = query.where(members.c.number.in_(elsewhere))
        for row in self._connection.execute(query):
            yield Person(row.number, row.name, row.email)

    def replace_roll(
        self, election: str, roll: str, rows: Sequence[tuple[Person, Mapping[str, str]]]
    ) -> None:
        """Put these members in the place of the roll's; people on no roll are forgotten.

        Of somebody who is on another roll too, the newest name and address stand.
        """
        of_roll = (roll_rows.c.election == election, roll_rows.c.roll == roll)
        self._connection.execute(delete(roll_rows).where(*of_roll))
        on_a_roll = select(roll_rows.c.number).where(roll_rows.c.election == election)
        self._connection.execute(
            delete(members).where(
                members.c.election == election, members.c.number.not_in(on_a_roll)
            )
        )
        known = {person.number: person for person in self.people(election)}
        new = [person for person, _ in rows if person.number not in known]
        for person, _ in rows:
            if known.get(person.number, person) != person:
                self._connection.execute(
                    update(members)
                    .where(members.c.election == election, members.c.number == person.number)
                    .values(name=person.name, email=person.email)
                )
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
        return {row[0]: row[1] for row in self._connection.execute(query)}

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
        self.forget_sessions(now)
        self._connection.execute(
            insert(sessions).values(
                token_hash=token_hash,
                election=session.election,
                number=session.number,
                ends=session.ends,
            )
        )

    def forget_sessions(self, now: int) -> None:
        """Forget the sessions that have ended."""
        self._connection.execute(delete(sessions).where(sessions.c.ends <= now))

    def session(self, token_hash: bytes) -> Session | None:
        """The session of a token, or None."""
        query = select(sessions).where(sessions.c.token_hash == token_hash)
        row = self._connection.execute(query).first()
        return None if row is None else Session(row.election, row.number, row.ends)

    def end_session(self, token_hash: bytes) -> None:
        """Forget a session."""
        self._connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))
