"""Can these sums be met, if people could be divided? Exact, in whole numbers.

A bounded simplex for feasibility only: each variable, and each sum of variables, has a lowest and
a highest value; the tableau expresses one basis of them in the others. All entries are integers
over one common denominator, so nothing is ever rounded. Sources: B. Dutertre and L. de Moura,
'A fast linear-arithmetic solver for DPLL(T)', CAV 2006 (the search for a basis); J. Edmonds, 1967,
and E. Bareiss, 1968 (pivots that stay integers); R. Bland, 1977 (the order in which no basis recurs).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]  # turned into Python integers (dtype object) before any could overflow

# Entries below this, two of which are multiplied and subtracted in a pivot, keep within 64 bits.
SMALL = 2**30


class Tableau:
    """Variables 0 … n-1, then one sum of them for each group, with bounds that may be changed.

    A group is its members, or how often each counts (negative: against the sum).
    `lowest`, `highest`: bounds of variables and sums, whole numbers, shape (n + groups,).
    Changing them between searches is what they are for: each search starts from where the last
    one ended. The answer depends on the bounds only. The number of variables times the sum of
    their highest values must be less than `SMALL`.
    """

    def __init__(self, variables: int, groups: Sequence[Iterable[int] | Mapping[int, int]]) -> None:
        self._variables = variables
        self._table: Whole = np.zeros((len(groups), variables), dtype=np.int64)
        for row, members in enumerate(groups):
            often = list(members.values()) if isinstance(members, Mapping) else 1
            self._table[row, list(members)] = often
        self._denominator = 1
        self._free = np.arange(variables)  # the variables at chosen whole values
        self._basic = np.arange(variables, variables + len(groups))  # those that follow from them
        self._values: Whole = np.zeros(variables, dtype=np.int64)
        self.lowest: Whole = np.zeros(variables + len(groups), dtype=np.int64)
        self.highest: Whole = np.zeros(variables + len(groups), dtype=np.int64)

    def set_bounds(self, lowest: Sequence[int], highest: Sequence[int]) -> None:
        """Set all bounds at once, of any size: large ones are kept in Python's integers."""
        if sum(abs(bound) for bound in (*lowest, *highest)) * (self._variables + 1) >= SMALL:
            self._use_python_integers()
        self.lowest = np.array(lowest, dtype=self._table.dtype)
        self.highest = np.array(highest, dtype=self._table.dtype)

    def search(self) -> bool:
        """Whether divided people could keep within all bounds; if so, `point` is one way."""
        self._values = np.minimum(
            np.maximum(self._values, self.lowest[self._free]), self.highest[self._free]
        )
        while True:
            scaled = self._table @ self._values
            below = self.lowest[self._basic] * self._denominator > scaled
            above = self.highest[self._basic] * self._denominator < scaled
            outside = np.flatnonzero(below | above)
            if not len(outside):
                return True
            row = int(outside[self._basic[outside].argmin()])  # Bland: the first, so none recurs
            bounds = self.lowest if below[row] else self.highest
            target = bounds[self._basic[row]]
            column = self._helper(row, rising=bool(below[row]))
            if column is None:
                return False
            self._pivot(row, column)
            self._values[column] = target

    def point(self) -> tuple[Whole, Whole, int]:
        """After a successful search: whole parts, remainders and the denominator they are over."""
        scaled = self._table @ self._values
        whole = np.zeros(len(self.lowest), dtype=self._table.dtype)
        left = np.zeros_like(whole)
        whole[self._free] = self._values
        whole[self._basic] = scaled // self._denominator
        left[self._basic] = scaled % self._denominator
        return whole[: self._variables], left[: self._variables], self._denominator

    def _helper(self, row: int, rising: bool) -> int | None:
        """The first free variable that can move this row the way it has to go."""
        slope = self._table[row] if rising else -self._table[row]
        can_rise = (slope > 0) & (self._values < self.highest[self._free])
        can_fall = (slope < 0) & (self._values > self.lowest[self._free])
        columns = np.flatnonzero(can_rise | can_fall)
        return int(columns[self._free[columns].argmin()]) if len(columns) else None

    def _pivot(self, row: int, column: int) -> None:
        """Exchange a basic and a free variable. Every division is exact (Edmonds, Bareiss)."""
        table = self._table
        pivot = table[row, column]
        row_before, column_before = table[row].copy(), table[:, column].copy()
        after = (pivot * table - np.multiply.outer(column_before, row_before)) // self._denominator
        after[:, column] = column_before
        after[row] = -row_before
        after[row, column] = self._denominator
        self._table = -after if pivot < 0 else after
        self._denominator = abs(int(pivot))
        self._free[column], self._basic[row] = self._basic[row], self._free[column]
        if after.dtype != object and int(np.abs(after).max()) >= SMALL:
            self._use_python_integers()

    def _use_python_integers(self) -> None:
        self._table = self._table.astype(object)
        self._values = self._values.astype(object)
        self.lowest = self.lowest.astype(object)
        self.highest = self.highest.astype(object)
