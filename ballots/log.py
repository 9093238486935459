"""The public log's Merkle tree: append, roots, proofs, and their verification.

Source: RFC 6962, section 2.1 (the tree); RFC 9162, sections 2.1.3.2 and 2.1.4.2 (verification).
Hash: SHA-256. Hashes are 32 bytes; sizes and indexes count leaves from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ballots.encoding import HASH_BYTES, sha256
from ballots.errors import LogError

EMPTY_ROOT = sha256(b"")
_LEAF = b"\x00"
_NODE = b"\x01"


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 ‖ leaf). Source: RFC 6962, section 2.1."""
    return sha256(_LEAF + leaf)


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right). Source: RFC 6962, section 2.1."""
    return sha256(_NODE + left + right)


class RootBuilder:
    """The root of leaves as they stream past, in memory logarithmic in their number.

    Keeps the roots of the full subtrees at the left, largest first: one for each bit of the size.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self._peaks: list[bytes] = []
        self.size = 0

    def add(self, hash_: bytes) -> None:
        """Append one leaf, given its hash."""
        if len(hash_) != HASH_BYTES:
            raise LogError(f"a leaf's hash has {HASH_BYTES} bytes, not {len(hash_)}")
        self._peaks.append(hash_)
        self.size += 1
        full = self.size
        while full % 2 == 0:
            right = self._peaks.pop()
            self._peaks[-1] = node_hash(self._peaks[-1], right)
            full //= 2

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return _fold(self._peaks)


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes, in their order."""
    builder = RootBuilder()
    for hash_ in hashes:
        builder.add(hash_)
    return builder.root()


class MerkleLog:
    """A tree that is only appended to, and gives the root and the proofs of every size it has had.

    Keeps every full subtree's root: about 2·size hashes.
    """

    __slots__ = ("_levels",)

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        # _levels[h][i]: root of the full subtree over leaves i·2^h … (i+1)·2^h - 1
        self._levels: list[list[bytes]] = [[]]
        for hash_ in hashes:
            self.append(hash_)

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0])

    def append(self, hash_: bytes) -> int:
        """Append one leaf, given its hash; returns its index."""
        if len(hash_) != HASH_BYTES:
            raise LogError(f"a leaf's hash has {HASH_BYTES} bytes, not {len(hash_)}")
        index = self.size
        self._levels[0].append(hash_)
        height = 0
        while len(self._levels[height]) % 2 == 0:
            left, right = self._levels[height][-2:]
            height += 1
            if height == len(self._levels):
                self._levels.append([])
            self._levels[height].append(node_hash(left, right))
        return index

    def leaf(self, index: int) -> bytes:
        """The hash of the leaf with this index. Raises LogError if there is none."""
        if not 0 <= index < self.size:
            raise LogError(f"there is no leaf {index} in a log of {self.size}")
        return self._levels[0][index]

    def full_subtree(self, height: int, index: int) -> bytes:
        """The root over leaves index·2^height … (index+1)·2^height - 1, all of them present."""
        if not (0 <= height < len(self._levels) and 0 <= index < len(self._levels[height])):
            raise LogError(
                f"subtree {index} of height {height} is not full in a log of {self.size}"
            )
        return self._levels[height][index]

    def root(self, size: int | None = None) -> bytes:
        """The root of the tree when it had `size` leaves (now, if None)."""
        return self._range(0, self._known(size))

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Proof that the leaf is in the tree of `size` leaves. Source: RFC 6962, section 2.1.1."""
        end = self._known(size)
        if not 0 <= index < end:
            raise LogError(f"there is no leaf {index} in a tree of {end}")
        proof = []
        start = 0
        while end - start > 1:
            split = start + _split(end - start)
            if index < split:
                proof.append(self._range(split, end))
                end = split
            else:
                proof.append(self._range(start, split))
                start = split
        return tuple(reversed(proof))

    def consistency_proof(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """Proof that the tree of `first` leaves is the beginning of the tree of `second`.

        Empty where the sizes are equal. `first` is at least 1. Source: RFC 6962, section 2.1.2.
        """
        end = self._known(second)
        if not 1 <= first <= end:
            raise LogError(f"no consistency proof from a tree of {first} to a tree of {end}")
        proof = []
        start = 0
        while first < end:
            split = start + _split(end - start)
            if first <= split:
                proof.append(self._range(split, end))
                end = split
            else:
                proof.append(self._range(start, split))
                start = split
        if start:  # the old tree's rightmost part is not the whole old tree: the proof gives it
            proof.append(self._range(start, end))
        return tuple(reversed(proof))

    def _known(self, size: int | None) -> int:
        known = self.size if size is None else size
        if not 0 <= known <= self.size:
            raise LogError(f"there is no tree of {known} leaves: the log has {self.size}")
        return known

    def _range(self, start: int, end: int) -> bytes:
        """MTH over leaves start … end - 1, where start is a multiple of a full subtree's size."""
        peaks = []
        while start < end:
            height = (end - start).bit_length() - 1
            peaks.append(self._levels[height][start >> height])
            start += 1 << height
        return _fold(peaks)


def verify_inclusion(
    hash_: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises LogError unless the proof shows the leaf at `index` of the tree with this root.

    Source: RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise LogError(f"leaf {index} cannot be in a tree of {size} leaves")
    found = hash_
    for sibling, on_the_left in _climb(index, size - 1, proof):
        found = node_hash(sibling, found) if on_the_left else node_hash(found, sibling)
    if found != root:
        raise LogError(f"the inclusion proof of leaf {index} leads to another root")


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raises LogError unless the proof shows that the second tree begins with the first.

    Source: RFC 9162, section 2.1.4.2.
    """
    if not 1 <= first <= second:
        raise LogError(f"a tree of {second} leaves cannot continue a tree of {first}")
    if first == second:
        if proof or first_root != second_root:
            raise LogError("two trees of one size must have one root, and their proof is empty")
        return
    path = list(proof)
    if first & (first - 1) == 0:  # a full tree is its own first subtree
        path.insert(0, first_root)
    if not path:
        raise LogError("the proof is too short")
    _check_hash(path[0])
    at, last = first - 1, second - 1
    while at % 2 == 1:
        at //= 2
        last //= 2
    old = new = path[0]
    for sibling, on_the_left in _climb(at, last, path[1:]):
        if on_the_left:
            old = node_hash(sibling, old)
        new = node_hash(sibling, new) if on_the_left else node_hash(new, sibling)
    if old != first_root:
        raise LogError("the consistency proof does not lead to the earlier root")
    if new != second_root:
        raise LogError("the consistency proof does not lead to the later root")


def _climb(at: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each sibling on the way from a node to the root, and whether it stands on the left.

    `at`: the node's index in its row; `last`: the index of the row's last node. Raises LogError
    if the proof is too long or too short. Source: RFC 9162, sections 2.1.3.2 and 2.1.4.2.
    """
    for sibling in proof:
        _check_hash(sibling)
        if last == 0:
            raise LogError("the proof is too long")
        on_the_left = at % 2 == 1 or at == last
        if on_the_left:
            while at % 2 == 0 and at != 0:  # a right edge without siblings
                at //= 2
                last //= 2
        yield sibling, on_the_left
        at //= 2
        last //= 2
    if last != 0:
        raise LogError("the proof is too short")


def _fold(peaks: Sequence[bytes]) -> bytes:
    """The root over full subtrees, largest (leftmost) first."""
    if not peaks:
        return EMPTY_ROOT
    *others, found = peaks
    for left in reversed(others):
        found = node_hash(left, found)
    return found


def _split(size: int) -> int:
    """The largest power of two below the size (at least 2). Source: RFC 6962, section 2.1."""
    return 1 << ((size - 1).bit_length() - 1)


def _check_hash(hash_: bytes) -> None:
    if len(hash_) != HASH_BYTES:
        raise LogError(f"a proof's hash has {HASH_BYTES} bytes, not {len(hash_)}")
