"""The ballot box's store: `ballots.box.BoxStore` on a connection, and what the room reads besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from ballots.leaves import BallotLeaf, decode_leaf
from service.db.box.tables import ballot_keys, elections, leaves, pending, taken

_MANY = 500  # rows named in one statement; SQLite takes no more than some thousand


def manifests(connection: Connection) -> dict[str, bytes]:
    """Every election's manifest, by id."""
    return {row.id: row.manifest for row in connection.execute(select(elections))}


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
        query = select(taken.c.leaf_hash).where(
            taken.c.election == self._election, taken.c.leaf_hash == leaf_hash
        )
        return self._connection.execute(query).first() is not None

    def last_seq(self, contest: str, ballot_pk: bytes) -> int:
        """See BoxStore."""
        query = select(ballot_keys.c.last_seq).where(*self._key(contest, ballot_pk))
        return self._connection.execute(query).scalar() or 0

    def put_pending(self, leaf_hash: bytes, leaf: BallotLeaf) -> None:
        """See BoxStore."""
        self._connection.execute(
            insert(pending).values(
                election=self._election,
                contest=leaf.contest,
                leaf_hash=leaf_hash,
                leaf=leaf.encode(),
            )
        )
        self._connection.execute(insert(taken).values(election=self._election, leaf_hash=leaf_hash))
        if leaf.seq == 1:
            self._connection.execute(
                insert(ballot_keys).values(
                    election=self._election,
                    contest=leaf.contest,
                    ballot_pk=leaf.ballot_pk,
                    last_seq=1,
                )
            )
        else:
            self._connection.execute(
                update(ballot_keys)
                .where(*self._key(leaf.contest, leaf.ballot_pk))
                .values(last_seq=leaf.seq)
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
        """See BoxStore."""
        found: dict[bytes, bytes] = {}
        for start in range(0, len(leaf_hashes), _MANY):
            some = list(leaf_hashes[start : start + _MANY])
            where = (pending.c.election == self._election, pending.c.leaf_hash.in_(some))
            rows = self._connection.execute(
                select(pending.c.leaf_hash, pending.c.leaf).where(*where)
            )
            found.update((bytes(row.leaf_hash), bytes(row.leaf)) for row in rows)
            self._connection.execute(delete(pending).where(*where))
        return [found[hash_] for hash_ in leaf_hashes]

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
                    "leaf": leaf,
                    "is_ballot": isinstance(decode_leaf(leaf), BallotLeaf),
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
        query = select(func.coalesce(func.sum(ballot_keys.c.last_seq), 0), func.count()).where(
            ballot_keys.c.election == self._election, ballot_keys.c.contest == contest
        )
        ballots, keys = self._connection.execute(query).one()
        return int(ballots), int(keys)

    def size(self) -> int:
        """Number of leaves in the log."""
        query = select(func.count()).where(leaves.c.election == self._election)
        return self._connection.execute(query).scalar_one()

    def log(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The leaves from `start` to before `stop`, streamed."""
        query = (
            select(leaves.c.leaf)
            .where(leaves.c.election == self._election, leaves.c.position >= start)
            .order_by(leaves.c.position)
        )
        if stop is not None:
            query = query.where(leaves.c.position < stop)
        result = self._connection.execution_options(yield_per=1_000).execute(query)
        for leaf in result.scalars():
            yield bytes(leaf)

    def _key(self, contest: str, ballot_pk: bytes) -> tuple[ColumnElement[bool], ...]:
        return (
            ballot_keys.c.election == self._election,
            ballot_keys.c.contest == contest,
            ballot_keys.c.ballot_pk == ballot_pk,
        )
