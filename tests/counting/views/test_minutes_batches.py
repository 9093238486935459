"""What the minutes say of counts in batches: the model election of the ERS97 rules, and a tie."""

from __future__ import annotations

from pathlib import Path

from counting import Candidate, CandidateId, Contest, Papers, RuleId, count
from counting.formats.blt import read_blt
from counting.views.minutes import minutes


def model(shared: Path) -> str:
    ballot_file = read_blt(shared / "elections" / "published" / "ers97-model.blt")
    return minutes(count(ballot_file.papers, ballot_file.contest("ers97")), 10_000)


def test_the_working_of_a_surplus_is_read_out(shared: Path) -> None:
    """The figures that the rules print for the second stage: 26.42, 134 papers, 123, 0.21, 0.59."""
    text = model(shared)
    assert "Transferred: the surplus of Smith, 26.42 votes, the largest (5.2.2, 5.2.3)." in text
    assert (
        "The last batch received is 134 papers at 1.00. Of these, 123 can be transferred, each at "
        "0.21, and 11 cannot. The rest of the surplus, 0.59 votes, is non-transferable." in text
    )


def test_a_surplus_put_off_is_read_out_with_its_heads(shared: Path) -> None:
    assert (
        "The surplus of Duke, 1.10 votes, is put off to a later stage (5.2.2(a), 5.2.2(b))."
        in model(shared)
    )


def test_elections_within_an_exclusion_and_its_early_end_are_read_out(shared: Path) -> None:
    text = model(shared)
    assert "After batch 1, papers at 1.00: Vicar and Freeman are elected." in text
    assert "Every place is filled: the batches of lower value are not transferred" in text


def test_papers_of_one_value_from_two_candidates_are_one_figure(shared: Path) -> None:
    assert "To Carpenter: 34.00 votes (34 papers at 1.00)." in model(shared)


def test_a_quota_that_falls_is_read_out() -> None:
    candidates = tuple(Candidate(CandidateId(name), name) for name in "ABC")
    papers = Papers.from_rankings([((1,), 5), ((2,), 4), ((3,), 3)], 3)
    contest = Contest("A quota that falls", 1, candidates, RuleId("ers97"))
    # 12 votes, quota 6.00; C's 3 are non-transferable, so it is 4.50, which A exceeds.
    text = minutes(count(papers, contest), 10_000)
    assert "After batch 1, papers at 1.00: the quota is now 4.50; A is elected." in text


def test_those_whom_equal_votes_keep_from_election_are_named() -> None:
    candidates = tuple(Candidate(CandidateId(name), name) for name in "AB")
    papers = Papers.from_rankings([((1,), 5), ((2,), 5)], 2)
    lots = (CandidateId("A"), CandidateId("B"))
    contest = Contest("Half and half", 1, candidates, RuleId("ers97"), lots=lots)
    assert (
        "A and B have had equal votes throughout, and the places left are too few for them: "
        "none of them is elected at this stage (5.6.2)." in minutes(count(papers, contest), 10_000)
    )
