"""Whether motions are carried: thresholds, quorum and casting vote."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from counting.check.thresholds import check_motion
from counting.errors import ContestError, RecordError
from counting.motion import MotionRecord, read_motion, write_motion
from counting.motion_words import sentences_of
from counting.papers import Papers
from counting.thresholds import (
    Base,
    Given,
    MotionTerms,
    Outcome,
    Quorum,
    Tally,
    Threshold,
    base_of_text,
    decide,
    share_of_text,
)

MAJORITY = Threshold(Fraction(1, 2), Base.FOR_AND_AGAINST, strict=True)
TWO_THIRDS = Threshold(Fraction(2, 3), Base.FOR_AND_AGAINST, strict=False)


def outcome(threshold: Threshold, *votes: int, entitled: int | None = None) -> Outcome:
    return decide(MotionTerms(threshold), Tally(*votes, entitled=entitled)).outcome


@pytest.mark.parametrize(
    ("votes", "carried"),
    [((31, 30), True), ((30, 30), False), ((0, 0), False), ((1, 0), True), ((2, 3, 90), False)],
)
def test_a_simple_majority_is_more_for_than_against(votes: tuple[int, ...], carried: bool) -> None:
    assert (outcome(MAJORITY, *votes) is Outcome.CARRIED) == carried


@pytest.mark.parametrize(
    ("votes", "carried"),
    [((20, 10), True), ((19, 10), False), ((2, 1), True), ((0, 0), False), ((0, 0, 12), False)],
)
def test_two_thirds_are_reached_exactly_and_nobody_voting_fails(
    votes: tuple[int, ...], carried: bool
) -> None:
    assert (outcome(TWO_THIRDS, *votes) is Outcome.CARRIED) == carried


def test_the_same_votes_are_carried_or_lost_by_the_base() -> None:
    votes = (20, 10, 5, 1)
    for base, carried in (
        (Base.FOR_AND_AGAINST, True),  # 20 of 30
        (Base.VOTING, False),  # 20 of 36
        (Base.ENTITLED, False),  # 20 of 40
    ):
        found = outcome(Threshold(Fraction(2, 3), base, strict=False), *votes, entitled=40)
        assert (found is Outcome.CARRIED) == carried, base
    half = Threshold(Fraction(1, 2), Base.ENTITLED, strict=False)
    assert outcome(half, *votes, entitled=40) is Outcome.CARRIED
    assert outcome(Threshold(Fraction(1, 2), Base.ENTITLED, strict=True), *votes, entitled=40) is (
        Outcome.LOST
    )


def test_the_forty_per_cent_of_1979_was_not_reached() -> None:
    """Scotland Act 1978, section 85(2); referendum of 1 March 1979, official figures: 32.9%."""
    threshold = Threshold(Fraction(2, 5), Base.ENTITLED, strict=False)
    tally = Tally(1_230_937, 1_153_502, entitled=3_747_112)
    assert decide(MotionTerms(threshold), tally).outcome is Outcome.LOST
    assert decide(MotionTerms(MAJORITY), tally).outcome is Outcome.CARRIED


def test_a_share_below_half_never_carries_a_motion_against_its_opponents() -> None:
    threshold = Threshold(Fraction(2, 5), Base.ENTITLED, strict=False)
    decision = decide(MotionTerms(threshold), Tally(45, 50, entitled=100))
    assert decision.outcome is Outcome.LOST
    assert "More voted against the motion than for it" in " ".join(sentences_of(decision))


def test_large_numbers_are_exact_where_floating_point_is_not() -> None:
    threshold = Threshold(Fraction(2, 3), Base.FOR_AND_AGAINST, strict=False)
    third = 333_333_333_333_333
    assert outcome(threshold, 2 * third, third) is Outcome.CARRIED
    assert outcome(threshold, 2 * third - 1, third + 1) is Outcome.LOST


def test_the_quorum_counts_accepted_ballots_with_abstentions() -> None:
    terms = MotionTerms(MAJORITY, Quorum(8))
    assert decide(terms, Tally(4, 1, 2, 1)).outcome is Outcome.CARRIED
    assert decide(terms, Tally(4, 1, 2)).outcome is Outcome.NO_QUORUM


def test_the_quorum_counts_ballots_not_the_votes_that_they_carry() -> None:
    terms = MotionTerms(MAJORITY, Quorum(8))
    assert decide(terms, Tally(400, 100, ballots=7)).outcome is Outcome.NO_QUORUM
    assert decide(terms, Tally(400, 100, ballots=8)).outcome is Outcome.CARRIED


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (None, Outcome.EQUAL),
        (Given.AWAITED, Outcome.EQUAL),
        (Given.FOR, Outcome.CARRIED),
        (Given.AGAINST, Outcome.LOST),
        (Given.WITHHELD, Outcome.LOST),
        (Given.SILENT, Outcome.LOST),
    ],
)
def test_a_casting_vote_settles_equal_votes_and_silence_does_not_carry(
    given: Given | None, found: Outcome
) -> None:
    assert decide(MotionTerms(MAJORITY, None, "chair"), Tally(9, 9), given).outcome is found


@pytest.mark.parametrize("votes", [(10, 9), (9, 10), (0, 0, 5)])
@pytest.mark.parametrize("given", [Given.FOR, Given.AGAINST, Given.WITHHELD])
def test_a_casting_vote_is_refused_where_votes_are_not_equal(
    votes: tuple[int, ...], given: Given
) -> None:
    with pytest.raises(ContestError, match="it settles equal votes, and nothing else"):
        decide(MotionTerms(MAJORITY, None, "chair"), Tally(*votes), given)


def test_a_casting_vote_is_refused_without_a_quorum() -> None:
    with pytest.raises(ContestError, match="there is no quorum"):
        decide(MotionTerms(MAJORITY, Quorum(3), "chair"), Tally(1, 1), Given.FOR)


def test_a_casting_vote_is_refused_where_the_instrument_grants_none() -> None:
    with pytest.raises(ContestError, match="grants no casting vote"):
        decide(MotionTerms(MAJORITY), Tally(1, 1), Given.FOR)


def test_a_casting_vote_exists_under_a_simple_majority_only() -> None:
    with pytest.raises(ContestError, match="simple majority"):
        MotionTerms(TWO_THIRDS, None, "chair")


@pytest.mark.parametrize(
    ("share", "base", "strict", "says"),
    [
        (Fraction(0), Base.VOTING, False, "above 0"),
        (Fraction(-1, 2), Base.VOTING, False, "above 0"),
        (Fraction(3, 2), Base.VOTING, False, "up to 1"),
        (Fraction(1), Base.VOTING, True, "more than all"),
        (Fraction(1, 2), Base.FOR_AND_AGAINST, False, "equal votes"),
        (Fraction(1, 3), Base.FOR_AND_AGAINST, True, "more vote against"),
        (0.5, Base.VOTING, True, "exact fraction"),
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused(
    share: Fraction, base: Base, strict: bool, says: str
) -> None:
    with pytest.raises(ContestError, match=says):
        Threshold(share, base, strict)


def test_figures_that_contradict_each_other_are_refused() -> None:
    for says, wrong in (
        ("cannot carry", lambda: Tally(2, 1, ballots=4)),
        ("cannot carry", lambda: Tally(2, 1, ballots=0)),
        ("whole number from 0", lambda: Tally(-1, 1)),
        ("whole number from 0", lambda: Tally(True, 1)),
        ("whole number from 1", lambda: Quorum(0)),
        ("Give the number entitled", lambda: outcome(Threshold(Fraction(1, 2), Base.ENTITLED, True), 1, 0)),
        ("Say who has", lambda: decide(MotionTerms(MAJORITY, None, " "), Tally(1, 1))),
    ):  # fmt: skip
        with pytest.raises(ContestError, match=says):
            wrong()


def test_shares_and_bases_are_read_exactly_or_refused() -> None:
    assert (share_of_text("2/3"), share_of_text("60%")) == (Fraction(2, 3), Fraction(3, 5))
    assert base_of_text("those voting") is Base.VOTING
    for text in ("0.5", "1/0", "two thirds", "1/", "", "1e9", "²/3"):
        with pytest.raises(ContestError, match="Expected a share"):
            share_of_text(text)
    with pytest.raises(ContestError, match="'those entitled'"):
        base_of_text("those present")


def all_terms() -> list[MotionTerms]:
    shares = [Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1)]
    found = []
    for share, base, strict in product(shares, Base, (True, False)):
        try:
            threshold = Threshold(share, base, strict)
        except ContestError:
            continue
        found += [MotionTerms(threshold), MotionTerms(threshold, Quorum(4))]
    return [*found, MotionTerms(MAJORITY, None, "chair"), MotionTerms(MAJORITY, Quorum(4), "chair")]


def test_the_check_agrees_with_the_decision_on_every_small_vote() -> None:
    compared = 0
    for terms in all_terms():
        for votes in product(range(4), range(4), range(3), range(2)):
            for given in (None, *Given) if terms.casting_vote else (None,):
                tally = Tally(*votes, entitled=12)
                try:
                    record = MotionRecord("Motion 1", ("For", "Against"), terms, tally, given)
                except ContestError:
                    continue
                report = check_motion(record, terms, counted=tally, given=given)
                assert report.ok, (record, report.faults)
                compared += 1
    assert compared > 3000


def test_the_check_counts_the_papers_again() -> None:
    papers = Papers.from_rankings([((1,), 5), ((2,), 3)], 2)
    terms = MotionTerms(MAJORITY, Quorum(4))
    right = MotionRecord("", ("For", "Against"), terms, Tally(5, 3, 1, 0, 20), None, papers.digest)
    assert check_motion(right, terms, papers, Tally(5, 3, 1, 0, 20)).ok
    wrongs = (
        MotionRecord("", right.options, terms, Tally(6, 3, 1, 0, 20), None, papers.digest),
        MotionRecord("", right.options, terms, Tally(5, 2, 1, 0, 20), None, papers.digest),
        MotionRecord("", right.options, terms, Tally(5, 3, 2, 0, 20), None, papers.digest),
        MotionRecord("", right.options, terms, Tally(5, 3, 1, 1, 20), None, papers.digest),
        MotionRecord("", right.options, terms, Tally(5, 3, 1, 0, 21), None, papers.digest),
        MotionRecord("", right.options, terms, Tally(5, 3, 1, 0, 20), None, "sha256:0"),
        MotionRecord("", right.options, MotionTerms(MAJORITY), right.tally, None, papers.digest),
    )
    for wrong in wrongs:
        assert not check_motion(wrong, terms, papers, Tally(5, 3, 1, 0, 20)).ok, wrong
    ranked = Papers.from_rankings([((1, 2), 5)], 2)
    assert not check_motion(right, terms, ranked).ok
    assert not check_motion(right, terms, papers, given=Given.FOR).ok


def test_a_record_of_a_motion_is_read_as_it_was_written() -> None:
    for terms, given in (
        (MotionTerms(TWO_THIRDS), None),
        (MotionTerms(MAJORITY, Quorum(3), "chair"), Given.SILENT),
    ):
        record = MotionRecord("Composite 2", ("For", "Against"), terms, Tally(4, 4, 1), given)
        assert read_motion(write_motion(record)) == record


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"outcome":"lost"', b'"outcome":"carried"'),
        (b'"strict":true', b'"strict":1'),
        (b'"needed":5', b'"needed":4'),
        (b'"for":4', b'"for":true'),
        (b'"for":4', b'"for":4.0'),
        (b'"share":"1/2"', b'"share":"2/4"'),
        (b'"share":"1/2"', b'"share":"1/0"'),
        (b'"quorum":3', b'"quorum":"3"'),
        (b'"title":"M"', b'"title":null'),
        (b'"title":"M"', b'"titel":"M"'),
        (b'"papers":null,', b""),
        (b"{", b'{"also":1,'),
        (b"{", b"{ "),
        (b"The motion is lost.", b"The motion is carried."),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(old: bytes, new: bytes) -> None:
    terms = MotionTerms(MAJORITY, Quorum(3), "chair")
    data = write_motion(MotionRecord("M", ("For", "Against"), terms, Tally(4, 4, 1), Given.SILENT))
    assert old in data
    with pytest.raises(RecordError):
        read_motion(data.replace(old, new, 1))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"null", b"\xff", b"{}", b'{"terms":[]}', b"[" * 9999]
)
def test_what_is_no_record_of_a_motion_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        read_motion(data)


def test_the_sentences_say_every_figure() -> None:
    terms = MotionTerms(Threshold(Fraction(2, 3), Base.VOTING, strict=False), Quorum(50))
    said = sentences_of(decide(terms, Tally(40, 20, 3, 1)))
    assert said == (
        "Votes: 40 for, 20 against, 3 abstaining, 1 blank or invalid.",
        "The quorum is 50 accepted ballots, abstentions included; 64 were accepted, so there is a quorum.",
        "Needed: at least 2/3 of the votes of all who voted, those abstaining, blank and invalid included. "
        "2/3 of 64 is 128/3, so 43 votes for are needed; there are 40.",
        "The motion is lost.",
    )
    tied = sentences_of(decide(MotionTerms(MAJORITY, None, "chair"), Tally(9, 9), Given.FOR))
    assert tied[-2:] == (
        "The votes for and against are equal; the casting vote (chair) is for the motion.",
        "The motion is carried.",
    )
