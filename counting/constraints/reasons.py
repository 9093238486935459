"""The fewest windows that suffice to make somebody guarded or doomed.

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

        The profile must have that status under all windows, or the search would not end in an
        answer: then ValueError.
        """
        while True:
            broken = [b for x, b in self._seen if self._speaks_against(x, profile, status)]
            windows = first_smallest_hitting_set(broken)
            if windows is None:
                raise ValueError(f"profile {profile} is not {status}")
            solution = self._against(profile, status, frozenset(windows))
            if solution is None:
                return windows
            self._remember(self._improve(solution, profile, status))

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

    def _improve(self, solution: tuple[int, ...], profile: int, status: Status) -> tuple[int, ...]:
        """A solution of that kind that breaks as few windows as giving way one by one allows."""
        for j in self._choices:
            broken = self._broken(solution)
            if j in broken:
                kept = frozenset(self._choices) - broken
                solution = self._against(profile, status, kept | {j}) or solution
        return solution

    def _broken(self, solution: tuple[int, ...]) -> frozenset[int]:
        windows = self._solver.system.windows
        return frozenset(j for j in self._choices if not windows[j].holds(solution))

    def _remember(self, solution: tuple[int, ...]) -> None:
        self._seen.append((solution, self._broken(solution)))


def first_smallest_hitting_set(lists: Iterable[frozenset[int]]) -> tuple[int, ...] | None:
    """The smallest sorted tuple with an element of every list; of equally small the first.

    None if a list is empty.
    """
    # A list that contains another is hit whenever that other is.
    distinct = set(lists)
    needed = [a for a in distinct if not any(b < a for b in distinct)]
    if frozenset() in distinct:
        return None
    for size in range(len(needed) + 1):
        found = _hitting_set(needed, size, after=-1)
        if found is not None:
            return found
    return None  # cannot be: one element of each list is enough


def _hitting_set(lists: list[frozenset[int]], size: int, after: int) -> tuple[int, ...] | None:
    """The first hitting set of at most `size` elements, all greater than `after`."""
    if not lists:
        return ()
    if size == 0:
        return None
    # The next element must not pass over a list's last one.
    last = min(max(members) for members in lists)
    for element in sorted({e for members in lists for e in members if after < e <= last}):
        rest = [members for members in lists if element not in members]
        found = _hitting_set(rest, size - 1, element)
        if found is not None:
            return (element, *found)
    return None
