"""The counting table: whose pile each paper lies on, and what it is worth.

Papers lie in parcels: bundles of distinct rankings that share one value. The kernel only moves
bundles and counts papers; every number of votes is worked out here, exactly, over parcels.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from counting.contest import CandidateId, Contest
from counting.kernel import Bundle, Kernel, joined
from counting.papers import Papers
from counting.record import PapersSummary, Transfer
from counting.votes import NO_VOTES, Votes, total

Pile = dict[Votes, list[Bundle]]
NEW_PAPER = Votes(1)


def papers_summary(papers: Papers, emptied: int) -> PapersSummary:
    """Which papers are counted. `emptied`: those that rank nobody who stands, in papers."""
    return PapersSummary(
        valid=papers.total - papers.blank - emptied,
        invalid=papers.blank,
        no_effective_preference=emptied,
        distinct=papers.distinct,
        digest=papers.digest,
    )


class Table:
    """Piles and tallies of one count. Made for that count and thrown away after it.

    `tallies`: votes of every candidate standing; `non_transferable`, `rounding`: votes so far.
    """

    def __init__(self, papers: Papers, contest: Contest) -> None:
        self._ids = tuple(candidate.id for candidate in contest.candidates)
        self._numbers = {id_: number for number, id_ in enumerate(self._ids, start=1)}
        standing = [candidate.id for candidate in contest.standing]
        self._kernel = Kernel(papers, self._to_numbers(standing))
        self._piles: dict[CandidateId, Pile] = {id_: {} for id_ in standing}
        self.tallies: dict[CandidateId, Votes] = dict.fromkeys(standing, NO_VOTES)
        self.non_transferable = NO_VOTES
        self.rounding = NO_VOTES
        emptied = 0
        for number, bundle in self._kernel.first_preferences().items():
            if number:
                self._lay(self._ids[number - 1], NEW_PAPER, bundle)
            else:
                emptied = bundle.papers
        self.summary = papers_summary(papers, emptied)

    def admit(self, candidate: CandidateId) -> None:
        """Somebody stands from now on, with no papers yet: the successor of an option that is nobody."""
        self._piles[candidate] = {}
        self.tallies[candidate] = NO_VOTES

    def _to_numbers(self, candidates: Collection[CandidateId]) -> frozenset[int]:
        return frozenset(self._numbers[candidate] for candidate in candidates)

    def _lay(self, candidate: CandidateId, value: Votes, bundle: Bundle) -> Votes:
        self._piles[candidate].setdefault(value, []).append(bundle)
        votes = value * bundle.papers
        self.tallies[candidate] += votes
        return votes

    def move_pile(
        self,
        source: CandidateId,
        continuing: Collection[CandidateId],
        value_on_arrival: Callable[[Votes], Votes],
        votes_to_move: Votes,
    ) -> tuple[Transfer, ...]:
        """Move all papers of a candidate to the next preference among those continuing.

        `value_on_arrival`: from the value a paper was received at to the value it arrives at.
        `votes_to_move`: what leaves the candidate's tally; whatever does not arrive is lost by
        rounding. Returns one transfer per target and value: targets in the order of the contest,
        then the non-transferable; values from the highest.
        """
        pile = self._piles[source]
        self._piles[source] = {}
        self.tallies[source] -= votes_to_move
        parcels = [joined(bundles).rows for bundles in pile.values()]
        moved = self._kernel.move(parcels, self._to_numbers(continuing))
        arrivals: dict[Votes, dict[int, tuple[int, Votes]]] = {}
        for received, targets in zip(pile, moved, strict=True):
            value = value_on_arrival(received)
            at_value = arrivals.setdefault(value, {})
            for number, bundle in targets.items():
                laid = self._lay(self._ids[number - 1], value, bundle) if number else None
                votes = value * bundle.papers if laid is None else laid
                papers_before, votes_before = at_value.get(number, (0, NO_VOTES))
                together = votes + votes_before if papers_before else votes
                at_value[number] = papers_before + bundle.papers, together
        transfers = self._arrived(source, arrivals)
        self.non_transferable += total(t.votes for t in transfers if t.target is None)
        self.rounding += votes_to_move - total(t.votes for t in transfers)
        return transfers

    def _arrived(
        self, source: CandidateId, arrivals: dict[Votes, dict[int, tuple[int, Votes]]]
    ) -> tuple[Transfer, ...]:
        """The transfers in their order. `arrivals`: papers and votes by value and candidate's number."""
        values = sorted(arrivals, reverse=True)
        numbers = {number for at_value in arrivals.values() for number in at_value}
        # Papers that are not transferable (0) come last.
        return tuple(
            Transfer(source, self._ids[number - 1] if number else None, papers, value, votes)
            for number in sorted(numbers, key=lambda number: (number == 0, number))
            for value in values
            if number in arrivals[value]
            for papers, votes in (arrivals[value][number],)
        )

    def set_aside(
        self, source: CandidateId, worthless: Callable[[Votes], bool]
    ) -> tuple[Transfer, ...]:
        """Take off a pile the papers that would leave it worth nothing: they go no further.

        `worthless`: from the value a paper was received at. No tally changes: what they were worth
        is lost by rounding when the rest of the pile moves.
        """
        gone = [received for received in self._piles[source] if worthless(received)]
        bundles = [bundle for received in gone for bundle in self._piles[source].pop(received)]
        papers = sum(bundle.papers for bundle in bundles)
        return (Transfer(source, None, papers, NO_VOTES, NO_VOTES),) if papers else ()

    def _transfers(
        self, source: CandidateId, papers: dict[tuple[int, Votes], int]
    ) -> tuple[Transfer, ...]:
        def place(key: tuple[int, Votes]) -> tuple[bool, int, Votes]:
            return key[0] == 0, key[0], -key[1]

        found: Sequence[tuple[int, Votes]] = sorted(papers, key=place)
        return tuple(
            Transfer(
                source=source,
                target=self._ids[number - 1] if number else None,
                papers=papers[number, value],
                value=value,
                votes=value * papers[number, value],
            )
            for number, value in found
        )
