"""The alternative vote counted on to two, beside the bare alternative vote."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from counting import RuleId, count
from counting.check import check
from tests.counting.elections import Election, elections
from tests.counting.test_following import small


@settings(max_examples=300, deadline=None)
@given(elections(rules=("av-to-two",), most_seats=1, withdrawn=True, most_papers=20))
def test_it_passes_through_the_stages_of_the_bare_rule_and_elects_the_same(
    election: Election,
) -> None:
    record = count(election.papers, election.contest)
    bare = count(election.papers, replace(election.contest, rule=RuleId("av")))
    for stage, other in zip(record.stages, bare.stages, strict=False):
        assert stage.tallies == other.tallies
        assert (stage.excluded, stage.ties) == (other.excluded, other.ties)
    assert record.elected == bare.elected
    assert len(record.stages) >= len(bare.stages)
    assert check(record, election.papers, election.contest).faults == ()


@settings(max_examples=200, deadline=None)
@given(elections(rules=("av-to-two",), most_seats=1, withdrawn=True, most_papers=20))
def test_nobody_is_elected_before_two_are_left(election: Election) -> None:
    record = count(election.papers, election.contest)
    standing = len(election.contest.standing)
    assert len(record.stages) == max(1, standing - 1)
    assert all(not stage.elected for stage in record.stages[:-1])
    assert len(record.continuing(len(record.stages))) == min(1, standing - 1)


def test_a_majority_waits_for_the_exclusion_of_all_but_one_other() -> None:
    record = small("av-to-two", "ABC", 1, (("A", 10), ("B", 5), ("CB", 3)))
    first, second = record.stages
    assert (first.decisions, first.quota) == ((), 10)
    assert [(d.act, d.reason, d.clause) for d in second.decisions] == [
        ("exclude", "lowest", "1, 45A(3)"),
        ("elect", "majority", "1"),
    ]
    assert second.tallies == {"A": 10, "B": 8, "C": 0}


def test_the_last_two_with_equal_votes_are_tied_for_election() -> None:
    record = small("av-to-two", "ABC", 1, (("A", 3), ("B", 2), ("CB", 1)))
    (tie,) = record.stages[-1].ties
    assert (tie.kind, tie.by, tie.chosen, tie.clause) == (
        "election",
        "earliest-stage",
        "A",
        "49A(2), 49A(3)",
    )
    assert record.stages[-1].decisions[-1].reason == "final-tie"
