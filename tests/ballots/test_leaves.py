"""Every kind of leaf: one encoding, a decoder that takes nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.acts import Extend
from ballots.documents import Act, Endorsement, PaperBatch, RollClose, RollCount, paper_place
from ballots.encoding import lp, u32, un_lp
from ballots.errors import BallotsError, EncodingError
from ballots.leaves import (
    LONGEST_LEAF,
    ActLeaf,
    BallotLeaf,
    BoxCount,
    CloseLeaf,
    Leaf,
    ManifestLeaf,
    PaperBatchLeaf,
    RollCloseLeaf,
    decode_leaf,
    hash_of,
)
from tests.ballots.elections import BOX_CLOSES, a_manifest, act_leaf

MH = hashlib.sha256(b"manifest").digest()
OTHER = hashlib.sha256(b"other").digest()
SIGNATURE = bytes(range(64))
ENDORSED = (Endorsement("ann", SIGNATURE), Endorsement("bob", SIGNATURE))

BALLOT = BallotLeaf("executive", OTHER, 3, b"c" * 384, b"sealed", SIGNATURE)
LEAVES: list[Leaf] = [
    ManifestLeaf(MH),
    BALLOT,
    ActLeaf(Act(MH, 1, "cancel", b'{"contest":"executive"}', OTHER), ENDORSED),
    PaperBatchLeaf(PaperBatch(MH, "executive", 2, (b"one", b"two")), ENDORSED),
    RollCloseLeaf(
        RollClose(MH, (RollCount("a", 9, 5, 1, 2), RollCount("b", 9, 0, 0, 0)), OTHER), SIGNATURE
    ),
    CloseLeaf(MH, (BoxCount("a", 7, 6, 2), BoxCount("b", 0, 0, 0)), 4),
]
IDS = [type(leaf).__name__ for leaf in LEAVES]


@pytest.mark.parametrize("leaf", LEAVES, ids=IDS)
def test_every_leaf_survives_its_encoding(leaf: Leaf) -> None:
    assert decode_leaf(leaf.encode()) == leaf


def test_a_ballot_leaf_is_the_fields_of_the_protocol_one_after_another() -> None:
    fields = [
        b"omov/ballot-leaf/v1", b"executive", OTHER, b"\0\0\0\x03", b"c" * 384, b"sealed", SIGNATURE,
    ]  # fmt: skip
    wanted = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    assert BALLOT.encode() == wanted
    assert hash_of(BALLOT) == hashlib.sha256(b"\0" + wanted).digest()


def test_a_ballot_signs_its_place_its_number_and_its_credential() -> None:
    fields = [
        b"omov/ballot/v1", MH, b"executive", OTHER, b"\0\0\0\x03",
        hashlib.sha256(b"c" * 384).digest(), b"sealed",
    ]  # fmt: skip
    wanted = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    assert BALLOT.message(MH) == wanted


def test_a_close_leaf_lists_the_counts_of_each_contest() -> None:
    row = lp(b"a", u32(7), u32(6), u32(2))
    assert CloseLeaf(MH, (BoxCount("a", 7, 6, 2),), 4).encode() == lp(
        b"omov/close/v1", MH, lp(row), u32(4)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        ManifestLeaf(MH[:31]),
        replace(BALLOT, ballot_pk=b"short"),
        replace(BALLOT, credential=b"c" * 383),
        replace(BALLOT, signature=b""),
        replace(BALLOT, seq=0),
        replace(BALLOT, seq=2**32),
        replace(BALLOT, contest="Executive"),
        replace(BALLOT, contest=""),
        replace(BALLOT, contest="a--b"),
        replace(BALLOT, contest="x" * 65),
        replace(BALLOT, sealed=b"s" * LONGEST_LEAF),
        ActLeaf(Act(MH, 0, "cancel", b"{}", OTHER), ENDORSED),
        ActLeaf(Act(MH, 1, "cancel", b"{ }", OTHER), ENDORSED),
        ActLeaf(Act(MH, 1, "cancel", b"[]", OTHER), ENDORSED),
        ActLeaf(Act(MH, 1, "cancel", b"{}", b""), ENDORSED),
        ActLeaf(Act(MH, 1, "cancel", b"{}", OTHER), ENDORSED[::-1]),
        ActLeaf(Act(MH, 1, "cancel", b"{}", OTHER), (ENDORSED[0], ENDORSED[0])),
        ActLeaf(Act(MH, 1, "cancel", b"{}", OTHER), (Endorsement("ann", b""),)),
        PaperBatchLeaf(PaperBatch(MH, "executive", 1, ()), ENDORSED),
        CloseLeaf(MH, (BoxCount("a", -1, 0, 0),), 0),
    ],
)
def test_a_leaf_that_could_not_be_read_cannot_be_written(wrong: Leaf) -> None:
    with pytest.raises(EncodingError):
        wrong.encode()


def rewritten(leaf: Leaf, at: int, field: bytes) -> bytes:
    fields = list(un_lp(leaf.encode()))
    fields[at] = field
    return lp(*fields)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        lp(),
        lp(b""),
        lp(b"omov/ballot-leaf/v2"),
        LEAVES[0].encode() + b"\0",
        LEAVES[0].encode()[:-1],
        lp(*un_lp(LEAVES[0].encode()), b""),
        rewritten(BALLOT, 1, b"\xff"),
        rewritten(BALLOT, 1, "é".encode()),
        rewritten(BALLOT, 3, b"\0\0\x03"),
        rewritten(BALLOT, 3, b"\0\0\0\0\x03"),
        rewritten(BALLOT, 3, b"\0\0\0\0"),
        rewritten(LEAVES[2], 1, b""),
        rewritten(LEAVES[2], 2, lp(lp(b"ann"))),
        rewritten(LEAVES[2], 2, lp(lp(b"bob", SIGNATURE), lp(b"ann", SIGNATURE))),
        rewritten(LEAVES[5], 2, lp(lp(b"a", u32(1), u32(1)))),
        rewritten(LEAVES[5], 2, lp(lp(b"a", u32(1), u32(1), b"1"))),
        rewritten(LEAVES[5], 2, lp(lp())),
        b"x" * (LONGEST_LEAF + 1),
    ],
)
def test_anything_else_is_no_leaf(data: bytes) -> None:
    with pytest.raises(EncodingError):
        decode_leaf(data)


def test_the_parameters_of_an_act_have_one_spelling() -> None:
    good = act_leaf(a_manifest(), 1, Extend(BOX_CLOSES))
    spaced = replace(good.act, parameters=good.act.parameters.replace(b":", b": ", 1))
    with pytest.raises(EncodingError, match="canonical"):
        ActLeaf(spaced, good.endorsements).encode()


def test_no_two_paper_ballots_share_a_place() -> None:
    places = {
        paper_place(contest, number, index)
        for contest in ("a", "b")
        for number in (1, 2, 256)
        for index in (0, 1, 256)
    }
    assert len(places) == 18
    assert {len(place) for place in places} == {32}


@given(st.data())
def test_a_damaged_leaf_is_refused_or_reads_as_itself(data: st.DataObject) -> None:
    good = data.draw(st.sampled_from(LEAVES)).encode()
    at = data.draw(st.integers(0, len(good) - 1))
    damaged = (
        good[:at] + data.draw(st.binary(max_size=3)) + good[at + data.draw(st.integers(0, 3)) :]
    )
    try:
        leaf = decode_leaf(damaged)
    except BallotsError:
        return
    assert leaf.encode() == damaged


@given(st.binary(max_size=200), st.sampled_from(LEAVES))
def test_noise_is_refused_with_our_own_errors_only(noise: bytes, leaf: Leaf) -> None:
    for data in (noise, un_lp(leaf.encode())[0] + noise, lp(un_lp(leaf.encode())[0], noise)):
        with pytest.raises(BallotsError):
            decode_leaf(data)
