"""Papers in the batches in which they came: for rules that move one batch at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from counting.check.piles import Pile, Piles
from counting.contest import CandidateId
from counting.record import Transfer
from counting.votes import NO_VOTES, Votes


class Batches(Piles):
    """All the papers of one count. Those that came to somebody in one transfer are of one value."""

    transfer = 0  # how many transfers there have been; the first preferences came with none

    def values_held(self, candidates: Collection[CandidateId]) -> list[Votes]:
        """The values of the papers that these hold, from the highest."""
        held = {pile.value for pile in self._papers_on() if pile.holder in candidates}
        return sorted(held, reverse=True)

    def move_value(
        self, sources: Sequence[CandidateId], value: Votes, continuing: Collection[CandidateId]
    ) -> list[Transfer]:
        """Move all papers of this value that these hold, in one transfer; their value stays."""
        self.transfer += 1
        moved: list[Transfer] = []
        for source in sources:
            piles = [p for p in self._piles if p.holder == source and p.value == value]
            moved += self._shift(
                source, piles, continuing, lambda _, holder: Pile(holder, value, self.transfer)
            )
        return moved

    def first_preferences_of(self, candidates: Collection[CandidateId]) -> bool:
        """Whether anybody of these still holds papers that came with the first preferences."""
        return any(p.holder in candidates and not p.arrival for p in self._papers_on())

    def move_first_preferences(
        self, sources: Sequence[CandidateId], continuing: Collection[CandidateId]
    ) -> list[Transfer]:
        """Move those papers, and none that came to these candidates later, in one transfer."""
        self.transfer += 1
        moved: list[Transfer] = []
        for source in sources:
            piles = [p for p in self._piles if p.holder == source and not p.arrival]
            moved += self._shift(
                source, piles, continuing, lambda p, holder: Pile(holder, p.value, self.transfer)
            )
        return moved

    def last_received(
        self, candidate: CandidateId, continuing: Collection[CandidateId]
    ) -> tuple[Votes, int, int]:
        """The papers that came to a candidate last: the value of each, how many, how many can go on."""
        pile, rows = self._last(candidate)
        goes_on = self._first_preference(rows, continuing) > 0
        weights = self._papers.weights[rows]
        return pile.value, int(weights.sum()), int(weights[goes_on].sum())

    def move_last(
        self, candidate: CandidateId, continuing: Collection[CandidateId], value: Votes
    ) -> list[Transfer]:
        """Move those of them that can go on, at this value; the others have no value of their own."""
        pile, _ = self._last(candidate)
        self.transfer += 1

        def landing(_: Pile, holder: CandidateId | None) -> Pile:
            return Pile(holder, value if holder else NO_VOTES, self.transfer)

        return list(self._shift(candidate, [pile], continuing, landing))

    def _last(
        self, candidate: CandidateId
    ) -> tuple[Pile, np.ndarray[tuple[int], np.dtype[np.int64]]]:
        held = [pile for pile in self._papers_on() if pile.holder == candidate]
        last = max(held, key=lambda pile: pile.arrival)
        return last, np.flatnonzero(self._pile_of == self._numbers[last])
