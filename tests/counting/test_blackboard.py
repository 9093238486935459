"""The blackboard never elects more than there are places, whatever rounding does to the votes."""

from __future__ import annotations

import pytest

from counting import Candidate, CandidateId, Contest, LotNeededError, RuleId
from counting.parts.blackboard import Blackboard, Figures
from counting.record import Action
from counting.rules.meek_prf import RULE
from counting.votes import Votes

A, B, C = (CandidateId(name) for name in "ABC")


def board(seats: int, lots: tuple[CandidateId, ...] = ()) -> Blackboard:
    candidates = tuple(Candidate(id_, id_) for id_ in (A, B, C))
    contest = Contest("Test", seats, candidates, RuleId("meek-prf"), lots=lots)
    return Blackboard(contest, RULE, RULE.ties)


def test_of_more_than_there_are_places_those_with_most_votes_are_elected() -> None:
    count = board(1)
    count.elect([A, B], {A: Votes(3), B: Votes(4), C: Votes(1)}, "quota")
    assert count.elected == [B]
    assert (count.vacancies, count.continuing) == (0, [A, C])


def test_equal_ones_of_more_than_there_are_places_are_elected_by_lot() -> None:
    votes = {A: Votes(4), B: Votes(4), C: Votes(1)}
    count = board(1, (B, A, C))
    count.elect([A, B], votes, "quota")
    count.end_stage(Action("first-preferences"), Figures(Votes(4), votes, Votes(0)))
    (stage,) = count.stages
    assert stage.elected == (B,)
    assert [(tie.kind, tie.candidates, tie.by) for tie in stage.ties] == [
        ("election", (A, B), "lot")
    ]
    with pytest.raises(LotNeededError):
        board(1).elect([A, B], votes, "quota")
