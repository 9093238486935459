"""The attack table of the protocol, rows 8 to 10: copies and replays, covert marks, malformed input."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from ballots.box import Box
from ballots.cast import Cast
from ballots.documents import ballot_message
from ballots.encoding import sha256
from ballots.errors import (
    BadSignatureError,
    BoxError,
    KeyFormatError,
    SequenceConflictError,
)
from ballots.evidence import Overall, files
from ballots.leaves import BallotLeaf
from ballots.memory import MemoryBoxStore
from ballots.plaintext import Choice, InvalidReason
from ballots.rehearsal import Device
from ballots.seal import seal, seal_info
from ballots.signing import sign
from ballots.state import check_ballot
from ballots.tally import open_ballot
from tests.attacks.forger import Forger
from tests.attacks.insider import EVERYBODY, honest, verdict_on
from tests.ballots.elections import OPENS, sealing_key, seed_of


def logged(attack: Forger, *leaves: BallotLeaf) -> Forger:
    """The insider logs ballots that nobody may object to for their number."""
    for leaf in leaves:
        attack.insert(leaf)
    attack.close_again()
    return attack


def victim(attack: Forger) -> BallotLeaf:
    """A ballot of a key that has cast once."""
    several = {leaf.ballot_pk for _, leaf in attack.ballots() if leaf.seq > 1}
    return next(leaf for _, leaf in attack.ballots() if leaf.ballot_pk not in several)


def dishonest_ballot(attack: Forger, sealed: bytes, name: str = "thief") -> BallotLeaf:
    """Any sealed bytes under a ballot key of the attacker's own, with credential and signature."""
    leaf = attack.stuffed(name, Choice((1,)))
    seed = sha256(name.encode())
    secrets = Device(attack.manifest, "executive", seed)._secrets
    message = ballot_message(
        attack.manifest.mh, "executive", leaf.ballot_pk, 1, leaf.credential, sealed
    )
    return replace(leaf, sealed=sealed, signature=sign(secrets.private_seed, message))


# Row 8: copying, replay, clash.


def test_a_copied_ballot_opens_for_nobody() -> None:
    # The copier learns and repeats nothing: the sealed bytes are bound to the other ballot key.
    attack = Forger(EVERYBODY)
    copy = dishonest_ballot(attack, victim(attack).sealed)
    outcome = open_ballot(attack.manifest, sealing_key(), copy)
    assert outcome is InvalidReason.DOES_NOT_OPEN
    verdict = verdict_on(logged(attack, copy).forge())
    assert verdict.overall is Overall.VERIFIED  # and it counts for nobody
    assert "1 invalid" in next(c.compared for c in verdict.checks if c.name == "plaintexts")


def test_a_copied_ballot_that_is_counted_all_the_same_is_caught_by_plaintexts() -> None:
    attack = Forger(EVERYBODY)
    copy = dishonest_ballot(attack, victim(attack).sealed)
    logged(attack, copy)
    path = files.contest_file("executive", files.PAPERS)
    attack.changed[path] = lambda data: data.replace(b'"does-not-open":1', b'"gap":1')
    assert verdict_on(attack.forge()).failed == ("plaintexts",)


def test_a_ballot_sent_twice_is_one_ballot_and_another_with_its_number_is_refused() -> None:
    manifest = honest()[0].manifest
    box, store = Box(manifest, seed_of("promise")), MemoryBoxStore()
    state = box.begin(store)
    cast = next(cast for cast, _ in honest()[0].receipts if cast.leaf.seq == 1)
    first = box.accept(store, state, cast, OPENS)
    assert box.accept(store, state, cast, OPENS) == first
    assert store.tally(cast.leaf.contest) == (1, 1)
    other = replace(cast, leaf=replace(cast.leaf, signature=bytes(64)))
    with pytest.raises(SequenceConflictError):
        box.accept(store, state, other, OPENS)


