"""Meek's sharing of papers, worked out over the distinct ways in which they can be shared.

What a paper gives depends on the elected candidates it passes and the one with whom it ends. So
papers are sorted into steps: at step k all that have passed the same k candidates and come to the
same next one are one entry. They are sorted anew whenever somebody is elected or excluded, each
ranking being read again from its first preference; sharing out then goes step by step.

All numbers of votes in here are whole numbers of 10^-9 votes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from counting.check.piles import Numbers, ends_at, walk
from counting.contest import CandidateId
from counting.papers import Papers

UNIT: Final = 10**9
_SIGNED_64_BITS: Final = 2**63

Whole = NDArray[np.int64 | np.object_]


@dataclass(frozen=True, slots=True)
class Step:
    """Entries of one step, side by side. `before`: the entry of the step before that they passed.

    `candidate`: number of the next candidate on the papers; 0: there is none. `papers`: how many.
    """

    before: Numbers
    candidate: Numbers
    papers: Whole


class Sharing:
    """The papers of one Meek count. `ids`: candidate number k is `ids[k - 1]`.

    `nobody`: an option and its successors in turn, all of which a paper ranks that ranks the option.
    """

    def __init__(
        self,
        papers: Papers,
        ids: tuple[CandidateId, ...],
        standing: Collection[CandidateId],
        nobody: tuple[CandidateId, ...] = (),
    ) -> None:
        self._papers = papers
        self._on_paper = ids
        # A successor has a number, too, though it stands on no paper: after those of all others.
        self._ids = (*ids, *nobody[1:])
        self._option = ids.index(nobody[0]) + 1 if nobody else 0
        first = papers.flat[walk(papers, papers.starts, ends_at(ids, standing))]
        self._rows = np.flatnonzero(first)
        emptied = papers.weights[first == 0]
        self.without_preference = int(emptied.sum())
        # In 64 bits all products are exact only up to about 9 thousand million papers.
        fits = papers.total * UNIT < _SIGNED_64_BITS
        self._type: type[np.int64] | type[np.object_] = np.int64 if fits else np.object_
        self._steps: list[Step] = []

    def sort(self, hopeful: Collection[CandidateId], elected: Collection[CandidateId]) -> None:
        """Sort the papers for those who are hopeful and elected now; the excluded are passed over."""
        papers, wide = self._papers, len(self._ids) + 1
        stops = ends_at(self._on_paper, {*hopeful, *elected})
        live = ends_at(self._ids, {*hopeful, *elected})
        goes_on = ends_at(self._ids, elected)
        goes_on[0] = False
        self._steps = []
        at, weights = papers.starts[self._rows], papers.weights[self._rows]
        entry: Numbers = np.zeros(len(at), dtype=np.int64)
        # How many of the option that is nobody and its successors a paper has passed, where it is now.
        passed: Numbers = np.zeros(len(at), dtype=np.int64)
        while len(at):
            at = walk(papers, at, stops)
            number = self._number(papers.flat[at], passed)
            kinds, entry = np.unique(entry * wide + number, return_inverse=True)
            total: Whole = np.zeros(len(kinds), dtype=self._type)
            np.add.at(total, entry, weights)
            self._steps.append(Step(kinds // wide, kinds % wide, total))
            going = goes_on[number]
            at, weights, entry = at[going], weights[going], entry[going]
            stays = self._stays(papers.flat[at], passed[going] + 1, live)
            passed = np.where(stays, passed[going] + 1, 0)
            at = np.where(stays, at, at + 1)

    def _number(self, on_paper: NDArray[np.integer], passed: Numbers) -> Numbers:
        """Whom a paper has come to: of nobody, the successor after as many as it has passed."""
        successor = len(self._on_paper) + passed
        return np.where(passed > 0, successor, on_paper.astype(np.int64))

    def _stays(
        self, on_paper: NDArray[np.integer], passed: Numbers, live: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Whether a paper has one more of nobody's successors to come to, who is still in the count."""
        successor = np.minimum(len(self._on_paper) + passed, len(self._ids))
        more = len(self._on_paper) + passed <= len(self._ids)
        at_nobody = (on_paper == self._option) & (on_paper > 0)
        return np.asarray(at_nobody & more & live[successor], dtype=np.bool_)

    def share(self, keep: Mapping[CandidateId, int]) -> dict[CandidateId, int]:
        """What each is given. `keep`: keep values, of everybody who stands.

        A paper gives what is left of it times the keep value, rounded up, and loses just that.
        """
        values = np.array([0, *(keep.get(id_, 0) for id_ in self._ids)], dtype=np.int64)
        given = np.zeros(len(values), dtype=self._type)
        left: Numbers = np.array([UNIT], dtype=np.int64)
        for step in self._steps:
            left = left[step.before]
            taken = -(-left * values[step.candidate] // UNIT)
            np.add.at(given, step.candidate, np.multiply(taken, step.papers))
            left = left - taken
        return {id_: int(given[number]) for number, id_ in enumerate(self._ids, 1) if id_ in keep}
