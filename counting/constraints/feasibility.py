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

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from counting.constraints.linear import SMALL, Tableau, Whole

# Relaxed points looked at in one search before the choice of whom to divide is made with care:
# most searches end sooner, and care costs two relaxations for each who is divided.
PATIENCE = 24


@dataclass(frozen=True, slots=True)
class Window:
    """The sum of x over `members` is at least `lowest` and at most `highest` (None: no bound).

    `against`: those whose x is taken off that sum.
    """

    members: frozenset[int]
    lowest: int | None
    highest: int | None
    against: frozenset[int] = frozenset()

    def holds(self, solution: tuple[int, ...]) -> bool:
        """Whether a solution's sum lies in the window."""
        total = sum(solution[p] for p in self.members) - sum(solution[p] for p in self.against)
        return (self.lowest is None or self.lowest <= total) and (
            self.highest is None or total <= self.highest
        )


@dataclass(frozen=True, slots=True)
class System:
    """How many there are of each p, and the windows to be kept.

    `units`: for each window the unit it belongs to; windows of one unit are in force together.
    Empty: each window is a unit of its own, with its index. Raises ValueError for a negative
    capacity, for a window over something else or without a unit, and where the number of p times
    the sum of capacities reaches a billion.
    """

    capacities: tuple[int, ...]
    windows: tuple[Window, ...]
    units: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.units and len(self.units) != len(self.windows):
            raise ValueError("not every window has a unit")
        everybody = range(len(self.capacities))
        if any(capacity < 0 for capacity in self.capacities):
            raise ValueError("a capacity is less than 0")
        if len(everybody) * sum(self.capacities) >= SMALL:
            raise ValueError("the capacities are too large to be kept exact")
        if any(w.members & w.against for w in self.windows):
            raise ValueError("a window counts somebody both for and against its sum")
        if any(p not in everybody for w in self.windows for p in (*w.members, *w.against)):
            raise ValueError("a window is over somebody who has no capacity")

    def unit(self, window: int) -> int:
        """The unit of a window, by its index."""
        return self.units[window] if self.units else window

    def holds(self, unit: int, solution: tuple[int, ...]) -> bool:
        """Whether a solution keeps within all windows of a unit."""
        return all(
            window.holds(solution)
            for index, window in enumerate(self.windows)
            if self.unit(index) == unit
        )


class Solver:
    """Answers many questions about one system, each starting from where the last one ended.

    The windows that can never fail are left out from the start.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self._reach = [
            (-self._sum(window.against), self._sum(window.members)) for window in system.windows
        ]
        self._active = [j for j, w in enumerate(system.windows) if self._can_fail(j, w)]
        self._tableau = Tableau(
            len(system.capacities),
            [
                dict.fromkeys(window.members, 1) | dict.fromkeys(window.against, -1)
                for window in (system.windows[j] for j in self._active)
            ],
        )

        self._points = 0

    @property
    def can_fail(self) -> frozenset[int]:
        """The units that some choice (of any size) would break."""
        return frozenset(self.system.unit(j) for j in self._active)

    def solution(
        self,
        at_least: Mapping[int, int] | None = None,
        at_most: Mapping[int, int] | None = None,
        windows: Collection[int] | None = None,
    ) -> tuple[int, ...] | None:
        """One x that keeps within the windows, or None: then there is none.

        `at_least`, `at_most`: narrower bounds for some x[p]. `windows`: the units in force;
        None: all.
        """
        lowest = [0] * len(self.system.capacities)
        highest = list(self.system.capacities)
        for p, bound in (at_least or {}).items():
            lowest[p] = max(lowest[p], bound)
        for p, bound in (at_most or {}).items():
            highest[p] = min(highest[p], bound)
        for j in self._active:
            window, (bottom, reach) = self.system.windows[j], self._reach[j]
            in_force = windows is None or self.system.unit(j) in windows
            low, high = (window.lowest, window.highest) if in_force else (None, None)
            lowest.append(bottom if low is None else min(max(low, bottom), reach + 1))
            highest.append(reach if high is None else max(min(high, reach), bottom - 1))
        if any(low > high for low, high in zip(lowest, highest, strict=True)):
            return None
        dtype = self._tableau.lowest.dtype
        self._tableau.lowest = np.array(lowest, dtype=dtype)
        self._tableau.highest = np.array(highest, dtype=dtype)
        self._points = 0
        return self._branch()

    def _branch(self) -> tuple[int, ...] | None:
        """Divide nobody: if the relaxation does, try first the whole number nearer to it."""
        if not self._tableau.search():
            return None
        self._points += 1
        whole, left, denominator = self._tableau.point()
        divided = np.flatnonzero(left)
        if not len(divided):
            return tuple(int(x) for x in whole)
        p = int(divided[0]) if self._points < PATIENCE else self._most_decisive(whole, divided)
        halves = self._halves(p, int(whole[p]))
        if 2 * int(left[p]) >= denominator:
            halves.reverse()
        for half in halves:
            with self._narrowed(p, half):
                found = self._branch()
            if found is not None:
                return found
        return None

    def _most_decisive(self, whole: Whole, divided: Whole) -> int:
        """The first of the divided with the most halves that the relaxation refutes at once."""
        refuted: dict[int, int] = {}
        for p in divided.tolist():
            refuted[p] = 0
            for half in self._halves(p, int(whole[p])):
                with self._narrowed(p, half):
                    refuted[p] += not self._tableau.search()
            if refuted[p] == 2:
                break
        return max(refuted, key=lambda p: refuted[p])

    def _halves(self, p: int, floor: int) -> list[tuple[int, int]]:
        low, high = int(self._tableau.lowest[p]), int(self._tableau.highest[p])
        return [(low, floor), (floor + 1, high)]

    @contextmanager
    def _narrowed(self, p: int, half: tuple[int, int]) -> Iterator[None]:
        """While inside, x[p] lies in this half of its range."""
        tableau = self._tableau
        before = int(tableau.lowest[p]), int(tableau.highest[p])
        tableau.lowest[p], tableau.highest[p] = half
        yield
        tableau.lowest[p], tableau.highest[p] = before

    def _can_fail(self, index: int, window: Window) -> bool:
        low, high = window.lowest, window.highest
        bottom, reach = self._reach[index]
        return (low is not None and low > bottom) or (high is not None and high < reach)

    def _sum(self, members: frozenset[int]) -> int:
        return sum(self.system.capacities[p] for p in members)