def test_a_ballot_logged_twice_is_caught_by_sequence() -> None:
    attack = Forger(EVERYBODY)
    logged(attack, victim(attack))
    assert verdict_on(attack.forge()).failed == ("sequence",)


def test_an_old_ballot_cannot_be_replayed_as_a_later_one() -> None:
    # The number is signed: an insider who raises it is caught by the signature.
    attack = Forger(EVERYBODY)
    logged(attack, replace(victim(attack), seq=2))
    assert verdict_on(attack.forge()).failed == ("ballots",)


def test_a_ballot_of_another_election_is_refused() -> None:
    played = honest()[0]
    other = replace(played.manifest, election=replace(played.manifest.election, title="Other"))
    cast = next(cast for cast, _ in played.receipts)
    with pytest.raises(BadSignatureError):
        check_ballot(other, cast.leaf)


# Row 9: covert marks in the plaintext.


def plaintext(kind: int, *numbers: int) -> bytes:
    return struct.pack(">B5H", kind, *numbers, *[0] * (5 - len(numbers)))


COVERT = {
    "a mark after the end of the ranking": (plaintext(1, 2, 1, 0, 9), InvalidReason.GAP),
    "a number beyond the candidates": (plaintext(1, 2, 1, 65535), InvalidReason.OUT_OF_RANGE),
    "a candidate twice": (plaintext(1, 2, 1, 2), InvalidReason.DUPLICATE),
    "an abstention that speaks": (plaintext(0, 3), InvalidReason.ABSTAIN_WITH_NUMBERS),
    "a kind that is not one": (plaintext(7, 2, 1), InvalidReason.UNKNOWN_KIND),
    "a ranking of nobody": (plaintext(1), InvalidReason.EMPTY_RANKING),
}


@pytest.mark.parametrize("mark", COVERT)
def test_a_covert_mark_makes_the_ballot_invalid(mark: str) -> None:
    data, reason = COVERT[mark]
    attack = Forger(EVERYBODY)
    leaf = attack.stuffed("marked", Choice((2, 1)), plaintext=data)
    assert open_ballot(attack.manifest, sealing_key(), leaf) is reason
    verdict = verdict_on(logged(attack, leaf).forge())
    assert verdict.overall is Overall.VERIFIED
    assert f'"{reason}":1' in papers_in(attack)


def papers_in(attack: Forger) -> str:
    contents = attack._counted(bytes(32))
    return contents[files.contest_file("executive", files.PAPERS)].decode()


def test_a_marked_ballot_repaired_by_the_counter_is_caught_by_plaintexts() -> None:
    attack = Forger(EVERYBODY)
    leaf = attack.stuffed("marked", Choice((2, 1)), plaintext=COVERT["a candidate twice"][0])
    logged(attack, leaf)
    path = files.contest_file("executive", files.PAPERS)
    attack.changed[path] = lambda data: data.replace(b'"invalid":{"duplicate":1}', b'"invalid":{}')
    assert verdict_on(attack.forge()).failed == ("plaintexts",)


def test_every_ballot_of_a_contest_has_one_length_whatever_it_says() -> None:
    attack = Forger(EVERYBODY)
    for contest in ("executive", "motion-1"):
        assert len({len(leaf.encode()) for _, leaf in attack.ballots(contest)}) == 1


# Row 10: malformed keys, signatures, numbers.

ORDER = 2**252 + 27742317777372353535851937790883648493


def high_s(leaf: BallotLeaf) -> BallotLeaf:
    s = int.from_bytes(leaf.signature[32:], "little") + ORDER
    return replace(leaf, signature=leaf.signature[:32] + s.to_bytes(32, "little"))


def at_modulus(leaf: BallotLeaf) -> BallotLeaf:
    issuer = honest()[0].manifest.contest("executive").issuer
    assert issuer is not None
    value = int.from_bytes(leaf.credential, "big") + issuer.n
    return replace(leaf, credential=(value % 2**3072).to_bytes(384, "big"))


