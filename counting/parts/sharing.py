"""Meek's sharing of papers: a tree of the elected candidates that papers pass, not of the papers.

Under Meek's method a paper gives each candidate it ranks a share of what is left of it: a hopeful
candidate takes all of that, an excluded one nothing, an elected one his or her keep value of it.
So what a paper gives depends on nothing but the elected candidates it passes and the hopeful one
it comes to rest with. Papers that have these in common are counted together: an iteration costs a
step for each such path, at any number of papers. Papers move, by the kernel, only when somebody is
elected or excluded.

All numbers of votes in here are whole numbers of 10^-9 votes (`UNIT` is one vote): exact at any size.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from counting.contest import CandidateId, Contest
from counting.kernel import NON_TRANSFERABLE, Kernel, Rows
from counting.papers import Papers
from counting.record import PapersSummary
from counting.table import papers_summary

PLACES: Final = 9
UNIT: Final = 10**PLACES


@dataclass(slots=True, eq=False)
class _Path:
    """Papers that have passed the same elected candidates, in the same order.

    `papers`: how many came this way. `resting`: how many rest with each candidate (0: with nobody).
    `onward`: numbers of the paths of those who pass a further elected candidate.
    """

    papers: int = 0
    resting: dict[int, int] = field(default_factory=dict)
    onward: dict[int, int] = field(default_factory=dict)


class SharedPapers:
    """The papers of one Meek count. Made for that count and thrown away after it."""

    def __init__(self, papers: Papers, contest: Contest) -> None:
        self._ids = tuple(candidate.id for candidate in contest.candidates)
        self._numbers = {id_: number for number, id_ in enumerate(self._ids, start=1)}
        self._live = frozenset(self._numbers[candidate.id] for candidate in contest.standing)
        self._elected: set[int] = set()
        self._kernel = Kernel(papers, self._live)
        self._weights = papers.weights
        self._path_of: NDArray[np.int32] = np.zeros(papers.distinct, dtype=np.int32)
        self._rows_at: dict[int, list[Rows]] = {}
        first = self._kernel.first_preferences()
        emptied = first.pop(NON_TRANSFERABLE).papers if NON_TRANSFERABLE in first else 0
        self.summary: PapersSummary = papers_summary(papers, emptied)
        self._paths = [_Path(self.summary.valid)]
        for number, bundle in first.items():
            self._rest(number, bundle.rows)

    def admit(self, candidate: CandidateId) -> None:
        """From now on this candidate takes what comes: the successor of an option that is nobody."""
        self._live |= {self._numbers[candidate]}

    def elect(self, candidates: Collection[CandidateId]) -> None:
        """From now on these keep a share only: the papers that rest with them go on beyond."""
        numbers = sorted(self._numbers[candidate] for candidate in candidates)
        self._elected.update(numbers)
        self._pass_on({number: [self._taken_from(number)] for number in numbers})

    def exclude(self, candidate: CandidateId) -> None:
        """From now on this candidate takes nothing: the papers go on to the next."""
        number = self._numbers[candidate]
        self._live -= {number}
        waiting: dict[int, list[Rows]] = {}
        self._move_on(self._taken_from(number), self._live, waiting)
        self._pass_on(waiting)

    def _taken_from(self, number: int) -> Rows:
        """All papers that rest with a candidate, who loses them."""
        rows = self._rows_at.pop(number, [])
        for path in self._paths:
            path.resting.pop(number, None)
        return np.concatenate(rows) if rows else np.zeros(0, dtype=np.intp)

    def _pass_on(self, waiting: dict[int, list[Rows]]) -> None:
        """Takes papers beyond the elected candidates they have come to, until all of them rest.

        `waiting`: rows by the number of the elected candidate. All that wait at one candidate go on
        together, so that there are few moves, however many paths.
        """
        while waiting:
            elected = next(iter(waiting))
            rows = np.concatenate(waiting.pop(elected))
            self._branch(elected, rows)
            self._move_on(rows, self._live - {elected}, waiting)

    def _branch(self, elected: int, rows: Rows) -> None:
        """Puts papers that pass an elected candidate each on the path of its own."""
        beyond = np.zeros(len(self._paths), dtype=np.int32)
        for number, papers in self._by_path(rows):
            if elected not in self._paths[number].onward:
                self._paths[number].onward[elected] = len(self._paths)
                self._paths.append(_Path())
            beyond[number] = self._paths[number].onward[elected]
            self._paths[int(beyond[number])].papers += papers
        self._path_of[rows] = beyond[self._path_of[rows]]

    def _move_on(
        self, rows: Rows, continuing: frozenset[int], waiting: dict[int, list[Rows]]
    ) -> None:
        """Moves papers to where they rest, or to wait at an elected candidate."""
        (moved,) = self._kernel.move([rows], continuing)
        for number, bundle in moved.items():
            if number in self._elected:
                waiting.setdefault(number, []).append(bundle.rows)
            else:
                self._rest(number, bundle.rows)

    def _rest(self, number: int, rows: Rows) -> None:
        self._rows_at.setdefault(number, []).append(rows)
        for path, papers in self._by_path(rows):
            resting = self._paths[path].resting
            resting[number] = resting.get(number, 0) + papers

    def _by_path(self, rows: Rows) -> list[tuple[int, int]]:
        """Which paths these papers came on, and how many on each."""
        if not len(rows):
            return []
        paths = self._path_of[rows]
        order = np.argsort(paths, kind="stable")
        paths = paths[order]
        begins = np.flatnonzero(np.concatenate(([True], paths[1:] != paths[:-1])))
        # No sum overflows: Papers holds fewer than 2^63 in all.
        papers = np.add.reduceat(self._weights[rows[order]], begins)
        return list(zip(paths[begins].tolist(), papers.tolist(), strict=True))

    def share_out(self, keep: Mapping[CandidateId, int]) -> dict[CandidateId, int]:
        """What every candidate in `keep` is given, in 10^-9 votes; the rest is non-transferable.

        `keep`: keep values in units of 10^-9. What an elected candidate keeps of a paper is rounded
        up to 10^-9, and the paper loses just that. Source: PR Foundation Meek rule, B.2.a; New
        Zealand Local Electoral Regulations 2001, Schedule 1A, clause 10.
        """
        given = dict.fromkeys(keep, 0)
        waiting = [(self._paths[0], UNIT)]
        while waiting:
            path, weight = waiting.pop()
            for number, papers in path.resting.items():
                if number != NON_TRANSFERABLE:
                    given[self._ids[number - 1]] += weight * papers
            for number, onward in path.onward.items():
                elected, beyond = self._ids[number - 1], self._paths[onward]
                kept = -(-weight * keep[elected] // UNIT)
                given[elected] += kept * beyond.papers
                if kept < weight:
                    waiting.append((beyond, weight - kept))
        return given
