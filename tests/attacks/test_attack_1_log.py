"""The attack table of the protocol, rows 1 to 3: the log after the opening, its two faces, receipts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ballots.box import Box
from ballots.checkpoint import Checkpoint, cosign, parse_checkpoint, sign_checkpoint
from ballots.errors import ClosedError, LogError
from ballots.evidence import Overall
from ballots.leaves import BallotLeaf, CloseLeaf, hash_of
from ballots.log import leaf_hash, root_of, verify_consistency
from ballots.memory import MemoryBoxStore
from ballots.notes import parse_note
from ballots.opening import check_release
from ballots.plaintext import Choice
from ballots.receipt import check_kept, check_receipt
from ballots.rehearsal import Device
from tests.attacks.forger import Forger
from tests.attacks.insider import (
    BOX,
    EVERYBODY,
    OFFICERS,
    OPERATOR,
    TRUSTEES,
    WITNESSED,
    honest,
    verdict_on,
)
from tests.ballots.elections import BOX_CLOSES, OPENS, seed_of

FIVE = Choice((5,))


def test_the_honest_election_verifies() -> None:
    assert verdict_on(Forger(frozenset()).forge()).overall is Overall.VERIFIED
    assert verdict_on(Forger(EVERYBODY).forge()).overall is Overall.VERIFIED


# Row 1: ballots appended after the opening.


def test_a_ballot_after_the_close_leaf_is_caught_by_close_whoever_helps() -> None:
    attack = Forger(EVERYBODY)
    attack.insert(attack.stuffed("late", FIVE), len(attack.leaves))
    verdict = verdict_on(attack.forge())
    assert verdict.failed == ("close",)


def test_a_second_close_leaf_after_more_ballots_is_caught_by_close() -> None:
    attack = Forger(EVERYBODY)
    attack.insert(attack.stuffed("late", FIVE), len(attack.leaves))
    attack.leaves.append(attack.leaves[-2])
    assert verdict_on(attack.forge()).failed == ("close",)


def test_a_log_closed_anew_after_the_opening_is_caught_by_witnesses() -> None:
    # The operator knows what the ballots say, rewrites the end of the log, and has every key
    # but those of the witnesses; even the trustees and officers go along.
    attack = Forger(OPERATOR | OFFICERS | TRUSTEES)
    attack.insert(attack.stuffed("late", FIVE))
    attack.close_roll_again(reissued=3, drawn=16)
    attack.close_again()
    failed = verdict_on(attack.forge()).failed
    assert failed[0] == "witnesses"


def test_a_log_closed_anew_with_the_witnesses_is_caught_by_opening() -> None:
    # Now the witnesses go along, but not the trustees: they signed the size and the root.
    attack = Forger(OPERATOR | OFFICERS | WITNESSED)
    attack.insert(attack.stuffed("late", FIVE))
    attack.close_roll_again(drawn=16)
    attack.close_again()
    assert verdict_on(attack.forge()).failed == ("opening",)


def test_the_box_itself_takes_and_logs_nothing_after_the_close() -> None:
    played, _, _ = honest()
    cast = played.receipts[0][0]
    later = replace(cast, leaf=replace(cast.leaf, seq=9))
    with pytest.raises(ClosedError):
        played.box.accept(played.store, played.state, later, BOX_CLOSES)
    with pytest.raises(ClosedError):
        played.box.batch(played.store, played.state)
    with pytest.raises(ClosedError):
        played.box.close(played.store, played.state, played.now)


def test_trustees_release_nothing_for_a_log_that_is_not_closed() -> None:
    played, _, _ = honest()
    tree = played.store.tree
    size = tree.size - 1
    note = sign_checkpoint(
        Checkpoint(played.manifest.log.origin, size, tree.root(size)), seed_of("log")
    )
    note = cosign(note, "witness.example.org/a", seed_of("witness a"), 1_900_000_000)
    last = played.store.leaves[size - 1]
    with pytest.raises(LogError, match="not closed"):
        check_release(played.manifest, note.encode(), last, tree.inclusion_proof(size - 1, size))


# Row 2: two faces of the log.


def test_a_log_that_does_not_continue_an_earlier_checkpoint_is_caught_by_checkpoints() -> None:
    # The operator showed one log until noon and another one afterwards. If nobody kept the first
    # face it is gone; if anybody did, the evidence contradicts the log's own signature.
    for kept, failed in ((set(), ()), ({honest()[0].notes[0]}, ("checkpoints",))):
        attack = Forger(EVERYBODY, kept=kept)
        first = parse_checkpoint(parse_note(attack.notes[0]).text).size - 1
        last, _ = (attack.ballots("executive") + attack.ballots("motion-1"))[-1]
        attack.leaves[first], attack.leaves[last] = attack.leaves[last], attack.leaves[first]
        assert verdict_on(attack.forge()).failed == failed


def test_a_witness_that_saw_one_face_never_proves_the_other_consistent() -> None:
    played, _, _ = honest()
    tree = played.store.tree
    hashes = [tree.leaf(at) for at in range(tree.size)]
    hashes[3] = leaf_hash(b"another")
    forged = root_of(hashes)
    proof = tree.consistency_proof(5)
    with pytest.raises(LogError):
        verify_consistency(5, tree.size, tree.root(5), forged, proof)


def test_a_face_that_no_witness_saw_is_caught_by_witnesses() -> None:
    attack = Forger(OPERATOR | OFFICERS | TRUSTEES)
    (first, one), (second, other), *_ = attack.ballots()
    attack.leaves[first], attack.leaves[second] = other.encode(), one.encode()
    failed = verdict_on(attack.forge()).failed
    assert failed == ("witnesses",)


# Row 3: a crash, or a revote, against receipts.


class CrashingStore(MemoryBoxStore):
    """The disk fails as the ballot is written."""

    def put_pending(self, leaf_hash: bytes, leaf: BallotLeaf) -> None:
        raise OSError("disk full")


def test_a_crash_before_the_commit_gives_no_receipt() -> None:
    played, _, _ = honest()
    store = CrashingStore()
    box = Box(played.manifest, seed_of("promise"))
    state = box.begin(store)
    with pytest.raises(OSError, match="disk full"):
        box.accept(store, state, played.receipts[0][0], OPENS)


def test_every_receipt_ever_given_is_for_a_ballot_in_the_final_log() -> None:
    played, _, _ = honest()
    logged = {leaf_hash(leaf) for leaf in played.store.leaves}
    for cast, receipt in played.receipts:
        check_receipt(played.manifest.promise_key, played.manifest.mh, receipt)
        check_kept(receipt, hash_of(cast.leaf), cast.nonce)
        assert hash_of(cast.leaf) in logged


def test_a_first_ballot_dropped_under_a_later_one_is_caught_by_sequence() -> None:
    attack = Forger(EVERYBODY)
    again = next(leaf for _, leaf in attack.ballots() if leaf.seq == 2)
    at = next(
        at for at, leaf in attack.ballots() if leaf.ballot_pk == again.ballot_pk and leaf.seq == 1
    )
    del attack.leaves[at]
    attack.close_again()
    assert verdict_on(attack.forge()).failed == ("sequence",)


def test_a_dropped_revote_leaves_its_voter_with_proof_against_the_box() -> None:
    # No evidence can show what was never logged; the voter's receipt can.
    attack = Forger(EVERYBODY)
    at, dropped = next((at, leaf) for at, leaf in attack.ballots() if leaf.seq == 2)
    del attack.leaves[at]
    attack.close_again()
    verdict = verdict_on(attack.forge())
    assert verdict.overall is Overall.VERIFIED
    played, _, _ = honest()
    cast, receipt = next((c, r) for c, r in played.receipts if c.leaf == dropped)
    check_receipt(played.manifest.promise_key, played.manifest.mh, receipt)
    check_kept(receipt, hash_of(cast.leaf), cast.nonce)
    assert hash_of(cast.leaf) not in {leaf_hash(leaf) for leaf in attack.leaves}


def test_a_box_that_drops_a_ballot_on_its_own_is_caught_by_tree() -> None:
    attack = Forger(BOX - {"log"})
    at, _ = attack.ballots()[-1]
    del attack.leaves[at]
    failed = verdict_on(attack.forge()).failed
    assert failed[0] == "tree"


def test_the_close_leaf_counts_what_was_taken_so_a_drop_alone_is_caught_by_totals() -> None:
    attack = Forger(EVERYBODY)
    at, _ = next((at, leaf) for at, leaf in attack.ballots() if leaf.seq == 2)
    del attack.leaves[at]
    assert isinstance(attack.decoded()[-1], CloseLeaf)
    assert verdict_on(attack.forge()).failed == ("totals",)


def test_a_device_can_ask_again_after_a_lost_answer_and_gets_the_same_receipt() -> None:
    played, _, _ = honest()
    cast, receipt = played.receipts[0]
    again = played.box.accept(played.store, played.state, cast, played.now)
    assert again == receipt
    assert isinstance(Device(played.manifest, "executive", bytes(32)).request(), bytes)
