"""The counting table of rules that look at the last batch received: papers lie in batches as they came.

Clauses in comments are those of ERS97, where no other rule is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from counting.contest import CandidateId, Contest
from counting.kernel import Bundle
from counting.papers import Papers
from counting.record import Transfer
from counting.record_batches import LastBatch
from counting.table import NEW_PAPER, Table
from counting.votes import NO_VOTES, Votes


@dataclass(slots=True)
class _Batch:
    """All papers that a candidate received in one transfer, all of one value."""

    transfer: int
    value: Votes
    bundles: list[Bundle] = field(default_factory=list)


class BatchTable(Table):
    """A table that moves one batch at a time and knows which batch each candidate received last."""

    def __init__(self, papers: Papers, contest: Contest) -> None:
        self._transfer = 0
        self._last: dict[CandidateId, _Batch] = {}
        self._first: dict[CandidateId, Bundle] = {}
        super().__init__(papers, contest)

    def _lay(self, candidate: CandidateId, value: Votes, bundle: Bundle) -> Votes:
        last = self._last.get(candidate)
        if last is None or last.transfer != self._transfer:
            last = self._last[candidate] = _Batch(self._transfer, value)
        last.bundles.append(bundle)
        if not self._transfer:
            self._first[candidate] = bundle
        return super()._lay(candidate, value, bundle)

    def hold_first_preferences(self, candidates: Collection[CandidateId]) -> bool:
        """Whether first preferences for any of these still lie where they were cast."""
        return any(c in self._first for c in candidates)

    def values_held(self, candidates: Collection[CandidateId]) -> tuple[Votes, ...]:
        """The values of the papers that lie on these piles, from the highest: one batch each (5.4.1)."""
        return tuple(sorted({v for c in candidates for v in self._piles[c]}, reverse=True))

    def move_batch(
        self, sources: Sequence[CandidateId], value: Votes, continuing: Collection[CandidateId]
    ) -> tuple[Transfer, ...]:
        """Move all papers of this value from these candidates to the next available preference.

        The papers keep their value; those without a next available preference become
        non-transferable (5.4.2). Returns the transfers: by source, then as in `move_pile`.
        """
        taken = [(source, self._piles[source].pop(value, [])) for source in sources]
        return self._move_taken(taken, value, continuing)

    def move_first_preferences(
        self, sources: Sequence[CandidateId], continuing: Collection[CandidateId]
    ) -> tuple[Transfer, ...]:
        """Move the first preferences only of these candidates, as `move_batch` does."""
        taken: list[tuple[CandidateId, list[Bundle]]] = []
        for source in sources:
            first = self._first.pop(source, None)
            later = [b for b in self._piles[source].pop(NEW_PAPER, []) if b is not first]
            if later:
                self._piles[source][NEW_PAPER] = later
            taken.append((source, [] if first is None else [first]))
        return self._move_taken(taken, NEW_PAPER, continuing)

    def _move_taken(
        self,
        taken: Sequence[tuple[CandidateId, list[Bundle]]],
        value: Votes,
        continuing: Collection[CandidateId],
    ) -> tuple[Transfer, ...]:
        self._transfer += 1
        numbers = self._to_numbers(continuing)
        transfers: list[Transfer] = []
        for source, bundles in taken:
            papers: dict[tuple[int, Votes], int] = defaultdict(int)
            for targets in self._kernel.move([bundle.rows for bundle in bundles], numbers):
                for number, bundle in targets.items():
                    papers[number, value] += bundle.papers
                    self.tallies[source] -= value * bundle.papers
                    if number:
                        self._lay(self._ids[number - 1], value, bundle)
                    else:
                        self.non_transferable += value * bundle.papers
            transfers.extend(self._transfers(source, papers))
        return tuple(transfers)

    def last_batch(
        self, candidate: CandidateId, continuing: Collection[CandidateId]
    ) -> LastBatchSorted:
        """Sort the last batch that this candidate received by next available preference (5.3.1 to 5.3.3).

        The papers stay where they are until `move_sorted`.
        """
        batch = self._last[candidate]
        targets: dict[int, list[Bundle]] = defaultdict(list)
        rows = [bundle.rows for bundle in batch.bundles]
        for moved in self._kernel.move(rows, self._to_numbers(continuing)):
            for number, bundle in moved.items():
                targets[number].append(bundle)
        return LastBatchSorted(candidate, batch.value, dict(targets))

    def move_sorted(
        self, batch: LastBatchSorted, surplus: Votes, transfer_value: Votes
    ) -> tuple[tuple[Transfer, ...], LastBatch]:
        """Move the transferable papers of a sorted batch; what they leave of the surplus is lost.

        That difference is non-transferable (5.3.9). The papers with no next available preference
        are set aside with no value of their own. Returns the transfers and how it was worked out.
        """
        self._transfer += 1
        # An elected candidate's papers never move again: what stays on the pile is only votes.
        self._piles[batch.candidate] = {}
        self.tallies[batch.candidate] -= surplus
        papers: dict[tuple[int, Votes], int] = {}
        arrived = NO_VOTES
        for number, bundles in batch.targets.items():
            value = transfer_value if number else NO_VOTES
            papers[number, value] = sum(bundle.papers for bundle in bundles)
            if number:
                for bundle in bundles:
                    arrived += self._lay(self._ids[number - 1], value, bundle)
        difference = surplus - arrived
        self.non_transferable += difference
        working = LastBatch(
            batch.value, batch.papers, batch.transferable, transfer_value, difference
        )
        return self._transfers(batch.candidate, papers), working


@dataclass(frozen=True, slots=True)
class LastBatchSorted:
    """A candidate's last batch, sorted. `targets`: bundles by candidate's number; 0: non-transferable."""

    candidate: CandidateId
    value: Votes
    targets: dict[int, list[Bundle]]

    @property
    def papers(self) -> int:
        """All papers of the batch."""
        return sum(bundle.papers for bundles in self.targets.values() for bundle in bundles)

    @property
    def transferable(self) -> int:
        """Those with a next available preference."""
        return self.papers - sum(bundle.papers for bundle in self.targets.get(0, ()))
