"""Is there a choice of whole people that keeps within every bound? Exact, and joint over all bounds.

The question, free of elections: whole numbers x[p] between 0 and capacities[p], such that the sum
over each window's members lies between its lowest and highest. People who are alike in every
window are one p. A contest makes one such system; a body of several contests, or 'of the first k
places', makes a larger one of the same form.

The answer: branch and bound over the exact linear relaxation (`linear`). Nothing is estimated: a
relaxation without a point proves that there is none, and a point that divides nobody is a choice.
Source: A. Land and A. Doig, Econometrica 28, 1960.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from counting.constraints.linear import SMALL, Tableau


@dataclass(frozen=True, slots=True)
class Window:
    """The sum of x over `members` is at least `lowest` and at most `highest` (None: no bound)."""

    members: frozenset[int]
    lowest: int | None
    highest: int | None

    def holds(self, solution: tuple[int, ...]) -> bool:
        """Whether a solution's sum lies in the window."""
        total = sum(solution[p] for p in self.members)
        return (self.lowest is None or self.lowest <= total) and (
            self.highest is None or total <= self.highest
        )


@dataclass(frozen=True, slots=True)
class System:
    """How many there are of each p, and the windows to be kept.

    Raises ValueError for a negative capacity, a window over something else, or numbers of a billion.
    """

    capacities: tuple[int, ...]
    windows: tuple[Window, ...]

    def __post_init__(self) -> None:
        if any(capacity < 0 for capacity in self.capacities) or sum(self.capacities) >= SMALL:
            raise ValueError("capacities are 0 or more, and fewer than a billion together")
        everybody = range(len(self.capacities))
        if any(member not in everybody for window in self.windows for member in window.members):
            raise ValueError("a window is over somebody who has no capacity")


class Solver:
    """Answers many questions about one system, each starting from where the last one ended.

    The windows that can never fail are left out from the start.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self._reach = [sum(system.capacities[p] for p in w.members) for w in system.windows]
        self._active = [j for j, w in enumerate(system.windows) if self._can_fail(j, w)]
        self._tableau = Tableau(
            len(system.capacities), [system.windows[j].members for j in self._active]
        )

    @property
    def can_fail(self) -> frozenset[int]:
        """The windows that some choice (of any size) would break."""
        return frozenset(self._active)

    def solution(
        self,
        at_least: Mapping[int, int] | None = None,
        at_most: Mapping[int, int] | None = None,
        windows: Collection[int] | None = None,
    ) -> tuple[int, ...] | None:
        """One x that keeps within the windows, or None: then there is none.

        `at_least`, `at_most`: narrower bounds for some x[p]. `windows`: those in force, by
        index; None: all.
        """
        lowest = [0] * len(self.system.capacities)
        highest = list(self.system.capacities)
        for p, bound in (at_least or {}).items():
            lowest[p] = max(lowest[p], bound)
        for p, bound in (at_most or {}).items():
            highest[p] = min(highest[p], bound)
        for j in self._active:
            window, reach = self.system.windows[j], self._reach[j]
            in_force = windows is None or j in windows
            low, high = (window.lowest, window.highest) if in_force else (None, None)
            lowest.append(0 if low is None else min(max(low, 0), reach + 1))
            highest.append(reach if high is None else max(min(high, reach), -1))
        if any(low > high for low, high in zip(lowest, highest, strict=True)):
            return None
        dtype = self._tableau.lowest.dtype
        self._tableau.lowest = np.array(lowest, dtype=dtype)
        self._tableau.highest = np.array(highest, dtype=dtype)
        return self._branch()

    def _branch(self) -> tuple[int, ...] | None:
        """Divide nobody: if the relaxation does, try first the whole number nearer to it."""
        tableau = self._tableau
        if not tableau.search():
            return None
        whole, left, denominator = tableau.point()
        divided = np.flatnonzero(left)
        if not len(divided):
            return tuple(int(x) for x in whole)
        p = int(divided[0])
        floor = int(whole[p])
        low, high = int(tableau.lowest[p]), int(tableau.highest[p])
        branches = [(low, floor), (floor + 1, high)]
        if 2 * int(left[p]) >= denominator:
            branches.reverse()
        for branch_low, branch_high in branches:
            tableau.lowest[p], tableau.highest[p] = branch_low, branch_high
            found = self._branch()
            tableau.lowest[p], tableau.highest[p] = low, high
            if found is not None:
                return found
        return None

    def _can_fail(self, index: int, window: Window) -> bool:
        low, high = window.lowest, window.highest
        return (low is not None and low > 0) or (high is not None and high < self._reach[index])
