"""The exact search for whole numbers within windows, judged by trying every choice."""

from __future__ import annotations

import itertools
import random
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting.constraints import feasibility, linear
from counting.constraints.conflicts import smallest_conflicts
from counting.constraints.feasibility import Solver, System, Window
from counting.constraints.reasons import first_smallest_hitting_set


@st.composite
def systems(draw: st.DrawFn) -> System:
    capacities = draw(st.lists(st.integers(0, 3), min_size=0, max_size=6))
    everybody = list(range(len(capacities)))
    subsets = st.sets(st.sampled_from(everybody)) if everybody else st.just(set[int]())
    bound = st.one_of(st.none(), st.integers(-2, 8))
    windows = draw(st.lists(st.builds(Window, subsets.map(frozenset), bound, bound), max_size=7))
    return System(tuple(capacities), tuple(windows))


def every_choice(system: System) -> list[tuple[int, ...]]:
    return list(itertools.product(*(range(n + 1) for n in system.capacities)))


def is_met(system: System, choice: tuple[int, ...], windows: set[int]) -> bool:
    for j in windows:
        window = system.windows[j]
        total = sum(choice[p] for p in window.members)
        if window.lowest is not None and total < window.lowest:
            return False
        if window.highest is not None and total > window.highest:
            return False
    return True


@settings(max_examples=300, deadline=None)
@given(systems(), st.data())
def test_a_solution_is_found_exactly_where_there_is_one(
    system: System, data: st.DataObject
) -> None:
    solver = Solver(system)
    numbers = range(len(system.capacities))
    for _ in range(4):  # the answers do not depend on the questions asked before
        windows = (
            data.draw(st.sets(st.sampled_from(range(len(system.windows)))))
            if system.windows
            else set()
        )
        at_least = (
            data.draw(st.dictionaries(st.sampled_from(numbers), st.integers(-1, 4)))
            if numbers
            else {}
        )
        at_most = (
            data.draw(st.dictionaries(st.sampled_from(numbers), st.integers(-1, 4)))
            if numbers
            else {}
        )
        possible = [
            choice
            for choice in every_choice(system)
            if is_met(system, choice, windows)
            and all(choice[p] >= bound for p, bound in at_least.items())
            and all(choice[p] <= bound for p, bound in at_most.items())
        ]
        found = solver.solution(at_least, at_most, windows)
        assert (found in possible) if possible else (found is None)


@settings(max_examples=60, deadline=None)
@given(systems(), st.sampled_from([(linear, "SMALL", 1), (feasibility, "PATIENCE", 0)]))
def test_large_numbers_and_long_searches_give_the_same_answers(
    system: System, switch: tuple[ModuleType, str, int]
) -> None:
    # From the first pivot on Python's own integers; from the first point on the careful choice.
    windows = set(range(len(system.windows)))
    possible = [choice for choice in every_choice(system) if is_met(system, choice, windows)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*switch)
        found = Solver(system).solution()
    assert (found in possible) if possible else (found is None)


def test_determinants_beyond_32_bits_do_not_spoil_the_answer() -> None:
    # Sylvester's matrix of order 32: its 31 sums determine all 31 numbers, with determinant 2^49.
    order = 32
    rows = [
        frozenset(c - 1 for c in range(1, order) if bin(r & c).count("1") % 2)
        for r in range(1, order)
    ]
    numbers = [(7 * c) % 5 for c in range(order - 1)]
    windows = tuple(
        Window(members, sum(numbers[p] for p in members), sum(numbers[p] for p in members))
        for members in rows
    )
    assert Solver(System((4,) * (order - 1), windows)).solution() == tuple(numbers)


@pytest.mark.parametrize("shape", ["exact", "minimum", "maximum", "band"])
def test_forty_people_in_five_overlapping_categories_are_seated_as_they_were_before(
    shape: str,
) -> None:
    # No brute force reaches this size: the bounds are taken from a known set of twenty instead.
    chance = random.Random(shape)
    people = [tuple(chance.randrange(4) for _ in range(5)) for _ in range(40)]
    seated = chance.sample(range(40), 20)
    windows = [Window(frozenset(range(40)), 20, 20)]
    for category, value in itertools.product(range(5), range(4)):
        members = frozenset(p for p in range(40) if people[p][category] == value)
        there = len(members.intersection(seated))
        low, high = {
            "exact": (there, there),
            "minimum": (there, None),
            "maximum": (None, there),
            "band": (there - 1, there + 1),
        }[shape]
        windows.append(Window(members, low, high))
    system = System((1,) * 40, tuple(windows))
    found = Solver(system).solution()
    assert found is not None
    assert is_met(system, found, set(range(len(windows))))


def test_three_pairs_of_which_each_needs_exactly_one_cannot_be_met_by_whole_people() -> None:
    # Halves of three people would do: what one constraint after another, or fractions, would accept.
    pairs = ({0, 1}, {1, 2}, {0, 2})
    system = System((1, 1, 1), tuple(Window(frozenset(pair), 1, 1) for pair in pairs))
    assert Solver(system).solution() is None


def test_one_small_contradiction_among_many_loose_bounds_is_found() -> None:
    # Twelve threes of which at most one of each two, one three of which exactly one of each two.
    # A search that tries the twelve in turn before the last would not end.
    windows = [Window(frozenset(range(39)), 13, 13)]
    for first in range(0, 39, 3):
        lowest = 1 if first == 36 else None
        for pair in itertools.combinations(range(first, first + 3), 2):
            windows.append(Window(frozenset(pair), lowest, 1))
    assert Solver(System((1,) * 39, tuple(windows))).solution() is None


@settings(max_examples=150, deadline=None)
@given(systems())
def test_every_smallest_conflict_is_found_and_no_other(system: System) -> None:
    windows = range(len(system.windows))
    choices = every_choice(system)
    infeasible = [
        set(some)
        for size in range(len(windows) + 1)
        for some in itertools.combinations(windows, size)
        if not any(is_met(system, choice, set(some)) for choice in choices)
    ]
    smallest = [s for s in infeasible if not any(other < s for other in infeasible)]
    found, complete = smallest_conflicts(Solver(system), frozenset())
    assert complete
    assert list(found) == sorted((tuple(sorted(s)) for s in smallest), key=lambda c: (len(c), c))


def test_where_conflicts_are_too_many_to_list_it_is_said_that_there_are_more() -> None:
    # 24 people, 12 places, each person barred by a window of their own: 13 of 24 windows conflict.
    people = range(24)
    places = Window(frozenset(people), 12, 12)
    system = System((1,) * 24, (places, *(Window(frozenset({p}), None, 0) for p in people)))
    found, complete = smallest_conflicts(Solver(system), frozenset({0}))
    assert not complete
    assert found
    assert all(len(conflict) == 13 for conflict in found)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.frozensets(st.integers(0, 6), max_size=4), max_size=7))
def test_the_smallest_hitting_set_is_the_first_of_the_smallest(lists: list[frozenset[int]]) -> None:
    hitting = (
        some
        for size in range(8)
        for some in itertools.combinations(range(7), size)
        if all(members.intersection(some) for members in lists)
    )
    assert first_smallest_hitting_set(lists) == next(hitting, None)


@pytest.mark.parametrize(
    ("capacities", "windows"),
    [((-1,), ()), ((2**30,), ()), ((1,), (Window(frozenset({1}), 0, 1),))],
)
def test_a_system_that_contradicts_itself_is_refused(
    capacities: tuple[int, ...], windows: tuple[Window, ...]
) -> None:
    with pytest.raises(ValueError, match="capacit"):
        System(capacities, windows)