MALFORMED = {
    "a key of small order": lambda leaf: replace(leaf, ballot_pk=b"\x01" + bytes(31)),
    "a key that is not canonical": lambda leaf: replace(leaf, ballot_pk=b"\xff" * 32),
    "a signature of zeros": lambda leaf: replace(leaf, signature=bytes(64)),
    "a signature with S above the order": high_s,
    "a credential at or above the modulus": at_modulus,
    "a credential of zeros": lambda leaf: replace(leaf, credential=bytes(384)),
    "another's credential": lambda leaf: replace(
        leaf, credential=Forger(EVERYBODY).ballots()[-1][1].credential
    ),
    "a sealed ballot a byte too long": lambda leaf: replace(leaf, sealed=leaf.sealed + b"\0"),
    "a sealed ballot a byte too short": lambda leaf: replace(leaf, sealed=leaf.sealed[:-1]),
    "no sealed ballot": lambda leaf: replace(leaf, sealed=b""),
    "number 2 first": lambda leaf: replace(leaf, seq=2),
    "the greatest number": lambda leaf: replace(leaf, seq=2**32 - 1),
}


@pytest.mark.parametrize("fault", MALFORMED)
def test_a_malformed_ballot_is_refused_by_the_box_and_caught_by_ballots(fault: str) -> None:
    attack = Forger(EVERYBODY)
    broken = MALFORMED[fault](victim(attack))
    with pytest.raises((BoxError, BadSignatureError, KeyFormatError)):
        honest()[0].box.check(Cast(broken, bytes(32)))
    at = next(at for at, leaf in attack.ballots() if leaf == victim(attack))
    attack.leaves[at] = broken.encode()
    attack.close_again()
    assert "ballots" in verdict_on(attack.forge()).failed


def test_a_ballot_for_a_contest_that_there_is_not_is_refused() -> None:
    attack = Forger(EVERYBODY)
    broken = replace(victim(attack), contest="nowhere")
    with pytest.raises(BoxError, match="no contest"):
        honest()[0].box.check(Cast(broken, bytes(32)))
    attack.insert(broken)
    assert verdict_on(attack.forge()).failed[0] == "ballots"


def test_a_sealed_half_of_small_order_never_opens() -> None:
    # X-Wing leaves it open; here every verifier must agree that such a ballot does not open.
    attack = Forger(EVERYBODY)
    name = "curve"
    key = Device(attack.manifest, "executive", sha256(name.encode())).ballot_pk
    info = seal_info(attack.manifest.mh, "executive", key)
    sealed = bytearray(seal(attack.manifest.sealing_key, info, plaintext(1, 1)))
    sealed[1120 - 32 : 1120] = bytes(32)
    leaf = dishonest_ballot(attack, bytes(sealed), name)
    outcome = open_ballot(attack.manifest, sealing_key(), leaf)
    assert outcome is InvalidReason.DOES_NOT_OPEN
    assert verdict_on(logged(attack, leaf).forge()).overall is Overall.VERIFIED


@pytest.mark.parametrize("cut", [1, 4, 40, 700])
def test_a_leaf_cut_short_is_caught_by_leaves(cut: int) -> None:
    attack = Forger(EVERYBODY)
    at, leaf = attack.ballots()[0]
    attack.leaves[at] = leaf.encode()[:-cut]
    assert verdict_on(attack.forge()).failed == ("leaves",)


@pytest.mark.parametrize("more", [b"\0", b"\0\0\0\0", b"\0\0\0\x01x"])
def test_a_leaf_with_something_after_it_is_caught_by_leaves(more: bytes) -> None:
    attack = Forger(EVERYBODY)
    at, leaf = attack.ballots()[0]
    attack.leaves[at] = leaf.encode() + more
    assert verdict_on(attack.forge()).failed == ("leaves",)
