"""The Merkle tree against RFC 6962's vectors and an independent library."""

from __future__ import annotations

import hashlib

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.errors import LogError
from ballots.log import (
    EMPTY_ROOT,
    MerkleLog,
    RootBuilder,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The leaves and roots that the Certificate Transparency implementations test with
# (certificate-transparency, merkletree/merkle_tree_test.cc).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def the_log(size: int) -> MerkleLog:
    return MerkleLog(leaf_hash(b"leaf %d" % index) for index in range(size))


def independent(size: int) -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for index in range(size):
        tree.append_entry(b"leaf %d" % index)
    return tree


def test_an_empty_log_has_the_root_of_the_rfc() -> None:
    assert MerkleLog().root() == EMPTY_ROOT == RootBuilder().root()
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_roots_equal_the_published_vectors_at_every_size() -> None:
    log, builder = MerkleLog(), RootBuilder()
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        log.append(leaf_hash(leaf))
        builder.add(leaf_hash(leaf))
        assert log.root().hex() == builder.root().hex() == root
    assert [log.root(size).hex() for size in range(1, 9)] == ROOTS


def test_roots_and_proofs_equal_those_of_an_independent_library() -> None:
    log, other = the_log(70), independent(70)
    for size in range(1, 71):
        assert log.root(size) == other.get_root(size)
        for index in range(size):
            theirs = other.prove_inclusion(index + 1, size)
            pymerkle.verify_inclusion(log.leaf(index), log.root(size), theirs)
            ours = log.inclusion_proof(index, size)
            assert list(ours) == theirs.path[1:]


def test_every_inclusion_proof_verifies_at_its_own_place_only() -> None:
    log = the_log(40)
    for size in (1, 2, 3, 7, 8, 9, 31, 32, 33, 40):
        root = log.root(size)
        for index in range(size):
            proof = log.inclusion_proof(index, size)
            verify_inclusion(log.leaf(index), index, size, proof, root)
            for wrong in range(size + 1):
                if wrong != index:
                    with pytest.raises(LogError):
                        verify_inclusion(log.leaf(index), wrong, size, proof, root)


def rfc_root(leaves: list[bytes]) -> bytes:
    """MTH, word for word from RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + rfc_root(leaves[:k]) + rfc_root(leaves[k:])).digest()


def rfc_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF, word for word from RFC 6962, section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [rfc_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*rfc_subproof(m, leaves[:k], whole), rfc_root(leaves[k:])]
    return [*rfc_subproof(m - k, leaves[k:], False), rfc_root(leaves[:k])]


def test_every_consistency_proof_verifies_and_is_the_one_of_the_rfc() -> None:
    log, other = the_log(33), independent(33)
    leaves = [b"leaf %d" % index for index in range(33)]
    for second in range(1, 34):
        for first in range(1, second + 1):
            proof = log.consistency_proof(first, second)
            verify_consistency(first, second, log.root(first), log.root(second), proof)
            theirs = other.prove_consistency(first, second)
            pymerkle.verify_consistency(log.root(first), log.root(second), theirs)
            assert list(proof) == rfc_subproof(first, leaves[:second], True)


@given(st.data())
def test_a_changed_proof_never_verifies(data: st.DataObject) -> None:
    log = the_log(29)
    size = data.draw(st.integers(2, 29))
    first = data.draw(st.integers(1, size - 1))
    index = data.draw(st.integers(0, size - 1))
    inclusion = list(log.inclusion_proof(index, size))
    consistency = list(log.consistency_proof(first, size))
    change = data.draw(st.sampled_from(["drop", "add", "flip", "short"]))
    for proof in (inclusion, consistency):
        at = data.draw(st.integers(0, len(proof) - 1))
        if change == "drop":
            del proof[at]
        elif change == "add":
            proof.insert(at, leaf_hash(b"other"))
        elif change == "short":
            proof[at] = proof[at][:-1]
        else:
            proof[at] = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    with pytest.raises(LogError):
        verify_inclusion(log.leaf(index), index, size, inclusion, log.root(size))
    with pytest.raises(LogError):
        verify_consistency(first, size, log.root(first), log.root(size), consistency)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_every_hash_of_a_proof_has_32_bytes(size: int) -> None:
    log = the_log(7)
    wrong = bytes(size)
    for at in range(3):
        inclusion = list(log.inclusion_proof(2))
        inclusion[at] = wrong
        with pytest.raises(LogError, match="32 bytes"):
            verify_inclusion(log.leaf(2), 2, 7, inclusion, log.root())
        consistency = list(log.consistency_proof(3))
        consistency[at] = wrong
        with pytest.raises(LogError, match="32 bytes"):
            verify_consistency(3, 7, log.root(3), log.root(), consistency)


def test_a_rewritten_log_is_not_consistent_with_its_past() -> None:
    honest = the_log(20)
    hashes = [honest.leaf(index) for index in range(20)]
    hashes[3] = leaf_hash(b"another ballot")
    forged = MerkleLog(hashes)
    proof = forged.consistency_proof(12)
    with pytest.raises(LogError, match="earlier root"):
        verify_consistency(12, 20, honest.root(12), forged.root(), proof)


def test_trees_of_one_size_need_one_root_and_an_empty_proof() -> None:
    log = the_log(5)
    verify_consistency(5, 5, log.root(), log.root(), [])
    for first, second, roots, proof in [
        (5, 5, (log.root(), EMPTY_ROOT), []),
        (5, 5, (log.root(), log.root()), [EMPTY_ROOT]),
        (0, 5, (EMPTY_ROOT, log.root()), []),
        (6, 5, (EMPTY_ROOT, log.root()), []),
        (3, 5, (log.root(3), log.root()), []),
        (4, 5, (log.root(4), log.root()), []),
    ]:
        with pytest.raises(LogError):
            verify_consistency(first, second, *roots, proof)


def test_questions_about_trees_that_never_were_are_refused() -> None:
    log = the_log(5)
    for ask in (
        lambda: log.root(6),
        lambda: log.root(-1),
        lambda: log.leaf(5),
        lambda: log.inclusion_proof(5),
        lambda: log.inclusion_proof(-1),
        lambda: log.consistency_proof(0),
        lambda: log.consistency_proof(4, 3),
        lambda: log.full_subtree(1, 2),
        lambda: log.full_subtree(9, 0),
        lambda: log.append(b"short"),
        lambda: RootBuilder().add(b"short"),
    ):
        with pytest.raises(LogError):
            ask()


@given(st.lists(st.binary(max_size=8), max_size=300))
def test_the_streamed_root_is_the_root_of_the_log(leaves: list[bytes]) -> None:
    hashes = [leaf_hash(leaf) for leaf in leaves]
    assert root_of(hashes) == MerkleLog(hashes).root()
