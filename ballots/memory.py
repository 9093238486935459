"""Stores in memory: for tests, rehearsals, and as the shortest statement of what a store must do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ballots.errors import RollError
from ballots.leaves import BallotLeaf, decode_leaf
from ballots.log import MerkleLog, leaf_hash
from ballots.roll import NEW_PAPER, Paper, RollRow


class MemoryBoxStore:
    """The box's store. `leaves`: the log; `tree`: its Merkle tree."""

    def __init__(self) -> None:
        self.leaves: list[bytes] = []
        self.tree = MerkleLog()
        self._documents: list[bytes] = []
        self._pending: dict[bytes, BallotLeaf] = {}
        self._known: set[bytes] = set()
        self._last: dict[tuple[str, bytes], int] = {}

    def knows(self, leaf_hash: bytes) -> bool:
        """See BoxStore."""
        return leaf_hash in self._known

    def last_seq(self, contest: str, ballot_pk: bytes) -> int:
        """See BoxStore."""
        return self._last.get((contest, ballot_pk), 0)

    def put_pending(self, leaf_hash: bytes, leaf: BallotLeaf) -> None:
        """See BoxStore."""
        self._known.add(leaf_hash)
        self._pending[leaf_hash] = leaf
        self._last[(leaf.contest, leaf.ballot_pk)] = leaf.seq

    def pending(self, contest: str) -> Sequence[bytes]:
        """See BoxStore."""
        return sorted(hash_ for hash_, leaf in self._pending.items() if leaf.contest == contest)

    def take_pending(self, leaf_hashes: Sequence[bytes]) -> Sequence[bytes]:
        """See BoxStore."""
        return [self._pending.pop(hash_).encode() for hash_ in leaf_hashes]

    def append(self, leaves: Sequence[bytes]) -> None:
        """See BoxStore."""
        for leaf in leaves:
            self.leaves.append(leaf)
            self.tree.append(leaf_hash(leaf))
            if not isinstance(decode_leaf(leaf), BallotLeaf):
                self._documents.append(leaf)

    def documents(self) -> Iterable[bytes]:
        """See BoxStore."""
        return tuple(self._documents)

    def tally(self, contest: str) -> tuple[int, int]:
        """See BoxStore."""
        numbers = [last for (of, _), last in self._last.items() if of == contest]
        return sum(numbers), len(numbers)


class MemoryRollStore:
    """The roll office's store."""

    def __init__(self, rows: Iterable[RollRow]) -> None:
        self._rows = {row.member: row for row in rows}
        self._papers: dict[tuple[str, str], Paper] = {}

    def row(self, member: str) -> RollRow | None:
        """See RollStore."""
        return self._rows.get(member)

    def rows(self) -> Iterable[RollRow]:
        """See RollStore."""
        return list(self._rows.values())

    def paper(self, member: str, contest: str) -> Paper:
        """See RollStore."""
        return self._papers.get((member, contest), NEW_PAPER)

    def put_paper(self, member: str, contest: str, before: Paper, after: Paper) -> None:
        """See RollStore."""
        if self.paper(member, contest) != before:
            raise RollError("another request came between: try again")
        self._papers[(member, contest)] = after

    def granted(self, contest: str) -> int:
        """See RollStore."""
        return sum(paper.granted for (_, of), paper in self._papers.items() if of == contest)

    def remove(self, member: str) -> None:
        """See RollStore."""
        del self._rows[member]
