"""Who is promoted from a larger committee, and who makes way: clauses P2 to P6 of promotion.

Categories share nobody, so each is served apart from the others; see `counting.methods.promotion`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from counting.constraints.bounds import counts_for
from counting.contest import CandidateId, Contest
from counting.parts.ties import TieRule, choose
from counting.record import Stage, Tie, TieKind
from counting.votes import Votes

Some = tuple[CandidateId, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of a count at which somebody may have been elected (`parts.ties.Point`).

    `number`: of the stage, in the whole record. `elected`: at this point, in order of election.
    """

    number: int
    batch: int | None
    tallies: Mapping[CandidateId, Votes]
    elected: Some


def moments_of(stages: Iterable[Stage]) -> tuple[Moment, ...]:
    """Every such point of a count: after each batch of papers, or else at the end of a stage."""
    found: list[Moment] = []
    for stage in stages:
        if stage.batches:
            found += (
                Moment(stage.number, number, batch.tallies, batch.elected)
                for number, batch in enumerate(stage.batches, start=1)
            )
        else:
            found.append(Moment(stage.number, None, stage.tallies, stage.elected))
    return tuple(found)


class Promotion:
    """What becomes of those elected in the first count. Made for one record and thrown away after it."""

    def __init__(self, contest: Contest, ties: TieRule, first: Sequence[Moment]) -> None:
        self._contest = contest
        self._ties = ties
        self._first = tuple(first)
        self._elected = tuple(c for moment in first for c in moment.elected)
        self._promoted: list[CandidateId] = []
        self._made_way: list[CandidateId] = []
        self._required = [
            constraint.least(contest.seats) or 0 for constraint in contest.constraints
        ]
        self._category = {
            candidate.id: category
            for candidate in contest.standing
            for category, constraint in enumerate(contest.constraints)
            if counts_for(candidate, constraint)
        }

    @property
    def short(self) -> bool:
        """Whether a category is short (P2)."""
        return any(self._missing(category) for category in range(len(self._required)))

    @property
    def to_make_way(self) -> int:
        """How many of those elected in the first count still have to make way (P4)."""
        return len(self._promoted) - len(self._made_way)

    def _in_place(self, category: int) -> int:
        """How many of the category have a place, those promoted included."""
        holding = {*self._elected, *self._promoted}.difference(self._made_way)
        return sum(self._category.get(c) == category for c in holding)

    def _missing(self, category: int) -> int:
        return max(self._required[category] - self._in_place(category), 0)

    def _needed(self, candidate: CandidateId) -> bool:
        """P6: whether the category of this candidate can spare nobody."""
        category = self._category.get(candidate)
        return category is not None and self._in_place(category) <= self._required[category]

    def promote(self, moments: Sequence[Moment], stage: int) -> tuple[Some, tuple[Tie, ...]]:
        """P3 and P5, after a larger count: who is promoted, and the ties in it.

        `stage`: the number of the stage it belongs to. Raises LotNeededError.
        """
        promoted: list[CandidateId] = []
        ties: list[Tie] = []
        for at, moment in enumerate(moments):
            chosen: set[CandidateId] = set()
            for category in range(len(self._required)):
                able = [
                    c
                    for c in moment.elected
                    if self._category.get(c) == category
                    and c not in self._elected
                    and c not in self._promoted
                ]
                chosen |= self._most_votes(
                    able, self._missing(category), moments[: at + 1], stage, ties
                )
            new = [c for c in moment.elected if c in chosen]
            self._promoted += new
            promoted += new
        return tuple(promoted), tuple(ties)

    def _most_votes(
        self,
        able: Collection[CandidateId],
        wanted: int,
        moments: Sequence[Moment],
        stage: int,
        ties: list[Tie],
    ) -> set[CandidateId]:
        """As many of these as are wanted, those with most votes at the last of the moments."""
        now, chosen = moments[-1].tallies, set[CandidateId]()
        while len(chosen) < min(wanted, len(able)):
            left = [c for c in able if c not in chosen]
            most = max(now[c] for c in left)
            equal = self._in_contest_order(c for c in left if now[c] == most)
            if len(chosen) + len(equal) <= wanted:
                chosen.update(equal)
            else:
                chosen.add(self._choose("promotion", equal, moments, stage, ties))
        return chosen

    def make_way(
        self, elected: Collection[CandidateId], stage: int
    ) -> tuple[Some, tuple[Tie, ...]]:
        """P4 to P6, after a smaller count that elected these: who makes way, and the ties in it.

        `stage`: the number of the stage it belongs to. Raises LotNeededError.
        """
        gone: list[CandidateId] = []
        ties: list[Tie] = []
        for at in range(len(self._first) - 1, -1, -1):
            moment = self._first[at]
            while self.to_make_way and (
                able := [c for c in moment.elected if c not in elected and self._spared(c)]
            ):
                fewest = min(moment.tallies[c] for c in able)
                equal = self._in_contest_order(c for c in able if moment.tallies[c] == fewest)
                some = equal
                if not self._can_all_go(equal):
                    some = (self._choose("making-way", equal, self._first[: at + 1], stage, ties),)
                self._made_way += some
                gone += some
        return tuple(gone), tuple(ties)

    def _spared(self, candidate: CandidateId) -> bool:
        return candidate not in self._made_way and not self._needed(candidate)

    def _can_all_go(self, some: Some) -> bool:
        """Whether there is nothing to choose: all of these have to make way, and none is needed."""
        if len(some) > self.to_make_way:
            return False
        categories = [self._category[c] for c in some if c in self._category]
        return all(
            categories.count(category) <= self._in_place(category) - self._required[category]
            for category in categories
        )

    def _choose(
        self,
        kind: TieKind,
        equal: Some,
        moments: Sequence[Moment],
        stage: int,
        ties: list[Tie],
    ) -> CandidateId:
        """One of those equal at the last of the moments, by the earlier ones; then by lot."""
        chosen, tie = choose(
            kind,
            equal,
            moments[-1].tallies[equal[0]],
            moments[:-1],
            self._contest,
            rule=self._ties,
            stage=stage,
        )
        if tie:
            ties.append(tie)
        return chosen

    def _in_contest_order(self, some: Iterable[CandidateId]) -> Some:
        wanted = set(some)
        return tuple(c.id for c in self._contest.standing if c.id in wanted)
