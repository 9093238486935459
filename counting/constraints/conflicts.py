"""Why a system cannot be met: every inclusion-minimal set of windows (units of them) that conflict.

A hitting-set tree: each conflict found is broken in turn by giving up each of its windows, until
what is left can be met. Source: R. Reiter, 'A theory of diagnosis from first principles',
Artificial Intelligence 32, 1987.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from counting.constraints.feasibility import Solver

# Nodes of the tree and questions asked of the solver before no further conflict is looked for:
# their number can be exponential in the constraints, and nobody could read them.
MOST_STEPS = 5000


@dataclass(slots=True)
class _Search:
    """Conflicts (each a smallest set) and rooms (sets that can be met) so far."""

    solver: Solver
    always: frozenset[int]
    choices: tuple[int, ...]
    conflicts: list[frozenset[int]] = field(default_factory=list)
    rooms: list[frozenset[int]] = field(default_factory=list)
    steps: int = 0

    def satisfied(self, windows: Collection[int]) -> frozenset[int] | None:
        """All the choices that one solution for these windows keeps; None without a solution."""
        self.steps += 1
        solution = self.solver.solution(windows=self.always | set(windows))
        if solution is None:
            return None
        system = self.solver.system
        return frozenset(j for j in self.choices if system.holds(j, solution))

    def shrink(self, conflict: frozenset[int]) -> frozenset[int]:
        """A smallest conflict inside a conflict."""
        kept = conflict
        for j in sorted(conflict):
            rest = kept - {j}
            if any(rest <= room for room in self.rooms):
                continue
            room = self.satisfied(rest)
            if room is None:
                kept = rest
            else:
                self.rooms.append(room)
        return kept

    def explore(self, windows: frozenset[int], kept: frozenset[int]) -> None:
        """Find every conflict inside `windows`; those in `kept` are not given up again."""
        if self.steps >= MOST_STEPS or any(windows <= room for room in self.rooms):
            return
        self.steps += 1
        conflict = next((c for c in self.conflicts if c <= windows), None)
        if conflict is None:
            room = self.satisfied(windows)
            if room is not None:
                self.rooms.append(room)
                return
            conflict = self.shrink(windows)
            self.conflicts.append(conflict)
        for j in sorted(conflict - kept):
            self.explore(windows - {j}, kept)
            kept |= {j}


def smallest_conflicts(
    solver: Solver, always: frozenset[int]
) -> tuple[tuple[tuple[int, ...], ...], bool]:
    """Every inclusion-minimal set of windows that, with those in `always`, cannot be met.

    Returns the sets (fewest windows first, then by index) and whether they are all; they are
    unless `MOST_STEPS` was reached. One empty set: those in `always` cannot be met alone.
    """
    search = _Search(solver, always, tuple(sorted(solver.can_fail - always)))
    search.explore(frozenset(search.choices), frozenset())
    found = sorted((tuple(sorted(c)) for c in search.conflicts), key=lambda c: (len(c), c))
    return tuple(found), search.steps < MOST_STEPS
