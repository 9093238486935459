"""Whose is each paper, and what is it worth? Answered from the papers, ranking by ranking.

Every distinct ranking lies on one pile, and a pile has one holder and one value. When papers
move, each is read again from its first preference: it goes to the first candidate on it who still
continues. A tally is what the papers on somebody's piles are worth, added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counting.contest import CandidateId
from counting.papers import Papers
from counting.record import Transfer
from counting.votes import NO_VOTES, Votes

Numbers = NDArray[np.int64]

_ROWS_AT_ONCE = 1 << 16  # rankings read at a time: keeps the work in the processor's cache


@dataclass(frozen=True, slots=True)
class Pile:
    """Papers of one holder and one value. `holder` None: non-transferable.

    `arrival`: with which transfer they came, where a rule asks for that; otherwise 0.
    """

    holder: CandidateId | None
    value: Votes
    arrival: int = 0


_OUTSIDE = Pile(None, NO_VOTES)  # papers with no preference for anybody standing: never votes


class Piles:
    """All the papers of one count, on their piles. `ids`: candidate number k is `ids[k - 1]`.

    Exact at any number of papers: papers are counted in 64-bit whole numbers (`Papers` holds fewer
    than 2^63), and values are fractions.
    """

    def __init__(
        self, papers: Papers, ids: tuple[CandidateId, ...], standing: Collection[CandidateId]
    ) -> None:
        self._papers = papers
        self._ids = ids
        self._piles: list[Pile] = []
        self._numbers: dict[Pile, int] = {}
        self._pile_of = np.zeros(papers.distinct, dtype=np.int32)
        everything = np.arange(papers.distinct, dtype=np.int64)
        to = self._first_preference(everything, standing)
        for number in np.unique(to).tolist():
            pile = Pile(self._ids[number - 1], Votes(1)) if number else _OUTSIDE
            self._pile_of[to == number] = self._number(pile)
        self.without_preference = self._papers_on().get(_OUTSIDE, 0)

    def succeed(self, old: CandidateId, new: CandidateId) -> None:
        """What ranks `old` goes to `new` from now on: its successor, if it is nobody."""
        self._ids = tuple(new if id_ == old else id_ for id_ in self._ids)

    def votes(self) -> dict[CandidateId | None, Votes]:
        """Votes on everybody's piles, and under None those on papers that could go no further.

        Whoever holds no paper may be missing.
        """
        votes: dict[CandidateId | None, Votes] = defaultdict(Votes)
        for pile, papers in self._papers_on().items():
            votes[pile.holder] += papers * pile.value
        return votes

    def move(
        self,
        source: CandidateId,
        continuing: Collection[CandidateId],
        worth: Callable[[Votes], Votes | None],
    ) -> tuple[Transfer, ...]:
        """Take up all papers of a candidate and lay each where it now belongs.

        `worth`: from the value at which a paper was received to that at which it moves on; None: it
        goes no further and is worth nothing. Returns what went where: one entry for each target and
        value, targets in the order of the contest, the non-transferable last; values from the highest.
        """

        def landing(pile: Pile, holder: CandidateId | None) -> Pile:
            value = worth(pile.value)
            return _OUTSIDE if value is None else Pile(holder, value)

        return self._shift(
            source, [pile for pile in self._piles if pile.holder == source], continuing, landing
        )

    def _shift(
        self,
        source: CandidateId,
        piles: Collection[Pile],
        continuing: Collection[CandidateId],
        landing: Callable[[Pile, CandidateId | None], Pile],
    ) -> tuple[Transfer, ...]:
        """Lay the papers of some piles of a candidate where `landing` says: from the pile and the
        next candidate on the paper who continues, if any, to the pile on which it then lies."""
        sources = [self._numbers[pile] for pile in piles]
        rows = np.flatnonzero(np.isin(self._pile_of, sources))
        old = self._pile_of[rows]
        to = self._first_preference(rows, continuing)
        kinds, kind_of = np.unique(old * np.int64(len(self._ids) + 1) + to, return_inverse=True)
        lands = np.zeros(len(kinds), dtype=np.int32)
        for kind, code in enumerate(kinds.tolist()):
            pile, number = divmod(code, len(self._ids) + 1)
            holder = self._ids[number - 1] if number else None
            lands[kind] = self._number(landing(self._piles[pile], holder))
        new = lands[kind_of]
        self._pile_of[rows] = new
        return self._transfers(source, self._count(new, self._papers.weights[rows]))

    def _transfers(self, source: CandidateId, moved: dict[Pile, int]) -> tuple[Transfer, ...]:
        order = {id_: place for place, id_ in enumerate(self._ids)}
        last = len(self._ids)

        def place(pile: Pile) -> tuple[int, Votes]:
            return (last if pile.holder is None else order[pile.holder], -pile.value)

        return tuple(
            Transfer(source, pile.holder, moved[pile], pile.value, moved[pile] * pile.value)
            for pile in sorted(moved, key=place)
        )

    def _number(self, pile: Pile) -> int:
        if pile not in self._numbers:
            self._numbers[pile] = len(self._piles)
            self._piles.append(pile)
        return self._numbers[pile]

    def _papers_on(self) -> dict[Pile, int]:
        return self._count(self._pile_of, self._papers.weights)

    def _count(self, piles: NDArray[np.int32], weights: Numbers) -> dict[Pile, int]:
        """How many papers lie on each pile that has any."""
        papers = np.zeros(len(self._piles), dtype=np.int64)
        np.add.at(papers, piles, weights)
        return {self._piles[n]: int(papers[n]) for n in np.flatnonzero(papers).tolist()}

    def _first_preference(self, rows: Numbers, continuing: Collection[CandidateId]) -> Numbers:
        """For each of these rankings the number of the first candidate on it who continues, else 0."""
        at = walk(self._papers, self._papers.starts[rows], ends_at(self._ids, continuing))
        return self._papers.flat[at].astype(np.int64)


def ends_at(ids: tuple[CandidateId, ...], some: Collection[CandidateId]) -> NDArray[np.bool_]:
    """For each candidate's number whether it is that of one of these; and for 0, which ends a ranking."""
    return np.array([True, *(id_ in some for id_ in ids)], dtype=np.bool_)


def walk(papers: Papers, at: Numbers, ends_here: NDArray[np.bool_]) -> Numbers:
    """From these places in `papers.flat` on to the first number, here or after, that ends the walk."""
    flat = papers.flat
    reached = at.copy()
    for low in range(0, len(at), _ROWS_AT_ONCE):
        looking = np.arange(low, min(low + _ROWS_AT_ONCE, len(at)))
        while len(looking := looking[~ends_here[flat[reached[looking]]]]):
            reached[looking] += 1
    return reached
