"""What the lots decided: every way they could have fallen, and who would have been elected.

Where votes are equal throughout, a rule leaves the choice to lot. The lots are one order of all
candidates, so a candidate preferred to another in one tie is preferred in every later one. The
tree is grown by counting: wherever a lot decides that nothing before it has settled, the count is
made again for each of those it could have fallen on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from counting.contest import CandidateId, Contest
from counting.engine import count
from counting.errors import CastingVoteError
from counting.papers import Papers
from counting.record import CountRecord, Tie, TieKind

MOST_COUNTS = 500  # counts made for one tree before it is left incomplete

Before = frozenset[tuple[CandidateId, CandidateId]]  # pairs: the first is listed before the second


@dataclass(frozen=True, slots=True)
class Ending:
    """How a count ends. `elected`: in order of election. `lots`: an order of the lots that leads here."""

    elected: tuple[CandidateId, ...]
    lots: tuple[CandidateId, ...]


@dataclass(frozen=True, slots=True)
class Unexplored:
    """A branch that was not counted, because there are too many."""


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot that decides. `branches`: on whom it falls, and what comes of it.

    With the lots as they were drawn, it falls on the first of them.
    """

    stage: int
    kind: TieKind
    candidates: tuple[CandidateId, ...]
    branches: tuple[tuple[CandidateId, Branch], ...]


Branch = Lot | Ending | Unexplored


@dataclass(frozen=True, slots=True)
class TieTree:
    """All ways the lots could fall. `complete`: none is left out. `counts`: how often was counted."""

    contest: Contest
    root: Branch
    complete: bool
    counts: int

    @property
    def winner_sets(self) -> frozenset[frozenset[CandidateId]]:
        """Every set of winners that some outcome of the lots gives."""
        return frozenset(frozenset(ending.elected) for ending in endings(self.root))


def endings(branch: Branch) -> Iterator[Ending]:
    """The endings under a branch, from left to right."""
    if isinstance(branch, Ending):
        yield branch
    elif isinstance(branch, Lot):
        for _, further in branch.branches:
            yield from endings(further)


def tie_tree(papers: Papers, contest: Contest, most_counts: int = MOST_COUNTS) -> TieTree:
    """Count the papers for every way the lots could fall.

    `contest.lots` may be empty; if they were drawn, the first ending is what they gave. Raises as
    `engine.count` does, but never LotNeededError.
    """
    grower = _Grower(papers, contest, most_counts)
    root = grower.grow(frozenset())
    return TieTree(contest, root, not grower.stopped, grower.counts)


@dataclass(slots=True)
class _Grower:
    papers: Papers
    contest: Contest
    most_counts: int
    counts: int = 0
    stopped: bool = False
    usual: tuple[CandidateId, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.usual = self.contest.lots or tuple(c.id for c in self.contest.candidates)

    def grow(self, before: Before) -> Branch:
        """The tree where the lots keep to `before`, which is closed under transitivity."""
        if self.counts >= self.most_counts:
            self.stopped = True
            return Unexplored()
        self.counts += 1
        lots = _in_keeping(self.usual, before)
        record = self._counted(lots, before)
        found = _first_open(record, before)
        if found is None:
            return Ending(record.elected, lots)
        stage, tie, tied = found
        able = [c for c in tied if not any((other, c) in before for other in tied)]
        able.sort(key=self.usual.index)
        branches = tuple((c, self.grow(_preferring(c, tied, before))) for c in able)
        return Lot(stage, tie.kind, tied, branches)

    def _counted(self, lots: tuple[CandidateId, ...], before: Before) -> CountRecord:
        contest = replace(self.contest, lots=lots)
        try:
            return count(self.papers, contest)
        except CastingVoteError:
            if contest.casting_vote is None or (self.contest.lots and not before):
                raise
            # Had the lots fallen so, that casting vote would not have been asked for.
            silent = replace(contest.casting_vote, chosen=None)
            return count(self.papers, replace(contest, casting_vote=silent))


def _first_open(
    record: CountRecord, before: Before
) -> tuple[int, Tie, tuple[CandidateId, ...]] | None:
    """The first lot that what is settled does not decide: stage, tie, and those it was among."""
    for stage in record.stages:
        for tie in stage.ties:
            if tie.by != "lot":
                continue
            left = tie.steps[-1].candidates if tie.steps else tie.candidates
            # In the lots a successor of nobody stands where the option stands.
            tied = tuple(record.contest.on_paper(c) for c in left)
            chosen = record.contest.on_paper(tie.chosen)
            if any((chosen, other) not in before for other in tied if other != chosen):
                return stage.number, tie, tied
    return None


def _preferring(chosen: CandidateId, tied: Sequence[CandidateId], before: Before) -> Before:
    """`before`, and the chosen before the others tied, and all that follows from it."""
    above = {chosen, *(a for a, b in before if b == chosen)}
    pairs = set(before)
    for other in tied:
        if other != chosen:
            below = {other, *(b for a, b in before if a == other)}
            pairs.update((a, b) for a in above for b in below)
    return frozenset(pairs)


def _in_keeping(usual: Sequence[CandidateId], before: Before) -> tuple[CandidateId, ...]:
    """The usual order, changed only as far as `before` asks."""
    left, order = list(usual), []
    while left:
        first = next(c for c in left if not any((other, c) in before for other in left))
        left.remove(first)
        order.append(first)
    return tuple(order)
