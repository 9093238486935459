"""What the roll office can be held to: the root of the roll, and the root of all marks at the end.

Each member gets their own row and marks with a proof, and nobody learns of anybody else: every
leaf carries the member's 32 random bytes of salt, and leaves stand in ascending order of their
hashes, so that no position says anything. Source: PROTOCOL, `roll-row` and `mark`.

`roll-row`: election id, salt, member, lp(contests…), in the manifest's order.
`mark`: mh, contest, salt, member, state (`not-drawn`, `drawn`, `on-paper`), re-issues (u32).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ballots.documents import RollClose, RollCount, sized
from ballots.encoding import lp, tagged, u32
from ballots.errors import RollError
from ballots.log import MerkleLog, leaf_hash, root_of
from ballots.roll import MarkState, Paper, RollRow, RollStore
from ballots.standing import Standing

SALT_BYTES = 32


def roll_row_hash(election: str, row: RollRow) -> bytes:
    """The row's leaf hash in the roll's tree."""
    salt = sized(row.salt, SALT_BYTES)
    return leaf_hash(tagged("roll-row", election, salt, row.member, lp(*row.contests)))


def roll_root(election: str, rows: Iterable[RollRow]) -> bytes:
    """The root that the manifest freezes."""
    return root_of(sorted(roll_row_hash(election, row) for row in rows))


def mark_hash(mh: bytes, row: RollRow, contest: str, state: MarkState, reissued: int) -> bytes:
    """The leaf hash of one member's mark in one contest."""
    salt = sized(row.salt, SALT_BYTES)
    return leaf_hash(tagged("mark", mh, contest, salt, row.member, state.value, u32(reissued)))


@dataclass(frozen=True, slots=True)
class SortedTree:
    """Hashes of rows or marks in ascending order, and the Merkle tree over them."""

    hashes: tuple[bytes, ...]
    tree: MerkleLog

    @classmethod
    def of(cls, hashes: Iterable[bytes]) -> SortedTree:
        """The tree over these hashes, given in any order."""
        ordered = tuple(sorted(hashes))
        return cls(ordered, MerkleLog(ordered))

    def proof(self, hash_: bytes) -> tuple[int, int, tuple[bytes, ...]]:
        """Index, size and inclusion proof of one of them.

        Verified by `ballots.log.verify_inclusion`. Raises RollError if it is not among them.
        """
        index = bisect_left(self.hashes, hash_)
        if self.hashes[index : index + 1] != (hash_,):
            raise RollError("this row or mark is not in the tree")
        return index, len(self.hashes), self.tree.inclusion_proof(index)


def papers_of(standing: Standing, store: RollStore) -> Iterator[tuple[RollRow, str, Paper]]:
    """Every paper of every member in the secret contests."""
    for row in store.rows():
        for terms in standing.manifest.secret_contests:
            if terms.id in row.contests:
                yield row, terms.id, store.paper(row.member, terms.id)


def mark_hashes(standing: Standing, store: RollStore) -> Iterator[bytes]:
    """The leaf hashes of all marks."""
    for row, contest, paper in papers_of(standing, store):
        yield mark_hash(standing.manifest.mh, row, contest, paper.state, paper.reissued)


def roll_close(standing: Standing, store: RollStore) -> RollClose:
    """The statement that the roll office signs when draws have ended.

    Raises RollError where the roll does not hold as many members as the manifest and the acts say.
    """
    contests = [terms.id for terms in standing.manifest.secret_contests]
    entitled, drawn, reissued, on_paper = (dict.fromkeys(contests, 0) for _ in range(4))
    hashes = []
    for row, contest, paper in papers_of(standing, store):
        entitled[contest] += 1
        drawn[contest] += paper.state == MarkState.DRAWN
        reissued[contest] += paper.reissued
        on_paper[contest] += paper.state == MarkState.ON_PAPER
        hashes.append(mark_hash(standing.manifest.mh, row, contest, paper.state, paper.reissued))
    for id_ in contests:
        if entitled[id_] != standing.entitled[id_]:
            raise RollError(
                f"the roll of '{id_}' has {entitled[id_]} members; by the manifest and the acts "
                f"it has {standing.entitled[id_]}: put an act 'roll-change' into the log first"
            )
    counts = tuple(
        RollCount(id_, entitled[id_], drawn[id_], reissued[id_], on_paper[id_]) for id_ in contests
    )
    return RollClose(standing.manifest.mh, counts, root_of(sorted(hashes)))
