"""Following one paper: what all papers together are followed to is what the record says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from counting import (
    Candidate,
    CandidateId,
    Contest,
    ContestError,
    CountRecord,
    Papers,
    RuleId,
    count,
)
from counting.following import Lie, follow
from tests.counting.elections import Election, elections

A, B, C, D = (CandidateId(name) for name in "ABCD")
WHOLE_PILES = ("scottish-2011", "wigm-exact", "wigm-prf", "minneapolis-167", "bottoms-up")


def small(rule: str, names: str, seats: int, ballots: Sequence[tuple[str, int]]) -> CountRecord:
    contest = Contest(
        "Test",
        seats,
        tuple(Candidate(CandidateId(name), name) for name in names),
        RuleId(rule),
        lots=tuple(CandidateId(name) for name in names),
    )
    rankings = (([names.index(c) + 1 for c in ranking], number) for ranking, number in ballots)
    return count(Papers.from_rankings(rankings, len(names)), contest)


def lies_of_all(election: Election, record: CountRecord) -> list[tuple[int, tuple[Lie, ...]]]:
    ids = [candidate.id for candidate in record.contest.candidates]
    return [
        (papers, follow(record, [ids[number - 1] for number in ranking]))
        for ranking, papers in election.papers
    ]


def votes_at(
    lies: list[tuple[int, tuple[Lie, ...]]], index: int
) -> tuple[Counter[CandidateId], Counter[CandidateId], Fraction]:
    """What lies with each candidate, what stays with each, and what lies with nobody."""
    held: Counter[CandidateId] = Counter()
    stays: Counter[CandidateId] = Counter()
    nobody = Fraction(0)
    for papers, path in lies:
        if not path:
            continue
        lie = path[index]
        if lie.holder is None:
            nobody += papers * lie.worth
        else:
            held[lie.holder] += papers * lie.worth
        for candidate, votes in lie.stays.items():
            stays[candidate] += papers * votes
    return held, stays, nobody


@settings(max_examples=60, deadline=None)
@given(elections(rules=WHOLE_PILES, withdrawn=True))
def test_the_papers_followed_add_up_to_the_votes_of_every_stage(election: Election) -> None:
    record = count(election.papers, election.contest)
    lies = lies_of_all(election, record)
    for index, stage in enumerate(record.stages):
        held, stays, nobody = votes_at(lies, index)
        transferred = {
            s.action.candidates[0]
            for s in record.stages[: index + 1]
            if s.action.surplus is not None
        }
        for candidate, votes in stage.tallies.items():
            if candidate not in transferred:
                assert (held[candidate], stays[candidate]) == (votes, 0)
        # What cutting loses is lost from what the papers leave behind.
        kept = sum(stage.tallies[c] for c in transferred)
        assert sum(stays[c] + held[c] for c in transferred) == kept + stage.rounding
        assert nobody == stage.non_transferable


@settings(max_examples=40, deadline=None)
@given(elections(rules=("meek-prf", "meek-nz"), withdrawn=True))
def test_the_shares_of_all_papers_are_the_votes_of_every_iteration(election: Election) -> None:
    record = count(election.papers, election.contest)
    lies = lies_of_all(election, record)
    for index, stage in enumerate(record.stages):
        held, stays, nobody = votes_at(lies, index)
        assert {c: held[c] + stays[c] for c in stage.tallies} == stage.tallies
        assert nobody == stage.non_transferable


@settings(max_examples=60, deadline=None)
@given(elections(rules=("ers97", "ni-1973"), withdrawn=True, most_papers=20))
def test_where_the_last_batch_moves_the_papers_followed_give_the_votes_of_all_who_continue(
    election: Election,
) -> None:
    record = count(election.papers, election.contest)
    lies = lies_of_all(election, record)
    for index, stage in enumerate(record.stages):
        held, stays, nobody = votes_at(lies, index)
        transferred = {s.action.candidates[0] for s in record.stages[: index + 1] if s.last_batch}
        lost = sum(
            s.last_batch.non_transferable_difference
            for s in record.stages[: index + 1]
            if s.last_batch
        )
        for candidate, votes in stage.tallies.items():
            if candidate not in transferred:
                assert (held[candidate], stays[candidate]) == (votes, 0)
        kept = sum(stage.tallies[c] for c in transferred)
        assert sum(stays[c] + held[c] for c in transferred) == kept + lost
        assert nobody == stage.non_transferable - lost


@settings(max_examples=40, deadline=None)
@given(elections(rules=("sequential-av",), withdrawn=True))
def test_a_paper_starts_afresh_for_every_place(election: Election) -> None:
    record = count(election.papers, election.contest)
    lies = lies_of_all(election, record)
    for index, stage in enumerate(record.stages):
        held, stays, nobody = votes_at(lies, index)
        assert {c: held[c] for c in stage.tallies} == stage.tallies
        assert (stays.total(), nobody) == (0, stage.non_transferable)


@settings(max_examples=40, deadline=None)
@given(elections(constrained=True, rules=("scottish-2011", "ers97")))
def test_every_part_of_a_paper_is_accounted_for(election: Election) -> None:
    try:
        record = count(election.papers, election.contest)
    except Exception as infeasible:
        assert "constraints" in str(infeasible)
        return
    for _, path in lies_of_all(election, record):
        for lie in path:
            assert lie.worth + sum(lie.stays.values()) == 1
            assert lie.worth >= 0


def test_a_paper_of_a_surplus_is_worth_what_the_rule_says() -> None:
    # Quota 6 of 16: each of Ada's 7 papers moves at 1/7, cut to 0.14285 (SSI 2011/399, 49(3)).
    ballots = [("AB", 7), ("BA", 3), ("C", 4), ("DC", 2)]
    record = small("scottish-2011", "ABCD", 2, ballots)
    first, second, *_ = follow(record, [A, B])
    assert first == Lie(1, A, Fraction(1), {})
    worth = Fraction("0.14285")
    assert second == Lie(2, B, worth, {A: 1 - worth})


def test_a_paper_without_further_preference_lies_with_nobody() -> None:
    record = small("av", "ABC", 1, [("A", 4), ("BA", 3), ("C", 2)])
    paths = [(lie.holder, lie.worth) for lie in follow(record, [C])]
    assert paths == [(C, 1), (None, 1)]


def test_a_blank_paper_and_one_for_the_withdrawn_lie_nowhere() -> None:
    record = small("av", "ABC", 1, [("A", 4), ("BA", 3), ("C", 2)])
    withdrawn = replace(record.contest, withdrawn=(C,))
    ballots = Papers.from_rankings([([1], 4), ([2, 1], 3), ([3], 2)], 3)
    assert follow(record, []) == ()
    assert follow(count(ballots, withdrawn), [C]) == ()


@pytest.mark.parametrize(("ranking", "says"), [("AX", "candidate X"), ("ABA", "candidate A twice")])
def test_a_ranking_that_no_paper_can_bear_is_refused(ranking: str, says: str) -> None:
    record = small("av", "ABC", 1, [("A", 4), ("BA", 3), ("C", 2)])
    with pytest.raises(ContestError, match=says):
        follow(record, [CandidateId(name) for name in ranking])


def test_a_paper_nobody_cast_is_followed_as_far_as_the_record_says() -> None:
    ballots = [("AB", 7), ("BA", 3), ("C", 4), ("DC", 2)]
    record = small("scottish-2011", "ABCD", 2, ballots)
    assert [lie.holder for lie in follow(record, [D, B])][:3] == [D, D, B]


def test_a_paper_nobody_cast_is_refused_where_the_record_cannot_say() -> None:
    # Quota 5: A's surplus goes to C alone; then D's papers elect B, whose surplus moves.
    record = small("wigm-exact", "ABCDE", 3, [("AC", 10), ("B", 5), ("DB", 2), ("E", 3)])
    assert record.stages[3].action.candidates == (B,)
    with pytest.raises(ContestError, match="at stage 4 no paper lies with B at 1/2"):
        follow(record, [A, B])


def test_a_rule_that_moves_only_some_papers_of_an_elected_candidate_is_refused() -> None:
    record = small("scottish-2011", "ABCD", 2, [("AB", 7), ("BA", 3), ("C", 4), ("DC", 2)])
    surplus = record.stages[1]
    only_some: Mapping[str, object] = {"papers": surplus.transfers[0].papers - 1}
    fewer = replace(surplus, transfers=(replace(surplus.transfers[0], **only_some),))
    odd = replace(record, stages=(record.stages[0], fewer, *record.stages[2:]))
    with pytest.raises(ContestError, match="cannot be followed under this rule"):
        follow(odd, [A, B])
