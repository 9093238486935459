"""How close was it: the gap at each decision, and how few papers changed would have elected others.

The gaps are read off the record. The upper bound is found by trying: papers of one candidate are
changed so that another stands first on them, and the count is made again; what is said of it was
counted, and anybody can count it again. The true margin may be smaller; for the alternative vote
with few candidates it is found exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from counting.contest import CandidateId, Contest
from counting.engine import count
from counting.errors import ContestError, CountingError
from counting.further_counts import began
from counting.gaps import (
    Gap,
    closest,
    decided_between_two,
    decided_on,
    decision_gaps,
    open_to_exclusion,
)
from counting.kernel import Bundle, Kernel
from counting.papers import Papers, Ranking
from counting.record import CountRecord
from counting.runoff_margin import runoff_margin
from counting.witness import Change, changed, rows_changed

MOST_COUNTS = 300
_MOST_ROWS = (
    5_000_000  # distinct rankings looked at in all counts together, so that large ones end too
)
_FEWEST_COUNTS = 20
_RIVALS = 3
EXACT_UP_TO = 7  # candidates of an alternative vote
EXACT_RULES = ("av", "av-to-two")  # which elect the same, if not by lot


@dataclass(frozen=True, slots=True)
class Bound:
    """So many papers changed elect others. `elected`: who, by a count of the changed papers."""

    papers: int
    changes: tuple[Change, ...]
    elected: tuple[CandidateId, ...]
    gained: tuple[CandidateId, ...]
    lost: tuple[CandidateId, ...]


@dataclass(frozen=True, slots=True)
class Margins:
    """`gaps`: in the order of the count. `closest`: the smallest of them.

    `bound`: the fewest papers found whose change elects others; None if none was found. `least`:
    fewer than this cannot; None where that is not known. `counts`: how often was counted for it.
    `no_other_result`: nobody else could be elected, whatever the papers say.
    """

    record: CountRecord
    gaps: tuple[Gap, ...]
    closest: Gap | None
    bound: Bound | None
    least: int | None
    counts: int
    no_other_result: bool

    @property
    def exact(self) -> bool:
        """Whether the bound is the margin itself."""
        return self.bound is not None and self.bound.papers == self.least


def margins(papers: Papers, contest: Contest) -> Margins:
    """The margins of a count. Raises as `engine.count` does; ContestError where nobody can be elected."""
    from counting.rules import find_rule

    if contest.nobody:
        raise ContestError(
            f"'{contest.name(contest.nobody[0])}' is nobody: what would be another result, when places "
            "can stay vacant, is not settled, so no margins are worked out."
        )
    record = count(papers, contest)
    if contest.casting_vote and decided_between_two(record):
        raise ContestError(
            "Two options are left with equal votes, and the casting vote decides between them, not the "
            "papers: one paper more for either would, so no margins are worked out."
        )
    gaps = decision_gaps(record)
    if len(record.elected) == len(contest.standing):
        return Margins(record, gaps, closest(gaps), None, None, 0, no_other_result=True)
    as_read = papers.settled(find_rule(contest.rule).irregular.reading)
    search = _Search(as_read, record)
    search.swap_exclusions(gaps)
    search.lift_losers()
    least = search.exactly()
    return Margins(
        record, gaps, closest(gaps), search.best, least, search.counts, no_other_result=False
    )


class _Search:
    """A bounded search for few changes; the same steps on every machine."""

    def __init__(self, papers: Papers, record: CountRecord) -> None:
        self.papers = papers
        self.record = record
        self.best: Bound | None = None
        self.counts = 0
        self._most = max(_FEWEST_COUNTS, min(MOST_COUNTS, _MOST_ROWS // max(papers.distinct, 1)))
        ids = [candidate.id for candidate in record.contest.candidates]
        self._number = {id_: number for number, id_ in enumerate(ids, start=1)}
        self._piles: dict[frozenset[int], dict[int, Bundle]] = {}

    def swap_exclusions(self, gaps: tuple[Gap, ...]) -> None:
        """At each exclusion: enough papers of one who was spared, for the one who was excluded."""
        ways = sorted(
            (way for gap in gaps if gap.act == "exclude" for way in self._swaps(gap)),
            key=lambda way: way[0],
        )
        for needed, winner, loser, index in ways:
            if self.best is not None and needed >= self.best.papers:
                return
            self._try(needed, loser, winner, index)

    def _swaps(self, gap: Gap) -> Iterator[tuple[int, CandidateId, CandidateId, int]]:
        """Papers needed, from whom, for whom, and at which stage (by index)."""
        index = gap.stage - 1
        tallies = decided_on(self.record, index).tallies
        spared = [c for c in open_to_exclusion(self.record, index) if c not in gap.candidates]
        for loser in gap.candidates:
            for rival in sorted(spared, key=lambda c: tallies[c])[:_RIVALS]:
                # Each paper that goes over lessens the difference by two.
                yield int((tallies[rival] - tallies[loser]) // 2) + 1, rival, loser, index

    def lift_losers(self) -> None:
        """For each one not elected and each one elected: the fewest papers, by halving."""
        losers = [c.id for c in self.record.contest.standing if c.id not in self.record.elected]
        votes = self.record.stages[-1].tallies
        for loser in sorted(losers, key=lambda c: -votes[c]):
            for winner in self.record.elected:
                self._halve(winner, loser)

    def _halve(self, winner: CandidateId, loser: CandidateId) -> None:
        """Fewer papers of the winner for the loser than the best, as few as halving finds."""
        there = self._lying_with(winner, 0)
        high = sum(int(self.papers.weights[row]) for row in there)
        if self.best is not None:
            high = min(high, self.best.papers - 1)
        low = 1
        if high < 1 or not self._try(high, loser, winner, 0):
            return
        while low < high:
            middle = (low + high) // 2
            if self._try(middle, loser, winner, 0):
                high = middle
            else:
                low = middle + 1

    def _try(self, needed: int, loser: CandidateId, winner: CandidateId, index: int) -> bool:
        """Put the loser first on so many papers that lie, whole, with the winner before a stage."""
        taken: dict[int, int] = {}
        changes: list[Change] = []
        number = self._number[loser]
        left = needed
        for row in self._lying_with(winner, index):
            if not left:
                break
            now = min(left, int(self.papers.weights[row]))
            before = self._ranking(row)
            after = (number, *(c for c in before if c != number))
            taken[row] = now
            changes.append(Change(before, after, now))
            left -= now
        return not left and self._elects_others(
            changes, lambda: rows_changed(self.papers, taken, changes)
        )

    def _elects_others(self, changes: Sequence[Change], papers: Callable[[], Papers]) -> bool:
        """Whether a count of the changed papers elects others; if by fewer papers, it is the best."""
        number = sum(change.papers for change in changes)
        if self.counts >= self._most or (self.best is not None and number >= self.best.papers):
            return False
        self.counts += 1
        try:
            elected = count(papers(), self.record.contest).elected
        except CountingError:
            return False  # a lot that was not drawn, say: nobody can tell who would be elected
        usual = self.record.elected
        gained = tuple(c for c in elected if c not in usual)
        if not gained:
            return False
        lost = tuple(c for c in usual if c not in elected)
        self.best = Bound(number, tuple(changes), elected, gained, lost)
        return True

    def exactly(self) -> int | None:
        """Fewer papers than this change nothing: known for the alternative vote with few candidates.

        And under every rule where a single paper is enough.
        """
        contest = self.record.contest
        standing = tuple(self._number[c.id] for c in contest.standing)
        if contest.rule not in EXACT_RULES or len(standing) > EXACT_UP_TO:
            return 1 if self.best is not None and self.best.papers == 1 else None
        self._most = self.counts + MOST_COUNTS
        return runoff_margin(
            self.papers,
            standing,
            self._number[self.record.elected[0]],
            self.record.papers.valid + 1 if self.best is None else self.best.papers,
            lambda changes: self._elects_others(changes, lambda: changed(self.papers, changes)),
        )

    def _lying_with(self, candidate: CandidateId, index: int) -> list[int]:
        """Rows of papers that are with a candidate before a stage and have passed nobody elected.

        The commonest rankings first, so that a witness is short.
        """
        start = began(self.record.stages, index)
        out = {c for stage in self.record.stages[start:index] for c in stage.excluded}
        alive = frozenset(
            self._number[c.id] for c in self.record.contest.standing if c.id not in out
        )
        if alive not in self._piles:
            self._piles[alive] = Kernel(self.papers, alive).first_preferences()
        bundle = self._piles[alive].get(self._number[candidate])
        rows = [] if bundle is None else bundle.rows.tolist()
        return sorted(rows, key=lambda row: (-int(self.papers.weights[row]), row))

    def _ranking(self, row: int) -> Ranking:
        start = int(self.papers.starts[row])
        following = row + 1 < self.papers.distinct
        end = int(self.papers.starts[row + 1]) if following else len(self.papers.flat)
        return tuple(self.papers.flat[start : end - 1].tolist())
