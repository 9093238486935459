"""The fewest windows that suffice to make somebody guarded or doomed (a 'window' here is a unit of them).

A set of windows suffices if, with the places, it leaves no solution in which the profile is not
all chosen (guarded) or in which one of it is chosen (doomed). Every solution of that kind breaks
some windows, and a set that suffices must contain one of those it breaks. So: take the smallest
set that has one of each known such list; if it suffices it is the answer, else its solution is one
more list. Source: A. Ignatiev et al., 'Smallest MUS extraction with minimal hitting set
dualization', CP 2015.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from counting.constraints.feasibility import Solver

Status = Literal["guarded", "doomed"]


class Reasons:
    """Reasons in one system; solutions found for one profile serve the others too."""

    def __init__(self, solver: Solver, always: frozenset[int]) -> None:
        self._solver = solver
        self._always = always
        self._choices = tuple(sorted(solver.can_fail - always))
        self._seen: list[tuple[tuple[int, ...], frozenset[int]]] = []

    def fewest(self, profile: int, status: Status) -> tuple[int, ...]:
        """The fewest windows that suffice; of equally few the first, compared index by index.

        The profile must have that status under all windows: otherwise ValueError.
        """
        least = 0
        while True:
            broken = [b for x, b in self._seen if self._speaks_against(x, profile, status)]
            windows = first_smallest_hitting_set(broken, least)
            if windows is None:
                raise ValueError(f"profile {profile} is not {status}")
            if not self._learn(profile, status, frozenset(windows)):
                return windows
            least = len(windows)

    def _learn(self, profile: int, status: Status, windows: frozenset[int]) -> bool:
        """Remember solutions against the status, each keeping all that the ones before it broke.

        False if these windows leave no such solution.
        """
        learnt = False
        while (solution := self._against(profile, status, windows)) is not None:
            broken = self._broken(solution)
            self._seen.append((solution, broken))
            windows |= broken
            learnt = True
            if not broken:
                break
        return learnt

    def _speaks_against(self, solution: tuple[int, ...], profile: int, status: Status) -> bool:
        if status == "doomed":
            return solution[profile] > 0
        return solution[profile] < self._solver.system.capacities[profile]

    def _against(
        self, profile: int, status: Status, windows: frozenset[int]
    ) -> tuple[int, ...] | None:
        """A solution for these windows in which the profile does not have the status."""
        in_force = self._always | windows
        if status == "doomed":
            return self._solver.solution(at_least={profile: 1}, windows=in_force)
        fewer = self._solver.system.capacities[profile] - 1
        return self._solver.solution(at_most={profile: fewer}, windows=in_force)

    def _broken(self, solution: tuple[int, ...]) -> frozenset[int]:
        system = self._solver.system
        return frozenset(j for j in self._choices if not system.holds(j, solution))


def first_smallest_hitting_set(
    lists: Iterable[frozenset[int]], least: int = 0
) -> tuple[int, ...] | None:
    """The smallest sorted tuple with an element of every list; of equally small the first.

    `least`: a size below which there is known to be none. None if a list is empty.
    """
    # Each list as the bits of one integer.
    needed = {sum(1 << element for element in members) for members in lists}
    if 0 in needed:
        return None
    size = least
    while not _can_hit(needed, size):
        size += 1
    chosen: list[int] = []
    element = 0
    while needed:
        rest = {bits >> element + 1 << element + 1 for bits in needed if not bits >> element & 1}
        if _can_hit(rest, size - len(chosen) - 1):
            chosen.append(element)
            needed = rest
        element += 1
    return tuple(chosen)


def _can_hit(lists: set[int], size: int) -> bool:
    """Whether at most so many elements have one of every list."""
    if not lists:
        return True
    if size <= 0 or 0 in lists:
        return False
    shortest_first = sorted(lists, key=int.bit_count)
    apart = together = 0
    for bits in shortest_first:
        if not bits & together:  # lists with nothing in common need an element each
            together |= bits
            apart += 1
    if apart > size:
        return False
    shortest = shortest_first[0]
    passed = 0
    while shortest:
        bit = shortest & -shortest
        shortest -= bit
        if _can_hit({bits & ~passed for bits in lists if not bits & bit}, size - 1):
            return True
        passed |= bit  # without it from now on: that case has been tried
    return False
