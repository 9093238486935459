"""The ballot box's store: `ballots.box.BoxStore` on a connection, and what the room reads besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from secrets import SystemRandom

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from ballots.leaves import BallotLeaf, decode_leaf
from service.db.box.tables import ballot_keys, elections, leaves, logged, pending

_SYSTEM = SystemRandom()
_MANY = 500  # rows named in one statement; SQLite takes no more than some thousand


def manifests(connection: Connection) -> dict[str, bytes]:
    """Every election's manifest, by id."""
    return {row.id: bytes(row.manifest) for row in connection.execute(select(elections))}


def add_manifest(connection: Connection, election: str, manifest: bytes) -> None:
    """Take an election in."""
    connection.execute(insert(elections).values(id=election, manifest=manifest))


class SqlBoxStore:
    """One election's part of the box database, inside one transaction. See `BoxStore`."""

    def __init__(self, connection: Connection, election: str) -> None:
        self._connection = connection
        self._election = election

    def knows(self, leaf_hash: bytes) -> bool:
        """See BoxStore."""
        query = union_all(
            *(
                select(literal(1)).where(
                    table.c.election == self._election, table.c.leaf_hash == leaf_hash
                )
                for table in (pending, logged)
            )
        )
        return self._connection.execute(query).first() is not None

    def last_seq(self, contest: str, ballot_pk: bytes) -> int:
        """See BoxStore. The newest may be logged before those that came earlier."""
        query = union_all(
            select(ballot_keys.c.last_seq).where(*self._key(ballot_keys, contest, ballot_pk)),
            select(pending.c.seq).where(*self._key(pending, contest, ballot_pk)),
        )
        return max(self._connection.execute(query).scalars(), default=0)

    def put_pending(self, leaf_hash: bytes, leaf: BallotLeaf) -> None:
        """See BoxStore."""
        self._connection.execute(
            insert(pending).values(
                election=self._election,
                leaf_hash=leaf_hash,
                contest=leaf.contest,
                ballot_pk=leaf.ballot_pk,
                seq=leaf.seq,
                leaf=leaf.encode(),
            )
        )

    def pending(self, contest: str) -> Sequence[bytes]:
        """See BoxStore."""
        query = (
            select(pending.c.leaf_hash)
            .where(pending.c.election == self._election, pending.c.contest == contest)
            .order_by(pending.c.leaf_hash)
        )
        return [bytes(hash_) for hash_ in self._connection.execute(query).scalars()]

    def take_pending(self, leaf_hashes: Sequence[bytes]) -> Sequence[bytes]:
        """See BoxStore. From here on these ballots count as logged."""
        found: dict[bytes, tuple[str, bytes, int, bytes]] = {}
        for start in range(0, len(leaf_hashes), _MANY):
            some = list(leaf_hashes[start : start + _MANY])
            where = (pending.c.election == self._election, pending.c.leaf_hash.in_(some))
            for row in self._connection.execute(select(pending).where(*where)):
                found[bytes(row.leaf_hash)] = (
                    row.contest, bytes(row.ballot_pk), row.seq, bytes(row.leaf)
                )  # fmt: skip
        self._remove_pending([(self._election, hash_) for hash_ in leaf_hashes])
        self._note_logged([(hash_, *found[hash_][:3]) for hash_ in leaf_hashes])
        return [found[hash_][3] for hash_ in leaf_hashes]

    def _remove_pending(self, keys: Sequence[tuple[str, bytes]]) -> None:
        """Delete these rows one by one in an order that nobody knows.

        The pages they leave are used again in the order in which they were left, and the pages
        were taken in the order of arrival: what comes into them must not tell which was which.
        """
        if not keys:
            return
        shuffled = [{"of": election, "hash": hash_} for election, hash_ in keys]
        _SYSTEM.shuffle(shuffled)
        self._connection.execute(
            delete(pending).where(
                pending.c.election == bindparam("of"), pending.c.leaf_hash == bindparam("hash")
            ),
            shuffled,
        )

    def _note_logged(self, taken: Sequence[tuple[bytes, str, bytes, int]]) -> None:
        """Remember hashes, keys and numbers, in the order given: the batch's own."""
        if not taken:
            return
        self._connection.execute(
            insert(logged),
            [{"election": self._election, "leaf_hash": hash_} for hash_, *_ in taken],
        )
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        upsert = dialect.insert(ballot_keys)
        newer = func.greatest if dialect is postgresql else func.max
        upsert = upsert.on_conflict_do_update(
            index_elements=[ballot_keys.c.election, ballot_keys.c.contest, ballot_keys.c.ballot_pk],
            set_={
                "last_seq": newer(ballot_keys.c.last_seq, upsert.excluded.last_seq),
                "ballots": ballot_keys.c.ballots + 1,
            },
        )
        self._connection.execute(
            upsert,
            [
                {
                    "election": self._election,
                    "contest": contest,
                    "ballot_pk": ballot_pk,
                    "last_seq": seq,
                    "ballots": 1,
                }
                for _, contest, ballot_pk, seq in taken
            ],
        )

    def append(self, leaves_: Sequence[bytes]) -> None:
        """See BoxStore."""
        if not leaves_:
            return
        size = self.size()
        self._connection.execute(
            insert(leaves),
            [
                {
                    "election": self._election,
                    "position": position,
                    "is_ballot": isinstance(decode_leaf(leaf), BallotLeaf),
                    "leaf": leaf,
                }
                for position, leaf in enumerate(leaves_, start=size)
            ],
        )

    def documents(self) -> Iterable[bytes]:
        """See BoxStore."""
        query = (
            select(leaves.c.leaf)
            .where(leaves.c.election == self._election, leaves.c.is_ballot.is_(False))
            .order_by(leaves.c.position)
        )
        return [bytes(leaf) for leaf in self._connection.execute(query).scalars()]

    def tally(self, contest: str) -> tuple[int, int]:
        """See BoxStore."""
        numbers = union_all(
            *(
                select(table.c.ballot_pk, number.label("number")).where(
                    table.c.election == self._election, table.c.contest == contest
                )
                for table, number in (
                    (ballot_keys, ballot_keys.c.last_seq),
                    (pending, pending.c.seq),
                )
            )
        ).subquery()
        last = (
            select(func.max(numbers.c.number).label("last"))
            .group_by(numbers.c.ballot_pk)
            .subquery()
        )
        query = select(func.coalesce(func.sum(last.c.last), 0), func.count()).select_from(last)
        ballots, keys = self._connection.execute(query).one()
        return int(ballots), int(keys)

    def turnout(self, contest: str) -> tuple[int, int]:
        """Ballots and distinct ballot keys of a contest in the log: whole batches only."""
        query = select(func.coalesce(func.sum(ballot_keys.c.ballots), 0), func.count()).where(
            ballot_keys.c.election == self._election, ballot_keys.c.contest == contest
        )
        ballots, keys = self._connection.execute(query).one()
        return int(ballots), int(keys)

    def size(self) -> int:
        """Number of leaves in the log."""
        query = select(func.coalesce(func.max(leaves.c.position) + 1, 0)).where(
            leaves.c.election == self._election
        )
        return int(self._connection.execute(query).scalar_one())

    def log(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The leaves from `start` to before `stop`, streamed."""
        query = (
            select(leaves.c.leaf)
            .where(leaves.c.election == self._election, leaves.c.position >= start)
            .order_by(leaves.c.position)
        )
        if stop is not None:
            query = query.where(leaves.c.position < stop)
        result = self._connection.execute(query, execution_options={"yield_per": 1_000})
        for leaf in result.scalars():
            yield bytes(leaf)

    def forget_order(self) -> None:
        """Write what waits anew, in the order of its hashes: pages then say nothing of arrival.

        SQLite only: PostgreSQL keeps transaction ids and dead rows until it vacuums, and in its
        write-ahead log and backups for longer.
        """
        if self._connection.dialect.name != "sqlite":
            return
        rows = self._connection.execute(
            select(pending).order_by(pending.c.election, pending.c.leaf_hash)
        ).all()
        if rows:
            self._remove_pending([(row.election, row.leaf_hash) for row in rows])
            self._connection.execute(insert(pending), [dict(row._mapping) for row in rows])

    def _key(self, table: Table, contest: str, ballot_pk: bytes) -> tuple[ColumnElement[bool], ...]:
        return (
            table.c.election == self._election,
            table.c.contest == contest,
            table.c.ballot_pk == ballot_pk,
        )
