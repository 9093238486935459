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

from counting.contest import CandidateId, Contest
from counting.kernel import NON_TRANSFERABLE, Bundle, Kernel, Rows
from counting.papers import Papers
from counting.record import PapersSummary
from counting.table import papers_summary

PLACES: Final = 9
UNIT: Final = 10**PLACES


@dataclass(slots=True, eq=False)
class _Path:
    """Papers that have passed the same elected candidates, in the same order.

    `papers`: how many came this way. `resting`: whom they rest with (0: nobody), and how many.
    `onward`: those who pass a further elected candidate.
    """

    papers: int = 0
    resting: dict[int, int] = field(default_factory=dict)
    rows: dict[int, list[Rows]] = field(default_factory=dict)
    onward: dict[int, _Path] = field(default_factory=dict)

    def rest(self, number: int, bundle: Bundle) -> None:
        self.resting[number] = self.resting.get(number, 0) + bundle.papers
        self.rows.setdefault(number, []).append(bundle.rows)

    def take(self, number: int) -> list[Rows]:
        """The rows that rest with this candidate, who loses them."""
        self.resting.pop(number, None)
        return self.rows.pop(number, [])


class SharedPapers:
    """The papers of one Meek count. Made for that count and thrown away after it."""

    def __init__(self, papers: Papers, contest: Contest) -> None:
        self._ids = tuple(candidate.id for candidate in contest.candidates)
        self._numbers = {id_: number for number, id_ in enumerate(self._ids, start=1)}
        self._live = frozenset(self._numbers[candidate.id] for candidate in contest.standing)
        self._elected: set[int] = set()
        self._kernel = Kernel(papers, self._live)
        self._root = _Path()
        emptied = 0
        for number, bundle in self._kernel.first_preferences().items():
            if number == NON_TRANSFERABLE:
                emptied = bundle.papers
            else:
                self._root.papers += bundle.papers
                self._root.rest(number, bundle)
        self.summary: PapersSummary = papers_summary(papers, emptied)

    def elect(self, candidates: Collection[CandidateId]) -> None:
        """From now on these keep a share only: the papers that rest with them go on beyond."""
        numbers = {self._numbers[candidate] for candidate in candidates}
        self._elected |= numbers
        for path in self._paths():
            for number in sorted(numbers & path.resting.keys()):
                papers = path.resting[number]
                self._pass(path, number, path.take(number), papers)

    def exclude(self, candidate: CandidateId) -> None:
        """From now on this candidate takes nothing: the papers go on to the next."""
        number = self._numbers[candidate]
        self._live -= {number}
        for path in self._paths():
            self._move_on(path, path.take(number), self._live)

    def _paths(self) -> list[_Path]:
        """Every path there is now; those made while papers move are not among them."""
        found = [self._root]
        for path in found:
            found.extend(path.onward.values())
        return found

    def _pass(self, path: _Path, elected: int, rows: list[Rows], papers: int) -> None:
        beyond = path.onward.setdefault(elected, _Path())
        beyond.papers += papers
        self._move_on(beyond, rows, self._live - {elected})

    def _move_on(self, path: _Path, rows: list[Rows], continuing: frozenset[int]) -> None:
        for moved in self._kernel.move(rows, continuing):
            for number, bundle in moved.items():
                if number in self._elected:
                    self._pass(path, number, [bundle.rows], bundle.papers)
                else:
                    path.rest(number, bundle)

    def share_out(self, keep: Mapping[CandidateId, int]) -> dict[CandidateId, int]:
        """What every candidate in `keep` is given, in 10^-9 votes; the rest is non-transferable.

        `keep`: keep values in units of 10^-9. What an elected candidate keeps of a paper is rounded
        up to 10^-9, and the paper loses just that. Source: PR Foundation Meek rule, B.2.a; New
        Zealand Local Electoral Regulations 2001, Schedule 1A, clause 10.
        """
        given = dict.fromkeys(keep, 0)
        waiting = [(self._root, UNIT)]
        while waiting:
            path, weight = waiting.pop()
            for number, papers in path.resting.items():
                if number != NON_TRANSFERABLE:
                    given[self._ids[number - 1]] += weight * papers
            for number, beyond in path.onward.items():
                elected = self._ids[number - 1]
                kept = -(-weight * keep[elected] // UNIT)
                given[elected] += kept * beyond.papers
                if kept < weight:
                    waiting.append((beyond, weight - kept))
        return given
