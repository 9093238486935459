"""Why a candidate was or was not elected, and where a paper lay, in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from counting import CandidateId, ContestError, InfeasibleError, count
from counting.views.follow import follow_lines, follow_object
from counting.views.why import MOST_LINES, why
from tests.counting.check_elections import contest, hill, papers
from tests.counting.elections import Election, elections
from tests.counting.test_following import A, B, C, D, small

ALL = (
    "scottish-2011",
    "wigm-exact",
    "wigm-prf",
    "ers97",
    "meek-prf",
    "meek-nz",
    "minneapolis-167",
    "ni-1973",
    "sequential-av",
    "bottoms-up",
)


@settings(max_examples=80, deadline=None)
@given(elections(rules=ALL, withdrawn=True))
def test_every_candidate_is_explained_in_at_most_five_lines(election: Election) -> None:
    record = count(election.papers, election.contest)
    for candidate in record.contest.candidates:
        lines = why(record, candidate.id)
        assert 1 <= len(lines) <= MOST_LINES == 5
        assert candidate.name in lines[0]
        if candidate.id in record.contest.withdrawn:
            assert "withdrew" in lines[0]
        else:
            assert ("is elected" in lines[0]) == (candidate.id in record.elected)
            assert ("is not elected" in lines[0]) == (candidate.id not in record.elected)
        assert all(line.endswith(".") for line in lines)


@settings(max_examples=40, deadline=None)
@given(elections(rules=("scottish-2011", "ers97"), constrained=True))
def test_whoever_the_constraints_decide_on_is_told_so(election: Election) -> None:
    try:
        record = count(election.papers, election.contest)
    except InfeasibleError:
        return
    for stage in record.stages:
        for decision in stage.decisions:
            if decision.reason != "doomed":
                continue
            for candidate in decision.candidates:
                lines = why(record, candidate)
                assert "because the constraints left no place" in lines[0]
                assert any("doomed" in line for line in lines[1:])


def test_the_votes_the_quota_and_the_clause_are_named() -> None:
    record = small("scottish-2011", "ABCD", 2, [("AB", 7), ("BA", 3), ("C", 4), ("DC", 2)])
    assert why(record, A) == (
        "A is elected, number 1 of 2: at stage 1 of 3, with 7.00000 votes; the quota is 6 (48(1)).",
        "First preferences: 7.00000 votes (quota at the first stage 6).",
        "The last to miss a place was B.",
    )
    assert why(record, D) == (
        "D is not elected: excluded at stage 3 of 3 with 2.00000 votes, the fewest of those who could "
        "be excluded (51(1)).",
        "First preferences: 2.00000 votes (quota at the first stage 6).",
        "The next lowest, B, had 3.99995 votes: 1.99995 more.",
        "Of the candidate's votes most went to C (2.00000).",
    )


def test_a_guarded_candidate_who_was_lowest_is_told_of_it() -> None:
    ballots, terms = hill()
    record = count(ballots, terms)
    lines = why(record, CandidateId("5"))
    assert "is elected" in lines[0]
    assert any("guarded" in line for line in lines)


def test_a_tie_that_decided_is_told() -> None:
    record = small("scottish-2011", "ABC", 1, [("A", 2), ("B", 2), ("C", 3)])
    assert any("by the order of the lots, A is excluded" in line for line in why(record, A))


def test_a_stranger_is_refused() -> None:
    record = small("av", "ABC", 1, [("A", 4), ("BA", 3), ("C", 2)])
    with pytest.raises(ContestError, match="Candidate X is not in this contest"):
        why(record, CandidateId("X"))


def test_a_paper_is_told_stage_by_stage_with_its_worth() -> None:
    record = small("scottish-2011", "ABCD", 2, [("AB", 7), ("BA", 3), ("C", 4), ("DC", 2)])
    assert follow_lines(record, [A, B]) == (
        "A paper with the ranking A > B:",
        "Stage 1: with A (elected at stage 1), worth 1.00000.",
        "Stages 2 and 3: with B, worth 0.14285; left behind: 0.85715 with A.",
    )
    assert follow_lines(record, [D, C])[1:] == (
        "Stages 1 and 2: with D, worth 1.00000.",
        "Stage 3: with C (elected at stage 3), worth 1.00000.",
    )


def test_a_paper_that_names_nobody_further_is_said_to_be_non_transferable() -> None:
    record = small("av", "ABC", 1, [("A", 4), ("BA", 3), ("C", 2)])
    assert follow_lines(record, [C])[-1] == (
        "Stage 2: no further preference for a continuing candidate, so 1 is non-transferable."
    )


def test_a_paper_that_is_not_valid_is_said_not_to_count() -> None:
    record = count(papers(3, ([1], 4), ([2], 3), ([3], 1)), contest("av", 1, 3, withdrawn=[3]))
    assert "not valid" in follow_lines(record, [CandidateId("3")])[0]
    assert follow_object(record, [CandidateId("3")])["stages"] == []


def test_the_object_for_programs_has_every_stage_and_the_numbers_as_in_the_record() -> None:
    record = small("scottish-2011", "ABCD", 2, [("AB", 7), ("BA", 3), ("C", 4), ("DC", 2)])
    found = follow_object(record, [A, B])
    assert found["ranking"] == ["A", "B"]
    assert found["stages"][1] == {
        "number": 2,
        "holder": "B",
        "worth": "0.14285",
        "stays": {"A": "0.85715"},
    }
    assert [stage["number"] for stage in found["stages"]] == [1, 2, 3]
    assert C not in {stage["holder"] for stage in found["stages"]}
