"""The log's grammar: acts, paper batches, roll-close and close, each in its place or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.acts import (
    Annul,
    Cancel,
    CastingVote,
    Correct,
    Deed,
    Extend,
    Lot,
    Reissue,
    RollChange,
    Withdraw,
    read_deed,
    reason_hash,
    write_act,
)
from ballots.documents import Act, RollClose, RollCount
from ballots.endorse import check_endorsements
from ballots.errors import BadSignatureError, BallotsError, BoxError, EncodingError, LogError
from ballots.index import BallotIndex
from ballots.leaves import (
    ActLeaf,
    BallotLeaf,
    BoxCount,
    CloseLeaf,
    Leaf,
    ManifestLeaf,
    PaperBatchLeaf,
    RollCloseLeaf,
)
from ballots.signing import sign
from ballots.standing import Phase, Standing, standing_at_first
from ballots.state import LogState, state_after, state_before
from ballots.totals import Totals, broken_laws
from tests.ballots.elections import (
    CLOSES,
    a_contest,
    a_manifest,
    a_voter,
    act_leaf,
    an_act,
    by_officers,
    paper_leaf,
    seed_of,
)
from tests.ballots.motions import CHAIRED, a_motion

MANIFEST = a_manifest()
MH = MANIFEST.mh
BEGUN = state_before(MANIFEST).after(ManifestLeaf(MH))
DAY = timedelta(days=1)


def roll_closed(
    executive: tuple[int, int, int, int] = (8, 3, 0, 1), signer: str = "roll", mh: bytes = MH
) -> RollCloseLeaf:
    statement = RollClose(
        mh, (RollCount("executive", *executive), RollCount("motion-1", 8, 0, 0, 0)), bytes(32)
    )
    return RollCloseLeaf(statement, sign(seed_of(signer), statement.message()))


def roll_closed_for(*contests: str) -> RollCloseLeaf:
    statement = RollClose(MH, tuple(RollCount(id_, 8, 0, 0, 0) for id_ in contests), bytes(32))
    return RollCloseLeaf(statement, sign(seed_of("roll"), statement.message()))


def closed(
    executive: tuple[int, int, int] = (0, 0, 0), last_act: int = 0, mh: bytes = MH
) -> CloseLeaf:
    return CloseLeaf(
        mh, (BoxCount("executive", *executive), BoxCount("motion-1", 0, 0, 0)), last_act
    )


def log_of(*leaves: Leaf) -> LogState:
    return state_after(MANIFEST, (ManifestLeaf(MH), *leaves))


def standing_after(*deeds: Deed, phase: Phase = Phase.OPEN, method: str = "opening") -> Standing:
    contests = (a_contest(), a_motion(CHAIRED, "motion-1"))
    standing = standing_at_first(a_manifest(contests=contests, lot_method=method)).at(phase)
    for number, deed in enumerate(deeds, start=1):
        standing = standing.after(an_act(standing.manifest, number, deed))
    return standing


DEEDS: list[Deed] = [
    Extend(CLOSES + DAY),
    Withdraw("executive", "2"),
    Cancel("executive"),
    Reissue("executive"),
    RollChange("executive", 9),
    Lot("executive", ("3", "1", "2", "4")),
    CastingVote("motion-1", "1"),
    Correct("executive", "The name of candidate 2 is Bea."),
    Annul("executive", "The roll was wrong."),
]


@pytest.mark.parametrize("deed", DEEDS, ids=[type(deed).__name__ for deed in DEEDS])
def test_every_act_survives_its_encoding(deed: Deed) -> None:
    assert read_deed(an_act(MANIFEST, 1, deed)) == deed


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("decree", b"{}"),
        ("extend", b"{}"),
        ("extend", b'{"closes":"tomorrow"}'),
        ("cancel", b'{"contest":"executive","member":"7"}'),
        ("cancel", b'{"contest":["executive"]}'),
        ("roll-change", b'{"contest":"executive","entitled":-1}'),
        ("lot", b'{"contest":"executive","order":"1234"}'),
        ("cancel", b'{"contest": "executive"}'),
    ],
)
def test_an_act_nobody_has_defined_is_refused(kind: str, parameters: bytes) -> None:
    with pytest.raises(EncodingError):
        read_deed(Act(MH, 1, kind, parameters, bytes(32)))


@pytest.mark.parametrize(
    "deed",
    [
        Correct("executive", ""),
        Cancel("Executive"),
        RollChange("executive", -1),
        RollChange("executive", 2**32),
        Extend(CLOSES + timedelta(microseconds=1)),
    ],
)
def test_a_deed_that_could_not_be_read_cannot_be_written(deed: Deed) -> None:
    with pytest.raises(EncodingError):
        an_act(MANIFEST, 1, deed)


def test_acts_change_how_the_election_stands() -> None:
    standing = standing_after(
        Extend(CLOSES + DAY),
        Withdraw("executive", "3"),
        Withdraw("executive", "1"),
        Reissue("executive"),
        Reissue("executive"),
        RollChange("motion-1", 7),
        Cancel("motion-1"),
    )
    assert standing.closes == CLOSES + DAY
    assert standing.box_closes == CLOSES + DAY + timedelta(seconds=600)
    assert standing.withdrawn_from("executive") == ("1", "3")
    assert standing.reissues == {"executive": 2}
    assert standing.entitled == {"executive": 8, "motion-1": 7}
    assert standing.cancelled == {"motion-1"}
    assert standing.last_act == 7


def test_after_the_close_come_lots_casting_votes_corrections_and_annulment() -> None:
    standing = standing_after(
        Withdraw("executive", "4"),
        Lot("executive", ("3", "1", "2", "4")),
        CastingVote("motion-1", "2"),
        Correct("executive", "A name."),
        Annul("executive", "The roll was wrong."),
        phase=Phase.CLOSED,
        method="witnessed",
    )
    assert standing.lots == {"executive": ("3", "1", "2", "4")}
    assert standing.casting_votes == {"motion-1": "2"}
    assert standing.annulled == {"executive"}


@pytest.mark.parametrize(
    ("phase", "deeds", "says"),
    [
        (Phase.OPEN, (Extend(CLOSES),), "later"),
        (Phase.OPEN, (Withdraw("nowhere", "1"),), "no contest"),
        (Phase.OPEN, (Withdraw("executive", "9"),), "no candidate"),
        (Phase.OPEN, (Withdraw("executive", "1"), Withdraw("executive", "1")), "already"),
        (Phase.OPEN, (Cancel("executive"), Cancel("executive")), "cancelled"),
        (Phase.OPEN, (Cancel("executive"), Reissue("executive")), "cancelled"),
        (Phase.OPEN, (Annul("executive", "x"),), "too early"),
        (Phase.OPEN, (Lot("executive", ("1", "2", "3", "4")),), "too early"),
        (Phase.ROLL_CLOSED, (Reissue("executive"),), "too late"),
        (Phase.ROLL_CLOSED, (RollChange("executive", 9),), "too late"),
        (Phase.CLOSED, (Extend(CLOSES + DAY),), "too late"),
        (Phase.CLOSED, (Lot("executive", ("1", "2", "3")),), "every candidate"),
        (Phase.CLOSED, (Lot("executive", ("1", "2", "3", "3")),), "every candidate"),
        (Phase.CLOSED, (Lot("executive", ("1", "2", "3", "4")),) * 2, "have been drawn"),
        (Phase.CLOSED, (CastingVote("motion-1", "3"),), "no candidate"),
        (Phase.CLOSED, (CastingVote("motion-1", "1"),) * 2, "has been recorded"),
    ],
)
def test_an_act_that_makes_no_sense_now_is_refused(
    phase: Phase, deeds: tuple[Deed, ...], says: str
) -> None:
    with pytest.raises(LogError, match=says):
        standing_after(*deeds, phase=phase, method="witnessed")


def test_a_lot_is_not_drawn_by_hand_where_it_comes_from_the_opening() -> None:
    with pytest.raises(LogError, match="from the opening"):
        standing_after(Lot("executive", ("1", "2", "3", "4")), phase=Phase.CLOSED)


def test_acts_are_numbered_without_a_gap_and_belong_to_one_election() -> None:
    standing = standing_at_first(MANIFEST)
    for number in (0, 2):
        with pytest.raises(LogError, match="cannot follow"):
            standing.after(Act(MH, number, "cancel", b'{"contest":"executive"}', bytes(32)))
    with pytest.raises(LogError, match="another election"):
        standing.after(an_act(a_manifest(members=9), 1, Cancel("executive")))


def test_a_reason_cannot_be_guessed_without_its_salt() -> None:
    assert reason_hash(bytes(32), "x") != reason_hash(bytes([1]) * 32, "x")


def test_an_act_takes_two_different_officers_each_with_a_signature_that_holds() -> None:
    act = write_act(MH, 1, Cancel("executive"), bytes(32))
    message = act.message()
    for officers in (("ann", "cat"), ("ann", "bob"), ("ann", "bob", "cat")):
        check_endorsements(MANIFEST, message, by_officers(message, *officers))
    ann, bob = by_officers(message, "ann", "bob")
    for endorsements in (
        (),
        (ann,),
        (ann, ann),
        (ann, replace(bob, signature=ann.signature)),
        (ann, replace(ann, officer="bob")),
        (ann, replace(ann, officer="dan")),
        (ann, replace(bob, officer="cat")),
        by_officers(message + b"x", "ann", "bob"),
    ):
        with pytest.raises(BadSignatureError):
            check_endorsements(MANIFEST, message, endorsements)


def test_in_mode_one_a_single_officer_is_enough() -> None:
    manifest = a_manifest(mode="one")
    message = an_act(manifest, 1, Cancel("executive")).message()
    check_endorsements(manifest, message, by_officers(message, "ann"))
    with pytest.raises(BadSignatureError):
        check_endorsements(manifest, message, ())


def test_an_attestation_is_for_one_officer_and_one_object() -> None:
    message = an_act(MANIFEST, 1, Cancel("executive")).message()
    other = an_act(MANIFEST, 2, Cancel("executive")).message()
    ann, bob = by_officers(message, "ann", "bob")
    with pytest.raises(BadSignatureError, match="'bob' does not hold"):
        check_endorsements(MANIFEST, other, (by_officers(other, "ann")[0], bob))
    with pytest.raises(BadSignatureError):
        check_endorsements(MANIFEST, message, (ann, replace(bob, officer="cat")))


def test_a_whole_log_is_read() -> None:
    state = log_of(
        act_leaf(MANIFEST, 1, Withdraw("executive", "2")),
        paper_leaf(MANIFEST, "executive", 1, ((1, 2), (3,))),
        a_voter(MANIFEST).cast("executive", (1,)).leaf,
        roll_closed(),
        paper_leaf(MANIFEST, "executive", 2, ((),)),
        closed((1, 1, 3), 1),
    )
    assert state.close is not None
    assert state.standing.phase == Phase.CLOSED
    assert state.papers == {"executive": 3}


@pytest.mark.parametrize(
    ("leaves", "says"),
    [
        (lambda: [ManifestLeaf(MH)], "one manifest leaf"),
        (lambda: [closed()], "roll-close must come before"),
        (lambda: [roll_closed(), roll_closed()], "already been closed"),
        (lambda: [roll_closed(mh=bytes(32))], "another election"),
        (lambda: [roll_closed((7, 3, 0, 1))], "7 are entitled"),
        (lambda: [roll_closed((8, 3, 1, 1))], "1 re-issues"),
        (
            lambda: [roll_closed(), closed(), act_leaf(MANIFEST, 1, Cancel("executive"))],
            "is closed",
        ),
        (lambda: [roll_closed(), closed(), closed()], "is closed"),
        (lambda: [roll_closed(), closed(last_act=1)], "last act"),
        (lambda: [roll_closed(), closed((0, 0, 1))], "1 paper ballots"),
        (lambda: [roll_closed(), closed(mh=bytes(32))], "another election"),
        (lambda: [roll_closed(), CloseLeaf(MH, closed().counts[:1], 0)], "every secret contest"),
        (lambda: [roll_closed(), CloseLeaf(MH, closed().counts[::-1], 0)], "manifest's order"),
        (lambda: [paper_leaf(MANIFEST, "executive", 2, ((1,),))], "cannot follow batch 0"),
        (lambda: [paper_leaf(a_manifest(members=9), "executive", 1, ((1,),))], "another election"),
        (lambda: [roll_closed_for("motion-1", "executive")], "manifest's order"),
        (lambda: [roll_closed_for("executive")], "every secret contest"),
        (lambda: [roll_closed_for("executive", "motion-1", "motion-1")], "every secret contest"),
        (lambda: [act_leaf(MANIFEST, 2, Cancel("executive"))], "cannot follow act 0"),
        (lambda: [act_leaf(a_manifest(members=9), 1, Cancel("executive"))], "another election"),
    ],
)
def test_a_leaf_out_of_place_is_refused(leaves: Callable[[], list[Leaf]], says: str) -> None:
    with pytest.raises(LogError, match=says):
        log_of(*leaves())


def test_nothing_comes_before_the_manifest_and_it_is_the_right_one() -> None:
    empty = state_before(MANIFEST)
    with pytest.raises(LogError, match="first leaf"):
        empty.after(act_leaf(MANIFEST, 1, Cancel("executive")))
    with pytest.raises(LogError, match="another election"):
        empty.after(ManifestLeaf(bytes(32)))


def test_documents_need_their_signatures() -> None:
    cancel = act_leaf(MANIFEST, 1, Cancel("executive"))
    papers = paper_leaf(MANIFEST, "executive", 1, ((1,),))
    ballot = a_voter(MANIFEST).cast("executive", (1,)).leaf
    for leaf in (
        ActLeaf(cancel.act, cancel.endorsements[:1]),
        ActLeaf(an_act(MANIFEST, 1, Cancel("motion-1")), cancel.endorsements),
        PaperBatchLeaf(papers.batch, cancel.endorsements),
        PaperBatchLeaf(replace(papers.batch, contest="motion-1"), papers.endorsements),
        roll_closed(signer="box"),
        replace(ballot, signature=bytes(64)),
    ):
        with pytest.raises(BadSignatureError):
            BEGUN.after(leaf)


def test_paper_ballots_have_the_length_of_all_ballots() -> None:
    papers = paper_leaf(MANIFEST, "executive", 1, ((1,),))
    short = replace(papers.batch, sealed=(papers.batch.sealed[0][:-1],))
    with pytest.raises(LogError, match="wrong length"):
        BEGUN.after(PaperBatchLeaf(short, by_officers(short.message(), "ann", "bob")))
    nowhere = replace(papers.batch, contest="nowhere")
    with pytest.raises(BoxError):
        BEGUN.after(PaperBatchLeaf(nowhere, by_officers(nowhere.message(), "ann", "bob")))


def ballot(key: int, seq: int) -> BallotLeaf:
    return BallotLeaf("executive", bytes([key]) * 32, seq, bytes(384), b"", bytes(64))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), max_size=20))
def test_the_index_agrees_with_a_plain_reading_of_the_log(ballots: list[tuple[int, int]]) -> None:
    index = BallotIndex()
    for position, (key, seq) in enumerate(ballots):
        index.add(position, ballot(key, seq))
    numbers = {key: sorted(s for k, s in ballots if k == key) for key, _ in ballots}
    whole = all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert whole == (not list(index.faults()))
    assert index.ballots("executive") == len(ballots)
    assert index.keys("executive") == len(numbers)
    deciding = [
        (position, pair)
        for position, pair in enumerate(ballots)
        if index.decides(position, ballot(*pair))
    ]
    assert sorted(pair for _, pair in deciding) == sorted((k, n[-1]) for k, n in numbers.items())


def test_a_missing_and_a_doubled_ballot_are_named() -> None:
    index = BallotIndex()
    for position, pair in enumerate([(1, 1), (1, 3), (2, 1), (2, 1), (3, 2)]):
        index.add(position, ballot(*pair))
    faults = list(index.faults())
    assert len(faults) == 3
    assert "missing before number 3" in faults[0]
    assert "two ballots with one number" in faults[1]
    assert "missing before number 2" in faults[2]


def test_a_close_leaf_that_counts_otherwise_than_the_log_is_named() -> None:
    index = BallotIndex()
    for position, pair in enumerate([(1, 1), (1, 2), (2, 1)]):
        index.add(position, ballot(*pair))
    assert not list(index.faults_of(closed((3, 2, 0))))
    assert len(list(index.faults_of(closed((2, 2, 0))))) == 1
    assert len(list(index.faults_of(closed((4, 3, 0))))) == 2


@pytest.mark.parametrize(
    ("numbers", "broken"),
    [
        ((10, 6, 1, 4, 7, 4), []),
        ((10, 6, 1, 4, 8, 4), ["U ≤ D + R"]),
        ((10, 6, 1, 4, 7, 5), ["B ≤ P"]),
        ((10, 7, 1, 4, 8, 4), ["D + P ≤ E"]),
        ((0, 1, 0, 1, 2, 2), ["U ≤ D + R", "B ≤ P", "D + P ≤ E"]),
        ((0, 0, 0, 0, 0, 0), []),
    ],
)
def test_the_laws_of_the_totals(numbers: tuple[int, ...], broken: list[str]) -> None:
    found = broken_laws(Totals("executive", *numbers))
    assert len(found) == len(broken)
    for sentence, law in zip(found, broken, strict=True):
        assert law in sentence
        assert "executive" in sentence


@given(st.binary(max_size=60))
def test_noise_as_the_parameters_of_an_act_is_refused(noise: bytes) -> None:
    with pytest.raises(BallotsError):
        read_deed(Act(MH, 1, "cancel", noise, bytes(32)))
