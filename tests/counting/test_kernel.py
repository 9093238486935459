"""The kernel, judged by following each paper by hand."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import kernel as kernel_module
from counting.kernel import NON_TRANSFERABLE, Bundle, Kernel, joined
from counting.papers import Papers, Ranking

pytestmark = pytest.mark.usefixtures("either_kernel")


def rankings_of(papers: Papers, bundle: Bundle) -> list[Ranking]:
    every = [ranking for ranking, _ in papers]
    return [every[row] for row in bundle.rows.tolist()]


def next_preference(ranking: Ranking, continuing: frozenset[int]) -> int:
    return next((rank for rank in ranking if rank in continuing), NON_TRANSFERABLE)


def random_papers(chance: random.Random, candidates: int) -> Papers:
    numbers = range(1, candidates + 1)
    rankings = [
        (tuple(chance.sample(numbers, chance.randint(0, candidates))), chance.randint(1, 9))
        for _ in range(chance.randint(0, 40))
    ]
    return Papers.from_rankings(rankings, candidates)


@given(st.randoms(use_true_random=False), st.sampled_from([1, 3, 6, 20, 260]))
@settings(max_examples=120, deadline=None)
def test_every_paper_lies_with_its_next_continuing_preference_after_every_move(
    chance: random.Random, candidates: int
) -> None:
    papers = random_papers(chance, candidates)
    weight = dict(papers)
    everyone = range(1, candidates + 1)
    continuing = frozenset(chance.sample(everyone, chance.randint(0, candidates)))
    kernel = Kernel(papers, continuing)
    piles = kernel.first_preferences()
    lies_with = {ranking: next_preference(ranking, continuing) for ranking in weight}
    found = {r: pile for pile, bundle in piles.items() for r in rankings_of(papers, bundle)}
    assert found == lies_with
    parcels = {pile: [bundle.rows] for pile, bundle in piles.items()}
    while continuing:
        leaving = chance.choice(sorted(continuing))
        continuing -= {leaving}
        moved = kernel.move(parcels.pop(leaving, []), continuing)
        for destinations in moved:
            assert list(destinations) == sorted(destinations)
            for pile, bundle in destinations.items():
                here = rankings_of(papers, bundle)
                assert here == sorted(here)
                assert bundle.papers == sum(weight[ranking] for ranking in here) > 0
                for ranking in here:
                    assert lies_with.pop(ranking) == leaving
                    lies_with[ranking] = pile
                    assert pile == next_preference(ranking, continuing)
                parcels.setdefault(pile, []).append(bundle.rows)
        assert leaving not in lies_with.values()
    assert set(lies_with.values()) <= {NON_TRANSFERABLE}


def test_blank_papers_are_in_no_bundle_and_rankings_emptied_by_withdrawal_come_under_0() -> None:
    papers = Papers.from_rankings([((), 5), ((2,), 3), ((2, 1), 4), ((1,), 1)], 3)
    piles = Kernel(papers, frozenset({1, 3})).first_preferences()
    assert {pile: bundle.papers for pile, bundle in piles.items()} == {0: 3, 1: 5}


def test_each_parcel_is_answered_apart() -> None:
    papers = Papers.from_rankings([((1, 2), 2), ((1, 3), 3), ((2, 1), 4)], 3)
    kernel = Kernel(papers, frozenset({1, 2, 3}))
    own, other = kernel.first_preferences()[1].rows, np.zeros(0, dtype=np.intp)
    first, second, third = kernel.move([own[:1], other, own[1:]], frozenset({2, 3}))
    assert {pile: bundle.papers for pile, bundle in first.items()} == {2: 2}
    assert second == {}
    assert {pile: bundle.papers for pile, bundle in third.items()} == {3: 3}


def test_papers_are_counted_exactly_beyond_what_a_float_holds() -> None:
    papers = Papers.from_rankings([((1, 2), 2**62), ((1, 3), 1), ((1,), 2**61 + 1)], 3)
    kernel = Kernel(papers, frozenset({1, 2, 3}))
    pile = kernel.first_preferences()[1]
    assert pile.papers == 2**62 + 2**61 + 2
    (moved,) = kernel.move([pile.rows], frozenset({2, 3}))
    assert {to: bundle.papers for to, bundle in moved.items()} == {0: 2**61 + 1, 2: 2**62, 3: 1}


def test_two_counts_of_the_same_papers_share_nothing() -> None:
    papers = Papers.from_rankings([((1, 2, 3), 1), ((2, 3), 1)], 3)
    first, second = (Kernel(papers, frozenset({1, 2, 3})) for _ in range(2))
    rows = first.first_preferences()[1].rows
    second.first_preferences()
    first.move([rows], frozenset({3}))
    (moved,) = second.move([rows], frozenset({2, 3}))
    assert list(moved) == [2]


def test_a_count_of_no_papers_moves_nothing() -> None:
    kernel = Kernel(Papers.from_rankings([], 3), frozenset({1, 2, 3}))
    assert kernel.first_preferences() == {}
    assert kernel.move([], frozenset({1})) == []


def test_parcels_too_many_for_one_pass_are_answered_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    papers = Papers.from_rankings(
        [((1, 2 + number % 3, *range(6, 6 + number)), number + 1) for number in range(9)], 20
    )
    answers = []
    for keys in (2**16, 3 * 21, 21):
        monkeypatch.setattr(kernel_module, "_KEYS", keys)
        kernel = Kernel(papers, frozenset(range(1, 21)))
        rows = kernel.first_preferences()[1].rows
        moved = kernel.move([rows[i : i + 1] for i in range(9)], frozenset(range(3, 21)))
        answers.append([{to: bundle.papers for to, bundle in each.items()} for each in moved])
    assert answers[0] == answers[1] == answers[2]
    by_hand = [
        {next_preference(ranking, frozenset(range(3, 21))): count} for ranking, count in papers
    ]
    assert answers[0] == by_hand


def test_as_many_candidates_as_there_can_be_are_moved() -> None:
    papers = Papers.from_rankings([((65_535, 1), 1), ((65_535, 65_534), 2)], 65_535)
    kernel = Kernel(papers, frozenset({1, 65_534, 65_535}))
    rows = kernel.first_preferences()[65_535].rows
    moved = kernel.move([rows[:1], rows[1:]], frozenset({1, 65_534}))
    assert [{to: bundle.papers for to, bundle in each.items()} for each in moved] == [
        {1: 1},
        {65_534: 2},
    ]


def test_joined_bundles_hold_the_papers_of_all() -> None:
    papers = Papers.from_rankings([((1,), 2), ((2,), 2**53), ((3, 2), 3)], 3)
    kernel = Kernel(papers, frozenset({1, 2, 3}))
    piles = kernel.first_preferences()
    both = joined([piles[3], piles[2]])
    assert both.papers == 2**53 + 3
    assert sorted(rankings_of(papers, both)) == [(2,), (3, 2)]
