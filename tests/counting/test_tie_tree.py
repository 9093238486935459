"""The tie tree has every outcome that the lots can have, and no other."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings

from counting import CandidateId, LotNeededError, Papers, count
from counting.tie_tree import Ending, Lot, Unexplored, endings, tie_tree
from tests.conformance.test_ties import contest_of, papers_of
from tests.counting.elections import Election, elections
from tests.counting.test_following import A, B, C, small


def record_papers(rankings: Sequence[tuple[int, ...]], weights: Sequence[int]) -> Papers:
    return Papers.from_rankings(zip(rankings, weights, strict=True), 3)


RULES = (
    "scottish-2011",
    "ers97",
    "wigm-prf",
    "meek-prf",
    "sequential-av",
    "minneapolis-167",
    "ni-1973",
)


@settings(max_examples=40, deadline=None)
@given(elections(rules=RULES, most_papers=6))
def test_the_endings_are_the_results_of_all_orders_of_the_lots(election: Election) -> None:
    standing = [c.id for c in election.contest.candidates]
    if len(standing) > 5:
        return  # 120 orders are enough
    tree = tie_tree(election.papers, election.contest)
    by_force = {
        frozenset(count(election.papers, replace(election.contest, lots=lots)).elected)
        for lots in permutations(standing)
    }
    assert tree.complete
    assert tree.winner_sets == by_force


@settings(max_examples=40, deadline=None)
@given(elections(rules=RULES, constrained=False, most_papers=8))
def test_the_first_ending_is_what_the_lots_drawn_gave_and_every_ending_can_be_replayed(
    election: Election,
) -> None:
    tree = tie_tree(election.papers, election.contest, most_counts=40)
    found = list(endings(tree.root))
    assert found[0].elected == count(election.papers, election.contest).elected
    for ending in found:
        again = count(election.papers, replace(election.contest, lots=ending.lots))
        assert again.elected == ending.elected


def test_the_winners_over_all_lots_are_those_of_another_counter(shared: Path) -> None:
    file = shared / "elections" / "ties" / "ties-shared-40.jsonl.gz"
    compared = 0
    for line in gzip.decompress(file.read_bytes()).splitlines():
        sample = json.loads(line)
        expected = {
            frozenset(str(c + 1) for c in winners)
            for winners in sample["expected"]["winner_sets_over_all_lots"]
        }
        tree = tie_tree(papers_of(sample), contest_of(sample))
        assert tree.complete
        assert tree.winner_sets == expected
        compared += 1
    assert compared == 40


def test_a_count_without_a_lot_has_one_ending() -> None:
    record = small("av", "ABC", 1, [("A", 4), ("BA", 3), ("C", 2)])
    papers = record_papers([(1,), (2, 1), (3,)], [4, 3, 2])
    tree = tie_tree(papers, replace(record.contest, lots=()))
    assert isinstance(tree.root, Ending)
    assert tree.root.elected == (A,)
    assert tree.counts == 1


def test_a_lot_has_a_branch_for_each_of_those_tied() -> None:
    record = small("scottish-2011", "ABC", 1, [("AB", 2), ("BA", 2), ("C", 3)])
    papers = record_papers([(1, 2), (2, 1), (3,)], [2, 2, 3])
    with pytest.raises(LotNeededError):
        count(papers, replace(record.contest, lots=()))
    tree = tie_tree(papers, replace(record.contest, lots=()))
    assert tree.root == Lot(
        2,
        "exclusion",
        (A, B),
        ((A, Ending((B,), (A, B, C))), (B, Ending((A,), (B, A, C)))),
    )
    drawn = tie_tree(papers, replace(record.contest, lots=(C, B, A)))
    assert isinstance(drawn.root, Lot)
    assert [on for on, _ in drawn.root.branches] == [B, A]


def test_a_tree_with_too_many_branches_says_that_it_is_not_complete() -> None:
    record = small("scottish-2011", "ABC", 1, [("AB", 2), ("BA", 2), ("C", 3)])
    papers = record_papers([(1, 2), (2, 1), (3,)], [2, 2, 3])
    tree = tie_tree(papers, record.contest, most_counts=2)
    assert not tree.complete
    assert isinstance(tree.root, Lot)
    assert tree.root.branches[1][1] == Unexplored()
    assert tree.winner_sets == {frozenset({CandidateId("B")})}
